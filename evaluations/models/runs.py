"""Runs with their samples and verdicts, and results that were recorded by hand."""

from django.db import models
from django.utils import timezone

from evaluations.models.endpoints import Endpoint
from evaluations.models.releases import Release
from evaluations.models.suites import IDENTIFIER_LENGTH, Case, Suite
from evaluations.outcomes import RECORDABLE, Outcome
from evaluations.runs.states import RunState

OUTCOMES = [(outcome.value, outcome.value.replace("_", " ").capitalize()) for outcome in Outcome]


class Run(models.Model):
    """One measurement of a release: executed against an endpoint, or recorded from a pilot that people ran."""

    class Source(models.TextChoices):
        EXECUTED = "executed", "Executed here"
        RECORDED = "recorded", "Recorded pilot"
        REPORTED = "reported", "Reported results"

    class State(models.TextChoices):
        QUEUED = "queued", "Queued"
        RUNNING = "running", "Running"
        PAUSED = "paused", "Paused"
        STOPPED = "stopped", "Stopped"
        COMPLETED = "completed", "Completed"
        INCONCLUSIVE = "inconclusive", "Inconclusive"
        CANCELLED = "cancelled", "Cancelled"
        FAILED = "failed", "Failed"

    class Cause(models.TextChoices):
        """Why a run rests, for what can be done about it."""

        PERSON = "person", "Somebody paused it"
        BUDGET = "budget", "Budget used up"
        QUOTA = "quota", "Quota used up"
        UNAUTHORISED = "unauthorised", "Key refused"
        NEEDS_KEY = "needs_key", "Key missing"

    project = models.ForeignKey("workspaces.Project", on_delete=models.CASCADE, related_name="runs")
    suite = models.ForeignKey(Suite, null=True, blank=True, on_delete=models.PROTECT, related_name="runs")
    endpoint = models.ForeignKey(Endpoint, null=True, blank=True, on_delete=models.PROTECT, related_name="runs")
    source = models.CharField(max_length=10, choices=Source)
    name = models.CharField(max_length=160)
    # What people called it when they started; the record says what stood behind that name.
    release = models.CharField(max_length=80)
    release_record = models.ForeignKey(Release, null=True, blank=True, on_delete=models.PROTECT, related_name="runs")
    state = models.CharField(max_length=12, choices=State, default=State.QUEUED)
    reason = models.TextField(blank=True)
    cause = models.CharField(max_length=12, choices=Cause, blank=True)
    simulated = models.BooleanField(default=False)
    epochs = models.PositiveSmallIntegerField(default=1)
    # Frozen at the start: where and how it asked, and what it asked.
    settings = models.JSONField(default=dict)
    settings_sha256 = models.CharField(max_length=64, blank=True)
    suite_sha256 = models.CharField(max_length=64, blank=True)
    # What may be spent, what was, and what open calls could cost at most; money in billionths of ``currency``.
    currency = models.CharField(max_length=3, blank=True)
    budget_tokens = models.PositiveBigIntegerField(null=True, blank=True)
    budget_nano = models.PositiveBigIntegerField(null=True, blank=True)
    spent_tokens = models.PositiveBigIntegerField(default=0)
    spent_nano = models.PositiveBigIntegerField(default=0)
    held_tokens = models.PositiveBigIntegerField(default=0)
    held_nano = models.PositiveBigIntegerField(default=0)
    # The run whose inputs this one repeats.
    repeats = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="repetitions")
    # A counted run keeps what a frozen plan promised and is held against its marks; any other is exploratory.
    plan = models.ForeignKey(
        "evaluations.TestPlan", null=True, blank=True, on_delete=models.PROTECT, related_name="runs"
    )
    counted = models.BooleanField(default=False)
    # One start per form that was sent, however often it was sent.
    once = models.UUIDField(null=True, blank=True)
    created_by = models.ForeignKey("workspaces.User", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    worked_at = models.DateTimeField(null=True, blank=True)
    # When a worker last took it up out of the queue, and what was done by then: a pause does not slow the rate.
    taken_up_at = models.DateTimeField(null=True, blank=True)
    done_before = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["project", "-created_at"], name="runs_of_a_project")]
        constraints = [
            models.UniqueConstraint(fields=["project", "once"], name="run_started_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in RunState]),
                name="run_state_known",
            ),
            models.CheckConstraint(
                condition=models.Q(source__in=["recorded", "reported"])
                | models.Q(source="executed", suite__isnull=False, endpoint__isnull=False),
                name="executed_run_has_suite_and_endpoint",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["queued", "running", "paused", "stopped"])
                | models.Q(finished_at__isnull=False),
                name="ended_run_says_when",
            ),
            models.CheckConstraint(
                condition=models.Q(counted=False) | models.Q(plan__isnull=False), name="counted_run_names_its_plan"
            ),
        ]

    ACTIVE = (State.QUEUED, State.RUNNING)
    RESTING = (State.PAUSED, State.STOPPED)
    FINISHED = (State.COMPLETED, State.INCONCLUSIVE)

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:
        return self.state in self.ACTIVE

    @property
    def is_resting(self) -> bool:
        return self.state in self.RESTING

    @property
    def has_budget(self) -> bool:
        return self.budget_tokens is not None or self.budget_nano is not None


