"""Runs that start by the clock, what became of each, and the alarms they raise."""

from django.db import models
from django.utils import timezone

from evaluations.models.endpoints import Endpoint
from evaluations.models.plans import TestPlan
from evaluations.models.runs import Run
from evaluations.models.suites import Suite


class RunSchedule(models.Model):
    """Starts a run every day, week or month at a local time of a named zone; `next_at` is the next time it is due.

    It never changes; a change is a schedule of its own. Removed it keeps its runs and alarms and starts nothing.
    """

    class Every(models.TextChoices):
        DAY = "day", "Every day"
        WEEK = "week", "Every week, on these days"
        MONTH = "month", "Every month, on this day"

    project = models.ForeignKey("workspaces.Project", on_delete=models.CASCADE, related_name="run_schedules")
    name = models.CharField(max_length=120)
    suite = models.ForeignKey(Suite, on_delete=models.PROTECT, related_name="run_schedules")
    endpoint = models.ForeignKey(Endpoint, on_delete=models.PROTECT, related_name="run_schedules")
    plan = models.ForeignKey(TestPlan, null=True, blank=True, on_delete=models.PROTECT, related_name="run_schedules")
    release = models.CharField(max_length=80)
    epochs = models.PositiveSmallIntegerField(default=1)
    wishes = models.JSONField(default=dict, blank=True)
    every = models.CharField(max_length=5, choices=Every, default=Every.DAY)
    weekdays = models.JSONField(default=list, blank=True)  # 0 is Monday
    month_day = models.PositiveSmallIntegerField(null=True, blank=True)
    at = models.TimeField()
    zone = models.CharField(max_length=60)
    enabled = models.BooleanField(default=True)
    next_at = models.DateTimeField(null=True, blank=True)
    # What later runs are held against; the first completed one of its own where nobody chose another.
    baseline = models.ForeignKey(Run, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_by = models.ForeignKey("workspaces.User", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], condition=models.Q(enabled=True), name="schedules_that_come_due"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "name"],
                condition=models.Q(removed_at__isnull=True),
                name="run_schedule_name_unique_in_project",
            ),
            models.CheckConstraint(
                condition=models.Q(every="day")
                | models.Q(every="week") & ~models.Q(weekdays=[])
                | models.Q(every="month", month_day__gte=1, month_day__lte=31),
                name="run_schedule_says_on_which_days",
            ),
            models.CheckConstraint(
                condition=models.Q(enabled=False, next_at__isnull=True)
                | models.Q(enabled=True, next_at__isnull=False, removed_at__isnull=True),
                name="run_schedule_in_use_knows_its_next_time",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ScheduledRun(models.Model):
    """One time at which a schedule was due, and what became of it."""

    class State(models.TextChoices):
        STARTED = "started", "Started"
        REFUSED = "refused", "Could not be started"
        MISSED = "missed", "Missed"

    schedule = models.ForeignKey(RunSchedule, on_delete=models.CASCADE, related_name="slots")
    slot = models.DateTimeField()
    state = models.CharField(max_length=7, choices=State)
    said = models.TextField(blank=True)
    run = models.OneToOneField(Run, null=True, blank=True, on_delete=models.CASCADE, related_name="scheduled")
    # When its result was last held against the baseline; a run that was retried afterwards is looked at again.
    judged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["schedule", "-slot"]
        constraints = [
            models.UniqueConstraint(fields=["schedule", "slot"], name="one_run_per_schedule_and_slot"),
            models.CheckConstraint(
                condition=models.Q(state="started", run__isnull=False)
                | models.Q(state__in=["refused", "missed"], run__isnull=True),
                name="started_slot_has_a_run",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.schedule} at {self.slot:%Y-%m-%d %H:%M} UTC"


class Alarm(models.Model):
    """Something about a schedule that a person has to look at; it stays open until somebody says what was done."""

    class Kind(models.TextChoices):
        DRIFT = "drift", "Drift"
        MISSED = "missed", "Missed run"
        INCONCLUSIVE = "inconclusive", "Run without a result"

    project = models.ForeignKey("workspaces.Project", on_delete=models.CASCADE, related_name="alarms")
    schedule = models.ForeignKey(RunSchedule, on_delete=models.CASCADE, related_name="alarms")
    slot = models.ForeignKey(ScheduledRun, on_delete=models.CASCADE, related_name="alarms")
    kind = models.CharField(max_length=12, choices=Kind)
    said = models.TextField()
    opened_at = models.DateTimeField(default=timezone.now)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        "workspaces.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["-opened_at", "-pk"]
        indexes = [models.Index(fields=["project", "acknowledged_at"], name="alarms_of_a_project")]
        constraints = [
            models.UniqueConstraint(fields=["slot", "kind"], name="one_alarm_per_slot_and_kind"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["drift", "missed", "inconclusive"]), name="alarm_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(acknowledged_at__isnull=True) | ~models.Q(note=""),
                name="acknowledged_alarm_has_a_note",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.said[:80]}"
