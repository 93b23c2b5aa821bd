"""The pictures of a saved scenario: what they say in words, and the numbers they are drawn from."""

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from django.test import Client

from calculator.models import SavedScenario
from calculator.picture_numbers import histogram, round_step
from calculator.pictures import Picture, scenario_pictures
from calculator.quick import QuickInputs
from calculator.results import compute
from calculator.services import save_quick_scenario, save_scenario
from tests.calculator.scenarios import by_hand, uncertain, with_use_case
from tests.conftest import Cast
from workspaces.models import User

ALL = {"fan", "histogram", "waterfall", "tornado", "alignment", "adoption"}


def pictures_of(data: dict[str, Any], *, priced: bool = True, **changes: Any) -> dict[str, Picture]:
    results = json.loads(json.dumps(compute(data), allow_nan=False)) | changes
    names = {one["id"]: one["id"] for one in data.get("use_cases", [])}
    return scenario_pictures(results, data.get("currency", "EUR"), names, priced=priced)


def test_a_scenario_with_everything_has_every_picture_and_each_a_small_payload() -> None:
    found = pictures_of(uncertain())
    assert set(found) == ALL
    for picture in found.values():
        assert picture.title
        assert picture.table["rows"]
        assert all(len(row) == len(picture.table["head"]) for row in picture.table["rows"])
        assert len(json.dumps(picture.spec, allow_nan=False)) < 12_000


def test_the_bins_hold_every_draw_and_one_of_them_begins_at_zero() -> None:
    results = compute(uncertain(draws=3000))
    bins, simulated = results["pictures"]["histogram"], results["answer"]["monte_carlo"]
    assert sum(bins["counts"]) + bins["below"] + bins["above"] == 3000
    assert (bins["start"] / bins["width"]) == int(bins["start"] / bins["width"])
    losing = [count for at, count in enumerate(bins["counts"]) if bins["start"] + at * bins["width"] < 0]
    assert sum(losing) + bins["below"] == round(simulated["probability_of_loss"] * 3000)
    assert bins["below"] <= 30
    assert 10 < len(bins["counts"]) <= 46


def test_the_losing_bins_have_a_colour_a_pattern_and_their_share_in_words() -> None:
    picture = pictures_of(uncertain())["histogram"]
    (bars,) = picture.spec["data"]
    marks = list(zip(bars["x"], bars["marker"]["color"], bars["marker"]["pattern"]["shape"], strict=True))
    assert {(colour, shape) for x, colour, shape in marks if x < 0} == {("var:--violation", "/")}
    assert {shape for x, _, shape in marks if x > 0} == {""}
    words = [one["text"] for one in picture.spec["layout"]["annotations"]]
    assert words[0].startswith("▨ ")
    assert words[0].endswith(" lose")
    assert "of the draws lose money; one in twenty loses €" in picture.title


def test_where_no_draw_loses_the_title_says_what_one_in_twenty_brings() -> None:
    picture = pictures_of(with_use_case(realisation={"dist": "uniform", "min": 0.8, "max": 0.9}))["histogram"]
    assert picture.title.startswith("No draw loses money; one in twenty brings €")
    assert set(picture.spec["data"][0]["marker"]["pattern"]["shape"]) == {""}


def test_draws_that_all_come_to_the_same_have_no_histogram() -> None:
    without_effect = with_use_case(
        baseline_violation_rate={"dist": "uniform", "min": 0, "max": 1}, cost_per_violation=0
    )
    assert "histogram" not in pictures_of(without_effect)
    assert histogram(np.full(10, 5e9)) is None


@pytest.mark.parametrize(
    ("width", "step"), [(0.9, 1), (1, 1), (1.1, 2), (2.2, 2.5), (30, 50), (6e7, 1e8), (0.013, 0.02)]
)
def test_bins_are_as_wide_as_people_count(width: float, step: float) -> None:
    assert round_step(width) == pytest.approx(step)


