"""Which input decides: tornado, break-even of every input, and the value of alignment at base."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from calculator.cashflow import CashFlow, cash_flow
from calculator.distributions import Draws
from calculator.fields import DISCOUNT_RATE, field_of, owner_of
from calculator.scenario import Scenario
from calculator.vector_form import (
    Inputs,
    discount,
    net_present_value,
    programme_present_value,
    use_case_present_value,
)

NO_EFFECT = 1e-9
BISECTIONS = 300


class OneAtATime:
    """NPVs of a scenario with one input moved and all others at base."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.base = scenario.base()
        self._fixed: Inputs = {path: np.asarray(value) for path, value in self.base.items()}
        self._discount = discount(self._fixed, scenario.horizon_months)
        self._worth = {one.path: use_case_present_value(one, self._fixed, self._discount) for one in scenario.use_cases}
        self._programme = programme_present_value(self._fixed, self._discount)

    def base_npv(self) -> float:
        return float(self._programme + sum(self._worth.values(), np.zeros(())))

    def npvs(self, paths: Sequence[str], moved: Draws) -> Draws:
        """The NPV with paths[j] at moved[j], for each j. Only the use case that owns an input is computed anew."""
        owners = [owner_of(path) for path in paths]
        worth = np.empty(len(paths))
        for owner in set(owners):
            rows = [row for row, other in enumerate(owners) if other == owner]
            worth[rows] = self._group(owner, [paths[row] for row in rows], moved[rows])
        return worth

    def _group(self, owner: str, paths: Sequence[str], moved: Draws) -> Draws:
        values = dict(self._fixed)
        for row, path in enumerate(paths):
            values[path] = np.full(len(paths), self.base[path])
            values[path][row] = moved[row]
        use_case = next((one for one in self.scenario.use_cases if one.path == owner), None)
        if use_case is None:
            return net_present_value(self.scenario, values)
        others = sum((worth for path, worth in self._worth.items() if path != owner), self._programme)
        return others + use_case_present_value(use_case, values, self._discount)


def tornado(scenario: Scenario, model: OneAtATime) -> dict[str, object]:
    """Each uncertain input at its P10 and P90, the widest swing first."""
    paths = list(scenario.uncertain)
    lows = np.array([given.quantile(0.1) for given in scenario.uncertain.values()])
    highs = np.array([given.quantile(0.9) for given in scenario.uncertain.values()])
    at_lows, at_highs = model.npvs(paths, lows), model.npvs(paths, highs)
    bars = [
        {
            "input": path,
            "p10": float(lows[row]),
            "p90": float(highs[row]),
            "npv_at_p10": float(at_lows[row]),
            "npv_at_p90": float(at_highs[row]),
            "swing": float(abs(at_highs[row] - at_lows[row])),
        }
        for row, path in enumerate(paths)
    ]
    order = sorted(range(len(bars)), key=lambda row: (-abs(at_highs[row] - at_lows[row]), paths[row]))
    return {"base_npv": model.base_npv(), "bars": [bars[row] for row in order]}


def break_even(scenario: Scenario, model: OneAtATime) -> dict[str, dict[str, float | str | None]]:
    """For each input but the discount rate, the value at which NPV = 0 with all else at base, or why there is none."""
    paths = [path for path in model.base if path != DISCOUNT_RATE.name]
    ends = np.array([field_of(path).reach(model.base[path]) for path in paths])
    low, high = ends[:, 0], ends[:, 1]
    at_low, at_high = model.npvs(paths, low), model.npvs(paths, high)
    crossing = at_low * at_high < 0
    roots = np.full(len(paths), np.nan)
    rows = np.flatnonzero(crossing)
    roots[rows] = _bisect(model, [paths[row] for row in rows], low[rows], high[rows], at_low[rows] > 0)
    return {
        path: _break_even_answer(roots[row], (low[row], high[row]), (at_low[row], at_high[row]))
        for row, path in enumerate(paths)
    }


def _break_even_answer(
    root: float, ends: tuple[float, float], npvs: tuple[float, float]
) -> dict[str, float | str | None]:
    if not np.isnan(root):
        return {"value": float(root), "reason": "ok"}
    for end, npv in zip(ends, npvs, strict=True):
        if npv == 0:
            return {"value": float(end), "reason": "at_bound"}
    if abs(npvs[0] - npvs[1]) < NO_EFFECT:
        return {"value": None, "reason": "no_effect"}
    return {"value": None, "reason": "always_positive" if npvs[0] > 0 else "always_negative"}


def _bisect(
    model: OneAtATime, paths: Sequence[str], low: Draws, high: Draws, positive_at_low: NDArray[np.bool]
) -> Draws:
    """The crossings, all of them halved at once until no float lies between the ends."""
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        if not paths or ((middle == low) | (middle == high)).all():
            break
        keeps_low = (model.npvs(paths, middle) > 0) == positive_at_low
        low, high = np.where(keeps_low, middle, low), np.where(keeps_low, high, middle)
    return (low + high) / 2


def value_of_alignment(scenario: Scenario, measured: CashFlow, base: Mapping[str, float]) -> dict[str, float] | None:
    """What reaching the target violation rates is worth at base, and the violations and hours it saves."""
    if scenario.alignment_target is None:
        return None
    rates = {f"use_cases.{name}.violation_rate": rate for name, rate in scenario.alignment_target.items()}
    target = cash_flow(scenario, {**base, **rates})
    return {
        "npv_measured": measured.npv,
        "npv_target": target.npv,
        "value": target.npv - measured.npv,
        "violations_avoided": float((measured.monthly("violations") - target.monthly("violations")).sum()),
        "rework_hours_avoided": float((measured.monthly("rework_hours") - target.monthly("rework_hours")).sum()),
    }
