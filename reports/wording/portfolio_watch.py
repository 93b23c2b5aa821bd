"""A portfolio: what went wrong and is not settled, and which leave to depart from a rule ends soon."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from reports.dossier import Dossier
from reports.facts.portfolio import PortfolioFacts, PortfolioIncident, PortfolioWaiver
from reports.figures import count, day
from reports.wording.known import named
from reports.wording.terms import HARMS

STATES = {"open": gettext_noop("Open"), "in_hand": gettext_noop("In hand")}


@dataclass(frozen=True)
class IncidentRow:
    """An open incident; `late` is the word for a clock that has run out, empty otherwise."""

    project: str
    title: str
    severity: str
    state: str
    happened: str
    owner: str
    due: str
    late: str


@dataclass(frozen=True)
class WaiverRow:
    """A waiver that ends soon."""

    project: str
    title: str
    until: str
    left: str
    decided: str


@dataclass(frozen=True)
class Watch:
    """The section on what wants an eye."""

    name: str
    finding: str
    incidents_title: str
    incidents_empty: str
    incidents_columns: tuple[str, ...]
    incidents: tuple[IncidentRow, ...]
    waivers_title: str
    waivers_empty: str
    waivers_columns: tuple[str, ...]
    waivers: tuple[WaiverRow, ...]


def watch_section(dossier: Dossier) -> Watch | None:
    """What wants an eye; None of a report that is no portfolio."""
    portfolio = dossier.portfolio
    if portfolio is None:
        return None
    days = {"count": count(portfolio.days_ahead)}
    return Watch(
        name=_("To watch"),
        finding=_finding(portfolio),
        incidents_title=_("Open incidents"),
        incidents_empty=_("No incident is open."),
        incidents_columns=(_("Incident"), _("Severity"), _("Happened"), _("Owner"), _("Due")),
        incidents=tuple(_incident(project.name, one) for project in portfolio.projects for one in project.incidents),
        waivers_title=_("Waivers that end within %(count)s days") % days,
        waivers_empty=_("No waiver ends within %(count)s days.") % days,
        waivers_columns=(_("Waiver"), _("Until"), _("Left"), _("Asked for and granted by")),
        waivers=tuple(_waiver(project.name, one) for project in portfolio.projects for one in project.waivers),
    )


def _finding(portfolio: PortfolioFacts) -> str:
    incidents = [one for project in portfolio.projects for one in project.incidents]
    waivers = sum(len(project.waivers) for project in portfolio.projects)
    if not incidents and not waivers:
        return _("No incident is open, and no waiver ends soon")
    if not incidents:
        said = ngettext("%(count)s waiver ends soon", "%(count)s waivers end soon", waivers)
        return said % {"count": count(waivers)}
    said = ngettext("%(count)s incident is open", "%(count)s incidents are open", len(incidents))
    parts = [said % {"count": count(len(incidents))}]
    late = sum(one.overdue for one in incidents)
    if late:
        said = ngettext("%(count)s past its day", "%(count)s past their day", late)
        parts.append(said % {"count": count(late)})
    if waivers:
        ending = ngettext("%(count)s waiver ends soon", "%(count)s waivers end soon", waivers)
        parts.append(ending % {"count": count(waivers)})
    return ", ".join(parts)


def _incident(project: str, one: PortfolioIncident) -> IncidentRow:
    return IncidentRow(
        project=project,
        title=one.title,
        severity=_(HARMS[one.severity]),
        state=_(STATES.get(one.status, one.status)),
        happened=day(one.happened_on),
        owner=one.owner or _("nobody yet"),
        due=day(one.due_on) if one.due_on else _("no date"),
        late=_("past its day") if one.overdue else "",
    )


def _waiver(project: str, one: PortfolioWaiver) -> WaiverRow:
    left = ngettext("%(count)s day", "%(count)s days", one.days_left) % {"count": count(one.days_left)}
    return WaiverRow(
        project=project,
        title=named(one.title),
        until=day(one.until),
        left=left if one.days_left else _("ends today"),
        decided=_("%(asked)s; %(decided)s") % {"asked": one.asked_by, "decided": one.decided_by or _("nobody")},
    )
