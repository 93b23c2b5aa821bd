"""Test plans, which say beforehand what has to be reached, and what people found out about each failure."""

from django.db import models
from django.utils import timezone

from evaluations.models.judges import Judge
from evaluations.models.suites import Suite


class TestPlan(models.Model):
    """What has to be reached, and how it is measured, written down before the first run that counts.

    A draft can be changed. Frozen it never changes: `content` is what was promised, `sha256` its hash, `frozen_at`
    when. A change is the next version. Marks are shares between 0 and 1.
    """

    __test__ = False  # no test of pytest's, whatever its name

    class Estimator(models.TextChoices):
        HEADLINE = "headline", "Headline rate, each case asked once"
        CLUSTERED = "clustered", "Clustered by case, each asked several times"
        CORRECTED = "corrected", "Corrected for the judge’s error"

    class Goal(models.TextChoices):
        BOUND = "bound", "The lower bound of the 95 % interval"
        RATE = "rate", "The rate itself"

    project = models.ForeignKey("workspaces.Project", on_delete=models.CASCADE, related_name="test_plans")
    name = models.CharField(max_length=120)
    version = models.PositiveIntegerField(default=1)
    suite = models.ForeignKey(Suite, on_delete=models.PROTECT, related_name="test_plans")
    # None: the rules of the cases grade.
    judge = models.ForeignKey(Judge, null=True, blank=True, on_delete=models.PROTECT, related_name="test_plans")
    estimator = models.CharField(max_length=9, choices=Estimator, default=Estimator.HEADLINE)
    goal = models.CharField(max_length=5, choices=Goal, default=Goal.BOUND)
    epochs = models.PositiveSmallIntegerField(default=1)
    overall_mark = models.FloatField()
    level_marks = models.JSONField(default=dict, blank=True)
    section_marks = models.JSONField(default=dict, blank=True)
    # What the judge's latest calibration has to reach before its verdicts count toward this plan.
    min_sensitivity = models.FloatField(null=True, blank=True)
    min_specificity = models.FloatField(null=True, blank=True)
    min_kappa = models.FloatField(null=True, blank=True)
    # No principle has a mark of its own; a person looks at each failure instead.
    triage_every_failure = models.BooleanField(default=True)
    # The smallest fall of the rate that matters to the people who plan.
    difference = models.FloatField(null=True, blank=True)
    note = models.TextField(blank=True)
    content = models.JSONField(default=dict, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)
    frozen_by = models.ForeignKey("workspaces.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_by = models.ForeignKey("workspaces.User", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "name", "version"], name="test_plan_version_unique_in_project"),
            models.CheckConstraint(condition=~models.Q(name=""), name="test_plan_has_a_name"),
            models.CheckConstraint(
                condition=models.Q(estimator__in=["headline", "clustered", "corrected"]),
                name="test_plan_estimator_known",
            ),
            models.CheckConstraint(condition=models.Q(goal__in=["bound", "rate"]), name="test_plan_goal_known"),
            models.CheckConstraint(
                condition=models.Q(overall_mark__gt=0, overall_mark__lte=1), name="test_plan_mark_in_range"
            ),
            models.CheckConstraint(
                condition=models.Q(frozen_at__isnull=True, sha256="")
                | models.Q(frozen_at__isnull=False) & ~models.Q(sha256=""),
                name="frozen_test_plan_has_a_hash",
            ),
        ]

    def __str__(self) -> str:
        return self.name if self.version == 1 else f"{self.name}, version {self.version}"

    @property
    def is_frozen(self) -> bool:
        return self.frozen_at is not None


class Triage(models.Model):
    """What a person found out about a failing answer. The latest of an answer holds; none is ever changed."""

    class Cause(models.TextChoices):
        ASSISTANT = "assistant", "The assistant is wrong"
        CASE = "case", "The case is wrong"
        GRADER = "grader", "The grader is wrong"
        ACCEPTED = "accepted", "Accepted, for a reason"

    sample = models.ForeignKey("evaluations.Sample", on_delete=models.CASCADE, related_name="triages")
    cause = models.CharField(max_length=9, choices=Cause)
    note = models.TextField()
    author = models.ForeignKey("workspaces.User", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["sample", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(cause__in=["assistant", "case", "grader", "accepted"]), name="triage_cause_known"
            ),
            models.CheckConstraint(condition=~models.Q(note=""), name="triage_has_a_note"),
        ]

    def __str__(self) -> str:
        return f"{self.get_cause_display()}: {self.note[:60]}"
