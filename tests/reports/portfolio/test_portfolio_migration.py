"""The migration that gives reports an organisation, there and back on both databases."""

from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

BEFORE = [("reports", "0004_gate_and_framework_kinds")]
AFTER = [("reports", "0005_reports_of_organisations")]


def migrated(target: list[tuple[str, str]]) -> Any:
    MigrationExecutor(connection).migrate(target)
    return MigrationExecutor(connection).loader.project_state(target).apps


@pytest.mark.django_db(transaction=True)
def test_old_rows_get_the_organisation_of_their_project_and_portfolios_go_on_the_way_back(
    migrated_again: None,
) -> None:
    clock = {"every": "week", "weekday": 0, "at": "07:00", "zone": "UTC"}
    try:
        apps = migrated(BEFORE)
        organisation = apps.get_model("workspaces", "Organisation").objects.create(slug="acme", name="Acme")
        project = apps.get_model("workspaces", "Project").objects.create(
            organisation=organisation, slug="support", name="Support"
        )
        apps.get_model("reports", "Report").objects.create(project_id=project.pk, kind="dossier")
        apps.get_model("reports", "ReportSchedule").objects.create(project_id=project.pk, kind="dossier", **clock)
        apps = migrated(AFTER)
        reports, schedules = (apps.get_model("reports", name).objects for name in ("Report", "ReportSchedule"))
        assert reports.get().organisation_id == organisation.pk
        assert schedules.get().organisation_id == organisation.pk
        person = apps.get_model("workspaces", "User").objects.create(email="a@acme.example", name="A")
        portfolio = reports.create(
            organisation_id=organisation.pk, kind="portfolio", requested_by_id=person.pk, requested_at=timezone.now()
        )
        portfolio.recipients.add(person.pk)
        portfolio.tells_of.add(project.pk)
        schedules.create(organisation_id=organisation.pk, kind="portfolio", **clock).recipients.add(person.pk)
        apps = migrated(BEFORE)
        assert apps.get_model("reports", "Report").objects.get().project_id == project.pk
        assert apps.get_model("reports", "ReportSchedule").objects.get().project_id == project.pk
    finally:
        call_command("migrate", "reports", verbosity=0)
