"""Changes to saved scenarios, each computed first and then stored with its audit entry."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from calculator.errors import NameTaken, StaleScenario
from calculator.models import SavedScenario
from calculator.quick import QuickInputs, quick_scenario
from calculator.results import compute, headline
from workspaces import audit
from workspaces.models import Project, User


def save_scenario(
    project: Project, *, name: str, inputs: Any, actor: User, quick: QuickInputs | None = None
) -> SavedScenario:
    """A new scenario of the project, computed.

    Raises:
        ScenarioRefused: the inputs cannot be computed; nothing is stored.
        NameTaken: the project has a scenario of that name.
    """
    computed = _computed(name, inputs, quick)
    try:
        with transaction.atomic():
            scenario = SavedScenario.objects.create(
                project=project, name=name, created_by=actor, updated_by=actor, **computed
            )
            audit.record(project.organisation, actor, "scenario.saved", scenario, name=name, **_figures(computed))
    except IntegrityError as error:
        raise _taken(project, name, error) from error
    return scenario


def save_quick_scenario(project: Project, *, name: str, inputs: QuickInputs, actor: User) -> SavedScenario:
    """A new scenario out of the quick form's inputs; raises as :func:`save_scenario` does."""
    return save_scenario(project, name=name, inputs=quick_scenario(inputs, name), actor=actor, quick=inputs)


def change_scenario(
    scenario: SavedScenario, *, inputs: Any, actor: User, version: int, quick: QuickInputs | None = None
) -> SavedScenario:
    """New inputs for the scenario, computed anew.

    Raises:
        ScenarioRefused: the inputs cannot be computed; nothing is stored.
        StaleScenario: the scenario is not at `version` any more.
    """
    computed = _computed(scenario.name, inputs, quick)
    with transaction.atomic():
        _claim(scenario, version, actor, **computed)
        organisation = scenario.project.organisation
        audit.record(organisation, actor, "scenario.changed", scenario, version=version + 1, **_figures(computed))
    scenario.refresh_from_db()
    return scenario


def rename_scenario(scenario: SavedScenario, *, name: str, actor: User, version: int) -> SavedScenario:
    """Another name.

    Raises:
        NameTaken: the project has a scenario of that name.
        StaleScenario: the scenario is not at `version` any more.
    """
    before = scenario.name
    try:
        with transaction.atomic():
            _claim(scenario, version, actor, name=name, inputs={**scenario.inputs, "name": name})
            organisation = scenario.project.organisation
            audit.record(organisation, actor, "scenario.renamed", scenario, before=before, after=name)
    except IntegrityError as error:
        raise _taken(scenario.project, name, error) from error
    scenario.refresh_from_db()
    return scenario


@transaction.atomic
def delete_scenario(scenario: SavedScenario, *, actor: User) -> None:
    """Removes the scenario; the trail keeps its name and what it came to."""
    audit.record(
        scenario.project.organisation, actor, "scenario.deleted", scenario, name=scenario.name, **scenario.headline
    )
    scenario.delete()


def _computed(name: str, inputs: Any, quick: QuickInputs | None) -> dict[str, Any]:
    results = compute(inputs)
    return {
        "currency": inputs.get("currency", "EUR"),
        "inputs": {**inputs, "name": name},
        "quick": quick.as_dict() if quick else None,
        "results": results,
        "headline": headline(results, priced=quick is None or quick.priced),
        "model_version": results["model_version"],
    }


def _figures(computed: dict[str, Any]) -> dict[str, Any]:
    return {"currency": computed["currency"], "model_version": computed["model_version"], **computed["headline"]}


def _claim(scenario: SavedScenario, version: int, actor: User, **values: Any) -> None:
    """Of two saves on the same version one wins: the count of the conditional update decides."""
    changed = SavedScenario.objects.filter(pk=scenario.pk, version=version).update(
        version=version + 1, updated_by=actor, updated_at=timezone.now(), **values
    )
    if not changed:
        raise StaleScenario(f"“{scenario.name}” has been saved by somebody else since you opened it.")


def _taken(project: Project, name: str, error: IntegrityError) -> Exception:
    if SavedScenario.objects.filter(project=project, name__iexact=name).exists():
        return NameTaken(f"This project has a scenario “{name}” already.")
    return error
