"""Releases: what is under test, and when and how much it was used."""

from django.db import models
from django.utils import timezone

MAX_VOLUME = 1_000_000_000


class Release(models.Model):
    """One state of the project's assistant. Its content never changes once it is described; a change is a release.

    A release that so far is only a name, because somebody typed it when a run began, has an empty hash and can be
    described once.
    """

    CONTENT = ("model", "system_prompt", "tools", "retrieval", "settings")

    project = models.ForeignKey("workspaces.Project", on_delete=models.CASCADE, related_name="releases")
    name = models.CharField(max_length=80)
    model = models.CharField(max_length=200, blank=True)
    system_prompt = models.TextField(blank=True)
    tools = models.JSONField(default=list)
    retrieval = models.TextField(blank=True)
    settings = models.JSONField(default=dict)
    content_sha256 = models.CharField(max_length=64, blank=True)
    deployed_on = models.DateField(null=True, blank=True)
    retired_on = models.DateField(null=True, blank=True)
    monthly_volume = models.PositiveIntegerField(null=True, blank=True)
    note = models.TextField(blank=True)
    created_by = models.ForeignKey("workspaces.User", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], name="release_name_unique_in_project"),
            models.CheckConstraint(condition=~models.Q(name=""), name="release_has_a_name"),
            models.CheckConstraint(
                condition=models.Q(retired_on__isnull=True)
                | models.Q(deployed_on__isnull=False, retired_on__gte=models.F("deployed_on")),
                name="release_is_retired_after_it_was_deployed",
            ),
            models.CheckConstraint(
                condition=models.Q(monthly_volume__isnull=True) | models.Q(monthly_volume__lte=MAX_VOLUME),
                name="release_volume_in_range",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_described(self) -> bool:
        return bool(self.content_sha256)
