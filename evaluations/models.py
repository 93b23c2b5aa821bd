"""Suites and cases, endpoints, runs with their samples and verdicts, and results that were recorded by hand."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone

from evaluations.outcomes import RECORDABLE, Outcome

IDENTIFIER_LENGTH = 200  # a principle's section identifier, as long as explorer keeps it
OUTCOMES = [(outcome.value, outcome.value.replace("_", " ").capitalize()) for outcome in Outcome]
MAX_CONCURRENCY = 200


class Suite(models.Model):
    """A versioned set of cases. From its first run on it is frozen; a change makes the next version."""

    class Origin(models.TextChoices):
        STARTER = "starter", "Starter suite"
        RECORDED = "recorded", "Recorded conversations"
        HOUSE = "house", "House clauses"

    project = models.ForeignKey("workspaces.Project", on_delete=models.CASCADE, related_name="suites")
    name = models.CharField(max_length=120)
    version = models.PositiveIntegerField(default=1)
    origin = models.CharField(max_length=10, choices=Origin)
    summary = models.TextField(blank=True)
    specification = models.CharField(max_length=80, blank=True)
    content_sha256 = models.CharField(max_length=64, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey("workspaces.User", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "name", "version"], name="suite_version_unique_in_project"),
            models.CheckConstraint(
                condition=models.Q(origin__in=["starter", "recorded", "house"]), name="suite_origin_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name if self.version == 1 else f"{self.name}, version {self.version}"


class Case(models.Model):
    """One conversation that tests one principle: what is right in it, and the rules that grade an answer."""

    class Kind(models.TextChoices):
        SHOULD_DO = "should_do", "Should do"
        SHOULD_NOT_DO = "should_not_do", "Should not do"
        BORDERLINE = "borderline", "Borderline"

    class Expected(models.TextChoices):
        ANSWER = "answer", "Help with it"
        DECLINE = "decline", "Decline it"

    suite = models.ForeignKey(Suite, on_delete=models.CASCADE, related_name="cases")
    position = models.PositiveIntegerField()
    key = models.CharField(max_length=100)
    principle = models.CharField(max_length=IDENTIFIER_LENGTH)
    title = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=14, choices=Kind, blank=True)
    expected = models.CharField(max_length=8, choices=Expected, blank=True)
    messages = models.JSONField(default=list)
    rubric = models.TextField(blank=True)
    graders = models.JSONField(default=list)
    # Answers of known outcome, {"compliant": text, "violation": text}: shown beside the rubric; they prove the rules.
    exemplars = models.JSONField(default=dict)

    class Meta:
        ordering = ["suite", "position"]
        constraints = [
            models.UniqueConstraint(fields=["suite", "key"], name="case_key_unique_in_suite"),
            models.UniqueConstraint(fields=["suite", "position"], name="case_position_unique_in_suite"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["", "should_do", "should_not_do", "borderline"]), name="case_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(expected__in=["", "answer", "decline"]), name="case_expected_known"
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.key


class Endpoint(models.Model):
    """A chat API that a run asks. The simulated one has no address of its own: it is wherever it was started."""

    class Kind(models.TextChoices):
        SIMULATED = "simulated", "Simulated assistant"
        OPENAI = "openai", "OpenAI-compatible API"

    project = models.ForeignKey("workspaces.Project", on_delete=models.CASCADE, related_name="endpoints")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=Kind)
    base_url = models.CharField(max_length=500, blank=True)
    model = models.CharField(max_length=200)
    concurrency = models.PositiveSmallIntegerField(
        default=10, validators=[MinValueValidator(1), MaxValueValidator(MAX_CONCURRENCY)]
    )
    # Set when the endpoint asks for a pause; no worker calls it before then.
    paused_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], name="endpoint_name_unique_in_project"),
            models.CheckConstraint(condition=models.Q(kind__in=["simulated", "openai"]), name="endpoint_kind_known"),
            models.CheckConstraint(
                condition=models.Q(kind="simulated") | ~models.Q(base_url=""), name="endpoint_has_an_address"
            ),
            models.CheckConstraint(
                condition=models.Q(concurrency__gte=1, concurrency__lte=MAX_CONCURRENCY),
                name="endpoint_concurrency_in_range",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class EndpointShare(models.Model):
    """How many of an endpoint's parallel calls one worker holds, and until when; together they stay in its limit."""

    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="shares")
    owner = models.CharField(max_length=100)
    slots = models.PositiveSmallIntegerField()
    leased_until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["endpoint", "owner"], name="one_share_per_worker")]

    def __str__(self) -> str:
        return f"{self.slots} of {self.endpoint} held by {self.owner}"


