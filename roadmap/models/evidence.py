"""Evidence: a thing with a name, its versions that never change, and the criteria it is used for."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from roadmap.models.criteria import Criterion
from roadmap.models.kept import Kept, KeptQuerySet
from roadmap.vocabulary import EVIDENCE_TYPES


def random_name(version: "EvidenceVersion", _: str) -> str:
    """Where the file of a version lies: nothing of the name that a person gave it."""
    return f"evidence/{version.evidence.project_id}/{secrets.token_hex(16)}"


class Evidence(models.Model):
    """One piece of evidence of a project, which may serve several criteria."""

    project = models.ForeignKey("workspaces.Project", on_delete=models.CASCADE, related_name="evidence")
    title = models.CharField(max_length=160)
    number = models.PositiveIntegerField(default=1)  # of its current version
    superseded_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="supersedes"
    )
    superseded_at = models.DateTimeField(null=True, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["project", "title", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "title"], name="one_evidence_per_title"),
            models.CheckConstraint(condition=Q(number__gte=1), name="evidence_number_is_positive"),
        ]

    def __str__(self) -> str:
        return self.title


class EvidenceVersion(Kept):
    """One state of a piece of evidence. `sha256` is over what it holds or, for a run, what that was then."""

    class Kind(models.TextChoices):
        FILE = "file", "File"
        LINK = "link", "Link"
        NOTE = "note", "Note"
        DECISION = "decision", "Decision"
        RUN = "run", "Run"
        SCENARIO = "scenario", "Scenario"
        STANCES = "stances", "Stances"

    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=Kind)
    sha256 = models.CharField(max_length=64)
    text = models.TextField(blank=True)  # of a note or a decision
    url = models.URLField(max_length=2000, blank=True)
    file = models.FileField(upload_to=random_name, max_length=200, blank=True)
    file_name = models.CharField(max_length=120, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField(null=True, blank=True)
    run = models.ForeignKey("evaluations.Run", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    scenario_version = models.ForeignKey(
        "calculator.ScenarioVersion", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    was = models.JSONField(default=dict)  # what a run, a scenario or the stances said then: {label: words}
    covers_from = models.DateField(null=True, blank=True)
    covers_to = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    objects = KeptQuerySet["EvidenceVersion"].as_manager()

    class Meta:
        ordering = ["evidence", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["evidence", "number"], name="one_evidence_version_per_number"),
            models.CheckConstraint(
                condition=Q(covers_from__isnull=True)
                | Q(covers_to__isnull=True)
                | Q(covers_to__gte=models.F("covers_from")),
                name="evidence_covers_a_period",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["file", "link", "note", "decision", "run", "scenario", "stances"]),
                name="evidence_kind_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evidence_id}, version {self.number}"


def page_name(page: "EvidencePage", _: str) -> str:
    """Beside the file that it shows, under a name of its own."""
    return f"evidence/{page.version.evidence.project_id}/{secrets.token_hex(16)}"


class EvidencePage(Kept):
    """One of the first pages of a PDF as a picture, drawn when it was uploaded."""

    version = models.ForeignKey(EvidenceVersion, on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveSmallIntegerField()
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    file = models.FileField(upload_to=page_name, max_length=200)

    objects = KeptQuerySet["EvidencePage"].as_manager()

    class Meta:
        ordering = ["version", "number"]
        constraints = [models.UniqueConstraint(fields=["version", "number"], name="one_picture_per_page_of_evidence")]

    def __str__(self) -> str:
        return f"page {self.number} of {self.version_id}"


class EvidenceUse(models.Model):
    """What a piece of evidence proves for one criterion."""

    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="uses")
    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="uses")
    proves = models.CharField(max_length=40, choices=list(EVIDENCE_TYPES.items()))
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["criterion", "proves", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["evidence", "criterion", "proves"], name="evidence_proves_a_thing_once")
        ]

    def __str__(self) -> str:
        return f"{self.evidence_id} for {self.criterion_id}"
