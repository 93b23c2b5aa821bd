"""Scenarios saved to a project with every version, the frozen baseline, measured rates, and what came of it all."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from evaluations.models import Pilot, Run
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


class MeasurementLink(models.Model):
    """The measurement that a version took the violation rate of a use case from, frozen as it was used. Never changed.

    `violations` of `counted` answers did not comply. The four counts about the grader stand where its error was known;
    `rate`, `low` and `high` are then the corrected violation rate. `given` is the distribution that the version holds.
    """

    version = models.ForeignKey(ScenarioVersion, on_delete=models.CASCADE, related_name="links")
    use_case = models.CharField(max_length=64)
    run = models.ForeignKey(Run, on_delete=models.RESTRICT, related_name="+")
    name = models.CharField(max_length=160)
    release = models.CharField(max_length=80)
    measured_on = models.DateField()
    grader = models.CharField(max_length=6, choices=Pilot.Grader)
    simulated = models.BooleanField()
    violations = models.PositiveIntegerField()
    counted = models.PositiveIntegerField()
    bad_shown = models.PositiveIntegerField(null=True)
    bad_recognised = models.PositiveIntegerField(null=True)
    good_shown = models.PositiveIntegerField(null=True)
    good_recognised = models.PositiveIntegerField(null=True)
    rate = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    given = models.JSONField()
    linked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    linked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["version", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "use_case"], name="one_measurement_per_use_case"),
            models.CheckConstraint(
                condition=models.Q(counted__gte=1, violations__lte=models.F("counted")), name="link_counts_k_of_n"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.use_case}: {self.violations} of {self.counted}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Stores a new link; a stored one refuses."""
        if not self._state.adding:
            raise TypeError("A link to a measurement is never changed: make another version.")
        super().save(*args, **kwargs)

    @property
    def is_corrected(self) -> bool:
        return self.rate is not None


class ActualsStart(models.Model):
    """The calendar month that is month 1 of a scenario, given once, before its first actuals are entered."""

    scenario = models.OneToOneField(SavedScenario, on_delete=models.CASCADE, related_name="actuals_start")
    first_month = models.DateField()  # the first day of it
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(first_month__day=1), name="actuals_start_with_a_month"),
        ]

    def __str__(self) -> str:
        return f"{self.scenario} from {self.first_month:%Y-%m}"


class Actual(models.Model):
    """What a month brought: of one use case, or of the programme, whose `use_case` is empty and which has cost alone.

    Month 0 is what was paid once, before month 1. Rows are added and never changed: a correction is another row, and
    the one before it says when it was replaced.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="actuals")
    scenario = models.ForeignKey(SavedScenario, on_delete=models.RESTRICT, related_name="actuals")
    month = models.PositiveSmallIntegerField()
    use_case = models.CharField(max_length=64, blank=True)
    hours = models.FloatField(null=True)
    volume = models.FloatField(null=True)
    violations = models.FloatField(null=True)
    cost = models.FloatField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["scenario", "month", "use_case", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["scenario", "month", "use_case"],
                condition=models.Q(replaced_at__isnull=True),
                name="one_actual_in_force",
            ),
            models.CheckConstraint(
                condition=models.Q(use_case="", hours__isnull=True, volume__isnull=True, violations__isnull=True)
                | ~models.Q(use_case="")
                & models.Q(month__gte=1, hours__isnull=False, volume__isnull=False, violations__isnull=False),
                name="actual_is_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(cost__gte=0)
                & (models.Q(volume__isnull=True) | models.Q(volume__gte=0))
                & (models.Q(violations__isnull=True) | models.Q(violations__gte=0)),
                name="actual_counts_from_zero",
            ),
        ]

    def __str__(self) -> str:
        return f"month {self.month}, {self.use_case or 'programme'}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Stores a new row; a stored one refuses."""
        if not self._state.adding:
            raise TypeError("An actual is never changed: enter it again.")
        super().save(*args, **kwargs)


class ScenarioDraft(models.Model):
    """What a person has typed into the full form and not saved: one for each scenario, and one for a new scenario.

    `content` holds the form's fields, name and text, as they were posted; `version` is the version of the scenario
    that they were typed on. Only the person sees it.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    scenario = models.ForeignKey(SavedScenario, null=True, on_delete=models.CASCADE, related_name="drafts")
    version = models.PositiveIntegerField(null=True)
    content = models.JSONField()
    updated_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        ordering = ["project", "-updated_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "scenario"],
                condition=models.Q(scenario__isnull=False),
                name="one_draft_per_person_and_scenario",
            ),
            models.UniqueConstraint(
                fields=["person", "project"],
                condition=models.Q(scenario__isnull=True),
                name="one_draft_of_a_new_scenario",
            ),
        ]

    def __str__(self) -> str:
        return f"draft of {self.scenario or 'a new scenario'}"