class Run(models.Model):
    """One measurement of a release: executed against an endpoint, or recorded from a pilot that people ran."""

    class Source(models.TextChoices):
        EXECUTED = "executed", "Executed here"
        RECORDED = "recorded", "Recorded pilot"

    class State(models.TextChoices):
        QUEUED = "queued", "Queued"
        RUNNING = "running", "Running"
        COMPLETED = "completed", "Completed"
        INCONCLUSIVE = "inconclusive", "Inconclusive"
        CANCELLED = "cancelled", "Cancelled"
        FAILED = "failed", "Failed"

    project = models.ForeignKey("workspaces.Project", on_delete=models.CASCADE, related_name="runs")
    suite = models.ForeignKey(Suite, null=True, blank=True, on_delete=models.PROTECT, related_name="runs")
    endpoint = models.ForeignKey(Endpoint, null=True, blank=True, on_delete=models.PROTECT, related_name="runs")
    source = models.CharField(max_length=10, choices=Source)
    name = models.CharField(max_length=160)
    release = models.CharField(max_length=80)
    state = models.CharField(max_length=12, choices=State, default=State.QUEUED)
    reason = models.TextField(blank=True)
    simulated = models.BooleanField(default=False)
    epochs = models.PositiveSmallIntegerField(default=1)
    # Frozen at the start: where and how it asked, and what it asked.
    settings = models.JSONField(default=dict)
    settings_sha256 = models.CharField(max_length=64, blank=True)
    suite_sha256 = models.CharField(max_length=64, blank=True)
    # One start per form that was sent, however often it was sent.
    once = models.UUIDField(null=True, blank=True)
    created_by = models.ForeignKey("workspaces.User", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    worked_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["project", "-created_at"], name="runs_of_a_project")]
        constraints = [
            models.UniqueConstraint(fields=["project", "once"], name="run_started_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=["queued", "running", "completed", "inconclusive", "cancelled", "failed"]),
                name="run_state_known",
            ),
            models.CheckConstraint(
                condition=models.Q(source="recorded")
                | models.Q(source="executed", suite__isnull=False, endpoint__isnull=False),
                name="executed_run_has_suite_and_endpoint",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["queued", "running"]) | models.Q(finished_at__isnull=False),
                name="ended_run_says_when",
            ),
        ]

    ACTIVE = (State.QUEUED, State.RUNNING)
    FINISHED = (State.COMPLETED, State.INCONCLUSIVE)

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:
        return self.state in self.ACTIVE


class Pilot(models.Model):
    """What stands behind a recorded run: when, with whom and by whom it was measured."""

    run = models.OneToOneField(Run, on_delete=models.CASCADE, related_name="pilot")
    began_on = models.DateField()
    ended_on = models.DateField()
    population = models.TextField()
    conducted_by = models.CharField(max_length=200)
    notes = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(began_on__lte=models.F("ended_on")), name="pilot_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return f"{self.began_on} to {self.ended_on}"


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
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    outcome = models.CharField(max_length=10, choices=OUTCOMES, default=Outcome.PENDING.value)
    fault = models.CharField(max_length=20, blank=True)
    reason = models.TextField(blank=True)
    response = models.TextField(blank=True)
    model = models.CharField(max_length=200, blank=True)
    finish_reason = models.CharField(max_length=40, blank=True)
    prompt_tokens = models.PositiveIntegerField(null=True, blank=True)
    completion_tokens = models.PositiveIntegerField(null=True, blank=True)
    seconds = models.FloatField(null=True, blank=True)
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
            models.Index(fields=["run", "principle", "outcome"], name="samples_by_principle"),
            models.Index(fields=["run", "outcome"], name="samples_by_outcome"),
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

    sample = models.ForeignKey(Sample, on_delete=models.CASCADE, related_name="verdicts")
    source = models.CharField(max_length=10, choices=Source)
    grader = models.CharField(max_length=120, blank=True)
    outcome = models.CharField(max_length=10, choices=OUTCOMES)
    score = models.FloatField(null=True, blank=True)
    reason = models.TextField(blank=True)
    details = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["sample", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(source__in=["rules", "recorded"]), name="verdict_source_known")
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
