"""The migration that makes versions of what was overwritten before, there and back on both databases."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from calculator.canonical import content_sha256
from calculator.results import compute, headline
from tests.calculator.scenarios import by_hand

BEFORE = [("calculator", "0001_saved_scenarios")]
AFTER = [("calculator", "0002_versions_and_baselines")]


def migrated(target: list[tuple[str, str]]) -> object:
    executor = MigrationExecutor(connection)
    executor.migrate(target)
    return MigrationExecutor(connection).loader.project_state(target).apps


@pytest.mark.django_db(transaction=True)
@pytest.mark.long
def test_scenarios_become_versions_and_versions_scenarios_again(migrated_again: None) -> None:
    try:
        apps = migrated(BEFORE)
        organisation = apps.get_model("workspaces", "Organisation").objects.create(slug="acme", name="Acme")  # type: ignore[attr-defined]
        project = apps.get_model("workspaces", "Project").objects.create(  # type: ignore[attr-defined]
            organisation=organisation, slug="support", name="Support"
        )
        results = compute(by_hand())
        stored = {
            "inputs": by_hand(),
            "quick": None,
            "results": results,
            "headline": headline(results, priced=True),
            "currency": "EUR",
            "model_version": "1",
        }
        old = apps.get_model("calculator", "SavedScenario").objects  # type: ignore[attr-defined]
        pk = old.create(project_id=project.pk, name="By hand", version=4, **stored).pk

        apps = migrated(AFTER)
        version = apps.get_model("calculator", "ScenarioVersion").objects.get(scenario=pk)  # type: ignore[attr-defined]
        assert (version.number, version.results, version.headline) == (4, stored["results"], stored["headline"])
        assert "name" not in version.inputs
        assert version.content_sha256 == content_sha256(by_hand())

        apps = migrated(BEFORE)
        back = apps.get_model("calculator", "SavedScenario").objects.get(pk=pk)  # type: ignore[attr-defined]
        assert {name: getattr(back, name) for name in stored} == stored
        assert (back.name, back.version) == ("By hand", 4)
    finally:
        call_command("migrate", verbosity=0)  # whatever later migrations of any room were taken back with it
