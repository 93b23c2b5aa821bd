"""Judges, what they graded, and how they did on responses whose worth is known."""

from django.db import models
from django.utils import timezone

from evaluations.models.endpoints import Endpoint
from evaluations.models.releases import Release
from evaluations.models.suites import IDENTIFIER_LENGTH, Case, Suite

MAX_GRADINGS = 15
TOP_SCORE = 7
JUDGED = [(outcome, outcome.replace("_", " ").capitalize()) for outcome in ("compliant", "violation", "unscored")]


class JudgeQuerySet(models.QuerySet["Judge"]):
    def in_use(self) -> "JudgeQuerySet":
        return self.filter(archived_at__isnull=True)


class Judge(models.Model):
    """One version of a judge: a model that is asked how well an answer follows, or a panel of such judges.

    A version never changes, so that whoever reads a verdict can tell what it was asked with; a change is the next
    version, and that asks for a calibration of its own. ``settings`` holds the call as it was frozen, with the hash of
    the text it sees.
    """

    class Kind(models.TextChoices):
        SINGLE = "single", "One judge"
        PANEL = "panel", "A panel of judges"

    class Sees(models.TextChoices):
        WHOLE_SPEC = "whole_spec", "The whole specification and the rubric"
        SECTION = "section", "The section of the principle and the rubric"
        PRINCIPLE = "principle", "The principle and the rubric"
        RUBRIC = "rubric", "The rubric alone"

    class Scale(models.TextChoices):
        SEVEN = "seven", "A score from 1 to 7"
        BINARY = "binary", "Compliant or not"

    project = models.ForeignKey("workspaces.Project", on_delete=models.CASCADE, related_name="judges")
    name = models.CharField(max_length=120)
    version = models.PositiveIntegerField(default=1)
    kind = models.CharField(max_length=6, choices=Kind, default=Kind.SINGLE)
    endpoint = models.ForeignKey(Endpoint, null=True, blank=True, on_delete=models.PROTECT, related_name="judges")
    members = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="panels")
    # The release of the specification that it sees; none where it sees the rubric alone.
    spec_version = models.ForeignKey(
        "explorer.SpecVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="judges"
    )
    sees = models.CharField(max_length=10, choices=Sees, default=Sees.WHOLE_SPEC)
    scale = models.CharField(max_length=6, choices=Scale, default=Scale.SEVEN)
    gradings = models.PositiveSmallIntegerField(default=5)
    threshold = models.PositiveSmallIntegerField(default=6)
    prompt_version = models.CharField(max_length=20, blank=True)
    settings = models.JSONField(default=dict)
    settings_sha256 = models.CharField(max_length=64, blank=True)
    note = models.TextField(blank=True)
    created_by = models.ForeignKey("workspaces.User", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = JudgeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "name", "version"], name="judge_version_unique_in_project"),
            models.CheckConstraint(condition=~models.Q(name=""), name="judge_has_a_name"),
            models.CheckConstraint(
                condition=models.Q(kind="single", endpoint__isnull=False)
                | models.Q(kind="panel", endpoint__isnull=True),
                name="judge_asks_an_endpoint_and_a_panel_its_members",
            ),
            models.CheckConstraint(
                condition=models.Q(sees__in=["whole_spec", "section", "principle", "rubric"]), name="judge_sees_known"
            ),
            models.CheckConstraint(condition=models.Q(scale__in=["seven", "binary"]), name="judge_scale_known"),
            models.CheckConstraint(
                condition=models.Q(gradings__in=list(range(1, MAX_GRADINGS + 1, 2))), name="judge_gradings_are_odd"
            ),
            models.CheckConstraint(
                condition=models.Q(threshold__gte=2, threshold__lte=TOP_SCORE), name="judge_threshold_in_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, version {self.version}"

    @property
    def is_panel(self) -> bool:
        return self.kind == self.Kind.PANEL

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None


class Grading(models.Model):
    """One pass of one judge over the stored answers of one run, or over the known responses of a calibration.

    No answer is asked for anew. Attacks on the judge ride in every grading of a run; ``trusted`` says at its end if
    all of them were seen through. Only a completed, counting, trusted grading decides outcomes, the latest of a run.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "Queued"
        RUNNING = "running", "Running"
        PAUSED = "paused", "Paused"
        COMPLETED = "completed", "Completed"
        CANCELLED = "cancelled", "Cancelled"
        FAILED = "failed", "Failed"

    ACTIVE = (State.QUEUED, State.RUNNING)
    OPEN = (State.QUEUED, State.RUNNING, State.PAUSED)

    project = models.ForeignKey("workspaces.Project", on_delete=models.CASCADE, related_name="gradings")
    judge = models.ForeignKey(Judge, on_delete=models.PROTECT, related_name="judge_gradings")
    # None where it goes over known responses.
    run = models.ForeignKey("evaluations.Run", null=True, blank=True, on_delete=models.CASCADE, related_name="gradings")
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    reason = models.TextField(blank=True)
    # Whether its verdicts are meant to decide outcomes; without that they are advice beside the others.
    counts = models.BooleanField(default=True)
    # The judge is the model under test and somebody insisted: never counts.
    is_own_model = models.BooleanField(default=False)
    trusted = models.BooleanField(null=True, blank=True)
    budget_tokens = models.PositiveBigIntegerField(null=True, blank=True)
    spent_tokens = models.PositiveBigIntegerField(default=0)
    held_tokens = models.PositiveBigIntegerField(default=0)
    # One start per form that was sent, however often it was sent.
    once = models.UUIDField(null=True, blank=True)
    created_by = models.ForeignKey("workspaces.User", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    worked_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["run", "-created_at"], name="gradings_of_a_run")]
        constraints = [
            models.UniqueConstraint(fields=["project", "once"], name="grading_started_once"),
            models.UniqueConstraint(
                fields=["run", "judge"],
                condition=models.Q(state__in=["queued", "running", "paused"]),
                name="one_open_grading_per_run_and_judge",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["queued", "running", "paused", "completed", "cancelled", "failed"]),
                name="grading_state_known",
            ),
            models.CheckConstraint(
                condition=models.Q(is_own_model=False) | models.Q(counts=False), name="own_model_never_counts"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["queued", "running", "paused"]) | models.Q(finished_at__isnull=False),
                name="ended_grading_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.judge}: {self.state}"

    @property
    def is_active(self) -> bool:
        return self.state in self.ACTIVE

    @property
    def decides(self) -> bool:
        """Whether its verdicts may decide outcomes, as far as it alone can say; a later one takes its place."""
        return bool(self.state == self.State.COMPLETED and self.counts and self.trusted)


class Judgement(models.Model):
    """One judge's word on one response in a grading: the work order, the k scores, and the verdict they make.

    A response has one place in its grading; in a panel every member has a row at that place.
    """

    class Kind(models.TextChoices):
        ANSWER = "answer", "An answer of the run"
        ATTACK = "attack", "A bad answer that attacks the judge"
        KNOWN = "known", "A response whose worth is known"

    class State(models.TextChoices):
        QUEUED = "queued", "Queued"
        LEASED = "leased", "Leased"
        FINISHED = "finished", "Finished"
        DROPPED = "dropped", "Dropped"

    grading = models.ForeignKey(Grading, on_delete=models.CASCADE, related_name="judgements")
    judge = models.ForeignKey(Judge, on_delete=models.PROTECT, related_name="judgements")
    place = models.PositiveIntegerField()
    kind = models.CharField(max_length=6, choices=Kind)
    sample = models.ForeignKey(
        "evaluations.Sample", null=True, blank=True, on_delete=models.CASCADE, related_name="judgements"
    )
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.SET_NULL, related_name="judgements")
    # What is judged where it is no answer of the run: its words, the principle and the conversation before it.
    attack = models.CharField(max_length=40, blank=True)
    principle = models.CharField(max_length=IDENTIFIER_LENGTH, blank=True)
    messages = models.JSONField(default=list)
    rubric = models.TextField(blank=True)
    response = models.TextField(blank=True)
    # In what plain response an attack is wrapped, by its place in the grading.
    inside = models.PositiveIntegerField(null=True, blank=True)
    label = models.CharField(max_length=10, blank=True)  # compliant or violation, where it is known
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    # One entry per grading: score, reason and quotes, or why it could not be read.
    scores = models.JSONField(default=list)
    outcome = models.CharField(max_length=10, choices=JUDGED, blank=True)
    score = models.FloatField(null=True, blank=True)
    reason = models.TextField(blank=True)
    quotes = models.JSONField(default=list)
    dropped_quotes = models.PositiveSmallIntegerField(default=0)
    fault = models.CharField(max_length=20, blank=True)
    prompt_tokens = models.PositiveIntegerField(default=0)
    completion_tokens = models.PositiveIntegerField(default=0)
    held_tokens = models.PositiveBigIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True, blank=True)
    lease_owner = models.CharField(max_length=100, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["grading", "place", "judge"]
        indexes = [
            models.Index(fields=["grading", "state", "not_before"], name="judgements_to_work_on"),
            models.Index(
                fields=["leased_until"], condition=models.Q(leased_until__isnull=False), name="judgements_under_lease"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["grading", "judge", "place"], name="one_judgement_per_judge_and_place"),
            models.UniqueConstraint(
                fields=["grading", "judge", "sample"],
                condition=models.Q(sample__isnull=False),
                name="one_judgement_per_judge_and_sample",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["queued", "leased", "finished", "dropped"]), name="judgement_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state="finished") & ~models.Q(outcome="") | ~models.Q(state="finished"),
                name="finished_judgement_has_an_outcome",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="answer", sample__isnull=False)
                | models.Q(kind__in=["attack", "known"], sample__isnull=True)
                & models.Q(label__in=["compliant", "violation"]),
                name="judgement_has_an_answer_or_a_label",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.place}: {self.outcome or self.state}"


class Calibration(models.Model):
    """How a judge did on responses whose worth is known: from where they came, and how many it recognised.

    The counts are written once, when its grading is completed; a response without a usable verdict counts as not
    recognised and is said beside them.
    """

    class Basis(models.TextChoices):
        EXEMPLARS = "exemplars", "Exemplars of a suite"
        SPEC_EXAMPLES = "spec_examples", "Examples of a specification"
        LABELS = "labels", "People’s labels"

    project = models.ForeignKey("workspaces.Project", on_delete=models.CASCADE, related_name="calibrations")
    judge = models.ForeignKey(Judge, on_delete=models.PROTECT, related_name="calibrations")
    grading = models.OneToOneField(Grading, on_delete=models.CASCADE, related_name="calibration")
    basis = models.CharField(max_length=13, choices=Basis)
    suite = models.ForeignKey(Suite, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    spec_version = models.ForeignKey(
        "explorer.SpecVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    run = models.ForeignKey("evaluations.Run", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    release = models.ForeignKey(Release, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # Whether the people who labelled saw neither the model nor any other verdict; only such labels decide a gate.
    blind = models.BooleanField(default=False)
    # What both sensitivity and specificity have to reach.
    agreement = models.FloatField(default=0.8)
    left_out = models.PositiveIntegerField(default=0)
    good_shown = models.PositiveIntegerField(null=True, blank=True)
    good_recognised = models.PositiveIntegerField(null=True, blank=True)
    bad_shown = models.PositiveIntegerField(null=True, blank=True)
    bad_recognised = models.PositiveIntegerField(null=True, blank=True)
    unscored = models.PositiveIntegerField(null=True, blank=True)
    created_by = models.ForeignKey("workspaces.User", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["project", "-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(basis="exemplars", suite__isnull=False)
                | models.Q(basis="spec_examples", spec_version__isnull=False)
                | models.Q(basis="labels", run__isnull=False),
                name="calibration_names_its_basis",
            ),
            models.CheckConstraint(
                condition=models.Q(agreement__gte=0.5, agreement__lte=1), name="calibration_agreement_in_range"
            ),
            models.CheckConstraint(
                condition=models.Q(good_shown__isnull=True)
                | models.Q(good_recognised__lte=models.F("good_shown"), bad_recognised__lte=models.F("bad_shown")),
                name="calibration_counts_are_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_basis_display()}, {self.created_at:%d %b %Y}"
