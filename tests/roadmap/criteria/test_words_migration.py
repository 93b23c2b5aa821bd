"""The migration that turns states set by hand into words of people, there and back on both databases."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

BEFORE = [("roadmap", "0001_phases_and_criteria")]
AFTER = [("roadmap", "0004_no_state_is_stored")]


def migrated(target: list[tuple[str, str]]) -> object:
    executor = MigrationExecutor(connection)
    executor.migrate(target)
    return MigrationExecutor(connection).loader.project_state(target).apps


@pytest.mark.django_db(transaction=True)
@pytest.mark.long
def test_states_become_words_and_words_states_again(migrated_again: None) -> None:
    try:
        apps = migrated(BEFORE)
        get = apps.get_model  # type: ignore[attr-defined]
        organisation = get("workspaces", "Organisation").objects.create(slug="acme", name="Acme")
        project = get("workspaces", "Project").objects.create(organisation=organisation, slug="support", name="Support")
        phase = get("roadmap", "Phase").objects.create(project_id=project.pk, number=1)
        states = {"P1.1": "met", "P1.2": "ready", "P1.3": "not_applicable", "P1.4": "open"}
        for position, (code, status) in enumerate(states.items(), start=1):
            criterion = get("roadmap", "Criterion").objects.create(
                phase=phase,
                code=code,
                position=position,
                blocking=True,
                status=status,
                reason="Bought." if status == "not_applicable" else "",
            )
            if status != "open":
                get("roadmap", "CriterionChange").objects.create(
                    criterion=criterion, actor_name="Ada", before={"status": "open"}, after={"status": status}
                )

        apps = migrated(AFTER)
        get = apps.get_model  # type: ignore[attr-defined]
        confirmation = get("roadmap", "Confirmation").objects.get()
        assert (confirmation.criterion.code, confirmation.actor_name, confirmation.fingerprint) == ("P1.1", "Ada", "")
        exclusion = get("roadmap", "Exclusion").objects.get()
        assert (exclusion.criterion.code, exclusion.reason, exclusion.actor_name) == ("P1.3", "Bought.", "Ada")
        assert get("roadmap", "CriterionChange").objects.count() == 3

        apps = migrated(BEFORE)
        back = apps.get_model("roadmap", "Criterion").objects.order_by("code")  # type: ignore[attr-defined]
        assert dict(back.values_list("code", "status")) == states
        assert back.get(code="P1.3").reason == "Bought."
    finally:
        call_command("migrate", verbosity=0)  # whatever later migrations of any room were taken back with it
