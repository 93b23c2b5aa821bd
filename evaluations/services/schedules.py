"""Schedules: made, paused and removed by people; started, judged and complained about by the clock."""

from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils import timezone

from evaluations.errors import AlarmRefused, RunRefused, ScheduleRefused
from evaluations.models import Alarm, Endpoint, Run, RunSchedule, ScheduledRun, Suite, TestPlan
from evaluations.runs.settings import Wishes
from evaluations.schedules.drift import RUNS_TO_A_FALSE_ALARM, Point
from evaluations.schedules.recurrence import Recurrence, zones
from evaluations.schedules.selectors import baseline_candidates, counts_of, graded_alike, points_of, recurrence_of
from evaluations.services.plans import check_counted
from evaluations.services.runs import MAX_EPOCHS, start_run
from explorer.typed_text import on_one_line, plain
from workspaces import audit
from workspaces.models import Project, User

# A run that cannot start within this time of its slot is missed; it is not made up for later.
GRACE = timedelta(hours=1)
MOST_SLOTS = 400
MAX_SCHEDULES = 50
LONGEST_NOTE = 2000


@dataclass(frozen=True)
class Setup:
    """What is asked again and again, and when."""

    suite: Suite
    endpoint: Endpoint
    release: str
    recurrence: Recurrence
    epochs: int = 1
    wishes: Wishes = Wishes()  # noqa: RUF009 - frozen
    plan: TestPlan | None = None


def add_schedule(project: Project, actor: User, name: str, setup: Setup, now: datetime | None = None) -> RunSchedule:
    """Stores a schedule, due for the first time at its next slot.

    Raises:
        ScheduleRefused: the name is taken, or its runs could not be started as it stands.
    """
    name, when = on_one_line(name), setup.recurrence
    _check(project, name, setup)
    try:
        with transaction.atomic():
            schedule = RunSchedule.objects.create(
                project=project,
                name=name,
                suite=setup.suite,
                endpoint=setup.endpoint,
                release=on_one_line(setup.release),
                epochs=setup.epochs,
                wishes=setup.wishes.as_parameters(),
                plan=setup.plan,
                every=when.every,
                weekdays=sorted(set(when.weekdays)),
                month_day=when.month_day,
                at=when.at,
                zone=when.zone,
                next_at=when.next_after(now or timezone.now()),
                created_by=actor,
            )
            audit.record(project.organisation, actor, "schedule.added", schedule, when=when.said, suite=setup.suite.pk)
    except IntegrityError as error:
        raise ScheduleRefused({"name": "There is a schedule of this name already."}) from error
    return schedule


def _check(project: Project, name: str, setup: Setup) -> None:
    problems = {}
    if not 1 <= len(name) <= 120:
        problems["name"] = "Name the schedule in 1 to 120 characters."
    if setup.suite.project_id != project.pk or setup.suite.origin == Suite.Origin.RECORDED:
        problems["suite"] = "Choose a suite of this project."
    if setup.endpoint.project_id != project.pk or setup.endpoint.is_archived:
        problems["endpoint"] = "Choose an endpoint of this project that is in use."
    if setup.endpoint.kind == Endpoint.Kind.RECORDED:
        problems["endpoint"] = "Recorded responses never change; choose an endpoint that is called."
    if not 1 <= len(on_one_line(setup.release)) <= 80:
        problems["release"] = "Name the release in 1 to 80 characters."
    if not 1 <= setup.epochs <= MAX_EPOCHS:
        problems["epochs"] = f"Ask each case 1 to {MAX_EPOCHS} times."
    if setup.recurrence.zone not in zones():
        problems["zone"] = "No time zone has this name. Write it as Europe/Berlin."
    if setup.recurrence.every == "week" and not setup.recurrence.weekdays:
        problems["weekdays"] = "Choose at least one day."
    if setup.recurrence.every == "month" and not 1 <= (setup.recurrence.month_day or 0) <= 31:
        problems["month_day"] = "Choose a day from 1 to 31."
    if not problems and RunSchedule.objects.filter(project=project, removed_at=None).count() >= MAX_SCHEDULES:
        problems[""] = f"A project has at most {MAX_SCHEDULES} schedules; remove one first."
    if problems:
        raise ScheduleRefused(problems)
    if setup.plan is not None:
        try:
            check_counted(setup.plan, project, suite=setup.suite, epochs=setup.epochs, whole=True)
        except RunRefused as refusal:
            raise ScheduleRefused({refusal.field: str(refusal)}) from refusal


def pause_schedule(schedule: RunSchedule, actor: User) -> bool:
    """Starts no further run until it is resumed; whether this call paused it."""
    with transaction.atomic():
        if not RunSchedule.objects.filter(pk=schedule.pk, enabled=True).update(enabled=False, next_at=None):
            return False
        audit.record(schedule.project.organisation, actor, "schedule.paused", schedule)
    return True


