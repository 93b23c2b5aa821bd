"""What must hold of every scenario with draws, whatever is uncertain in it."""

import json
import re
from copy import deepcopy
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calculator.faults import ScenarioRefused
from calculator.fields import ADOPTION_FIELDS, DISCOUNT_RATE, OPEN_TOP, PROGRAMME_FIELDS, USE_CASE_FIELDS, Field
from calculator.pictures import scenario_pictures
from calculator.results import compute
from calculator.scenario import read_scenario
from calculator.simulation import simulate

MONEY = {
    *("cost_per_violation", "hourly_cost", "licence_per_seat_month", "price_per_million_tokens", "integration_one_off"),
    *("maintenance_month", "training_hourly_cost", "training_fixed", "governance_fte_annual_cost", "evaluation_month"),
    *("other_one_off", "other_month"),
}


KINDS = ["uniform", "triangular", "pert", "normal", "lognormal", "counts"]


@st.composite
def given_for(draw: st.DrawFn, field: Field, most: float) -> Any:
    """A number in the field's range, or a distribution over a part of it."""
    low, high = (field.low, field.high) if field.high < OPEN_TOP else (field.low, most)
    if field.strict:
        low, high = (-0.9, 2.0) if field is DISCOUNT_RATE else (field.low, 40.0)
    ends = sorted(draw(st.tuples(*[st.floats(low, high)] * 3)))
    kind = draw(st.sampled_from(["number"] * 8 + KINDS))
    if kind in ("uniform", "triangular", "pert"):
        mode = {} if kind == "uniform" else {"mode": ends[1]}
        return {"dist": kind, "min": ends[0], **mode, "max": ends[2]}
    if kind == "normal" and not field.strict:
        return {"dist": "normal", "mean": ends[1], "sd": draw(st.floats(0, 0.3)) * max(1.0, abs(ends[1]))}
    if kind == "lognormal" and ends[0] > 1e-6 and field.high == OPEN_TOP and not field.strict:
        return {"dist": "lognormal", "p50": ends[0], "p90": ends[1], "max": ends[2]}
    if kind == "counts" and (low, high) == (0.0, 1.0):
        n = draw(st.integers(1, 1000))
        return {"dist": "beta_counts", "k": draw(st.integers(0, n)), "n": n}
    return ends[1]


@st.composite
def scenarios(draw: st.DrawFn, most: float = 1e4) -> dict[str, Any]:
    """Two use cases at most, a target for the first, few draws."""

    def given_all(fields: tuple[Field, ...]) -> dict[str, Any]:
        return {field.name: draw(given_for(field, most)) for field in fields}

    use_cases = [
        {
            "id": f"u{index}",
            **given_all(USE_CASE_FIELDS),
            "start_month": draw(st.integers(1, 30)),
            "adoption": {"kind": draw(st.sampled_from(["immediate", "logistic"])), **given_all(ADOPTION_FIELDS)},
        }
        for index in range(draw(st.integers(0, 2)))
    ]
    return {
        "horizon_months": draw(st.integers(1, 26)),
        **given_all((DISCOUNT_RATE,)),
        "use_cases": use_cases,
        "programme": given_all(PROGRAMME_FIELDS),
        "alignment_target": {one["id"]: draw(st.floats(0, 1)) for one in use_cases[:1]},
        "monte_carlo": {"n": draw(st.integers(2, 40)), "seed": draw(st.integers(0, 2**63 - 1))},
    }


def npvs(data: dict[str, Any]) -> Any:
    return simulate(read_scenario(data)).npv


def uncertain_or_skip(data: dict[str, Any]) -> None:
    """Gives the first cost a width where nothing else has one."""
    if not read_scenario(data).uncertain:
        data["programme"]["other_one_off"] = {"dist": "uniform", "min": 0, "max": 9}


@given(scenarios(most=1e12))
@settings(max_examples=40, deadline=None)
def test_no_scenario_gives_anything_but_numbers(data: dict[str, Any]) -> None:
    """Or it is refused, because its amounts are too large together."""
    try:
        results = compute(data)
    except ScenarioRefused as refused:
        if "so large together" not in str(refused):
            raise
        return
    drawn = scenario_pictures(results, "EUR", {one["id"]: one["id"] for one in data["use_cases"]}, priced=True)
    json.dumps([results, [picture.spec for picture in drawn.values()]], allow_nan=False)
    for picture in drawn.values():
        assert not re.search(r"\b(nan|inf)\b", picture.title)


@given(scenarios(), st.integers(1, 60))
@settings(max_examples=25, deadline=None)
def test_more_draws_never_change_the_first_ones(data: dict[str, Any], more: int) -> None:
    uncertain_or_skip(data)
    longer = deepcopy(data)
    longer["monte_carlo"]["n"] += more
    few, many = npvs(data), npvs(longer)
    assert many[: len(few)] == pytest.approx(few, rel=1e-12, abs=1e-12)


@given(scenarios(), st.floats(0.001, 1000))
@settings(max_examples=25, deadline=None)
def test_money_counted_in_another_unit_scales_the_npv(data: dict[str, Any], factor: float) -> None:
    uncertain_or_skip(data)
    scaled = deepcopy(data)
    for place in (*scaled["use_cases"], scaled["programme"]):
        for name in MONEY & set(place):
            place[name] = _scaled(place[name], factor)
    before, after = npvs(data), npvs(scaled)
    assert after == pytest.approx(before * factor, rel=1e-6, abs=1e-6 * factor * float(np.abs(before).max() + 1))


def _scaled(value: Any, factor: float) -> Any:
    if not isinstance(value, dict):
        return value * factor
    return {name: given if name == "dist" else given * factor for name, given in value.items()}


@given(scenarios(), st.floats(0, 1), st.floats(0, 1))
@settings(max_examples=25, deadline=None)
def test_more_violations_never_raise_the_npv(data: dict[str, Any], one: float, other: float) -> None:
    uncertain_or_skip(data)
    _without_normals(data)
    worse = deepcopy(data)
    for place, rate in ((data, min(one, other)), (worse, max(one, other))):
        for use_case in place["use_cases"]:
            use_case["violation_rate"] = rate
    better, after = npvs(data), npvs(worse)
    assert (after <= better + 1e-9 * (1 + np.abs(better))).all()


@given(scenarios(), st.floats(1, 50))
@settings(max_examples=25, deadline=None)
def test_a_dearer_hour_makes_freed_time_worth_more_and_lost_time_cost_more(data: dict[str, Any], factor: float) -> None:
    uncertain_or_skip(data)
    _without_normals(data)
    dearer = deepcopy(data)
    for use_case in dearer["use_cases"]:
        use_case["hourly_cost"] = _scaled(use_case["hourly_cost"], factor)
    before, after = (simulate(read_scenario(one)).gross_benefit for one in (data, dearer))
    assert after == pytest.approx(before * factor, rel=1e-6, abs=1e-6)


def _without_normals(data: dict[str, Any]) -> None:
    """A normal draw may be a negative rate or a negative cost, and then the rule turns around."""
    for place in (*data["use_cases"], *(one["adoption"] for one in data["use_cases"]), data["programme"]):
        for name, value in place.items():
            if isinstance(value, dict) and value.get("dist") == "normal":
                place[name] = value["mean"]
    uncertain_or_skip(data)
