"""Reads of the roadmap that pages and other rooms share. All of them take a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from roadmap.checks.facts import Facts, facts_of
from roadmap.gates.selectors import GateGround, GateStanding
from roadmap.leave import in_force
from roadmap.models import Confirmation, Criterion, CriterionChange, Exclusion, GateRequest, Phase
from roadmap.state_selectors import Stated, stated_criteria
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
    stale: int
    waived: int
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
    gate: GateStanding

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
    entries: list[Stated]


def grouped(entries: Iterable[Stated], *, by_code: bool = False) -> list[Group]:
    """What keeps the gate closed first, then what is settled, then what does not block; or all by code."""
    listed = list(entries)
    if by_code:
        groups = [Group("All criteria by code", listed)]
    else:
        blocking = [entry for entry in listed if entry.criterion.blocking]
        groups = [
            Group("Keeps the gate closed", [entry for entry in blocking if entry.state.is_unsettled]),
            Group("Blocking, and settled", [entry for entry in blocking if not entry.state.is_unsettled]),
            Group("Does not block", [entry for entry in listed if not entry.criterion.blocking]),
        ]
    return [group for group in groups if group.entries]


def phases_of(project: Project) -> QuerySet[Phase]:
    return Phase.objects.filter(project=project).select_related("owner").order_by("number")


def progress_of(
    project: Project, today: date | None = None, stated: Sequence[Stated] | None = None
) -> list[PhaseProgress]:
    """The progress of each phase in order; empty where no roadmap was started.

    The first phase whose gate is not open, or in which a blocking criterion is, is *now*; those before it are *done*,
    those after it *later*.

    Args:
        stated: the criteria of the project with their states, where they are at hand already.
    """
    day = today or timezone.localdate()
    by_phase: dict[int, list[Stated]] = defaultdict(list)
    for entry in stated_criteria(project, day) if stated is None else stated:
        by_phase[entry.criterion.phase_id].append(entry)
    phases = list(phases_of(project))
    open_in = {phase.pk: sum(entry.stands_in_the_way for entry in by_phase[phase.pk]) for phase in phases}
    opened = set(_approved(project, day).values_list("phase", flat=True))
    here = next(
        (phase.number for phase in phases if open_in[phase.pk] or phase.pk not in opened),
        phases[-1].number if phases else 0,
    )
    return [_progress(phase, by_phase[phase.pk], here) for phase in phases]


def _progress(phase: Phase, entries: Sequence[Stated], here: int) -> PhaseProgress:
    keys = [entry.state.key for entry in entries]
    return PhaseProgress(
        number=phase.number,
        name=phase.name,
        met=keys.count("met"),
        total=len(keys) - keys.count("not_applicable"),
        blocking_open=sum(entry.stands_in_the_way for entry in entries),
        overdue=sum(entry.is_overdue for entry in entries),
        ready=keys.count("ready"),
        stale=keys.count("stale"),
        waived=keys.count("waived"),
        not_applicable=keys.count("not_applicable"),
        state=_state(phase.number, here),
        phase=phase,
    )


def _state(number: int, here: int) -> PhaseState:
    if number < here:
        return "done"
    return "now" if number == here else "later"


def current_progress(progress: Sequence[PhaseProgress]) -> PhaseProgress | None:
    """Where the project stands; None where no roadmap was started."""
    return next((entry for entry in progress if entry.state == "now"), None)


def current_phase(project: Project) -> Phase | None:
    """The first phase whose gate is not open, else the last; None where no roadmap was started."""
    current = current_progress(progress_of(project))
    return current.phase if current else None


def rail_of(
    project: Project,
    today: date | None = None,
    stated: Sequence[Stated] | None = None,
    facts: Facts | None = None,
) -> list[RailStop]:
    """The four phases with where each gate stands and what keeps it closed; *stated* and *facts* where at hand."""
    day = today or timezone.localdate()
    facts = facts or facts_of(project, day)
    entries = stated_criteria(project, day, facts) if stated is None else stated
    blockers: dict[int, list[Criterion]] = defaultdict(list)
    for entry in entries:
        if entry.stands_in_the_way:
            blockers[entry.criterion.phase_id].append(entry.criterion)
    gates = {gate.phase.pk: gate for gate in GateGround.of(project, day, facts, entries).standings}
    return [
        RailStop(progress, blockers[progress.phase.pk], gates[progress.phase.pk])
        for progress in progress_of(project, day, entries)
    ]


def _approved(project: Project, day: date) -> QuerySet[GateRequest]:
    """The approvals of the project's gates that are in force."""
    return GateRequest.objects.filter(phase__project=project, state=GateRequest.State.APPROVED, until__gte=day)


@dataclass(frozen=True)
class Unconfirmed:
    """The first phase whose gate is not open, how many of its blocking criteria nobody gave a word about, and whether
    the gate has been asked for or opened.
    """

    phase: int
    count: int
    asked: bool
    opened: bool


def unconfirmed(project: Project) -> Unconfirmed | None:
    """What the frame of every page says of the roadmap, in one query; None where no roadmap was started.

    It counts words of people, not states: whether a word still holds is computed on the roadmap's own pages.
    """
    confirmed = Confirmation.objects.filter(criterion=OuterRef("criteria__pk"), ended_at__isnull=True)
    excluded = Exclusion.objects.filter(criterion=OuterRef("criteria__pk"), ended_at__isnull=True)
    today = timezone.localdate()
    silent = Q(
        ~Exists(confirmed),
        ~Exists(excluded),
        ~Exists(in_force(today, "criteria__")),
        criteria__blocking=True,
        criteria__retired_at__isnull=True,
    )
    rows = Phase.objects.filter(project=project).order_by("number")
    requests = GateRequest.objects.filter(phase=OuterRef("pk"))
    approved = requests.filter(state=GateRequest.State.APPROVED, until__gte=today)
    counts = rows.annotate(
        silent=Count("criteria", filter=silent),
        asked=Exists(requests.filter(state=GateRequest.State.OPEN)),
        opened=Exists(approved),
    )
    found = [Unconfirmed(*row) for row in counts.values_list("number", "silent", "asked", "opened")]
    return next((one for one in found if one.count or not one.opened), found[-1] if found else None)


def criteria_of(project: Project) -> QuerySet[Criterion]:
    """All criteria of a project with what a list shows of them, by phase and code."""
    return (
        Criterion.objects.filter(phase__project=project)
        .select_related("phase", "owner")
        .order_by("phase__number", "position")
    )


def history_of(criterion: Criterion) -> QuerySet[CriterionChange]:
    return CriterionChange.objects.filter(criterion=criterion).select_related("actor").order_by("-at", "-pk")


def changes_since(project: Project, moment: datetime) -> list[CriterionChange]:
    """What was changed about the project's criteria after a moment, the first change first."""
    changes = CriterionChange.objects.filter(criterion__phase__project=project, at__gt=moment)
    return list(changes.select_related("criterion", "actor").order_by("at", "pk"))


def last_change_of(criterion: Criterion) -> CriterionChange | None:
    return history_of(criterion).first()


def earlier_blockers(criterion: Criterion, entries: Iterable[Stated]) -> list[Criterion]:
    """Of the project's criteria those that block and are open in the phases before the criterion's own."""
    number = criterion.phase.number
    return [entry.criterion for entry in entries if entry.stands_in_the_way and entry.criterion.phase.number < number]


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
