"""Changes to saved scenarios: computed first, then stored with an audit entry. A stored version never changes."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import RestrictedError
from django.utils import timezone

from calculator.canonical import content_sha256
from calculator.errors import NameTaken, StaleScenario
from calculator.models import SavedScenario, ScenarioVersion
from calculator.quick import QuickInputs, quick_scenario
from calculator.results import compute, costs_given, headline
from calculator.selectors import what_keeps
from calculator.services.links import AS_BEFORE, Relinked, carry_links
from workspaces import audit
from workspaces.models import Project, User


def save_scenario(
    project: Project,
    *,
    name: str,
    inputs: Any,
    actor: User,
    quick: QuickInputs | None = None,
    note: str = "",
    linked: Relinked = AS_BEFORE,
) -> SavedScenario:
    """A new scenario of the project, computed, at version 1; `linked` are the measurements that it uses.

    Raises:
        ScenarioRefused: the inputs cannot be computed; nothing is stored.
        NameTaken: the project has a scenario of that name.
    """
    computed = _computed(inputs, quick)
    try:
        with transaction.atomic():
            scenario = SavedScenario.objects.create(project=project, name=name, created_by=actor, updated_by=actor)
            version = _add_version(scenario, actor, note, computed)
            carry_links(None, version, linked)
            audit.record(project.organisation, actor, "scenario.saved", scenario, name=name, **_figures(version))
            _record_links(version, linked, actor)
    except IntegrityError as error:
        raise _taken(project, name, error) from error
    return scenario


def save_quick_scenario(
    project: Project, *, name: str, inputs: QuickInputs, actor: User, note: str = ""
) -> SavedScenario:
    """A new scenario out of the quick form's inputs; raises as :func:`save_scenario` does."""
    return save_scenario(project, name=name, inputs=quick_scenario(inputs, name), actor=actor, quick=inputs, note=note)


def change_scenario(
    scenario: SavedScenario,
    *,
    inputs: Any,
    actor: User,
    version: int,
    quick: QuickInputs | None = None,
    note: str = "",
    relinked: Relinked = AS_BEFORE,
) -> SavedScenario:
    """A new version of the scenario with these inputs, computed.

    It uses the measurements of the version before wherever their rates stay, and those that `relinked` names.

    Raises:
        ScenarioRefused: the inputs cannot be computed; nothing is stored.
        StaleScenario: the scenario is not at `version` any more.
    """
    return _next_version(scenario, inputs, actor, version, quick, note, "scenario.changed", relinked=relinked)


def restore_version(old: ScenarioVersion, *, actor: User, version: int) -> SavedScenario:
    """A new version with the inputs of an old one, computed by the model of today.

    Raises as :func:`change_scenario` does.
    """
    note = f"Version {old.number} restored"
    facts: dict[str, Any] = {"restored": old.number}
    return _next_version(
        old.scenario, old.inputs, actor, version, quick_inputs(old), note, "scenario.restored", source=old, **facts
    )


def duplicate_scenario(version: ScenarioVersion, *, name: str, actor: User) -> SavedScenario:
    """A new scenario with the inputs of this version; raises as :func:`save_scenario` does."""
    note = f"Copy of “{version.scenario.name}”, version {version.number}"
    project = version.scenario.project
    quick = quick_inputs(version)
    with transaction.atomic():
        copy = save_scenario(project, name=name, inputs=version.inputs, actor=actor, quick=quick, note=note)
        carry_links(version, copy.current)
    return copy


def rename_scenario(scenario: SavedScenario, *, name: str, actor: User, before: str) -> SavedScenario:
    """Another name. No version is made: what was saved stays what it was.

    Raises:
        NameTaken: the project has a scenario of that name.
        StaleScenario: the scenario is not called `before` any more.
    """
    try:
        with transaction.atomic():
            renamed = SavedScenario.objects.filter(pk=scenario.pk, name=before).update(
                name=name, updated_by=actor, updated_at=timezone.now()
            )
            if not renamed:
                raise _stale(scenario)
            scenario.refresh_from_db()
            organisation = scenario.project.organisation
            audit.record(organisation, actor, "scenario.renamed", scenario, before=before, after=name)
    except IntegrityError as error:
        raise _taken(scenario.project, name, error) from error
    return scenario


