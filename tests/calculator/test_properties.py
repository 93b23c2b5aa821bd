"""What must hold whatever the numbers are."""

from copy import deepcopy
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calculator.cashflow import cash_flow
from calculator.estimate import estimate, summary
from calculator.returns import payback_month
from calculator.scenario import read_scenario
from calculator.simulation import draw_inputs, evaluate, simulate
from tests.calculator.scenarios import BY_HAND, by_hand, uncertain, with_use_case

share = st.floats(0, 1)
amount = st.floats(0, 1e4)


@st.composite
def scenarios(draw: st.DrawFn) -> dict[str, Any]:
    """Certain scenarios over the whole range of the format."""
    use_cases = [
        {
            "id": f"u{index}",
            "tasks_per_month": draw(amount),
            "minutes_per_task": draw(st.floats(0, 500)),
            "applicable_share": draw(share),
            "time_saved_share": draw(st.floats(-3, 1)),
            "verify_minutes": draw(st.floats(0, 60)),
            "violation_rate": draw(share),
            "escape_share": draw(share),
            "rework_minutes": draw(st.floats(0, 60)),
            "cost_per_violation": draw(amount),
            "baseline_violation_rate": draw(share),
            "hourly_cost": draw(st.floats(0, 300)),
            "realisation": draw(share),
            "tokens_per_task": draw(amount),
            "start_month": draw(st.integers(1, 40)),
            "adoption": {
                "kind": draw(st.sampled_from(["immediate", "logistic"])),
                "plateau": draw(share),
                "month_half": draw(st.floats(0, 40)),
                "ramp_months": draw(st.floats(1e-6, 40)),
            },
        }
        for index in range(draw(st.integers(0, 3)))
    ]
    programme = {name: draw(amount) for name in BY_HAND["programme"]}
    rate = draw(st.floats(-0.9, 2))
    return {
        "horizon_months": draw(st.integers(1, 48)),
        "discount_rate_annual": rate,
        "use_cases": use_cases,
        "programme": programme,
    }


@given(scenarios())
@settings(max_examples=60, deadline=None)
def test_the_vector_form_gives_what_the_scalar_form_gives(data: dict[str, Any]) -> None:
    scenario = read_scenario(data)
    base = scenario.base()
    flow, row = cash_flow(scenario, base), evaluate(scenario, {path: np.asarray(v) for path, v in base.items()}, 1)
    scalar = summary(flow)
    scale = float(np.abs(flow.flows).sum()) + 1.0
    assert row.npv[0] == pytest.approx(scalar["npv"], rel=1e-9, abs=1e-9 * scale)
    assert row.net_benefit[0] == pytest.approx(scalar["net_benefit"], rel=1e-9, abs=1e-9 * scale)
    assert row.net_hours[0] == pytest.approx(scalar["net_hours_saved"], rel=1e-9, abs=1e-9)
    assert row.gross_benefit[0] == pytest.approx(scalar["gross_benefit"], rel=1e-9, abs=1e-9 * scale)
    assert row.violation_cost[0] == pytest.approx(scalar["violation_cost"], rel=1e-9, abs=1e-9 * scale)
    assert row.pv_programme[0] == pytest.approx(scalar["pv_programme_cost"], rel=1e-9, abs=1e-9 * scale)
    months = payback_month(flow.flows)
    assert row.payback[0] == (np.inf if months is None else months)


@given(scenarios())
@settings(max_examples=40, deadline=None)
def test_without_adoption_only_the_costs_are_left(data: dict[str, Any]) -> None:
    for use_case in data["use_cases"]:
        use_case["adoption"]["plateau"] = 0.0
    base: Any = estimate(data)["base"]
    assert base["net_hours_saved"] == 0
    assert base["npv"] == pytest.approx(-base["pv_programme_cost"], rel=1e-9, abs=1e-9)


@given(scenarios(), amount)
@settings(max_examples=40, deadline=None)
def test_a_dearer_licence_never_raises_the_npv(data: dict[str, Any], more: float) -> None:
    dearer = deepcopy(data)
    dearer["programme"]["licence_per_seat_month"] += more
    cheap: Any = estimate(data)["base"]
    dear: Any = estimate(dearer)["base"]
    assert dear["npv"] <= cheap["npv"] + 1e-9 * (1 + abs(cheap["npv"]))


@given(scenarios())
@settings(max_examples=40, deadline=None)
def test_at_its_break_even_value_an_input_brings_the_npv_to_zero(data: dict[str, Any]) -> None:
    scenario = read_scenario(data)
    base = scenario.base()
    found: Any = estimate(data)["break_even"]
    for path, answer in found.items():
        if answer["reason"] == "ok":
            flow = cash_flow(scenario, {**base, path: answer["value"]})
            assert flow.npv == pytest.approx(0, abs=1e-6 * (1 + float(np.abs(flow.present_values).sum())))


