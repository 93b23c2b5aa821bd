"""Reads of the roadmap that pages and other rooms share. All of them take a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from roadmap.models import UNSETTLED, Criterion, CriterionChange, Phase, Status
from workspaces.models import Project

NAMED_ON_THE_RAIL = 4

PhaseState = Literal["done", "now", "later"]


@dataclass(frozen=True)
class PhaseProgress:
    """How far a phase is. `total` counts the criteria that apply; `blocking_open` keeps the gate closed."""

    number: int
    name: str
    met: int
    total: int
    blocking_open: int
    overdue: int
    ready: int
    not_applicable: int
    state: PhaseState
    phase: Phase

    @property
    def gate_name(self) -> str:
        return self.phase.gate_name

    @property
    def finding(self) -> str:
        """The one sentence that a page about this phase has as its title."""
        gate = f"‘{self.gate_name}’"
        if self.blocking_open == 0:
            return f"Nothing blocking stands before {gate}"
        if self.blocking_open == 1:
            return f"One blocking criterion stands before {gate}"
        return f"{self.blocking_open} blocking criteria stand before {gate}"

    @property
    def gate_words(self) -> str:
        """The same, short enough for the rail."""
        return f"{self.blocking_open or 'Nothing'} blocking before ‘{self.gate_name}’"

    @property
    def overdue_words(self) -> str:
        return f"{self.overdue} overdue"


@dataclass(frozen=True)
class RailStop:
    """A phase on the rail with the criteria that keep its gate closed."""

    progress: PhaseProgress
    blockers: Sequence[Criterion]

    @property
    def named(self) -> Sequence[Criterion]:
        return self.blockers[:NAMED_ON_THE_RAIL]

    @property
    def more(self) -> int:
        """How many are not named."""
        return max(0, len(self.blockers) - NAMED_ON_THE_RAIL)


@dataclass(frozen=True)
class Group:
    """Criteria that stand together in a list."""

    title: str
    criteria: list[Criterion]


def grouped(criteria: Iterable[Criterion], *, by_code: bool = False) -> list[Group]:
    """What keeps the gate closed first, then what is settled, then what does not block; or all by code."""
    listed = list(criteria)
    if by_code:
        groups = [Group("All criteria by code", listed)]
    else:
        groups = [
            Group("Keeps the gate closed", [entry for entry in listed if entry.stands_in_the_way]),
            Group("Blocking, and settled", [entry for entry in listed if entry.blocking and not entry.is_unsettled]),
            Group("Does not block", [entry for entry in listed if not entry.blocking]),
        ]
    return [group for group in groups if group.criteria]


def phases_of(project: Project) -> QuerySet[Phase]:
    return Phase.objects.filter(project=project).select_related("owner").order_by("number")


def progress_of(project: Project, today: date | None = None) -> list[PhaseProgress]:
    """The progress of each phase in order, in one query; empty where no roadmap was started.

    The first phase with an open blocking criterion is *now*, those before it are *done*, those after it *later*.
    """
    unsettled = Q(criteria__status__in=UNSETTLED)
    rows = phases_of(project).annotate(
        n_met=Count("criteria", filter=Q(criteria__status=Status.MET)),
        n_ready=Count("criteria", filter=Q(criteria__status=Status.READY)),
        n_not_applicable=Count("criteria", filter=Q(criteria__status=Status.NOT_APPLICABLE)),
        n_all=Count("criteria"),
        n_blocking=Count("criteria", filter=unsettled & Q(criteria__blocking=True)),
        n_overdue=Count("criteria", filter=unsettled & Q(criteria__due_on__lt=today or timezone.localdate())),
    )
    phases = list(rows)
    here = next((phase.number for phase in phases if phase.n_blocking), phases[-1].number if phases else 0)
    return [
        PhaseProgress(
            number=phase.number,
            name=phase.name,
            met=phase.n_met,
            total=phase.n_all - phase.n_not_applicable,
            blocking_open=phase.n_blocking,
            overdue=phase.n_overdue,
            ready=phase.n_ready,
            not_applicable=phase.n_not_applicable,
            state=_state(phase.number, here),
            phase=phase,
        )
        for phase in phases
    ]


def _state(number: int, here: int) -> PhaseState:
    if number < here:
        return "done"
    return "now" if number == here else "later"


def current_progress(progress: Sequence[PhaseProgress]) -> PhaseProgress | None:
    """Where the project stands; None where no roadmap was started."""
    return next((entry for entry in progress if entry.state == "now"), None)


def current_phase(project: Project) -> Phase | None:
    """The first phase with an open blocking criterion, else the last; None where no roadmap was started."""
    current = current_progress(progress_of(project))
    return current.phase if current else None


def blocking_criteria_of(project: Project) -> QuerySet[Criterion]:
    """The open criteria that keep gates closed, in the order of their codes."""
    return Criterion.objects.filter(phase__project=project, blocking=True, status__in=UNSETTLED).order_by(
        "phase__number", "position"
    )


def rail_of(project: Project, progress: Sequence[PhaseProgress] | None = None) -> list[RailStop]:
    """The four phases with what keeps each gate closed."""
    blockers: dict[int, list[Criterion]] = defaultdict(list)
    for criterion in blocking_criteria_of(project).only("phase_id", "code", "title"):
        blockers[criterion.phase_id].append(criterion)
    entries = progress_of(project) if progress is None else progress
    return [RailStop(entry, blockers[entry.phase.pk]) for entry in entries]


def criteria_of(project: Project) -> QuerySet[Criterion]:
    """All criteria of a project with what a list shows of them, by phase and code."""
    return (
        Criterion.objects.filter(phase__project=project)
        .select_related("phase", "owner")
        .order_by("phase__number", "position")
    )


def history_of(criterion: Criterion) -> QuerySet[CriterionChange]:
    return CriterionChange.objects.filter(criterion=criterion).select_related("actor").order_by("-at", "-pk")


def last_change_of(criterion: Criterion) -> CriterionChange | None:
    return history_of(criterion).first()


def earlier_blockers(criterion: Criterion) -> QuerySet[Criterion]:
    """Open blocking criteria of the phases before the criterion's own."""
    return blocking_criteria_of(criterion.phase.project).filter(phase__number__lt=criterion.phase.number)


def criteria_found(project: Project, words: str) -> QuerySet[Criterion]:
    """Criteria whose code, title, statement or note contains the words."""
    matches = (
        Q(code__iexact=words) | Q(title__icontains=words) | Q(statement__icontains=words) | Q(note__icontains=words)
    )
    return criteria_of(project).filter(matches)


def bounds_of_plan(phase: Phase) -> tuple[Phase | None, Phase | None]:
    """The nearest planned phases before and after this one."""
    others = Phase.objects.filter(project_id=phase.project_id, planned_on__isnull=False)
    before = others.filter(number__lt=phase.number).order_by(F("number").desc()).first()
    after = others.filter(number__gt=phase.number).order_by("number").first()
    return before, after


def days_away(day: date | None, today: date) -> str:
    """How far a day is from today, in words; blank where there is none."""
    if day is None:
        return ""
    days = (day - today).days
    if days == 0:
        return "today"
    counted = "1 day" if abs(days) == 1 else f"{abs(days)} days"
    return f"in {counted}" if days > 0 else f"{counted} ago"
