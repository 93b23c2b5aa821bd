"""The deterministic model against numbers worked out on paper."""

from typing import Any

import pytest

from calculator.estimate import estimate
from tests.calculator.scenarios import by_hand, with_use_case

# Worked out from tests/calculator/scenarios.py: C0 = 150 + 2·4·10 + 15 + 5; F = 4·5 + 7 + 0.1·1200/12 + 8 + 2;
# labour 11 h · 40 · 0.5; violations 60·(0.1·0.5 − 0.01) = 2.4; tokens 60·1000·50/10⁶; CF = 220 − 24 − 3 − 47.
ON_PAPER = {
    "one_off_cost": 250.0,
    "fixed_cost_month": 47.0,
    "assisted_tasks": 180.0,
    "gross_hours_saved": 45.0,
    "verify_hours": 9.0,
    "rework_hours": 3.0,
    "net_hours_saved": 33.0,
    "net_hours_saved_by_year": [33.0],
    "run_rate_hours_per_year": 132.0,
    "gross_benefit": 660.0,
    "expected_violations": 7.2,
    "violation_cost": 72.0,
    "programme_cost": 400.0,
    "net_benefit": 188.0,
    "npv": 188.0,
    "roi": 0.47,
    "cash_flow": [-250.0, 146.0, 146.0, 146.0],
    "cumulative": [-250.0, -104.0, 42.0, 188.0],
    "payback_month": 2,
    "payback_fractional": 1 + 104 / 146,
    "discounted_payback_month": 2,
}


def base_of(scenario: dict[str, Any]) -> dict[str, Any]:
    base = estimate(scenario)["base"]
    assert isinstance(base, dict)
    return base


@pytest.mark.parametrize("name", ON_PAPER)
def test_the_base_result_is_what_paper_gives(name: str) -> None:
    assert base_of(by_hand())[name] == pytest.approx(ON_PAPER[name], rel=1e-12)


def test_a_use_case_carries_its_own_totals() -> None:
    desk = base_of(by_hand())["per_use_case"]["desk"]
    assert desk["labour_value"] == pytest.approx(660)
    assert desk["tokens_cost"] == pytest.approx(9)


def test_adoption_follows_the_logistic_curve_from_half_to_ninety_per_cent() -> None:
    """With half at 0.5 months and a ramp of 1 the middle of months 1, 2, 3 lies at 1/2, 9/10 and 81/82."""
    adoption = {"plateau": 0.75, "month_half": 0.5, "ramp_months": 1}
    assisted = base_of(with_use_case(adoption=adoption))["assisted_tasks"]
    assert assisted == pytest.approx(60 * (1 / 2 + 9 / 10 + 81 / 82), rel=1e-12)


def test_a_later_start_shifts_the_curve_and_leaves_the_months_before_empty() -> None:
    adoption = {"plateau": 0.75, "month_half": 0.5, "ramp_months": 1}
    base = base_of(with_use_case(adoption=adoption, start_month=3))
    assert base["assisted_tasks"] == pytest.approx(60 * 1 / 2, rel=1e-12)
    assert base["cash_flow"][1:3] == pytest.approx([-47.0, -47.0])


def test_money_is_discounted_from_the_end_of_its_month() -> None:
    base = base_of(by_hand(discount_rate_annual=1.01**12 - 1))
    assert base["npv"] == pytest.approx(-250 + 146 / 1.01 + 146 / 1.01**2 + 146 / 1.01**3, rel=1e-12)


def test_lost_time_is_paid_for_in_full() -> None:
    """Saved 0.1 of 30 min less 4 min of checking and rework: −1 min, 60 times a month, at 40 an hour and not at 20."""
    base = base_of(with_use_case(time_saved_share=0.1))
    assert base["net_hours_saved"] == pytest.approx(-3.0)
    assert base["gross_benefit"] == pytest.approx(-120.0)


def test_the_target_is_worth_the_escapes_and_the_rework_it_avoids() -> None:
    """π from 0.1 to 0.02: 60·0.08·0.5·10 = 24 of violations and 60·0.08·0.5·20/60·20 = 16 of rework a month."""
    found = estimate(by_hand())["value_of_alignment"]
    assert isinstance(found, dict)
    assert found["value"] == pytest.approx(3 * (24 + 16), rel=1e-9)
    assert found["violations_avoided"] == pytest.approx(7.2)
    assert found["rework_hours_avoided"] == pytest.approx(2.4)


def test_break_even_of_the_licence_is_the_value_per_seat_and_month_above_it() -> None:
    found = estimate(by_hand())["break_even"]
    assert isinstance(found, dict)
    assert found["programme.licence_per_seat_month"] == {"value": pytest.approx(5 + 188 / 12), "reason": "ok"}


def test_without_a_target_and_without_uncertainty_their_parts_are_absent() -> None:
    scenario = by_hand()
    del scenario["alignment_target"]
    assert set(estimate(scenario)) == {"base_inputs", "base", "tornado", "break_even"}


def test_a_year_that_is_not_full_is_summed_as_it_is() -> None:
    assert base_of(by_hand(horizon_months=14))["net_hours_saved_by_year"] == pytest.approx([132.0, 22.0])


def test_an_empty_scenario_is_worth_nothing_and_has_paid_back_at_once() -> None:
    base = base_of({"horizon_months": 1})
    assert (base["npv"], base["roi"], base["payback_month"], base["irr_status"]) == (0.0, None, 0, "no_negative_flow")
