"""The difference of two scenarios, input by input: the parts add up exactly, and hand-computed ones are right."""

import copy
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculator.cashflow import cash_flow
from calculator.explained import MOST_SHARED, CannotBeExplained, Explanation, explain, rounded
from calculator.scenario import read_scenario
from tests.calculator.scenarios import by_hand, uncertain, with_use_case


def explained(first: dict[str, Any], second: dict[str, Any]) -> Explanation:
    return explain(read_scenario(first), read_scenario(second))


def parts(found: Explanation) -> dict[str, Fraction]:
    return {part.key: part.amount for part in found.parts}


def base_npv(document: dict[str, Any]) -> float:
    scenario = read_scenario(document)
    return cash_flow(scenario, scenario.base()).npv


def priced(document: dict[str, Any], **programme: float) -> dict[str, Any]:
    return {**document, "programme": {**document["programme"], **programme}}


def test_one_input_explains_all_of_it() -> None:
    """11 h a month, half of it realised: 4 more an hour are 22 a month, 66 in three months."""
    found = explained(by_hand(), with_use_case(hourly_cost=44))
    assert [part.key for part in found.parts] == ["use_cases.desk.hourly_cost"]
    assert float(found.difference) == pytest.approx(66)
    assert found.parts[0].amount == found.difference


def test_what_two_inputs_do_together_is_shared_between_them() -> None:
    """12 minutes saved on a task are 12 h a month, 24 with twice the tasks, half of them realised over three months.

    4 more an hour are worth 72 before there are more tasks and 144 after; the mean of both orders is 108.
    """
    quiet = {"violation_rate": 0, "baseline_violation_rate": 0, "tokens_per_task": 0}
    found = explained(with_use_case(**quiet), with_use_case(**quiet, hourly_cost=44, tasks_per_month=200))
    assert found.method == "shapley"
    assert float(parts(found)["use_cases.desk.hourly_cost"]) == pytest.approx(108)
    assert float(parts(found)["use_cases.desk.tasks_per_month"]) == pytest.approx(720 + 36)
    assert sum(parts(found).values()) == found.difference


def test_a_use_case_that_only_one_has_is_one_part() -> None:
    second = by_hand(alignment_target={})
    second["use_cases"].append({**copy.deepcopy(second["use_cases"][0]), "id": "mail", "hourly_cost": 50})
    found = explained(by_hand(alignment_target={}), second)
    assert list(parts(found)) == ["use_cases.mail"]
    back = explained(second, by_hand(alignment_target={}))
    assert parts(back)["use_cases.mail"] == -parts(found)["use_cases.mail"]


def test_a_curve_of_another_kind_is_one_part_with_its_parameters_and_the_plateau_is_its_own() -> None:
    curve = {"kind": "logistic", "plateau": 0.5, "month_half": 2, "ramp_months": 1}
    found = explained(by_hand(), with_use_case(adoption=curve))
    assert set(parts(found)) == {"use_cases.desk.adoption", "use_cases.desk.adoption.plateau"}
    assert sum(parts(found).values()) == found.difference


@pytest.mark.parametrize("name", ["adoption", "plateau", "start_month", "programme"])
def test_use_cases_may_be_called_as_fields_are(name: str) -> None:
    first = by_hand(alignment_target={})
    first["use_cases"][0]["id"] = name
    second = copy.deepcopy(first)
    second["use_cases"][0].update(hourly_cost=44, start_month=2, adoption={"plateau": 0.5})
    found = explained(first, second)
    assert len(found.parts) == 4
    assert sum(parts(found).values()) == found.difference


def test_a_distribution_with_the_same_middle_has_no_part() -> None:
    second = with_use_case(hourly_cost={"dist": "uniform", "min": 30, "max": 50})
    assert explained(by_hand(), second).parts == ()


def test_more_than_eight_are_changed_one_after_the_other_the_strongest_first() -> None:
    first, second = by_hand(), priced(by_hand(), **dict.fromkeys(PROGRAMME, 3.0))
    found = explained(first, second)
    assert len(found.parts) > MOST_SHARED
    assert found.method == "one_by_one"
    alone = [
        abs(base_npv(priced(first, **{part.key.removeprefix("programme."): 3.0})) - base_npv(first))
        for part in found.parts
    ]
    assert alone == sorted(alone, reverse=True)
    assert sum(parts(found).values()) == found.difference


PROGRAMME = [
    "seats",
    "licence_per_seat_month",
    "price_per_million_tokens",
    "integration_one_off",
    "training_hours_per_seat",
    "training_fixed",
    "other_one_off",
    "maintenance_month",
    "evaluation_month",
    "other_month",
]


@given(
    changes=st.dictionaries(st.sampled_from(PROGRAMME), st.floats(0, 1e6), max_size=10),
    use_case=st.fixed_dictionaries(
        {},
        optional={
            "hourly_cost": st.floats(0, 1e4),
            "time_saved_share": st.floats(-3, 1),
            "start_month": st.integers(1, 20),
            "adoption": st.sampled_from([{"kind": "immediate"}, {"plateau": 0.3}, {"month_half": 7, "ramp_months": 1}]),
        },
    ),
    rate=st.floats(-0.5, 3),
    drop=st.booleans(),
)
def test_the_parts_add_up_to_the_difference_exactly(
    changes: dict[str, float], use_case: dict[str, Any], rate: float, drop: bool
) -> None:
    first = uncertain()
    second = priced(uncertain(), **changes) | {"discount_rate_annual": rate, "alignment_target": {}}
    second["use_cases"][0].update(use_case)
    if drop:
        second["use_cases"].pop()
    found = explained(first, second)
    assert sum((part.amount for part in found.parts), Fraction(0)) == Fraction(found.after) - Fraction(found.before)
    assert found.before == pytest.approx(base_npv(first), rel=1e-9, abs=1e-6)
    assert found.after == pytest.approx(base_npv(second), rel=1e-9, abs=1e-6)
    whole = rounded([part.amount for part in found.parts])
    assert sum(whole) == round(found.difference)
    assert all(abs(amount - part.amount) <= 1 for amount, part in zip(whole, found.parts, strict=True))


def test_currencies_and_horizons_are_not_subtracted() -> None:
    with pytest.raises(CannotBeExplained, match="in EUR and USD"):
        explained(by_hand(), by_hand(currency="USD"))
    with pytest.raises(CannotBeExplained, match="over 3 and 9 months"):
        explained(by_hand(), by_hand(horizon_months=9))


def test_a_mixture_beyond_all_numbers_is_said_and_not_computed() -> None:
    first = with_use_case(tasks_per_month=1e12, minutes_per_task=1e12, hourly_cost=0)
    first.update(horizon_months=600, discount_rate_annual=0)
    second = with_use_case(hourly_cost=1e12)
    second.update(horizon_months=600, discount_rate_annual=-0.9999999)
    with pytest.raises(CannotBeExplained, match="beyond what a number holds"):
        explained(first, second)
