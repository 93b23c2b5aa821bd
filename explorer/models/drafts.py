"""A document on its way in: uploaded or being fetched, read and shown to a person before it becomes a version."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class SpecDraft(models.Model):
    """A document that waits for somebody's yes. Nothing of it is in the explorer; it is swept away after a day."""

    class Source(models.TextChoices):
        UPLOAD = "upload", "Uploaded"
        ADDRESS = "address", "From its public address"

    class State(models.TextChoices):
        FETCHING = "fetching", "Being fetched"
        READY = "ready", "Ready to import"
        REFUSED = "refused", "Refused"
        IMPORTED = "imported", "Imported"

    project = models.ForeignKey("workspaces.Project", on_delete=models.CASCADE, related_name="spec_drafts")
    source = models.CharField(max_length=7, choices=Source)
    state = models.CharField(max_length=8, choices=State, default=State.READY)
    label = models.CharField(max_length=80, blank=True)
    markdown = models.TextField(blank=True)
    # Texts of the prompt files by their names without ending; null where none came with the document.
    prompt_files = models.JSONField(null=True, blank=True)
    # What stands in the way, as the import command prints it: line or field, value, allowed, message.
    faults = models.JSONField(default=list, blank=True)
    version = models.ForeignKey(
        "explorer.SpecVersion", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="drafts_by_age")]
        constraints = [
            models.CheckConstraint(condition=models.Q(source__in=["upload", "address"]), name="draft_source_known"),
            models.CheckConstraint(
                condition=models.Q(state__in=["fetching", "ready", "refused", "imported"]), name="draft_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label or 'document'} ({self.state})"
