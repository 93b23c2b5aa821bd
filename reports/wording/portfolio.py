"""A portfolio: where each project is, what blocks and who acts next, and where its gates stand."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from reports.dossier import Dossier
from reports.facts.portfolio import PortfolioFacts, PortfolioGate, PortfolioProject, PortfolioStep, PortfolioVotes
from reports.figures import count, day, inside
from reports.wording.known import translated
from reports.wording.summary import Figure
from reports.wording.terms import ROLES

GATES = {
    "approved": gettext_noop("Approved"),
    "asked": gettext_noop("Asked for"),
    "lapsed": gettext_noop("Lapsed"),
    "closed": gettext_noop("Closed"),
}
MARKS = {"approved": "compliant", "asked": "ready", "lapsed": "partial", "closed": "open"}
NAMED = 4  # codes of what blocks; the rest is counted
PEOPLE = 3


@dataclass(frozen=True)
class ProjectRow:
    """One project; `late` is the word for a planned day that has passed, empty otherwise."""

    name: str
    identifier: str
    phase: str
    planned: str
    baseline: str
    late: str
    blocks: str
    acts: str


@dataclass(frozen=True)
class GateShown:
    """Where a gate stands; `until` is the day in words, empty where there is none. `state` is empty for no gate."""

    name: str
    state: str
    mark: str
    until: str


@dataclass(frozen=True)
class GatesRow:
    """The gates of one project, one for each column."""

    project: str
    gates: tuple[GateShown, ...]


@dataclass(frozen=True)
class Projects:
    """The section on where the projects are."""

    name: str
    finding: str
    lead: str
    empty: str
    figures: tuple[Figure, ...]
    columns: tuple[str, ...]
    rows: tuple[ProjectRow, ...]
    gates_title: str
    gates_note: str
    gates_columns: tuple[str, ...]
    gates: tuple[GatesRow, ...]


def projects_section(dossier: Dossier) -> Projects | None:
    """Who is where; None of a report that is no portfolio."""
    portfolio = dossier.portfolio
    if portfolio is None:
        return None
    numbers = sorted({gate.number for project in portfolio.projects for gate in project.gates})
    return Projects(
        name=_("Projects"),
        finding=portfolio_finding(portfolio),
        lead=_(
            "By the words that people gave and the decisions on gates. Whether those words still hold follows from all "
            "that a project knows and stands in its own dossier."
        ),
        empty=_("No project yet. A portfolio fills as projects are started."),
        figures=_figures(portfolio),
        columns=(_("Project"), _("Phase"), _("Planned"), _("What blocks"), _("Who acts next")),
        rows=tuple(_row(project) for project in portfolio.projects),
        gates_title=_("Gates"),
        gates_note=_("A gate is open while its approval is in force; one that has lapsed is to be asked for again."),
        gates_columns=(_("Project"), *(_("Gate %(number)s") % {"number": number} for number in numbers)),
        gates=tuple(_gates(project, numbers) for project in portfolio.projects if project.gates),
    )


def portfolio_finding(portfolio: PortfolioFacts) -> str:
    """What a reader takes along."""
    total = len(portfolio.projects)
    if not total:
        return _("No project yet")
    asked, late = _asked(portfolio), _late(portfolio)
    parts = [ngettext("%(count)s project", "%(count)s projects", total) % {"count": count(total)}]
    if asked:
        parts.append(ngettext("%(count)s waits for votes", "%(count)s wait for votes", asked) % {"count": count(asked)})
    if late:
        parts.append(_("%(count)s past the planned day") % {"count": count(late)})
    return ", ".join(parts)


def blocks_words(project: PortfolioProject) -> str:
    """What stands in the way: votes that are waited for, then what the phase under way lacks."""
    found = [_votes(asked) for asked in project.asked]
    match project.step.what:
        case "start":
            found.append(_("no roadmap yet"))
        case "confirm":
            found.append(_to_confirm(project.step))
        case "ask":
            found.append(_("the gate is to be asked for"))
    return "; ".join(found) or _("nothing")


def _votes(asked: PortfolioVotes) -> str:
    known = {"approvals": count(asked.approvals), "needed": count(asked.needed)}
    if asked.current:
        return _("waits for votes: %(approvals)s of %(needed)s approvals") % known
    said = _("gate %(number)s waits for votes: %(approvals)s of %(needed)s approvals")
    return said % {"number": count(asked.number), **known}


def _to_confirm(step: PortfolioStep) -> str:
    total = len(step.codes)
    said = ngettext(
        "%(count)s blocking criterion to confirm: %(codes)s",
        "%(count)s blocking criteria to confirm: %(codes)s",
        total,
    )
    return said % {"count": count(total), "codes": _listed(step.codes, NAMED)}


def acts_words(project: PortfolioProject) -> str:
    """Who acts next: those who vote, then those whose turn it is in the phase under way."""
    found = [name for asked in project.asked for name in _voters(asked)]
    match project.step.what:
        case "start":
            found.append(_("an editor starts it"))
        case "confirm":
            found += [name or _("an owner for it") for name in project.step.people]
        case "ask":
            found += list(project.step.people) or [_("an editor")]
    return _listed(list(dict.fromkeys(found)), PEOPLE) or _("nobody")


def _voters(asked: PortfolioVotes) -> list[str]:
    return [*asked.people, *(_somebody(role) for role in asked.roles)] or [_("nobody holds what the gate asks for")]


def _somebody(role: str) -> str:
    name = ROLES.get(role, role)
    said = _("an %(role)s") if name[0] in "AEIOU" else _("a %(role)s")
    return said % {"role": inside(_(name))}


def _listed(names: tuple[str, ...] | list[str], most: int) -> str:
    more = len(names) - most
    if more > 0:
        said = _("%(names)s and %(count)s more")
        return said % {"names": ", ".join(names[:most]), "count": count(more)}
    return ", ".join(names)


def _asked(portfolio: PortfolioFacts) -> int:
    return sum(bool(project.asked) for project in portfolio.projects)


def _late(portfolio: PortfolioFacts) -> int:
    return sum(project.late for project in portfolio.projects)


def _figures(portfolio: PortfolioFacts) -> tuple[Figure, ...]:
    incidents = [incident for project in portfolio.projects for incident in project.incidents]
    overdue = sum(incident.overdue for incident in incidents)
    ending = sum(len(project.waivers) for project in portfolio.projects)
    asked, late = _asked(portfolio), _late(portfolio)
    within = _("within %(count)s days") % {"count": count(portfolio.days_ahead)}
    past = _("none past its day")
    if overdue:
        past = ngettext("%(count)s past its day", "%(count)s past their day", overdue) % {"count": count(overdue)}
    total = len(portfolio.projects)
    return (
        Figure(count(total), ngettext("project", "projects", total), _("as the person who asked sees them"), False),
        Figure(count(asked), ngettext("waits for votes", "wait for votes", asked), _("on a gate"), False),
        Figure(count(late), _("past the planned day"), _("of the phase under way"), False),
        Figure(count(len(incidents)), ngettext("open incident", "open incidents", len(incidents)), past, False),
        Figure(count(ending), ngettext("waiver ends soon", "waivers end soon", ending), within, False),
    )


def _row(project: PortfolioProject) -> ProjectRow:
    planned, baseline = project.planned_on, project.baseline_on
    moved = baseline is not None and baseline != planned
    return ProjectRow(
        name=project.name,
        identifier=project.identifier,
        phase=f"{project.phase} {translated(project.phase_name)}" if project.phase is not None else _("none"),
        planned=day(planned) if planned else _("no date"),
        baseline=_("baseline %(day)s") % {"day": day(baseline)} if moved and baseline else "",
        late=_("past its day") if project.late else "",
        blocks=blocks_words(project),
        acts=acts_words(project),
    )


def _gates(project: PortfolioProject, numbers: list[int]) -> GatesRow:
    known = {gate.number: _gate(gate) for gate in project.gates}
    return GatesRow(project.name, tuple(known.get(number, GateShown("", "", "", "")) for number in numbers))


def _gate(gate: PortfolioGate) -> GateShown:
    until = ""
    if gate.until:
        said = _("until %(day)s") if gate.state == "approved" else _("ended %(day)s")
        until = said % {"day": day(gate.until)}
    return GateShown(translated(gate.name), _(GATES[gate.state]), MARKS[gate.state], until)