def test_a_seed_gives_the_same_draws_every_time_and_another_seed_others() -> None:
    first, again, other = (simulate(read_scenario(uncertain(seed=seed))) for seed in (11, 11, 12))
    assert np.array_equal(first.npv, again.npv)
    assert not np.array_equal(first.npv, other.npv)


def test_blocks_join_to_the_draws_of_one_generator(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = simulate(read_scenario(uncertain()), fan=True)
    monkeypatch.setattr("calculator.simulation.DRAWN_CELLS", 900)
    monkeypatch.setattr("calculator.simulation.EVALUATED_CELLS", 330)
    monkeypatch.setattr("calculator.simulation.FAN_DRAWS", 350)
    pieces = simulate(read_scenario(uncertain()), fan=True)
    assert whole.npv == pytest.approx(pieces.npv, rel=1e-12)
    assert (whole.cumulative.shape, pieces.cumulative.shape) == ((19, 400), (19, 350))
    assert pieces.cumulative == pytest.approx(whole.cumulative[:, :350], rel=1e-12, abs=1e-9)


def test_every_draw_agrees_with_the_scalar_form() -> None:
    scenario = read_scenario(uncertain(draws=5))
    outcomes = simulate(scenario)
    (_, drawn), *_ = draw_inputs(scenario)
    for row in range(5):
        values = {**scenario.base(), **{path: float(column[row]) for path, column in drawn.items()}}
        flow = cash_flow(scenario, values)
        assert outcomes.npv[row] == pytest.approx(flow.npv, rel=1e-9)
        target = {f"use_cases.{name}.violation_rate": rate for name, rate in (scenario.alignment_target or {}).items()}
        gain = cash_flow(scenario, {**values, **target}).npv - flow.npv
        assert outcomes.value_of_alignment[row] == pytest.approx(gain, rel=1e-9, abs=1e-9)


def test_correlated_inputs_move_together() -> None:
    paths = ["use_cases.desk.minutes_per_task", "use_cases.desk.realisation"]
    scenario = uncertain(draws=4000)
    scenario["correlations"] = [{"a": paths[0], "b": paths[1], "rho": 0.8}]
    (_, drawn), *_ = draw_inputs(read_scenario(scenario))
    together = np.corrcoef(np.argsort(np.argsort(drawn[paths[0]])), np.argsort(np.argsort(drawn[paths[1]])))[0, 1]
    assert together == pytest.approx(0.786, abs=0.03)  # rank correlation 6/π · asin(ρ/2)


def test_a_pair_with_a_certain_input_is_ignored() -> None:
    alone, paired = uncertain(), uncertain()
    paired["correlations"] = [{"a": "programme.seats", "b": "use_cases.desk.realisation", "rho": 0.9}]
    assert estimate(alone)["monte_carlo"] == estimate(paired)["monte_carlo"]


def test_percentiles_of_the_return_are_absent_where_a_draw_costs_nothing() -> None:
    free = uncertain()
    free["programme"] = {}
    for use_case in free["use_cases"]:
        use_case["tokens_per_task"] = 0
    found: Any = estimate(free)["monte_carlo"]
    assert found["roi"] == {"p5": None, "p50": None, "p95": None}


def test_the_draw_of_a_seed_is_pinned() -> None:
    """A change of this number is a change of the method: it needs a new model version."""
    found: Any = estimate(uncertain())["monte_carlo"]
    assert found["npv"]["p50"] == pytest.approx(553.4250304455314, rel=1e-6)


def test_one_uncertain_input_gives_one_bar_from_its_tenth_to_its_ninetieth_percentile() -> None:
    found: Any = estimate(with_use_case(realisation={"dist": "uniform", "min": 0.0, "max": 1.0}))["tornado"]
    (bar,) = found["bars"]
    assert (bar["input"], bar["p10"], bar["p90"]) == (
        "use_cases.desk.realisation",
        pytest.approx(0.1),
        pytest.approx(0.9),
    )
    assert bar["swing"] == pytest.approx(3 * 11 * 40 * 0.8)


def test_break_even_says_why_there_is_none() -> None:
    found: Any = estimate(by_hand(alignment_target={}))["break_even"]
    assert found["use_cases.desk.baseline_violation_rate"]["reason"] == "always_positive"
    free: Any = estimate(by_hand(programme={}))["break_even"]
    assert free["programme.licence_per_seat_month"] == {"value": None, "reason": "no_effect"}
    assert free["use_cases.desk.tasks_per_month"] == {"value": 0.0, "reason": "at_bound"}
    assert "discount_rate_annual" not in free