def delete_scenario(scenario: SavedScenario, *, actor: User) -> None:
    """Removes the scenario with all its versions; the trail keeps its name and what it came to.

    Raises:
        ScenarioIsBaseline: a version of it is or was the project's baseline.
        ScenarioHasActuals: what came of it was entered.
    """
    try:
        with transaction.atomic():
            organisation = scenario.project.organisation
            audit.record(
                organisation, actor, "scenario.deleted", scenario, name=scenario.name, **scenario.current.headline
            )
            scenario.delete()
    except (RestrictedError, IntegrityError) as error:
        kept = what_keeps(scenario)
        if kept is None:
            raise
        raise kept from error


def quick_inputs(version: ScenarioVersion) -> QuickInputs | None:
    """The four inputs where the version came from the quick form."""
    return QuickInputs(**version.quick) if version.quick else None


def _next_version(
    scenario: SavedScenario,
    inputs: Any,
    actor: User,
    version: int,
    quick: QuickInputs | None,
    note: str,
    action: str,
    *,
    source: ScenarioVersion | None = None,
    relinked: Relinked = AS_BEFORE,
    **facts: Any,
) -> SavedScenario:
    """Of two saves on the same version one wins: the count of the conditional update decides."""
    computed = _computed(inputs, quick)
    with transaction.atomic():
        claimed = SavedScenario.objects.filter(pk=scenario.pk, version=version).update(
            version=version + 1, updated_by=actor, updated_at=timezone.now()
        )
        if not claimed:
            raise _stale(scenario)
        scenario.refresh_from_db()
        added = _add_version(scenario, actor, note, computed)
        before = source or ScenarioVersion.objects.only("pk").get(scenario=scenario, number=version)
        carry_links(before, added, relinked)
        organisation = scenario.project.organisation
        audit.record(organisation, actor, action, scenario, version=added.number, **facts, **_figures(added))
        _record_links(added, relinked, actor)
    return scenario


def _record_links(version: ScenarioVersion, relinked: Relinked, actor: User) -> None:
    """The trail hears of each use case that got another measurement, or gave its own up."""
    scenario = version.scenario
    for use_case, link in relinked.items():
        facts: dict[str, Any] = {"version": version.number, "use_case": use_case}
        if link is not None:
            facts |= {"run": link.run_id, "violations": link.violations, "counted": link.counted}
        action = "measurement.linked" if link else "measurement.unlinked"
        audit.record(scenario.project.organisation, actor, action, scenario, **facts)


def _add_version(scenario: SavedScenario, actor: User, note: str, computed: dict[str, Any]) -> ScenarioVersion:
    scenario.current = ScenarioVersion.objects.create(
        scenario=scenario,
        number=scenario.version,
        note=note,
        saved_by=actor,
        saved_at=scenario.updated_at,
        **computed,
    )
    return scenario.current


def _computed(given: Any, quick: QuickInputs | None) -> dict[str, Any]:
    results = compute(given)
    inputs = {key: value for key, value in given.items() if key != "name"}
    return {
        "currency": inputs.get("currency", "EUR"),
        "inputs": inputs,
        "quick": quick.as_dict() if quick else None,
        "results": results,
        "headline": headline(results, priced=quick.priced if quick else costs_given(inputs)),
        "model_version": results["model_version"],
        "content_sha256": content_sha256(inputs),
    }


def _figures(version: ScenarioVersion) -> dict[str, Any]:
    stored = {"currency": version.currency, "model_version": version.model_version, "sha256": version.content_sha256}
    return {**stored, **({"note": version.note} if version.note else {}), **version.headline}


def _stale(scenario: SavedScenario) -> StaleScenario:
    return StaleScenario(f"“{scenario.name}” has been saved by somebody else since you opened it.")


def _taken(project: Project, name: str, error: IntegrityError) -> Exception:
    if SavedScenario.objects.filter(project=project, name__iexact=name).exists():
        return NameTaken(f"This project has a scenario “{name}” already.")
    return error