def resume_schedule(schedule: RunSchedule, actor: User, now: datetime | None = None) -> bool:
    """Goes on with the next time from now; what fell into the pause was not missed. Whether this call resumed it."""
    following = recurrence_of(schedule).next_after(now or timezone.now())
    with transaction.atomic():
        resting = RunSchedule.objects.filter(pk=schedule.pk, enabled=False, removed_at__isnull=True)
        if not resting.update(enabled=True, next_at=following):
            return False
        audit.record(schedule.project.organisation, actor, "schedule.resumed", schedule)
    return True


def remove_schedule(schedule: RunSchedule, actor: User) -> bool:
    """Takes it out of use for good; its runs and alarms stay. Whether this call removed it."""
    with transaction.atomic():
        gone = {"removed_at": timezone.now(), "enabled": False, "next_at": None}
        if not RunSchedule.objects.filter(pk=schedule.pk, removed_at__isnull=True).update(**gone):
            return False
        audit.record(schedule.project.organisation, actor, "schedule.removed", schedule)
    return True


def choose_baseline(schedule: RunSchedule, run: Run, actor: User) -> None:
    """Holds the runs after this one against it, from now on.

    Raises:
        ScheduleRefused: the run did not ask the same cases as often, or has no result.
    """
    if not baseline_candidates(schedule).filter(pk=run.pk).exists():
        raise ScheduleRefused({"baseline": "Choose a completed run of the same suite that asked each case as often."})
    with transaction.atomic():
        RunSchedule.objects.filter(pk=schedule.pk).update(baseline=run)
        audit.record(schedule.project.organisation, actor, "schedule.baseline_chosen", schedule, run=run.pk)


def start_if_due(schedule_id: int, now: datetime | None = None) -> ScheduledRun | None:
    """Starts the run of the slot that has come, and complains about those nobody could start in time.

    Of several schedulers that try, one does: the slot is claimed by moving ``next_at`` on, together with what follows.
    """
    now = now or timezone.now()
    with transaction.atomic():
        schedule = RunSchedule.objects.select_related("project__organisation", "suite", "endpoint", "plan").get(
            pk=schedule_id
        )
        first, when = schedule.next_at, recurrence_of(schedule)
        if first is None or first > now:
            return None
        claimed = RunSchedule.objects.filter(pk=schedule_id, enabled=True, next_at=first)
        if not claimed.update(next_at=when.next_after(now)):
            return None
        slots = deque(when.between(first, now), maxlen=MOST_SLOTS)
        missed = [slot for slot in slots if now - slot > GRACE]
        if missed:
            _miss(schedule, missed, now)
        return _start(schedule, slots[-1]) if now - slots[-1] <= GRACE else None


def _miss(schedule: RunSchedule, missed: list[datetime], now: datetime) -> None:
    rows = [ScheduledRun(schedule=schedule, slot=slot, state="missed", said=NOT_IN_TIME) for slot in missed]
    ScheduledRun.objects.bulk_create(rows)
    zone = ZoneInfo(schedule.zone)
    first, last = (f"{slot.astimezone(zone):%d %b %Y, %H:%M}" for slot in (missed[0], missed[-1]))
    many = f"{len(missed)} runs were missed, due from {first} to {last}"
    what = f"The run due on {first} was missed" if len(missed) == 1 else many
    said = f"{what} ({schedule.zone}): nothing started them within an hour. They are not made up for."
    if len(missed) == 1:
        said = f"{what} ({schedule.zone}): nothing started it within an hour. It is not made up for."
    _raise(schedule, rows[0], Alarm.Kind.MISSED, said)


NOT_IN_TIME = "The scheduler did not get to it within an hour."


def _start(schedule: RunSchedule, slot: datetime) -> ScheduledRun:
    local = slot.astimezone(ZoneInfo(schedule.zone))
    try:
        with transaction.atomic():
            run = start_run(
                schedule.project,
                suite=schedule.suite,
                endpoint=schedule.endpoint,
                release=schedule.release,
                actor=None,
                epochs=schedule.epochs,
                wishes=Wishes(**schedule.wishes),
                once=uuid5(NAMESPACE_URL, f"schedule/{schedule.pk}/{slot.isoformat()}"),
                name=f"{schedule.name} · {local:%d %b %Y}"[:160],
                plan=schedule.plan,
            )
            return ScheduledRun.objects.create(schedule=schedule, slot=slot, state="started", run=run)
    except RunRefused as refusal:
        refused = ScheduledRun.objects.create(schedule=schedule, slot=slot, state="refused", said=str(refusal))
        said = f"The run due on {local:%d %b %Y, %H:%M} ({schedule.zone}) could not be started. {refusal}"
        _raise(schedule, refused, Alarm.Kind.MISSED, said)
        return refused


