"""Two to four scenarios or versions side by side, by an address that can be passed on."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from calculator.models import SavedScenario
from calculator.quick import QuickInputs
from calculator.services import change_scenario, save_quick_scenario, save_scenario
from tests.calculator.scenarios import by_hand, uncertain
from tests.conftest import Cast
from workspaces.models import User

pytestmark = pytest.mark.django_db

ClientFor = Callable[[User], Client]
ROOT = "/p/acme/support/calculator/"
URL = f"{ROOT}compare/"


def dearer(**changes: Any) -> dict[str, Any]:
    inputs = uncertain()
    inputs["use_cases"][0]["hourly_cost"] = 44
    inputs["use_cases"][1]["adoption"]["plateau"] = 0.6
    return {**inputs, **changes}


@pytest.fixture
def one(cast: Cast) -> SavedScenario:
    return save_scenario(cast.project, name="One", inputs=uncertain(), actor=cast.editor)


@pytest.fixture
def other(cast: Cast) -> SavedScenario:
    return save_scenario(cast.project, name="Other <b>", inputs=dearer(), actor=cast.editor)


def test_the_list_offers_two_or_more_to_be_compared(cast: Cast, client_for: ClientFor, one: SavedScenario) -> None:
    client = client_for(cast.viewer)
    assert 'type="checkbox"' not in client.get(ROOT).content.decode()
    save_scenario(cast.project, name="Other", inputs=by_hand(), actor=cast.editor)
    page = client.get(ROOT).content.decode()
    assert f'method="get" action="{URL}"' in page
    assert f'<input type="checkbox" name="s" value="{one.pk}" aria-label="Compare One">' in page


def test_figures_stand_side_by_side_and_the_difference_is_explained(
    cast: Cast, client_for: ClientFor, one: SavedScenario, other: SavedScenario
) -> None:
    page = client_for(cast.viewer).get(URL, {"s": [one.pk, other.pk]})
    text = page.content.decode()
    assert page.status_code == 200
    assert page.context["finding"].startswith("B is worth €")
    for words in ("Net present value, P5", "Chance of loss", "Paid back, P50", "Net hours in the first year"):
        assert words in text
    ((found, picture),) = page.context["differences"]
    assert next(part.label for part in found.parts) in {
        "desk: cost of an hour, fully loaded",
        "mail: adoption at its plateau",
    }
    assert found.total == sum(part.amount for part in found.parts)
    assert found.total == pytest.approx(
        other.results["answer"]["base"]["npv"] - one.results["answer"]["base"]["npv"], abs=1
    )
    assert picture.title.startswith("From A to B: +€")
    assert "(Shapley)" in text
    assert [line.full_label for line in page.context["inputs"].differing] == [
        "desk: cost of an hour, fully loaded",
        "mail: adoption at its plateau",
    ]
    assert "Other <b>" not in text


def test_the_waterfall_starts_and_ends_at_the_two_bases(
    cast: Cast, client_for: ClientFor, one: SavedScenario, other: SavedScenario
) -> None:
    ((found, picture),) = client_for(cast.viewer).get(URL, {"s": [one.pk, other.pk]}).context["differences"]
    bars = picture.spec["data"][0]
    assert bars["x"][0] == pytest.approx(one.results["answer"]["base"]["npv"])
    assert bars["x"][-1] == pytest.approx(other.results["answer"]["base"]["npv"])
    ends = [base + length for base, length in zip(bars["base"], bars["x"], strict=True)]
    assert bars["base"][1] == pytest.approx(ends[0])
    assert ends[-2] == pytest.approx(ends[-1], abs=1)
    assert len(bars["x"]) == len(found.parts) + 2


def test_versions_of_one_scenario_are_compared_by_their_numbers(
    cast: Cast, client_for: ClientFor, one: SavedScenario
) -> None:
    change_scenario(one, inputs=dearer(), actor=cast.editor, version=1)
    page = client_for(cast.viewer).get(URL, {"s": [f"{one.pk}.1", str(one.pk)]})
    text = page.content.decode()
    assert "One, version 1" in text
    assert "One, version 2" in text
    assert page.context["pinned_url"] == f"{URL}?s={one.pk}.1&s={one.pk}.2"
    assert client_for(cast.viewer).get(page.context["pinned_url"]).context["finding"] == page.context["finding"]


def test_what_cannot_be_subtracted_is_said_and_not_drawn(cast: Cast, client_for: ClientFor, one: SavedScenario) -> None:
    dollars = save_scenario(cast.project, name="Dollars", inputs=dearer(currency="USD"), actor=cast.editor)
    longer = save_scenario(cast.project, name="Longer", inputs=dearer(horizon_months=24), actor=cast.editor)
    quick = QuickInputs("support", people=10, hours=20, hourly_cost=40)
    unpriced = save_quick_scenario(cast.project, name="Unpriced", inputs=quick, actor=cast.editor)
    page = client_for(cast.viewer).get(URL, {"s": [one.pk, dollars.pk, longer.pk, unpriced.pk]})
    text = page.content.decode()
    assert page.status_code == 200
    assert page.context["finding"] == "4 scenarios in different currencies"
    assert "in EUR and USD, so they are not subtracted" in text
    assert "over 18 and 24 months, so they are not subtracted" in text
    assert "costs is not known, so there is nothing to subtract" in text
    assert page.context["ranges"] is None
    assert all(picture is None for _, picture in page.context["differences"])


def test_what_differs_without_moving_the_base_is_named(cast: Cast, client_for: ClientFor, one: SavedScenario) -> None:
    inputs = uncertain(seed=12)
    inputs["use_cases"][0]["hourly_cost"] = {"dist": "uniform", "min": 30, "max": 50}
    other = save_scenario(cast.project, name="Wider", inputs=inputs, actor=cast.editor)
    page = client_for(cast.viewer).get(URL, {"s": [one.pk, other.pk]})
    ((found, picture),) = page.context["differences"]
    assert (found.parts, picture) == ((), None)
    assert found.silent == ("desk: cost of an hour, fully loaded", "Seed")
    assert "B and A are the same at base" in page.content.decode()


def test_a_use_case_that_not_all_have_is_one_part_and_its_inputs_stand_apart(
    cast: Cast, client_for: ClientFor, one: SavedScenario
) -> None:
    inputs = uncertain()
    inputs["use_cases"].pop()
    other = save_scenario(cast.project, name="Desk alone", inputs=inputs, actor=cast.editor)
    page = client_for(cast.viewer).get(URL, {"s": [one.pk, other.pk]})
    ((found, _),) = page.context["differences"]
    assert [(part.label, part.first, part.second) for part in found.parts] == [("Use case mail", "there", "–")]
    assert found.silent == ()
    assert page.context["inputs"].differing == []
    assert page.context["inputs"].absent == ["mail"]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["x"], "no scenario and no version"),
        (["1.0"], "no scenario and no version"),
        (["1", "٣"], "no scenario and no version"),
        (["1", "-1"], "no scenario and no version"),
        (["9" * 40], "no scenario and no version"),
        (["1", "2", "3", "4", "5"], "At most four go side by side; this is 5"),
        ([str(number) for number in range(1, 900)], "this is 899"),
    ],
)
def test_an_address_that_names_nothing_asks_again(
    cast: Cast, client_for: ClientFor, one: SavedScenario, other: SavedScenario, given: list[str], words: str
) -> None:
    page = client_for(cast.viewer).get(URL, {"s": given})
    assert page.status_code == 422
    assert words in page.content.decode()


def test_one_alone_or_one_twice_is_not_compared(
    cast: Cast, client_for: ClientFor, one: SavedScenario, other: SavedScenario
) -> None:
    client = client_for(cast.viewer)
    alone = client.get(URL, {"s": [one.pk]})
    assert "Choose two to four; this is 1." in alone.content.decode()
    assert f'value="{one.pk}" checked' in alone.content.decode()
    twice = client.get(URL, {"s": [str(one.pk), f"{one.pk}.1"]})
    assert "The same version was chosen twice" in twice.content.decode()
    assert (alone.status_code, twice.status_code) == (422, 422)
    bare = client.get(URL)
    assert bare.status_code == 200
    assert "Which scenarios shall stand side by side?" in bare.content.decode()


def test_a_project_with_less_than_two_says_what_the_page_is_for(cast: Cast, client_for: ClientFor) -> None:
    page = client_for(cast.viewer).get(URL)
    assert page.status_code == 200
    assert "It takes two" in page.content.decode()


def test_scenarios_of_others_are_not_found(cast: Cast, client_for: ClientFor, one: SavedScenario) -> None:
    theirs = save_scenario(cast.other_project, name="CANARY", inputs=by_hand(), actor=cast.stranger)
    for reference in (str(theirs.pk), f"{theirs.pk}.1", f"{one.pk}.7", "987654"):
        page = client_for(cast.owner).get(URL, {"s": [str(one.pk), reference]})
        assert page.status_code == 404
        assert "CANARY" not in page.content.decode()
    assert client_for(cast.stranger).get(URL, {"s": [one.pk, theirs.pk]}).status_code == 404


def test_four_are_fetched_with_as_many_queries_as_two(
    cast: Cast, client_for: ClientFor, one: SavedScenario, other: SavedScenario,
    django_assert_max_num_queries: Callable[[int], Any],
) -> None:  # fmt: skip
    client = client_for(cast.viewer)
    more = [save_scenario(cast.project, name=name, inputs=by_hand(), actor=cast.editor).pk for name in "CD"]
    client.get(URL, {"s": [one.pk, other.pk]})
    with django_assert_max_num_queries(30) as two:
        client.get(URL, {"s": [one.pk, other.pk]})
    with django_assert_max_num_queries(len(two.captured_queries)):
        client.get(URL, {"s": [one.pk, other.pk, *more]})
