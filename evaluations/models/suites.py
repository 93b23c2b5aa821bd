"""Suites and their cases: what is asked, and what is right."""

from django.db import models
from django.utils import timezone

IDENTIFIER_LENGTH = 200  # a principle's section identifier, as long as explorer keeps it


class Suite(models.Model):
    """A versioned set of cases. From its first run on it is frozen; a change makes the next version."""

    class Origin(models.TextChoices):
        STARTER = "starter", "Starter suite"
        RECORDED = "recorded", "Recorded conversations"
        HOUSE = "house", "House clauses"
        WRITTEN = "written", "Written here"
        IMPORTED = "imported", "Imported from a file"
        CATALOGUE = "catalogue", "From the catalogue"
        SPECIFIED = "specified", "From a version of the specification"
        DRAWN = "drawn", "Drawn sample"
        TRAFFIC = "traffic", "Traffic sample"

    project = models.ForeignKey("workspaces.Project", on_delete=models.CASCADE, related_name="suites")
    name = models.CharField(max_length=120)
    version = models.PositiveIntegerField(default=1)
    origin = models.CharField(max_length=10, choices=Origin)
    summary = models.TextField(blank=True)
    specification = models.CharField(max_length=80, blank=True)
    content_sha256 = models.CharField(max_length=64, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)
    # What a sample was drawn from, and the seed that draws it again.
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="samples")
    seed = models.BigIntegerField(null=True, blank=True)
    # How it was made: the choice that generated it, the strata it was drawn from, or what was masked in it.
    recipe = models.JSONField(default=dict, blank=True)
    created_by = models.ForeignKey("workspaces.User", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "name", "version"], name="suite_version_unique_in_project"),
            models.CheckConstraint(
                condition=models.Q(
                    origin__in=[
                        *("starter", "recorded", "house", "written", "imported"),
                        *("catalogue", "specified", "drawn", "traffic"),
                    ]
                ),
                name="suite_origin_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(origin="drawn") | models.Q(seed__isnull=False), name="drawn_suite_has_a_seed"
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
    tags = models.JSONField(default=list, blank=True)
    # Its share of the production mix, against the other cases of its suite.
    weight = models.FloatField(default=1.0)
    # In a traffic sample: who looked whether the masking left anything of a person, and when.
    checked_by = models.ForeignKey(
        "workspaces.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    checked_at = models.DateTimeField(null=True, blank=True)

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
            models.CheckConstraint(condition=models.Q(weight__gt=0), name="case_weight_positive"),
        ]

    def __str__(self) -> str:
        return self.title or self.key