def judge_slot(slot_id: int) -> Alarm | None:
    """Holds a scheduled run that has ended against the baseline, and raises the alarm it calls for; gives that alarm.

    The first completed run of a schedule becomes its baseline where nobody chose one. May be called again, after
    a retry or a new grading: an alarm is raised once.
    """
    with transaction.atomic():
        related = ("schedule__project__organisation", "schedule__baseline", "run")
        slot = ScheduledRun.objects.select_related(*related).get(pk=slot_id)
        schedule, run = slot.schedule, slot.run
        if run is None or run.is_active:
            return None
        ScheduledRun.objects.filter(pk=slot.pk).update(judged_at=timezone.now())
        if run.state != Run.State.COMPLETED:
            return _raise(schedule, slot, Alarm.Kind.INCONCLUSIVE, _without_result(run))
        if schedule.baseline is None:
            _adopt(schedule, run)
            _has_a_result(slot)
            return None
        point = points_of(schedule).get(slot.pk)
        if point is None:
            reason = _not_comparable(schedule, run)
            return _raise(schedule, slot, Alarm.Kind.INCONCLUSIVE, reason) if reason else None
        _has_a_result(slot)
        return _raise(schedule, slot, Alarm.Kind.DRIFT, _drifted(schedule, point)) if point.alarm else None


SCORED_SINCE = "The run has a result by now: its answers were asked for or scored again."


def _has_a_result(slot: ScheduledRun) -> None:
    """Closes the alarm that said the run had none, where nobody has yet."""
    waiting = Alarm.objects.filter(slot=slot, kind=Alarm.Kind.INCONCLUSIVE, acknowledged_at__isnull=True)
    for alarm in waiting.select_related("project__organisation"):
        waiting.filter(pk=alarm.pk).update(acknowledged_at=timezone.now(), note=SCORED_SINCE)
        audit.record(alarm.project.organisation, None, "alarm.closed", alarm, kind=alarm.kind)


OTHER_CASES = "Its cases are not those of the baseline, so it cannot be held against it. Choose a new baseline."
OTHER_GRADERS = (
    "Its answers were decided by other graders than those of the baseline, so it cannot be held against it. Grade it "
    "like the baseline, or choose a new baseline."
)


def _not_comparable(schedule: RunSchedule, run: Run) -> str:
    """Why the run cannot be held against the baseline; empty where it is only older."""
    baseline = schedule.baseline
    if baseline is None or run.pk == baseline.pk or run.created_at <= baseline.created_at:
        return ""
    if run.suite_sha256 != baseline.suite_sha256:
        return OTHER_CASES
    return "" if graded_alike(baseline, [run]) else OTHER_GRADERS


def _adopt(schedule: RunSchedule, run: Run) -> None:
    if RunSchedule.objects.filter(pk=schedule.pk, baseline__isnull=True).update(baseline=run):
        audit.record(schedule.project.organisation, None, "schedule.baseline_chosen", schedule, run=run.pk)


def _without_result(run: Run) -> str:
    words = "stands still" if run.is_resting else f"ended {run.get_state_display().lower()}"
    return f"The run {words}, so nothing can be said about drift. {run.reason}".strip()


def _drifted(schedule: RunSchedule, point: Point) -> str:
    baseline = counts_of([schedule.baseline])[schedule.baseline.pk] if schedule.baseline else point.run
    counts = (
        f"{schedule.release} fails in {point.run.failures} of {point.run.counted} answers, "
        f"in the baseline in {baseline.failures} of {baseline.counted}."
    )
    if point.alarm == "exact":
        return (
            f"{counts} If nothing had changed, so many or more would come about in {point.chance} runs; the alarm is "
            f"at 1 in {RUNS_TO_A_FALSE_ALARM}."
        )
    return (
        f"{counts} Over the last runs the failures add up to {point.excess:.1f} more than the baseline lets expect; "
        f"the alarm is at {point.limit:.1f}, which chance alone reaches once in {RUNS_TO_A_FALSE_ALARM} runs at most."
    )


def _raise(schedule: RunSchedule, slot: ScheduledRun, kind: Alarm.Kind, said: str) -> Alarm | None:
    """Opens an alarm inside the transaction at hand; None where the slot has one of that kind."""
    alarm, made = Alarm.objects.get_or_create(
        slot=slot, kind=kind, defaults={"project": schedule.project, "schedule": schedule, "said": said}
    )
    if not made:
        return None
    audit.record(schedule.project.organisation, None, "alarm.opened", alarm, kind=kind.value, schedule=schedule.pk)
    return alarm


def acknowledge_alarm(alarm: Alarm, *, note: str, actor: User) -> None:
    """Closes an alarm with what was found or done.

    Raises:
        AlarmRefused: nothing was said, or somebody acknowledged it already.
    """
    note = plain(note)
    if not 1 <= len(note) <= LONGEST_NOTE:
        raise AlarmRefused(f"Say what was found or done, in 1 to {LONGEST_NOTE} characters.")
    with transaction.atomic():
        waiting = Alarm.objects.filter(pk=alarm.pk, acknowledged_at__isnull=True)
        if not waiting.update(acknowledged_at=timezone.now(), acknowledged_by=actor, note=note):
            raise AlarmRefused("Somebody acknowledged this alarm already.")
        audit.record(alarm.project.organisation, actor, "alarm.acknowledged", alarm, kind=alarm.kind)