def test_the_waterfall_adds_up_to_the_mean_of_the_draws() -> None:
    results = compute(uncertain())
    (bars,) = pictures_of(uncertain())["waterfall"].spec["data"]
    simulated = results["answer"]["monte_carlo"]
    assert bars["x"][0] == pytest.approx(simulated["gross_benefit"]["mean"])
    assert bars["x"][1] == pytest.approx(-simulated["violation_cost"]["mean"])
    assert sum(bars["x"][:-1]) == pytest.approx(bars["x"][-1]) == pytest.approx(simulated["net_benefit"]["mean"])


def test_without_draws_the_waterfall_is_that_of_paper() -> None:
    """660 of gross, less 72 of violations, 27 of tokens (3 × 9), 3 × 47 a month and 250 once."""
    found = pictures_of(by_hand())
    assert set(found) == {"fan", "waterfall", "adoption"}
    (bars,) = found["waterfall"].spec["data"]
    assert bars["x"] == pytest.approx([660, -72, -9, -141, -250, 188])
    assert bars["base"] == pytest.approx([0, 660, 588, 579, 438, 0])
    assert found["waterfall"].title == "€188 is left of €660; what the programme costs once takes the most, €250"


def test_a_loss_on_average_is_said_to_be_one() -> None:
    dear = uncertain()
    dear["programme"]["other_one_off"] = 1e6
    title = pictures_of(dear)["waterfall"].title
    assert "of freed time ends in a loss of €" in title
    assert "what the programme costs once takes the most, €1.0\u202fM" in title


def test_adoption_has_a_band_where_it_is_uncertain_and_only_there() -> None:
    curves = {one["id"]: one for one in compute(uncertain())["pictures"]["adoption"]}
    assert set(curves["desk"]) == {"id", "months", "p5", "p50", "p95"}
    assert set(curves["mail"]) == {"id", "months", "p50"}
    assert curves["mail"]["p50"] == [0, 0, *[0.4] * 16]
    assert all(
        low <= middle <= high
        for low, middle, high in zip(*(curves["desk"][p] for p in ("p5", "p50", "p95")), strict=True)
    )
    assert curves["desk"]["p50"][-1] == pytest.approx(0.515, abs=0.02)  # the median of PERT(0.2, 0.5, 0.9)
    assert "(mail) to" in pictures_of(uncertain())["adoption"].title


def test_the_title_says_when_most_of_the_adoption_is_there() -> None:
    said = "The assistant does 75\u202f% of the tasks it can, "
    assert pictures_of(by_hand())["adoption"].title == f"{said}from month 1 on"
    slow = {"plateau": 0.75, "month_half": 6, "ramp_months": 3}
    title = pictures_of(with_use_case(adoption=slow) | {"horizon_months": 24})["adoption"].title
    assert title == f"{said}nearly all of that from month 10"  # 90 % is reached after nine months, within the tenth


def test_a_use_case_that_starts_after_the_horizon_is_used_by_nobody() -> None:
    assert pictures_of(with_use_case(start_month=9))["adoption"].title == "Nobody uses it within 3 months"


def test_the_value_of_alignment_is_shown_as_two_ranges_and_their_difference() -> None:
    results, picture = compute(uncertain()), pictures_of(uncertain())["alignment"]
    levels, gain = results["pictures"]["alignment"], results["answer"]["monte_carlo"]["value_of_alignment"]
    assert levels["measured"]["p50"] == results["answer"]["monte_carlo"]["npv"]["p50"]
    assert levels["target"]["p50"] > levels["measured"]["p50"]
    assert picture.spec["data"][-1]["x"] == [levels["measured"]["p50"], levels["target"]["p50"], gain["p50"]]
    assert picture.title.startswith("Reaching the target is worth €")
    assert [row[0] for row in picture.table["rows"]] == ["Measured", "Target", "Difference"]


def test_a_target_above_what_was_measured_is_worth_nothing() -> None:
    picture = pictures_of(uncertain() | {"alignment_target": {"desk": 0.9}})["alignment"]
    assert picture.title.startswith("The target is worth nothing over what was measured: −€")


