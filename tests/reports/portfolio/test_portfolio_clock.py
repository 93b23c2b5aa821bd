"""A portfolio by the clock, from the command line, and held against what holds now."""

import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from reports.kinds import PORTFOLIO
from reports.models import Report, ReportSchedule
from reports.services.schedules import ask_if_due
from tests.conftest import Cast
from tests.reports.conftest import SignIn
from tests.reports.portfolio.portfolios import url
from workspaces.models import Project, Waiver
from workspaces.services import create_project

pytestmark = pytest.mark.django_db


def test_the_clock_asks_for_one_in_the_name_of_who_set_it_up(cast: Cast, client_for: SignIn, lively: Project) -> None:
    given = {
        "kind": PORTFOLIO, "paper": "a4", "language": "en", "every": "week", "weekday": "0", "at": "07:00",
        "zone": "Europe/Berlin", "recipients": [str(cast.viewer.pk)],
    }  # fmt: skip
    answer = client_for(cast.evaluator).post(url(cast, "schedule_create"), given)
    assert (answer.status_code, answer.headers["Location"]) == (303, url(cast, "schedule_list"))
    schedule = ReportSchedule.objects.get()
    assert "Every Monday" in client_for(cast.viewer).get(url(cast, "schedule_list")).content.decode()
    assert schedule.next_at is not None
    report = ask_if_due(schedule.pk, schedule.next_at + timedelta(minutes=1))
    assert report is not None
    assert (report.organisation, report.project, report.requested_by) == (cast.organisation, None, cast.evaluator)
    assert list(report.recipients.all()) == [cast.viewer]
    key = schedule.pk
    for name, waits in (("schedule_pause", False), ("schedule_resume", True)):
        assert client_for(cast.evaluator).post(url(cast, name, key)).status_code == 303
        assert (ReportSchedule.objects.get().next_at is not None) is waits
    assert client_for(cast.viewer).post(url(cast, "schedule_delete", key)).status_code == 403
    assert client_for(cast.evaluator).post(url(cast, "schedule_delete", key)).status_code == 303
    assert not ReportSchedule.objects.exists()


def test_the_clock_stops_for_who_left(cast: Cast, client_for: SignIn) -> None:
    given = {"kind": PORTFOLIO, "every": "month", "month_day": "1", "at": "07:00", "zone": "UTC"}
    client_for(cast.evaluator).post(url(cast, "schedule_create"), given)
    schedule = ReportSchedule.objects.get()
    cast.evaluator.memberships.all().delete()
    assert schedule.next_at is not None
    assert ask_if_due(schedule.pk, schedule.next_at + timedelta(minutes=1)) is None
    schedule.refresh_from_db()
    assert schedule.next_at is None
    assert "may not ask for reports here" in schedule.said


def run(*arguments: str) -> tuple[int, dict[str, Any]]:
    out, code = io.StringIO(), 0
    try:
        call_command(*arguments, "--json", stdout=out, stderr=io.StringIO())
    except SystemExit as exit_:
        code = int(str(exit_.code))
    return code, json.loads(out.getvalue())


def test_the_command_line_exports_and_verifies_it(cast: Cast, lively: Project, tmp_path: Path) -> None:
    out = tmp_path / "portfolio.pdf"
    code, said = run("export_report", "--project", lively.path, "--kind", PORTFOLIO, str(out))
    assert (code, said["kind"], said["pages"] > 4) == (0, PORTFOLIO, True)
    code, found = run("verify_report", str(out))
    assert (code, found["stands"], found["project"]) == (0, True, cast.organisation.slug)
    create_project(cast.organisation, name="Another", slug="another", actor=cast.owner)
    waiver = Waiver.objects.get(title="Ends soon")
    Waiver.objects.filter(pk=waiver.pk).update(withdrawn_at=timezone.now())
    _, found = run("verify_report", str(out))
    told = {one["where"]: (one["printed"], one["now"]) for one in found["differences"]}
    assert found["stands"] is False
    assert told["portfolio › projects › acme/another"] == ("not there", "Another")
    assert told[f"portfolio › projects › acme/support › waivers › {waiver.pk}"] == ("Ends soon", "not there")


def test_the_page_checks_a_portfolio_and_refuses_a_projects_report(
    cast: Cast, client_for: SignIn, portfolio: Report
) -> None:
    browser = client_for(cast.viewer)
    file = io.BytesIO(b"".join(browser.get(url(cast, "download", portfolio.pk))))
    file.name = "portfolio.pdf"
    checked = browser.post(url(cast, "check"), {"file": file})
    assert checked.status_code == 200
    assert "The projects stand as this report prints them" in checked.content.decode()
    file.seek(0)
    wrong = browser.post(reverse("reports:check", args=[cast.project.path]), {"file": file})
    assert wrong.status_code == 422
    assert f"This is a report of acme, not of {cast.project.path}" in wrong.content.decode()
