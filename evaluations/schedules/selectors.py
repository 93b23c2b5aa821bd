"""Reads of schedules: the series of their runs, what it is held against, and the alarms that are open."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from evaluations.comparison.selectors import DECIDERS, measured_with
from evaluations.models import Alarm, Grading, Run, RunSchedule, Sample, ScheduledRun
from evaluations.outcomes import COUNTED
from evaluations.plans.selectors import FAILING
from evaluations.runs.states import RESTING, WITH_RESULT
from evaluations.schedules.drift import Counts, Point, follow
from evaluations.schedules.recurrence import Recurrence
from evaluations.selectors import RunSummary, summaries_of
from workspaces.models import Project

SERIES = 400
CANDIDATES = 50


@dataclass(frozen=True)
class SeriesRow:
    """A time at which a schedule was due; ``point`` is None where nothing could be held against the baseline."""

    slot: ScheduledRun
    summary: RunSummary | None
    point: Point | None


@dataclass(frozen=True)
class ScheduleRow:
    """A schedule in the list, with its latest time and its open alarms."""

    schedule: RunSchedule
    latest: ScheduledRun | None
    alarms: int


def schedules_of(project: Project) -> QuerySet[RunSchedule]:
    """Those that were not removed."""
    rows = RunSchedule.objects.filter(project=project, removed_at__isnull=True)
    return rows.select_related("suite", "endpoint", "plan", "baseline").order_by("name")


def recurrence_of(schedule: RunSchedule) -> Recurrence:
    return Recurrence(schedule.every, schedule.at, schedule.zone, tuple(schedule.weekdays), schedule.month_day)


def schedule_rows(project: Project) -> list[ScheduleRow]:
    """The list of schedules, in the same queries for one and for many."""
    open_alarms = Count("alarms", filter=Q(alarms__acknowledged_at__isnull=True))
    schedules = list(schedules_of(project).annotate(open_alarms=open_alarms))
    newer = ScheduledRun.objects.filter(schedule=OuterRef("schedule"), slot__gt=OuterRef("slot"))
    latest = ScheduledRun.objects.filter(~Exists(newer), schedule__in=schedules).select_related("run")
    by_schedule = {slot.schedule_id: slot for slot in latest}
    return [ScheduleRow(each, by_schedule.get(each.pk), each.open_alarms) for each in schedules]


def counts_of(runs: Sequence[Run]) -> dict[int, Counts]:
    """Failures and counted answers of each run."""
    rows = Sample.objects.filter(run__in=runs).order_by().values_list("run_id")
    counted = rows.annotate(
        failures=Count("pk", filter=Q(outcome__in=FAILING)), counted=Count("pk", filter=Q(outcome__in=COUNTED))
    )
    return {key: Counts(failures, total) for key, failures, total in counted}


def points_of(schedule: RunSchedule) -> dict[int, Point]:
    """Where each completed run since the baseline stands, by the key of its slot.

    Runs that asked other cases or were decided by other graders are left out: their rates are another quantity.
    """
    baseline = schedule.baseline
    if baseline is None:
        return {}
    slots = ScheduledRun.objects.filter(
        schedule=schedule,
        run__state=Run.State.COMPLETED,
        run__created_at__gt=baseline.created_at,
        run__suite_sha256=baseline.suite_sha256,
    )
    latest = slots.exclude(run=baseline).select_related("run__suite").order_by("-slot")[:SERIES]
    alike = graded_alike(baseline, [slot.run for slot in latest if slot.run is not None])
    series = [slot for slot in reversed(latest) if slot.run_id in alike]
    runs = [slot.run for slot in series if slot.run is not None]
    counts = counts_of([baseline, *runs])
    nothing = Counts(0, 0)
    points = follow(counts.get(baseline.pk, nothing), [counts.get(run.pk, nothing) for run in runs])
    return {slot.pk: point for slot, point in zip(series, points, strict=False)}


def graded_alike(baseline: Run, runs: Sequence[Run]) -> set[int]:
    """The keys of the runs that the same graders decided as the baseline, where no person did.

    What people decided counts as it is in both: they correct a grader, and do not make the rate another quantity.
    """
    first, *others = [(one.deciders - {DECIDERS["person"]}, one.judges) for one in measured_with([baseline, *runs])]
    return {run.pk for run, found in zip(runs, others, strict=True) if found == first or not (found[0] and first[0])}


def series_of(schedule: RunSchedule, limit: int) -> list[SeriesRow]:
    """The latest times of a schedule with what became of each, the latest first."""
    slots = list(ScheduledRun.objects.filter(schedule=schedule).select_related("run").order_by("-slot")[:limit])
    summaries = summaries_of([slot.run for slot in slots if slot.run is not None])
    points = points_of(schedule)
    return [SeriesRow(slot, summaries.get(slot.run_id or 0), points.get(slot.pk)) for slot in slots]


def baseline_candidates(schedule: RunSchedule) -> QuerySet[Run]:
    """The runs that later ones can be held against: completed ones that asked the same cases as often."""
    runs = Run.objects.filter(project=schedule.project_id, suite=schedule.suite_id, epochs=schedule.epochs)
    whole = runs.filter(state=Run.State.COMPLETED, source=Run.Source.EXECUTED, spot_check_of__isnull=True)
    return whole.order_by("-finished_at", "-pk")


def due_schedules(now: object) -> list[int]:
    """Those whose next time has come, the most overdue first."""
    due = RunSchedule.objects.filter(enabled=True, next_at__lte=now)
    return list(due.order_by("next_at").values_list("pk", flat=True))


def slots_to_judge() -> list[int]:
    """Those whose run has a result, or new verdicts, that nobody held against the baseline yet, and those whose run
    stands still because something has to be mended."""
    graded = Grading.objects.filter(
        run=OuterRef("run"), state=Grading.State.COMPLETED, counts=True, finished_at__gt=OuterRef("judged_at")
    )
    ended = Q(run__state__in=[state.value for state in WITH_RESULT]) & (
        Q(judged_at__isnull=True) | Q(run__finished_at__gt=F("judged_at")) | Exists(graded)
    )
    alarmed = Alarm.objects.filter(slot=OuterRef("pk"), kind=Alarm.Kind.INCONCLUSIVE)
    resting = Q(run__state__in=[state.value for state in RESTING]) & ~Q(run__cause=Run.Cause.PERSON)
    slots = ScheduledRun.objects.filter(ended | resting & ~Exists(alarmed))
    return list(slots.order_by("slot").values_list("pk", flat=True))


def alarms_of(project: Project) -> QuerySet[Alarm]:
    """All alarms, the latest first."""
    related = ("schedule", "slot__run", "acknowledged_by")
    return Alarm.objects.filter(project=project).select_related(*related).order_by("-opened_at", "-pk")


def open_alarms_of(project: Project) -> QuerySet[Alarm]:
    return alarms_of(project).filter(acknowledged_at__isnull=True)


def open_alarm_count(project: Project) -> int:
    """How many alarms nobody has acknowledged; asked once per request."""
    known = project.__dict__
    if "_open_alarms" not in known:
        known["_open_alarms"] = Alarm.objects.filter(project=project, acknowledged_at__isnull=True).count()
    return int(known["_open_alarms"])