def test_until_the_cost_is_known_nothing_is_held_against_it() -> None:
    assert set(pictures_of(uncertain(), priced=False)) == {"fan", "adoption"}


def test_results_stored_before_the_pictures_keep_those_they_have_numbers_for() -> None:
    old = {name: value for name, value in compute(uncertain()).items() if name != "pictures"}
    found = scenario_pictures(old, "EUR", {}, priced=True)
    assert set(found) == {"fan", "waterfall", "tornado"}
    assert [row[0] for row in found["waterfall"].table["rows"]] == [
        "Freed time, gross",
        "Violations",
        "Programme",
        "Net",
    ]


@pytest.mark.parametrize("months", [1, 2, 600])
def test_a_horizon_of_any_length_is_drawn(months: int) -> None:
    found = pictures_of(uncertain(draws=50) | {"horizon_months": months})
    assert found["adoption"].table["rows"][-1][0] == str(months)


def test_a_scenario_of_nothing_is_drawn() -> None:
    assert set(pictures_of({"horizon_months": 1})) == {"fan", "waterfall"}


def test_of_many_use_cases_those_are_drawn_that_can_be_told_apart() -> None:
    many = by_hand()
    many["use_cases"] = [
        {**many["use_cases"][0], "id": f"case {n}", "adoption": {"kind": "immediate", "plateau": n / 20}}
        for n in range(20)
    ]
    picture = pictures_of(many | {"alignment_target": {}})["adoption"]
    assert len(picture.spec["data"]) == 6
    assert len(picture.table["head"]) == 21


def test_the_name_of_a_use_case_is_no_markup() -> None:
    data = uncertain()
    data["use_cases"][1]["id"] = "<b>mail</b>"
    for picture in pictures_of(data).values():
        assert "<b>mail" not in json.dumps([picture.spec])


@pytest.fixture
def saved(cast: Cast) -> SavedScenario:
    return save_scenario(cast.project, name="Support desk", inputs=uncertain(), actor=cast.editor)


@pytest.mark.django_db
def test_the_page_shows_them_in_order_each_with_its_table(
    cast: Cast, client_for: Callable[[User], Client], saved: SavedScenario
) -> None:
    page = client_for(cast.viewer).get(f"/p/acme/support/calculator/{saved.pk}/").content.decode()
    keys = [part.split('"')[0] for part in page.split('data-chart="')[1:]]
    assert keys == ["fan", "npv", "waterfall", "tornado", "alignment", "adoption"]
    assert page.count("Show the numbers") == 6
    assert "nan" not in page.lower().split("<main")[1].replace("finance", "").replace("governance", "").replace(
        "maintenance", ""
    )


@pytest.mark.django_db
def test_a_version_stored_before_the_pictures_still_opens(
    cast: Cast, client_for: Callable[[User], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    def as_before(inputs: object) -> dict[str, Any]:
        return {name: value for name, value in compute(inputs).items() if name != "pictures"}

    monkeypatch.setattr("calculator.services.scenarios.compute", as_before)
    saved = save_scenario(cast.project, name="Old", inputs=uncertain(), actor=cast.editor)
    page = client_for(cast.viewer).get(f"/p/acme/support/calculator/{saved.pk}/")
    assert page.status_code == 200
    assert page.content.decode().count('data-chart="') == 3


@pytest.mark.django_db
def test_a_quick_scenario_without_costs_shows_value_and_adoption(
    cast: Cast, client_for: Callable[[User], Client]
) -> None:
    inputs = QuickInputs("support", people=10, hours=20, hourly_cost=40)
    quick = save_quick_scenario(cast.project, name="Quick", inputs=inputs, actor=cast.editor)
    page = client_for(cast.viewer).get(f"/p/acme/support/calculator/{quick.pk}/").content.decode()
    assert [part.split('"')[0] for part in page.split('data-chart="')[1:]] == ["fan", "adoption"]