class Sample(models.Model):
    """One case asked once (an epoch). The row is the work order, the answer and the result.

    ``queued`` waits for a worker, ``leased`` is with one, ``answered`` has its answer and waits for grading,
    ``finished`` has its outcome, ``dropped`` was not asked because the run was cancelled.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "Queued"
        LEASED = "leased", "Leased"
        ANSWERED = "answered", "Answered"
        FINISHED = "finished", "Finished"
        DROPPED = "dropped", "Dropped"

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="samples")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="samples")
    epoch = models.PositiveSmallIntegerField(default=1)
    principle = models.CharField(max_length=IDENTIFIER_LENGTH)
    kind = models.CharField(max_length=14, choices=Case.Kind, blank=True)  # as its case has it, to be counted by
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    outcome = models.CharField(max_length=10, choices=OUTCOMES, default=Outcome.PENDING.value)
    # Some verdict on the answer says otherwise than the outcome; kept by whoever adds a verdict.
    disputed = models.BooleanField(default=False)
    # Whose verdict the outcome is, once more than the first grader has spoken; see evaluations/services/verdicts.py.
    decided_by = models.CharField(max_length=10, blank=True)
    fault = models.CharField(max_length=20, blank=True)
    reason = models.TextField(blank=True)
    response = models.TextField(blank=True)
    model = models.CharField(max_length=200, blank=True)
    finish_reason = models.CharField(max_length=40, blank=True)
    prompt_tokens = models.PositiveIntegerField(null=True, blank=True)
    completion_tokens = models.PositiveIntegerField(null=True, blank=True)
    # The endpoint told no counts that can be believed, so at least one of the two is our own.
    tokens_estimated = models.BooleanField(default=False)
    seconds = models.FloatField(null=True, blank=True)
    # What the open call could cost at most, counted in the run's ``held_…``.
    held_tokens = models.PositiveBigIntegerField(default=0)
    held_nano = models.PositiveBigIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    crashes = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True, blank=True)
    lease_owner = models.CharField(max_length=100, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["run", "state", "not_before"], name="samples_to_work_on"),
            # Long enough that all counts of a run's filters come out of the index alone.
            models.Index(
                fields=["run", "principle", "outcome", "kind", "fault", "disputed"], name="samples_by_principle"
            ),
            models.Index(fields=["run", "outcome"], name="samples_by_outcome"),
            models.Index(fields=["run", "id"], condition=models.Q(disputed=True), name="samples_in_dispute"),
            models.Index(
                fields=["leased_until"], condition=models.Q(leased_until__isnull=False), name="samples_under_lease"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["run", "case", "epoch"], name="one_sample_per_run_case_epoch"),
            models.CheckConstraint(
                condition=models.Q(state__in=["queued", "leased", "answered", "finished", "dropped"]),
                name="sample_state_known",
            ),
            models.CheckConstraint(
                condition=models.Q(outcome__in=[outcome.value for outcome in Outcome]), name="sample_outcome_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state="finished", finished_at__isnull=False) & ~models.Q(outcome="pending")
                | models.Q(outcome="pending") & ~models.Q(state="finished"),
                name="finished_sample_has_an_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} × {self.epoch}"


class Verdict(models.Model):
    """What one grader said about an answer. Verdicts are added and never changed."""

    class Source(models.TextChoices):
        RULES = "rules", "Rules"
        RECORDED = "recorded", "Recorded"
        JUDGE = "judge", "Judge"
        PERSON = "person", "Person"

    sample = models.ForeignKey(Sample, on_delete=models.CASCADE, related_name="verdicts")
    source = models.CharField(max_length=10, choices=Source)
    grader = models.CharField(max_length=120, blank=True)
    # Who said it, where a person did.
    author = models.ForeignKey("workspaces.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    # The pass of a judge it came from; what that is worth says whether it may decide.
    grading = models.ForeignKey(
        "evaluations.Grading", null=True, blank=True, on_delete=models.CASCADE, related_name="verdicts"
    )
    outcome = models.CharField(max_length=10, choices=OUTCOMES)
    score = models.FloatField(null=True, blank=True)
    reason = models.TextField(blank=True)
    details = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["sample", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(source__in=["rules", "recorded", "judge", "person"]), name="verdict_source_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.outcome}"


class Tally(models.Model):
    """How often an outcome was counted under a principle in a pilot that was recorded as counts."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="tallies")
    principle = models.CharField(max_length=IDENTIFIER_LENGTH)
    outcome = models.CharField(max_length=10, choices=OUTCOMES)
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "principle", "outcome"], name="one_tally_per_principle_and_outcome"),
            models.CheckConstraint(condition=models.Q(count__gte=1), name="tally_counts_something"),
            models.CheckConstraint(
                condition=models.Q(outcome__in=[outcome.value for outcome in RECORDABLE]), name="tally_outcome_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.principle}: {self.count} × {self.outcome}"
