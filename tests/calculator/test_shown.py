"""What the frame, the overview and the search show of this room."""

from collections.abc import Callable

import pytest
from django.test import Client

from calculator.quick import QuickInputs
from calculator.services import save_quick_scenario, save_scenario
from calculator.shown import money_station, scenario_count, scenario_hits
from tests.calculator.scenarios import by_hand, uncertain
from tests.conftest import Cast
from workspaces.models import User

pytestmark = pytest.mark.django_db


def test_the_station_waits_until_something_is_estimated(cast: Cast) -> None:
    station = money_station(cast.project)
    assert (station.state, station.detail, station.url) == ("open", "not estimated", "/p/acme/support/calculator/")


def test_the_station_tells_the_middle_of_the_scenario_saved_last(cast: Cast) -> None:
    save_scenario(cast.project, name="Certain", inputs=by_hand(), actor=cast.owner)
    assert money_station(cast.project).detail == "€188, no range"
    saved = save_scenario(cast.project, name="Full", inputs=uncertain(), actor=cast.owner)
    station = money_station(cast.project)
    assert (station.state, station.detail) == ("done", "P50 €553")
    assert station.url == f"/p/acme/support/calculator/{saved.pk}/"


def test_without_costs_the_station_tells_the_first_year(cast: Cast) -> None:
    inputs = QuickInputs("support", people=10, hours=20, hourly_cost=40)
    save_quick_scenario(cast.project, name="Quick", inputs=inputs, actor=cast.owner)
    assert money_station(cast.project).detail.endswith(", year 1")


def test_the_count_beside_the_module_is_empty_at_first(cast: Cast) -> None:
    assert scenario_count(cast.project) == ""
    save_scenario(cast.project, name="Certain", inputs=by_hand(), actor=cast.owner)
    assert scenario_count(cast.project) == "1"


def test_a_search_finds_scenarios_of_this_project_only(cast: Cast) -> None:
    save_scenario(cast.project, name="Support desk", inputs=by_hand(), actor=cast.owner)
    save_scenario(cast.other_project, name="Support line", inputs=by_hand(), actor=cast.stranger)
    assert [hit.title for hit in scenario_hits(cast.project, "supp")] == ["Support desk"]


def test_the_overview_says_what_the_business_case_comes_to(cast: Cast, client_for: Callable[[User], Client]) -> None:
    client = client_for(cast.viewer)
    assert "No business case yet" in client.get("/p/acme/support/").content.decode()
    save_scenario(cast.project, name="Full", inputs=uncertain(), actor=cast.owner)
    assert "“Full” is worth its cost in" in client.get("/p/acme/support/").content.decode()
