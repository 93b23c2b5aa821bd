"""What other rooms' pages show of the roadmap."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from roadmap.models import Phase
from roadmap.selectors import phases_of
from roadmap.services.waiving import ask_criterion_waiver, decide_criterion_waiver
from roadmap.shown import confirm_count, gate_station, rail_panel
from tests.conftest import Cast
from tests.roadmap.conftest import Find, SignIn
from tests.roadmap.doing import settle, take_on
from tests.roadmap.gating import approvers, ask, open_gate, vote
from workspaces.models import Project

pytestmark = pytest.mark.django_db


def test_the_loop_shows_the_gate_the_project_stands_before(cast: Cast) -> None:
    station = gate_station(cast.project)
    assert (station.key, station.label, station.detail, station.state) == ("gate", "Gate 1", "7 to confirm", "open")
    assert station.url == reverse("roadmap:index", args=[cast.project.path])


def test_the_loop_follows_a_gate_from_its_criteria_to_its_approval(cast: Cast) -> None:
    def shown() -> tuple[str, str, str]:
        station = gate_station(phases_of(cast.project).get(number=1).project)
        return station.label, station.detail, station.state

    settle(cast.project, cast.owner, phase=1)
    assert shown() == ("Gate 1", "to be asked for", "open")
    approvers(cast)
    request = ask(cast.project, cast.editor)
    assert shown() == ("Gate 1", "waits for votes", "open")
    vote(request, cast.owner)
    vote(request, cast.evaluator)
    assert shown() == ("Gate 2", "10 to confirm", "open")


def test_a_waiver_in_force_is_a_word_too(cast: Cast, find: Find) -> None:
    take_on(cast.project, cast.owner, cast.viewer, "executive_sponsor")
    until = timezone.localdate() + timedelta(days=21)
    waiver = ask_criterion_waiver(find("P1.4"), cast.editor, reason="The table comes next week.", until=until)
    assert confirm_count(Project.objects.get(pk=cast.project.pk)) == "7 to confirm"
    decide_criterion_waiver(find("P1.4"), waiver, cast.viewer, granted=True)
    assert confirm_count(Project.objects.get(pk=cast.project.pk)) == "6 to confirm"


def test_with_every_gate_open_the_loop_is_done(cast: Cast) -> None:
    for number in (1, 2, 3, 4):
        open_gate(cast, number)
    station = gate_station(cast.project)
    assert (station.label, station.detail, station.state) == ("Gate 4", "approved", "done")
    assert confirm_count(cast.project) == ""


def test_without_a_roadmap_nothing_is_counted(cast: Cast) -> None:
    Phase.objects.filter(project=cast.project).delete()
    assert gate_station(cast.project).detail == "not started"
    assert confirm_count(cast.project) == ""
    assert rail_panel(cast.project, cast.owner) is None


@pytest.mark.usefixtures("phase_1_settled")
def test_the_overview_shows_the_rail_and_the_navigation_the_count(cast: Cast, client_for: SignIn) -> None:
    page = (
        client_for(cast.viewer).get(reverse("workspaces:project_overview", args=[cast.project.path])).content.decode()
    )
    assert "10 blocking criteria stand before ‘Approve wider use’" in page
    assert "<small>10 to confirm</small>" in page
    assert "Gate 2" in page
    assert "1 Strategy &amp; spec alignment" in page


def test_the_search_finds_criteria_by_code_and_by_words(cast: Cast, client_for: SignIn) -> None:
    address = reverse("workspaces:search", args=[cast.project.path])
    by_code = client_for(cast.viewer).get(address, {"q": "p2.4"}).content.decode()
    assert "P2.4 The pass marks are met, honestly counted" in by_code
    by_words = client_for(cast.viewer).get(address, {"q": "rehearsed"}).content.decode()
    assert "P4.4 Bad days are rehearsed" in by_words
