"""What the pictures of a scenario need beyond its answer: bins, means and bands, computed and stored with it."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np

from calculator.cashflow import inputs_under
from calculator.distributions import Draws
from calculator.scenario import Scenario, UseCase
from calculator.simulation import FAN_LEVELS, Outcomes, draw_inputs, fan_months, quantiles
from calculator.vector_form import adoption_shape

BINS = 44  # at most so many between P1 and P99
ROUND_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
BAND_DRAWS = 2_000  # enough for a band that is looked at
BAND_LEVELS = (5, 50, 95)
SHARE_DIGITS = 4


def picture_numbers(scenario: Scenario, outcomes: Outcomes | None) -> dict[str, Any]:
    """As JSON: `adoption` always, `histogram` and `means` of what was drawn, `alignment` where there is a target."""
    found: dict[str, Any] = {"adoption": adoption_bands(scenario)}
    if outcomes is not None:
        found["histogram"] = histogram(outcomes.npv)
        found["means"] = {
            "one_off": float(outcomes.one_off.mean()),
            "fixed": float(outcomes.fixed.mean()) * scenario.horizon_months,
            "tokens": float(outcomes.tokens_cost.mean()),
        }
        if scenario.alignment_target is not None:
            found["alignment"] = {
                "measured": _levels(outcomes.npv),
                "target": _levels(outcomes.npv + outcomes.value_of_alignment),
            }
    return found


def histogram(npv: Draws) -> dict[str, Any] | None:
    """Counts of bins of a round width, of which one begins at zero, and how many draws lie beyond P1 and P99.

    None where all draws come to the same.
    """
    low, high = quantiles(np.sort(npv), (1, 99)).tolist()
    width = round_step((high - low) / BINS)
    if width <= abs(high) * 1e-12:
        return None
    places = np.floor(npv / width)
    first, last = math.floor(low / width), math.floor(high / width)
    inside = places[(places >= first) & (places <= last)].astype(np.int64) - first
    return {
        "start": first * width,
        "width": width,
        "counts": np.bincount(inside, minlength=last - first + 1).tolist(),
        "below": int((places < first).sum()),
        "above": int((places > last).sum()),
    }


def round_step(width: float) -> float:
    """The next width that people count in: 1, 2, 2.5 or 5 times a power of ten."""
    if width <= 0:
        return 0.0
    power = 10.0 ** math.floor(math.log10(width))
    return next(step for step in (one * power for one in ROUND_STEPS) if step >= width * (1 - 1e-12))


def adoption_bands(scenario: Scenario) -> list[dict[str, Any]]:
    """The share of its tasks that each use case's assistant does, by month: the middle, and P5 and P95 where uncertain.

    The band comes from the first draws of the simulation.
    """
    base = {path: np.asarray(value) for path, value in scenario.base().items()}
    drawn: dict[str, Draws] = {}
    if any(".adoption." in path for path in scenario.uncertain):
        sample = replace(scenario, draws=min(scenario.draws, BAND_DRAWS))
        parts = [values for _, values in draw_inputs(sample)]
        drawn = {path: np.concatenate([part[path] for part in parts]) for path in parts[0] if ".adoption." in path}
    return [_band(use_case, inputs_under(use_case.path, base | drawn), scenario) for use_case in scenario.use_cases]


def _band(use_case: UseCase, given: dict[str, Draws], scenario: Scenario) -> dict[str, Any]:
    months = fan_months(scenario.horizon_months)[1:]
    with np.errstate(all="ignore"):
        shape = adoption_shape(use_case, given, scenario.horizon_months)[[month - 1 for month in months]]
        plateau = given["adoption.plateau"]
        curves = (shape if shape.ndim == 2 or not plateau.ndim else shape[:, None]) * plateau
    found: dict[str, Any] = {"id": use_case.id, "months": months}
    if curves.ndim == 1:
        return {**found, "p50": curves.round(SHARE_DIGITS).tolist()}
    levels = quantiles(np.sort(curves), BAND_LEVELS).round(SHARE_DIGITS).T.tolist()
    return {**found, **{f"p{level}": row for level, row in zip(BAND_LEVELS, levels, strict=True)}}


def _levels(values: Draws) -> dict[str, float]:
    found = quantiles(np.sort(values), FAN_LEVELS).tolist()
    return {f"p{level}": value for level, value in zip(FAN_LEVELS, found, strict=True)}
