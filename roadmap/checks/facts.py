"""Everything the checks look at, read once for a project in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, QuerySet

from calculator.measured import StaleLink, stale_links
from calculator.models import Baseline, MeasurementLink, SavedScenario
from calculator.selectors import actuals_in_force, baseline_of, scenarios_of
from evaluations.coverage import current_cases
from evaluations.models import Case, Release, Run, Sample
from evaluations.outcomes import Outcome
from evaluations.plans.selectors import PlanRow, known_errors
from evaluations.plans.selectors import rows_of as plan_rows
from evaluations.releases.selectors import releases_of
from evaluations.reported.standing import counts_for_decisions
from evaluations.schedules.selectors import ScheduleRow, schedule_rows
from evaluations.statistics import Calibration
from explorer.house.selectors import open_marks
from explorer.models import KnownViolation, SpecPin, SpecVersion
from explorer.stances.selectors import stances_of
from explorer.stances.standing import StanceEntry
from roadmap.checks.reading import (
    Approvals,
    BlindSample,
    Candidate,
    approvals_of,
    blind_sample,
    candidate_beside_approved,
    latest_readings,
    left_unasked,
)
from roadmap.models import Incident, Responsibility, Risk, RiskLimit
from roadmap.register.listing import limit_of
from ui.sentences import sentence
from workspaces import audit
from workspaces.models import Project

# The latest runs are looked at; older ones do not speak for what is used today.
RUNS_LOOKED_AT = 100


@dataclass(frozen=True)
class Spec:
    """The version the project works with, whether somebody chose it, and where each of its principles stands."""

    label: str
    pinned: bool
    entries: Sequence[StanceEntry]

    @property
    def said(self) -> str:
        """The version with whether it is pinned."""
        if self.pinned:
            return sentence("%(version)s, pinned", version=self.label)
        return sentence("%(version)s, not pinned", version=self.label)

    @property
    def in_force(self) -> Sequence[StanceEntry]:
        """The principles that were adopted or tightened, on whatever ground."""
        return [entry for entry in self.entries if entry.stance and entry.stance.kind != "not_relevant"]


@dataclass(frozen=True)
class Money:
    """The frozen baseline, what the scenarios stand at today, and the actuals of the baseline's scenario."""

    baseline: Baseline | None = None
    scenario: SavedScenario | None = None
    links: Sequence[MeasurementLink] = ()
    stale: Sequence[StaleLink] = ()
    months: Sequence[int] = ()
    latest: SavedScenario | None = None


@dataclass(frozen=True)
class Facts:
    """The typed context that every check is given, and nothing else."""

    project: Project
    day: date
    responsibilities: Sequence[Responsibility] = ()
    spec: Spec | None = None
    cases: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    runs: Sequence[Run] = ()
    tags: Mapping[int, frozenset[str]] = field(default_factory=dict)
    releases: Sequence[Release] = ()
    plans: Sequence[PlanRow] = ()
    judge_errors: Mapping[int, Calibration] = field(default_factory=dict)
    schedules: Sequence[ScheduleRow] = ()
    marks: Sequence[KnownViolation] = ()
    money: Money = Money()
    incidents: Sequence[Incident] = ()  # those that are not closed
    risks: Sequence[Risk] = ()  # those that are open
    risk_limit: RiskLimit | None = None
    blind: BlindSample | None = None  # of the latest counted run
    approvals: Approvals = field(default_factory=Approvals)
    candidate: Candidate | None = None
    readings: Mapping[int, datetime] = field(default_factory=dict)  # by schedule
    unasked: Sequence[str] = ()  # principles that the version in use changed and nobody asked again
    trail: audit.ChainState | None = None

    def holders(self, *roles: str) -> list[Responsibility]:
        """Who accepted one of these responsibilities."""
        return accepted(self.responsibilities, *roles)

    def holds(self, person: int | None, *roles: str) -> bool:
        return holds(self.responsibilities, person, *roles)

    @property
    def counted_plan(self) -> PlanRow | None:
        """The plan of the counted run that was started last."""
        return _counted_plan(self.plans)

    @property
    def in_use(self) -> list[Release]:
        """The releases that are deployed on that day."""
        return [
            one
            for one in self.releases
            if one.deployed_on is not None
            and one.deployed_on <= self.day
            and (one.retired_on is None or one.retired_on > self.day)
        ]

    def tags_of(self, run: Run) -> frozenset[str]:
        return self.tags.get(run.pk, frozenset())


