"""Scenarios saved to a project, every version of each, and the version that is frozen as the baseline."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from workspaces.models import Project


class SavedScenario(models.Model):
    """A business case of a project: its name, and the number of its current version.

    `version` rises with every save and refuses a save that was made on an older one. What was saved stands in
    `ScenarioVersion`; the properties below read the current one, which `selectors.scenarios_of` fetches along.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="scenarios")
    name = models.CharField(max_length=120)
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

    @cached_property
    def current(self) -> ScenarioVersion:
        """The version saved last."""
        return ScenarioVersion.objects.get(scenario=self, number=self.version)

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        super().refresh_from_db(*args, **kwargs)
        self.__dict__.pop("current", None)

    @property
    def inputs(self) -> dict[str, Any]:
        """The current version in the scenario format, under the scenario's name."""
        return self.current.document(self.name)

    @property
    def quick(self) -> dict[str, Any] | None:
        return self.current.quick

    @property
    def results(self) -> dict[str, Any]:
        return dict(self.current.results)

    @property
    def headline(self) -> dict[str, Any]:
        return dict(self.current.headline)

    @property
    def currency(self) -> str:
        return self.current.currency

    @property
    def model_version(self) -> str:
        return self.current.model_version


class ScenarioVersion(models.Model):
    """One save of a scenario. Its row never changes: what comes later is another version.

    `inputs` is the scenario format without the name, which belongs to the scenario; `content_sha256` is over its
    canonical form (`canonical.content_sha256`). `quick` holds the four inputs where it came from the quick form;
    `results` is what `results.compute` gave under `model_version`, `headline` the few numbers of it that lists show.
    """

    scenario = models.ForeignKey(SavedScenario, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    inputs = models.JSONField()
    quick = models.JSONField(null=True)
    results = models.JSONField()
    headline = models.JSONField()
    currency = models.CharField(max_length=3)
    model_version = models.CharField(max_length=20)
    content_sha256 = models.CharField(max_length=64)
    note = models.CharField(max_length=300, blank=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["scenario", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["scenario", "number"], name="one_scenario_version_per_number"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="version_number_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.scenario.name}, version {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Stores a new version; a stored one refuses."""
        if not self._state.adding:
            raise TypeError("A saved version of a scenario is never changed: save another version.")
        super().save(*args, **kwargs)

    @property
    def is_current(self) -> bool:
        return self.number == self.scenario.version

    def document(self, name: str) -> dict[str, Any]:
        """The scenario format under this name, as files and forms hold it."""
        return {"name": name, **self.inputs}


class Baseline(models.Model):
    """The version that a project is held against, from when and why. At most one is in force; replaced ones stay."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="baselines")
    version = models.ForeignKey(ScenarioVersion, on_delete=models.RESTRICT, related_name="baselines")
    reason = models.CharField(max_length=500)
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    frozen_at = models.DateTimeField(default=timezone.now)
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["project", "-frozen_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project"], condition=models.Q(replaced_at__isnull=True), name="one_baseline_in_force"
            ),
        ]

    def __str__(self) -> str:
        return f"baseline of {self.project}: {self.version}"

    @property
    def is_in_force(self) -> bool:
        return self.replaced_at is None
