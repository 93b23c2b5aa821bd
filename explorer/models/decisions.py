"""What a project decided: the version it works with, its stances, house clauses, rulings and known violations.

Decisions are never edited: a new one takes the place of the old, which stays to be read. Each remembers the version and
the hash of the text it was made on, so that it can be told when the ground under it has moved.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from explorer.models.specification import Authority, SpecVersion

IDENTIFIER_LENGTH = 200


class SpecPin(models.Model):
    """The version a project works with."""

    project = models.OneToOneField("workspaces.Project", on_delete=models.CASCADE, related_name="spec_pin")
    version = models.ForeignKey(SpecVersion, on_delete=models.PROTECT, related_name="pins")
    pinned_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    pinned_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.project} works with {self.version}"


class Stance(models.Model):
    """What a project does with a principle. The row without `replaced_at` is the one in force."""

    class Kind(models.TextChoices):
        ADOPTED = "adopted", "Adopted"
        TIGHTENED = "tightened", "Tightened"
        NOT_RELEVANT = "not_relevant", "Not relevant"

    project = models.ForeignKey("workspaces.Project", on_delete=models.CASCADE, related_name="stances")
    principle = models.CharField(max_length=IDENTIFIER_LENGTH)
    kind = models.CharField(max_length=12, choices=Kind)
    # Our own, stricter words where the principle is tightened; the reason may be empty only where it is adopted.
    wording = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    # The preset that proposed it, empty where a person thought of it.
    preset = models.CharField(max_length=40, blank=True)
    version_label = models.CharField(max_length=80)
    title = models.CharField(max_length=300, blank=True)
    authority = models.CharField(max_length=10, choices=Authority)
    text_sha256 = models.CharField(max_length=64, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now)
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["project", "principle", "-decided_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "principle"],
                condition=models.Q(replaced_at__isnull=True),
                name="one_stance_in_force_per_principle",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["adopted", "tightened", "not_relevant"]), name="stance_kind_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="tightened") | ~models.Q(wording=""), name="tightened_stance_has_a_wording"
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="not_relevant") | ~models.Q(reason=""), name="dropped_principle_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.principle}: {self.kind}"


class HouseClause(models.Model):
    """A rule of the company's own that hangs under a principle. The row without `replaced_at` is the one in force."""

    project = models.ForeignKey("workspaces.Project", on_delete=models.CASCADE, related_name="house_clauses")
    identifier = models.CharField(max_length=IDENTIFIER_LENGTH)
    number = models.PositiveIntegerField(default=1)
    principle = models.CharField(max_length=IDENTIFIER_LENGTH)
    title = models.CharField(max_length=200)
    authority = models.CharField(max_length=10, choices=Authority)
    text = models.TextField()
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now)
    replaced_at = models.DateTimeField(null=True, blank=True)
    # Set on the row that ended without a successor, together with `replaced_at`.
    retired_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    retirement_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["project", "principle", "identifier", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "identifier"],
                condition=models.Q(replaced_at__isnull=True),
                name="one_house_clause_in_force_per_identifier",
            ),
            models.UniqueConstraint(fields=["project", "identifier", "number"], name="house_clause_number_unique"),
            models.CheckConstraint(
                condition=models.Q(authority__in=["system", "developer", "user", "guideline"]),
                name="house_clause_authority_is_ours_to_give",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Ruling(models.Model):
    """How this company reads a principle in an ambiguous case. The row without `replaced_at` is the one in force."""

    project = models.ForeignKey("workspaces.Project", on_delete=models.CASCADE, related_name="rulings")
    principle = models.CharField(max_length=IDENTIFIER_LENGTH)
    number = models.PositiveIntegerField()
    situation = models.TextField()
    reading = models.TextField()
    decided_by_name = models.CharField(max_length=200)
    decided_on = models.DateField()
    version_label = models.CharField(max_length=80)
    text_sha256 = models.CharField(max_length=64, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replaced_by")
    replaced_at = models.DateTimeField(null=True, blank=True)
    # Set on a ruling that ended without a successor, together with `replaced_at`.
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    withdrawal_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["project", "number"]
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="ruling_number_unique_in_project")]

    def __str__(self) -> str:
        return f"Ruling {self.number} on {self.principle}"


class KnownViolation(models.Model):
    """A violation that people know of: a gap that is accepted until a day, or a regression that has to be mended."""

    class Kind(models.TextChoices):
        KNOWN_GAP = "known_gap", "Known gap"
        REGRESSION = "regression", "Regression"

    project = models.ForeignKey("workspaces.Project", on_delete=models.CASCADE, related_name="known_violations")
    principle = models.CharField(max_length=IDENTIFIER_LENGTH)
    # A case's key where one case shows it; empty where it is about the principle as a whole.
    case_key = models.CharField(max_length=100, blank=True)
    kind = models.CharField(max_length=10, choices=Kind)
    what = models.TextField()
    until = models.DateField(null=True, blank=True)
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    marked_at = models.DateTimeField(default=timezone.now)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closing_note = models.TextField(blank=True)

    class Meta:
        ordering = ["project", "-marked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "principle", "case_key"],
                condition=models.Q(closed_at__isnull=True),
                name="one_open_mark_per_principle_and_case",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="known_gap", until__isnull=False)
                | models.Q(kind="regression", until__isnull=True),
                name="known_gap_has_an_end_and_a_regression_none",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} in {self.principle}"
