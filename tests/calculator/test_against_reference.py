"""Odd scenarios, each computed a second time by the slow reference: the two must agree in every key."""

import math
from collections.abc import Callable
from statistics import fmean
from typing import Any

import pytest

from calculator.estimate import estimate
from tests.calculator import reference
from tests.calculator.scenarios import BY_HAND, by_hand, uncertain, with_use_case

DRAWS = 60


def odd() -> dict[str, dict[str, Any]]:
    two_correlated = uncertain(DRAWS)
    two_correlated["correlations"] = [
        {"a": "use_cases.desk.time_saved_share", "b": "use_cases.mail.time_saved_share", "rho": 0.5},
        {"a": "use_cases.desk.adoption.plateau", "b": "use_cases.desk.time_saved_share", "rho": 0.3},
        {"a": "use_cases.mail.cost_per_violation", "b": "use_cases.desk.cost_per_violation", "rho": -0.7},
        {"a": "programme.seats", "b": "use_cases.desk.realisation", "rho": 0.9},  # certain, so ignored
    ]
    bent = {
        "month_half": {"dist": "pert", "min": 1, "mode": 6, "max": 30, "lambda": 9},
        "ramp_months": {"dist": "uniform", "min": 0.001, "max": 12},
        "plateau": {"dist": "triangular", "min": 0, "mode": 0, "max": 1},
    }
    draws = {"monte_carlo": {"n": DRAWS, "seed": 7}}
    money = {"dist": "lognormal", "p50": 400, "p90": 9000, "max": 410}
    return {
        "two use cases that move together": two_correlated,
        "a pilot that found nothing": with_use_case(violation_rate={"dist": "beta_counts", "k": 0, "n": 12}) | draws,
        "an effect that is not clipped": with_use_case(time_saved_share={"dist": "normal", "mean": 0.9, "sd": 0.8})
        | draws,
        "adoption at once, later": with_use_case(start_month=3, realisation={"dist": "beta", "alpha": 0.4, "beta": 9})
        | draws,
        "a start beyond the horizon": with_use_case(
            start_month=9, minutes_per_task={"dist": "uniform", "min": 5, "max": 50}
        )
        | draws,
        "one month": with_use_case(adoption=bent) | draws | {"horizon_months": 1},
        "ten years": with_use_case(adoption=bent) | draws | {"horizon_months": 120, "discount_rate_annual": 0.031},
        "a programme that costs nothing": with_use_case(verify_minutes={"dist": "pert", "min": 0, "mode": 3, "max": 40})
        | draws
        | {"programme": {}},
        "time lost": with_use_case(time_saved_share={"dist": "uniform", "min": -3, "max": -0.1}) | draws,
        "no discount": by_hand(
            discount_rate_annual=0,
            programme={**BY_HAND["programme"], "seats": {"dist": "triangular", "min": 1, "mode": 4, "max": 90}},
        )
        | draws,
        "a rate of 900 % and more": by_hand(
            discount_rate_annual={"dist": "uniform", "min": 9, "max": 40}, horizon_months=30
        )
        | draws,
        "a cap close to the middle": with_use_case(
            cost_per_violation=money, escape_share=1, baseline_violation_rate=0.3
        )
        | draws,
        "people are worse than the assistant": with_use_case(baseline_violation_rate=0.2, cost_per_violation=money)
        | draws,
        "nobody in it": {"horizon_months": 5, "programme": {"other_month": {"dist": "point", "value": 3}}},
    }


SCENARIOS = odd()


def close(found: Any, expected: Any, relative: float) -> bool:
    if expected is None or (isinstance(expected, str | int) and not isinstance(expected, bool)):
        return bool(found == expected)
    return bool(found == pytest.approx(expected, rel=relative, abs=1e-9))


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_base_result_is_that_of_the_reference(name: str) -> None:
    data, found = SCENARIOS[name], estimate(SCENARIOS[name])
    values: Any = found["base_inputs"]
    assert values == pytest.approx(reference.median_values(data), rel=1e-9, abs=1e-15)
    expected, base = reference.result(data, values), found["base"]
    assert isinstance(base, dict)
    assert {
        key: (base[key], wanted)
        for key, wanted in expected.items()
        if key in base and not close(base[key], wanted, 1e-9)
    } == {}
    if base["irr_status"] == "ok":
        growth = 1 + base["irr_monthly"]
        worth = math.fsum(flow * growth**-t for t, flow in enumerate(base["cash_flow"]))
        assert worth == pytest.approx(0, abs=1e-6 * sum(abs(flow) for flow in base["cash_flow"]))
        assert base["irr_annual"] == pytest.approx(growth**12 - 1)


