"""Which input decides: tornado, break-even of every input, and the value of alignment at base."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from calculator.cashflow import CashFlow, cash_flow
from calculator.distributions import Draws
from calculator.fields import DISCOUNT_RATE, field_of
from calculator.moves import OneAtATime
from calculator.scenario import Scenario

NO_EFFECT = 1e-9
HALVINGS = 3
PARTS = 2**HALVINGS
ROUNDS = 75


def tornado(scenario: Scenario, model: OneAtATime) -> dict[str, object]:
    """Each uncertain input at its P10 and P90, the widest swing first."""
    paths = list(scenario.uncertain)
    lows = np.array([given.quantile(0.1) for given in scenario.uncertain.values()])
    highs = np.array([given.quantile(0.9) for given in scenario.uncertain.values()])
    npvs = model.moving(paths)
    at_lows, at_highs = npvs(lows), npvs(highs)
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
    npvs = model.moving(paths)
    at_low, at_high = npvs(low), npvs(high)
    roots = np.full(len(paths), np.nan)
    rows = np.flatnonzero(at_low * at_high < 0)
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
    """The crossings, all of them halved at once until no float lies between the ends.

    Each evaluation looks at every point that the next HALVINGS halvings could come to, which takes hardly longer than
    looking at one.
    """
    npvs, rows, parts = model.moving([*paths] * (PARTS - 1)), np.arange(len(paths)), np.arange(1, PARTS)[:, None]
    for _ in range(ROUNDS if paths else 0):
        points = np.vstack([low, low + (high - low) * (parts / PARTS), high])
        if ((points[PARTS // 2] == low) | (points[PARTS // 2] == high)).all():
            break
        like_low = (npvs(points[1:-1].ravel()) > 0).reshape(PARTS - 1, -1) == positive_at_low
        at, width = np.zeros(len(paths), dtype=np.intp), PARTS
        while (width := width // 2) > 0:
            at += np.where(like_low[at + width - 1, rows], width, 0)
        low, high = points[at, rows], points[at + 1, rows]
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
