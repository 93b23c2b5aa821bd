"""What other pages show of this room."""

import pytest
from django.urls import reverse

from reports.models import Report
from reports.services import request_report
from reports.shown_elsewhere import report_count, report_hits, report_station
from tests.conftest import Cast
from tests.reports.conftest import SignIn
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