@pytest.mark.parametrize("name", SCENARIOS)
def test_tornado_and_break_even_are_those_of_the_reference(name: str) -> None:
    data = SCENARIOS[name]
    found: Any = estimate(data)
    base, inputs = reference.median_values(data), reference.inputs_of(data)

    def moved(path: str) -> Callable[[float], float]:
        return lambda value: float(reference.result(data, {**base, path: value})["npv"])

    assert {bar["input"] for bar in found["tornado"]["bars"]} == set(reference.uncertain_paths(data))
    for bar in found["tornado"]["bars"]:
        low, high = (reference.quantile(inputs[bar["input"]], p) for p in (0.1, 0.9))
        assert (bar["p10"], bar["p90"]) == pytest.approx((low, high), rel=1e-6, abs=1e-12)
        assert bar["npv_at_p10"] == pytest.approx(moved(bar["input"])(low), rel=1e-6, abs=1e-9)
        assert bar["npv_at_p90"] == pytest.approx(moved(bar["input"])(high), rel=1e-6, abs=1e-9)
    keys = [(-bar["swing"], bar["input"]) for bar in found["tornado"]["bars"]]
    assert keys == sorted(keys)
    assert set(found["break_even"]) == set(inputs) - {"discount_rate_annual"}
    for path, answer in found["break_even"].items():
        value, reason = reference.root(moved(path), *reference.domain(path, base[path]))
        assert (path, answer["reason"]) == (path, reason)
        assert close(answer["value"], value, 1e-6), path


@pytest.mark.parametrize("name", [name for name in SCENARIOS if reference.uncertain_paths(SCENARIOS[name])])
def test_the_simulation_is_that_of_the_reference(name: str) -> None:
    data = SCENARIOS[name]
    found: Any = estimate(data)["monte_carlo"]
    drawn = list(reference.draws(data))
    results = [reference.result(data, values) for values in drawn]
    assert found["n"] == len(results)
    assert found["uncertain_inputs"] == reference.uncertain_paths(data)
    for key in ("npv", "net_benefit", "hours_year1", "gross_benefit", "violation_cost"):
        expected = reference.spread([one[key] for one in results])
        assert {part: found[key][part] for part in expected} == pytest.approx(expected, rel=1e-6, abs=1e-9), key
    hours = reference.spread([one["net_hours_saved"] for one in results])
    assert found["net_hours"] == pytest.approx(hours, rel=1e-6, abs=1e-9)
    loss = fmean(one["npv"] < 0 for one in results)
    assert found["probability_of_loss"] == pytest.approx(loss)
    assert found["probability_of_loss_se"] == pytest.approx(math.sqrt(loss * (1 - loss) / len(results)))
    assert found["npv"]["standard_error_of_mean"] == pytest.approx(found["npv"]["sd"] / math.sqrt(len(results)))
    returns = [one["roi"] for one in results]
    expected_roi = dict.fromkeys(("p5", "p50", "p95")) if None in returns else reference.percentiles(returns)
    assert all(close(found["roi"][level], wanted, 1e-6) for level, wanted in expected_roi.items())
    months = sorted(math.inf if one["payback_month"] is None else one["payback_month"] for one in results)
    for level in (5, 50, 95):
        month = months[math.ceil(level / 100 * len(months)) - 1]
        assert found["payback"][f"p{level}"] == (None if month == math.inf else month)
    assert found["payback"]["share_never"] == pytest.approx(months.count(math.inf) / len(months))
    gains = [_gain(data, values, one["npv"]) for values, one in zip(drawn, results, strict=True)]
    if "alignment_target" in data:
        expected = {"mean": fmean(gains), **reference.percentiles(gains)}
        alignment = {part: found["value_of_alignment"][part] for part in expected}
        assert alignment == pytest.approx(expected, rel=1e-6, abs=1e-9)
        surely, perhaps = fmean(gain > 1e-9 for gain in gains), fmean(gain > -1e-9 for gain in gains)
        assert surely <= found["value_of_alignment"]["probability_positive"] <= perhaps


def _gain(data: dict[str, Any], values: dict[str, float], measured: float) -> float:
    targets = {f"use_cases.{name}.violation_rate": rate for name, rate in data.get("alignment_target", {}).items()}
    return float(reference.result(data, {**values, **targets})["npv"]) - measured
