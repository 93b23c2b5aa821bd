"""Logs of other tools: uploaded and waiting for somebody's yes, and what stands behind a run that came out of one."""

import uuid

from django.db import models
from django.utils import timezone

from evaluations.models.runs import Run


class LogDraft(models.Model):
    """A log that was uploaded and shown. Nothing of it counts; it is swept away after a day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey("workspaces.Project", on_delete=models.CASCADE, related_name="log_drafts")
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    created_by = models.ForeignKey("workspaces.User", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="log_drafts_by_age")]

    def __str__(self) -> str:
        return self.file_name


class ImportedLog(models.Model):
    """Where an imported run comes from, what decided in it, and what of its log could not be read.

    ``scorers`` counts the values of each scorer, ``mapping`` says which of the log's names a person gave which
    principle, ``unmapped`` counts the samples under names that stand for none. ``unread`` lists at most a thousand
    places; ``unread_count`` is how many there were.
    """

    run = models.OneToOneField(Run, on_delete=models.CASCADE, related_name="imported_log")
    project = models.ForeignKey("workspaces.Project", on_delete=models.CASCADE, related_name="imported_logs")
    tool = models.CharField(max_length=12)
    tool_version = models.CharField(max_length=40, blank=True)
    file_name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    log_name = models.CharField(max_length=160, blank=True)
    identity = models.CharField(max_length=80, blank=True)
    model = models.CharField(max_length=80, blank=True)
    made_at = models.CharField(max_length=40, blank=True)
    deciding_scorer = models.CharField(max_length=120, blank=True)
    scorers = models.JSONField(default=dict)
    mapping = models.JSONField(default=dict)
    unmapped = models.JSONField(default=dict)
    notes = models.JSONField(default=list)
    unread = models.JSONField(default=list)
    unread_count = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["project", "sha256"], name="logs_by_content")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(tool__in=["inspect", "promptfoo", "deepeval", "csv", "jsonl", "yaml"]),
                name="imported_log_tool_known",
            )
        ]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.tool})"
