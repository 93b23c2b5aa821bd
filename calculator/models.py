"""Scenarios saved to a project, with the answer that was computed when they were saved."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from workspaces.models import Project


class SavedScenario(models.Model):
    """A business case of a project.

    `inputs` is the scenario format; `quick` holds the four inputs where it came from the quick form; `results` is what
    `results.compute` gave under `model_version`, `headline` the few numbers of it that lists show. `version` rises with
    every save and refuses a save that was made on an older one.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="scenarios")
    name = models.CharField(max_length=120)
    currency = models.CharField(max_length=3)
    inputs = models.JSONField()
    quick = models.JSONField(null=True)
    results = models.JSONField()
    headline = models.JSONField()
    model_version = models.CharField(max_length=20)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-updated_at", "-pk"]
        constraints = [
            models.UniqueConstraint("project", Lower("name"), name="one_scenario_per_name"),
            models.CheckConstraint(condition=models.Q(version__gte=1), name="scenario_version_is_positive"),
        ]

    def __str__(self) -> str:
        return self.name
