"""The roadmap: four phases with their progress, and each criterion with its mark, owner and date."""

from dataclasses import dataclass

from reports.dossier import CriterionFacts, Dossier, PhaseFacts
from reports.figures import count, day, plural
from reports.wording.summary import current_phase

STATUSES = {
    "open": "Open",
    "ready": "Ready",
    "met": "Met",
    "waived": "Waived",
    "not_applicable": "Not applicable",
    "stale": "Stale",
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
    phases = tuple(_phase(phase, dossier.phases) for phase in dossier.phases)
    said = "; ".join(f"phase {p.number}, {p.name}: {p.progress}, {p.detail}" for p in phases)
    return Roadmap(
        name="Roadmap",
        finding=_finding(dossier.phases),
        lead="A gate opens when every blocking criterion of its phase is met, or waived by someone who may.",
        empty="The roadmap has not been started: it brings four phases with their criteria into the project.",
        phases=phases,
        rail_alt=f"Roadmap. {said}.",
    )


def _finding(phases: tuple[PhaseFacts, ...]) -> str:
    phase = current_phase(phases)
    if not phases:
        return "The roadmap has not been started"
    if phase is None:
        return "All four phases are complete"
    what = f"Phase {phase.number} of {len(phases)}"
    if phase.blocking_open:
        return f"{what} waits for {plural(phase.blocking_open, 'blocking criterion', 'blocking criteria')}"
    return f"{what} has no blocking criterion open"


def _phase(phase: PhaseFacts, phases: tuple[PhaseFacts, ...]) -> PhaseShown:
    now = current_phase(phases)
    state = "now" if phase.current else "done" if now is None or phase.number < now.number else "ahead"
    mark, detail = "", "nothing blocking"
    if phase.blocking_open:
        mark, detail = "violation", f"{count(phase.blocking_open)} blocking"
    if phase.overdue:
        mark, detail = mark or "partial", f"{detail}, {count(phase.overdue)} overdue"
    if state == "ahead":
        mark = ""
    return PhaseShown(
        number=phase.number,
        name=phase.name,
        state=state,
        progress=f"{count(phase.met)} of {count(phase.total)} met",
        detail=detail,
        detail_mark="compliant" if not mark and state == "done" else mark,
        gate=phase.gate_name,
        met=phase.met,
        total=phase.total,
        columns=("Criterion", "State", "Owner", "Due"),
        criteria=tuple(_criterion(criterion, state) for criterion in phase.criteria),
    )


def _criterion(criterion: CriterionFacts, state: str) -> CriterionRow:
    mark = MARKS.get(criterion.status, "violation" if criterion.blocking and state != "ahead" else "open")
    due = day(criterion.due_on) if criterion.due_on else "no date"
    notes = [text for text in (criterion.reason, criterion.note) if text]
    return CriterionRow(
        code=criterion.code,
        title=criterion.title,
        statement=criterion.statement,
        status=STATUSES.get(criterion.status, criterion.status.replace("_", " ").capitalize()),
        mark=mark,
        blocking="blocking" if criterion.blocking else "",
        owner=criterion.owner or "nobody yet",
        due=f"{due}, overdue" if criterion.overdue else due,
        note="\n".join(notes),
    )
