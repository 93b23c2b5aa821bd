"""What other pages show of this room."""

import re

import pytest
from django.urls import reverse

from calculator.services import save_scenario
from reports.models import Report
from reports.services import request_report
from reports.shown_elsewhere import report_count, report_hits, report_station
from tests.conftest import Cast
from tests.reports.conftest import SignIn
from tests.reports.scenario import SCENARIO
from ui import registries
from workspaces.models import Project

pytestmark = pytest.mark.django_db


def test_the_station_is_done_once_a_report_is_ready(cast: Cast, measured: Project) -> None:
    assert report_station(measured).state == "open"


def test_the_station_names_the_day_of_the_latest_report(measured: Project, made: Report) -> None:
    station = report_station(Project.objects.get(pk=measured.pk))
    assert station.state == "done"
    assert station.detail.endswith(f"{made.requested_at:%Y}")


def test_the_navigation_says_when_one_is_being_made(cast: Cast, client_for: SignIn) -> None:
    assert report_count(cast.project) == ""
    request_report(cast.project, kind="dossier", actor=cast.owner)
    page = client_for(cast.viewer).get(reverse("workspaces:project_overview", args=[cast.project.path]))
    assert "in the making" in page.content.decode()


@pytest.mark.parametrize("words", ["dossier", "Alignment", "report"])
def test_search_finds_a_report_by_its_kind(measured: Project, made: Report, words: str) -> None:
    assert [hit.url for hit in report_hits(measured, words)] == [
        reverse("reports:report_detail", args=[measured.path, made.pk])
    ]


def test_search_finds_a_report_by_the_beginning_of_its_hash(cast: Cast, measured: Project, made: Report) -> None:
    assert len(list(report_hits(measured, made.sha256[:10].upper()))) == 1
    assert list(report_hits(measured, "0" * 12)) == []
    assert list(report_hits(measured, "holiday")) == []
    assert list(report_hits(cast.other_project, "dossier")) == []


def test_the_sweeper_is_scheduled() -> None:
    assert registries.ticks["reports.sweep"].task == "reports.tasks.sweep_reports"
    assert registries.ticks["reports.sweep"].every_seconds == 30


def test_a_scenario_leads_to_its_business_case_on_paper(cast: Cast, client_for: SignIn) -> None:
    saved = save_scenario(cast.project, name="Mail desk", inputs=SCENARIO, actor=cast.owner)
    address = reverse("calculator:scenario_detail", args=[cast.project.path, saved.pk])
    evaluator = client_for(cast.evaluator)
    page = evaluator.get(address).content.decode()
    assert "Business case as PDF" in page
    fields = {name: re.findall(f'name="{name}" value="([^"]+)"', page)[0] for name in ("kind", "once", "scenario")}
    assert (fields["kind"], fields["scenario"]) == ("case", str(saved.pk))
    assert evaluator.post(reverse("reports:report_create", args=[cast.project.path]), fields).status_code == 303
    assert Report.objects.get(project=cast.project, kind="case").requested_by == cast.evaluator
    assert f"?kind=case&amp;scenario={saved.pk}" in client_for(cast.viewer).get(address).content.decode()