def facts_of(project: Project, day: date) -> Facts:
    """What the project's data says on that day."""
    runs = list(
        counts_for_decisions(project).select_related("suite", "release_record", "created_by", "repeats")[
            :RUNS_LOOKED_AT
        ]
    )
    plans = plan_rows(project)
    schedules = schedule_rows(project)
    approvals = approvals_of(project)
    latest = plan.latest if (plan := _counted_plan(plans)) else None
    return Facts(
        project=project,
        day=day,
        responsibilities=list(responsibilities_in_force(project)),
        spec=spec_of(project),
        cases=_cases(project),
        runs=runs,
        tags=_tags(runs),
        releases=list(releases_of(project)),
        plans=plans,
        judge_errors=known_errors({row.plan.judge_id for row in plans if row.plan.judge_id}),
        schedules=schedules,
        marks=list(open_marks(project)),
        money=_money(project),
        incidents=list(_open_incidents(project)),
        risks=list(_risks(project)),
        risk_limit=limit_of(project),
        blind=blind_sample(latest) if latest else None,
        approvals=approvals,
        candidate=candidate_beside_approved(runs, approvals.latest),
        readings=latest_readings([row.schedule.pk for row in schedules]) if schedules else {},
        unasked=left_unasked(project),
        trail=audit.verify_for_page(project.organisation),
    )


def responsibilities_in_force(project: Project) -> Sequence[Responsibility]:
    found = Responsibility.objects.filter(project=project, ended_at__isnull=True).select_related("person", "given_by")
    return list(found.order_by("role", "given_at", "pk"))


def accepted(in_force: Iterable[Responsibility], *roles: str) -> list[Responsibility]:
    """Of responsibilities in force those of these roles that count: their people have accepted them."""
    return [held for held in in_force if held.role in roles and held.accepted_at]


def holds(in_force: Iterable[Responsibility], person: int | None, *roles: str) -> bool:
    """Whether the person has accepted one of these roles."""
    return any(held.person_id == person for held in accepted(in_force, *roles))


def spec_of(project: Project) -> Spec | None:
    """The version the project works with and its decisions; None where none is loaded."""
    try:
        standing = stances_of(project)
    except SpecVersion.DoesNotExist:
        return None
    return Spec(standing.label, SpecPin.objects.filter(project=project).exists(), standing.entries)


def _counted_plan(plans: Sequence[PlanRow]) -> PlanRow | None:
    counted = [row for row in plans if row.latest is not None]
    return max(counted, key=lambda row: (row.latest.created_at, row.latest.pk) if row.latest else (), default=None)


def _open_incidents(project: Project) -> QuerySet[Incident]:
    rows = Incident.objects.filter(project=project).exclude(status="closed")
    return rows.prefetch_related("criteria").order_by("due_on", "pk")


def _risks(project: Project) -> QuerySet[Risk]:
    rows = Risk.objects.filter(project=project, status="open")
    return rows.prefetch_related("criteria").order_by("title", "pk")


def _cases(project: Project) -> dict[str, dict[str, int]]:
    rows = current_cases(project).order_by().values_list("principle", "kind").annotate(times=Count("pk"))
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for principle, kind, times in rows:
        found[principle][kind] = times
    return found


def _tags(runs: Sequence[Run]) -> dict[int, frozenset[str]]:
    """The tags of the cases that each run asked, in lower case; none for a run that nothing answered."""
    answers = Sample.objects.filter(run__in=runs).exclude(outcome__in=[Outcome.PENDING, Outcome.ERRORED])
    answered = set(answers.order_by().values_list("run_id", flat=True).distinct())
    suites = {run.suite_id for run in runs if run.suite_id}
    found: dict[int | None, set[str]] = defaultdict(set)
    rows = Case.objects.filter(suite__in=suites).order_by().exclude(tags=[]).values_list("suite_id", "tags")
    for suite, tags in rows:
        found[suite] |= {str(tag).casefold() for tag in tags}
    return {run.pk: frozenset(found[run.suite_id]) for run in runs if run.pk in answered}


def _money(project: Project) -> Money:
    baseline = baseline_of(project)
    scenarios = list(scenarios_of(project))
    latest = scenarios[0] if scenarios else None
    if baseline is None:
        return Money(latest=latest)
    scenario = next(one for one in scenarios if one.pk == baseline.version.scenario_id)
    links = (
        MeasurementLink.objects.filter(version=scenario.current).select_related("run__correction").order_by("use_case")
    )
    stale = [one for one in stale_links(project) if one.link.version_id == scenario.current.pk]
    months = sorted({actual.month for actual in actuals_in_force(scenario)})
    return Money(baseline, scenario, list(links), stale, months, latest)
