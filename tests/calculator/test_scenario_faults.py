"""A scenario that cannot be computed is refused with the field, the value and what is allowed, all faults at once."""

import json
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calculator.estimate import estimate
from calculator.faults import Fault, ScenarioRefused
from calculator.scenario import read_scenario, warnings_about
from calculator.scenario_file import MOST_BYTES, parse_scenario
from tests.calculator.scenarios import BY_HAND, by_hand, uncertain, with_use_case


def faults_of(data: object) -> dict[str, Fault]:
    with pytest.raises(ScenarioRefused) as refused:
        read_scenario(data)
    return {fault.field: fault for fault in refused.value.faults}


def pert(low: float, mode: float, high: float, **more: float) -> dict[str, Any]:
    return {"dist": "pert", "min": low, "mode": mode, "max": high, **more}


@pytest.mark.parametrize(
    ("scenario", "field", "allowed"),
    [
        (by_hand(horizon_months=0), "horizon_months", "1 to 600"),
        (by_hand(horizon_months=601), "horizon_months", "1 to 600"),
        (by_hand(horizon_months=1.5), "horizon_months", "whole number"),
        (by_hand(horizon_months="12"), "horizon_months", "whole number"),
        (by_hand(horizon_months=True), "horizon_months", "whole number"),
        (by_hand(horizon_months=10**400), "horizon_months", "whole number"),
        (by_hand(discount_rate_annual=-1), "discount_rate_annual", "above -1"),
        (by_hand(discount_rate_annual=math.nan), "discount_rate_annual", "above -1"),
        (by_hand(currency="euro"), "currency", "capital letters"),
        (by_hand(name="two\nlines"), "name", "one line"),
        (by_hand(colour="red"), "colour", "one of name"),
        (by_hand(programme=[]), "programme", "object"),
        (by_hand(programme={"seats": math.inf}), "programme.seats", "0 or more"),
        (by_hand(programme={"seats": -1}), "programme.seats", "0 or more"),
        (by_hand(programme={"seats": True}), "programme.seats", "0 or more"),
        (by_hand(programme={"seats": "5"}), "programme.seats", "0 or more"),
        (by_hand(programme={"seats": 1e308}), "programme.seats", "1,000,000,000,000"),
        (by_hand(programme={"chairs": 5}), "programme.chairs", "one of seats"),
        (by_hand(use_cases={}), "use_cases", "list"),
        (by_hand(use_cases=[3]), "use_cases[0]", "object"),
        (by_hand(use_cases=[{}]), "use_cases[0].id", "1 to 64"),
        (by_hand(use_cases=[{"id": "a"}, {"id": "a"}]), "use_cases[1].id", "different"),
        (by_hand(use_cases=[{"id": "a.b"}]), "use_cases[0].id", "without dots"),
        (by_hand(use_cases=[{"id": str(i)} for i in range(101)]), "use_cases", "100"),
        (by_hand(alignment_target={"nobody": 0.1}), "alignment_target.nobody", "one of desk"),
        (by_hand(alignment_target={"desk": 1.1}), "alignment_target.desk", "0 to 1"),
        (by_hand(monte_carlo={"n": 10_000_000}), "monte_carlo.n", "1,000,000"),
        (by_hand(monte_carlo={"n": 1}), "monte_carlo.n", "2 to"),
        (by_hand(monte_carlo={"seed": -1}), "monte_carlo.seed", "0 to"),
        (by_hand(monte_carlo={"draws": 5}), "monte_carlo.draws", "one of n, seed"),
        (by_hand(correlations=[{"a": "x", "b": "x", "rho": 0.5}]), "correlations[0].b", "another path"),
        (by_hand(correlations=[{"a": "x", "b": "y", "rho": 1.5}]), "correlations[0].rho", "-1 to 1"),
        (with_use_case(escape_share=1.01), "use_cases.desk.escape_share", "0 to 1"),
        (with_use_case(time_saved_share=-3.5), "use_cases.desk.time_saved_share", "-3 to 1"),
        (with_use_case(start_month=0), "use_cases.desk.start_month", "1 to"),
        (with_use_case(adoption={"ramp_months": 0}), "use_cases.desk.adoption.ramp_months", "or more"),
        (with_use_case(adoption={"kind": "sudden"}), "use_cases.desk.adoption.kind", "immediate, logistic"),
        (with_use_case(realisation=pert(0.5, 0.4, 0.9)), "use_cases.desk.realisation.min", "at most mode"),
        (with_use_case(realisation=pert(0.5, 0.9, 0.8)), "use_cases.desk.realisation.mode", "at most max"),
        (with_use_case(realisation=pert(-0.1, 0.5, 0.8)), "use_cases.desk.realisation.min", "0 to 1"),
        (with_use_case(realisation=pert(0, 0.5, 0.8, spread=3)), "use_cases.desk.realisation.spread", "one of dist"),
        (with_use_case(realisation={"dist": "pert", "min": 0}), "use_cases.desk.realisation.max", "0 to 1"),
        (with_use_case(realisation={"dist": "gamma"}), "use_cases.desk.realisation.dist", "one of point"),
        (with_use_case(realisation={"dist": []}), "use_cases.desk.realisation.dist", "one of point"),
        (
            with_use_case(realisation={"dist": "beta", "alpha": 0, "beta": 1}),
            "use_cases.desk.realisation.alpha",
            "0.001",
        ),
        (
            with_use_case(violation_rate={"dist": "beta_counts", "k": 5, "n": 4}),
            "use_cases.desk.violation_rate.k",
            "most n",
        ),
        (
            with_use_case(violation_rate={"dist": "lognormal", "p50": 0.1, "p90": 0.9}),
            "use_cases.desk.violation_rate",
            "0 to 1",
        ),
        (
            with_use_case(cost_per_violation={"dist": "lognormal", "p50": 5, "p90": 4}),
            "use_cases.desk.cost_per_violation.p50",
            "at most p90",
        ),
        ([], "", "JSON object"),
        (None, "", "JSON object"),
    ],
)
def test_a_fault_names_the_field_and_what_is_allowed(scenario: object, field: str, allowed: str) -> None:
    fault = faults_of(scenario)[field]
    assert allowed in fault.allowed
    assert fault.message
    json.dumps(fault.as_dict(), allow_nan=False)


