"""The roadmap: four phases with their progress, and each criterion with its mark, owner and date."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from reports.dossier import CriterionFacts, Dossier, PhaseFacts
from reports.figures import count, day
from reports.wording.known import translated
from reports.wording.spoken import Say, speaker
from reports.wording.summary import current_phase

STATUSES = {
    "open": gettext_noop("Open"),
    "ready": gettext_noop("Ready"),
    "met": gettext_noop("Met"),
    "waived": gettext_noop("Waived"),
    "not_applicable": gettext_noop("Not applicable"),
    "stale": gettext_noop("Stale"),
}
MARKS = {"met": "compliant", "ready": "ready", "waived": "partial", "stale": "partial", "not_applicable": "not_needed"}


@dataclass(frozen=True)
class CriterionRow:
    """One criterion; `mark` is the shape and colour of its state."""

    code: str
    title: str
    statement: str
    status: str
    mark: str
    blocking: str
    owner: str
    due: str
    note: str


@dataclass(frozen=True)
class PhaseShown:
    """One phase: `state` is done, now or ahead."""

    number: int
    name: str
    state: str
    progress: str
    detail: str
    detail_mark: str
    gate: str
    met: int
    total: int
    columns: tuple[str, ...]
    criteria: tuple[CriterionRow, ...]


@dataclass(frozen=True)
class Roadmap:
    """The section on the four phases; `rail_alt` says the rail in words."""

    name: str
    finding: str
    lead: str
    empty: str
    phases: tuple[PhaseShown, ...]
    rail_alt: str


def roadmap(dossier: Dossier) -> Roadmap:
    """How far the project is, and what keeps the next gate shut."""
    say = speaker(dossier)
    phases = tuple(_phase(phase, dossier.phases, say) for phase in dossier.phases)
    said = "; ".join(
        _("phase %(number)s, %(name)s: %(progress)s, %(detail)s")
        % {"number": p.number, "name": p.name, "progress": p.progress, "detail": p.detail}
        for p in phases
    )
    return Roadmap(
        name=_("Roadmap"),
        finding=_finding(dossier.phases),
        lead=_("A gate opens when every blocking criterion of its phase is met, or waived by someone who may."),
        empty=_("The roadmap has not been started: it brings four phases with their criteria into the project."),
        phases=phases,
        rail_alt=_("Roadmap. %(phases)s.") % {"phases": said},
    )


def status_name(status: str) -> str:
    """The word shown for a criterion's state; one this page does not know is shown as it is written."""
    return _(STATUSES[status]) if status in STATUSES else status.replace("_", " ").capitalize()


def _finding(phases: tuple[PhaseFacts, ...]) -> str:
    phase = current_phase(phases)
    if not phases:
        return _("The roadmap has not been started")
    if phase is None:
        return _("All four phases are complete")
    said = _("Phase %(phase)s of %(phases)s has no blocking criterion open")
    if phase.blocking_open:
        said = ngettext(
            "Phase %(phase)s of %(phases)s waits for %(count)s blocking criterion",
            "Phase %(phase)s of %(phases)s waits for %(count)s blocking criteria",
            phase.blocking_open,
        )
    return said % {"phase": phase.number, "phases": len(phases), "count": count(phase.blocking_open)}


def _phase(phase: PhaseFacts, phases: tuple[PhaseFacts, ...], say: Say) -> PhaseShown:
    now = current_phase(phases)
    state = "now" if phase.current else "done" if now is None or phase.number < now.number else "ahead"
    mark, detail = "", _("nothing blocking")
    if phase.blocking_open:
        mark, detail = "violation", _("%(count)s blocking") % {"count": count(phase.blocking_open)}
    if phase.overdue:
        overdue = _("%(count)s overdue") % {"count": count(phase.overdue)}
        mark, detail = mark or "partial", f"{detail}, {overdue}"
    if state == "ahead":
        mark = ""
    return PhaseShown(
        number=phase.number,
        name=translated(phase.name),
        state=state,
        progress=_("%(count)s of %(total)s met") % {"count": count(phase.met), "total": count(phase.total)},
        detail=detail,
        detail_mark="compliant" if not mark and state == "done" else mark,
        gate=translated(phase.gate_name),
        met=phase.met,
        total=phase.total,
        columns=(_("Criterion"), _("State"), _("Owner"), _("Due")),
        criteria=tuple(_criterion(criterion, state, say) for criterion in phase.criteria),
    )


def _criterion(criterion: CriterionFacts, state: str, say: Say) -> CriterionRow:
    mark = MARKS.get(criterion.status, "violation" if criterion.blocking and state != "ahead" else "open")
    due = day(criterion.due_on) if criterion.due_on else _("no date")
    notes = [text for text in (say(criterion.reason), criterion.note) if text]
    return CriterionRow(
        code=criterion.code,
        title=translated(criterion.title),
        statement=translated(criterion.statement),
        status=status_name(criterion.status),
        mark=mark,
        blocking=_("blocking") if criterion.blocking else "",
        owner=criterion.owner or _("nobody yet"),
        due=_("%(day)s, overdue") % {"day": due} if criterion.overdue else due,
        note="\n".join(notes),
    )