def test_a_missing_horizon_is_asked_for() -> None:
    scenario = by_hand()
    del scenario["horizon_months"]
    assert set(faults_of(scenario)) == {"horizon_months"}


def test_all_faults_come_at_once() -> None:
    scenario = with_use_case(escape_share=2, realisation=math.nan, cost=3)
    scenario["programme"]["seats"] = -1
    scenario["horizon_months"] = 0
    expected = {"horizon_months", "programme.seats"} | {
        f"use_cases.desk.{name}" for name in ("escape_share", "realisation", "cost")
    }
    assert set(faults_of(scenario)) == expected


def test_pairs_that_contradict_each_other_are_refused() -> None:
    names = ["minutes_per_task", "realisation", "escape_share"]
    scenario = uncertain()
    paths = [f"use_cases.desk.{name}" for name in names]
    pairs = [(paths[0], paths[1], 0.9), (paths[1], paths[2], 0.9), (paths[0], paths[2], -0.9)]
    scenario["correlations"] = [{"a": a, "b": b, "rho": rho} for a, b, rho in pairs]
    assert "positive definite" in faults_of(scenario)["correlations"].allowed


def test_a_pair_given_twice_is_refused() -> None:
    pair = {"a": "x", "b": "y", "rho": 0.1}
    assert "correlations[1]" in faults_of(by_hand(correlations=[pair, {"a": "y", "b": "x", "rho": 0.2}]))


def test_amounts_that_overflow_together_are_refused_and_give_no_infinity() -> None:
    huge = {"id": "a", "tasks_per_month": 1e12, "minutes_per_task": 1e12, "time_saved_share": 1, "hourly_cost": 1e12}
    scenario = {"horizon_months": 600, "discount_rate_annual": -0.9999999999, "use_cases": [huge]}
    with pytest.raises(ScenarioRefused, match="so large together"):
        estimate(scenario)


def test_so_many_draws_of_so_large_a_scenario_are_refused() -> None:
    scenario = uncertain(draws=1_000_000)
    scenario["horizon_months"] = 600
    assert "for a scenario of this size" in faults_of(scenario)["monte_carlo.n"].allowed


def test_what_is_allowed_but_odd_is_said() -> None:
    scenario = with_use_case(cost_per_violation={"dist": "lognormal", "p50": 1, "p90": 9})
    scenario["correlations"] = [{"a": "use_cases.desk.cost_per_violation", "b": "programme.seats", "rho": 0.1}]
    said = " ".join(warnings_about(read_scenario(scenario)))
    assert "9.0 times the median" in said
    assert "programme.seats is not an uncertain input" in said


def test_defaults_are_those_of_the_format() -> None:
    scenario = read_scenario({"horizon_months": 5, "use_cases": [{"id": "a"}]})
    base = scenario.base()
    ones = ("applicable_share", "escape_share", "realisation", "adoption.plateau")
    assert all(base[f"use_cases.a.{name}"] == 1 for name in ones)
    assert (base["use_cases.a.adoption.month_half"], base["use_cases.a.adoption.ramp_months"]) == (3, 2)
    assert sum(base.values()) == 4 + 3 + 2
    assert (scenario.name, scenario.currency, scenario.draws, scenario.seed) == ("scenario", "EUR", 20_000, 20260101)


anything = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "dist", "min", "x"]), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*BY_HAND, "correlations", "monte_carlo", "currency"]), anything))
@settings(max_examples=200, deadline=None)
def test_whatever_is_given_is_read_or_refused_and_nothing_else_happens(data: dict[str, Any]) -> None:
    try:
        read_scenario(data)
    except ScenarioRefused as refused:
        json.dumps([fault.as_dict() for fault in refused.faults], allow_nan=False)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "not JSON"),
        (b'{"horizon_months": 1,,}', "not JSON"),
        (b"\xff\xfe", "not UTF-8"),
        (b"[" * 100_000 + b"]" * 100_000, "nested too deeply"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "nested too deeply"),
        (b'{"horizon_months": ' + b"9" * 5_000 + b"}", "too many digits"),
        (b'{"name": "a", "name": "b"}', "twice"),
        (b" " * (MOST_BYTES + 1), "too large"),
    ],
)
def test_content_that_is_no_scenario_is_refused_with_a_sentence(content: bytes, message: str) -> None:
    with pytest.raises(ScenarioRefused, match=message):
        parse_scenario(content)


def test_a_fault_of_the_text_names_its_line() -> None:
    with pytest.raises(ScenarioRefused) as refused:
        parse_scenario(b'{\n "horizon_months" 12\n}')
    fault = refused.value.faults[0].as_dict()
    assert fault["line"] == 2
    assert "field" not in fault


def test_nan_in_a_file_is_refused_with_the_field_it_stands_in() -> None:
    assert faults_of(parse_scenario(b'{"horizon_months": NaN}'))["horizon_months"].value == "NaN"
