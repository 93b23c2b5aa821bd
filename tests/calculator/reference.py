"""The method page once more, as slowly as it reads: one number at a time, no array, nothing shared with the engine.

Only the standard library computes here, but for the quantiles of beta distributions and the raw uniforms.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from itertools import accumulate
from statistics import NormalDist, fmean, stdev
from typing import Any

import numpy as np
from scipy.special import betaincinv

LN9 = math.log(9)
UNIT = NormalDist()
CASE_DEFAULTS = {
    **dict.fromkeys(
        ("tasks_per_month", "minutes_per_task", "time_saved_share", "verify_minutes", "violation_rate"), 0.0
    ),
    **dict.fromkeys(("rework_minutes", "cost_per_violation", "baseline_violation_rate", "hourly_cost"), 0.0),
    "tokens_per_task": 0.0,
    "applicable_share": 1.0,
    "escape_share": 1.0,
    "realisation": 1.0,
}
PROGRAMME = (
    *("seats", "licence_per_seat_month", "price_per_million_tokens", "integration_one_off", "maintenance_month"),
    *("training_hours_per_seat", "training_hourly_cost", "training_fixed", "governance_fte"),
    *("governance_fte_annual_cost", "evaluation_month", "other_one_off", "other_month"),
)
SHARES = {"applicable_share", "violation_rate", "escape_share", "baseline_violation_rate", "realisation", "plateau"}

Values = dict[str, float]


def inputs_of(data: dict[str, Any]) -> dict[str, Any]:
    """Every input by its path, at the format's default where it is not given."""
    found: dict[str, Any] = {"discount_rate_annual": data.get("discount_rate_annual", 0.0)}
    found |= {f"programme.{name}": data.get("programme", {}).get(name, 0.0) for name in PROGRAMME}
    for case in data.get("use_cases", []):
        path, adoption = f"use_cases.{case['id']}", case.get("adoption", {})
        found |= {f"{path}.{name}": case.get(name, default) for name, default in CASE_DEFAULTS.items()}
        curve = (
            {"plateau": 1.0}
            if adoption.get("kind") == "immediate"
            else {"plateau": 1.0, "month_half": 3.0, "ramp_months": 2.0}
        )
        found |= {f"{path}.adoption.{name}": adoption.get(name, default) for name, default in curve.items()}
    return found


def quantile(given: Any, p: float) -> float:
    """The value below which the share p of a distribution lies; a plain number is its own."""
    if not isinstance(given, dict):
        return float(given)
    kind: str = given["dist"]
    g: dict[str, float] = {name: value for name, value in given.items() if name != "dist"}
    low, high = g.get("min", 0.0), g.get("max", 1.0)
    if kind == "point":
        return float(g["value"])
    if kind == "uniform":
        return low + p * (high - low)
    if kind == "triangular":
        if p <= (g["mode"] - low) / (high - low):
            return low + math.sqrt(p * (high - low) * (g["mode"] - low))
        return high - math.sqrt((1 - p) * (high - low) * (high - g["mode"]))
    if kind == "normal":
        return g["mean"] + g["sd"] * UNIT.inv_cdf(p)
    if kind == "lognormal":
        sigma = math.log(g["p90"] / g["p50"]) / UNIT.inv_cdf(0.9)
        return min(g["p50"] * math.exp(sigma * UNIT.inv_cdf(p)), g.get("max", math.inf))
    if kind == "beta":
        return float(betaincinv(g["alpha"], g["beta"], p))
    if kind == "beta_counts":
        return float(betaincinv(g["k"] + 0.5, g["n"] - g["k"] + 0.5, p))
    weight, width = g.get("lambda", 4.0), high - low
    shape = 1 + weight * (g["mode"] - low) / width, 1 + weight * (high - g["mode"]) / width
    return low + width * float(betaincinv(*shape, p))


def uncertain_paths(data: dict[str, Any]) -> list[str]:
    def certain(given: Any) -> bool:
        return not isinstance(given, dict) or quantile(given, 0.1) == quantile(given, 0.9) == quantile(given, 0.99)

    return sorted(path for path, given in inputs_of(data).items() if not certain(given))


def median_values(data: dict[str, Any]) -> Values:
    return {path: quantile(given, 0.5) for path, given in inputs_of(data).items()}


def draws(data: dict[str, Any]) -> Iterator[Values]:
    """Every draw of the simulation: uniforms row by row, the copula, then the inverse distributions."""
    inputs, paths, settings = inputs_of(data), uncertain_paths(data), data.get("monte_carlo", {})
    table = np.random.default_rng(settings.get("seed", 20260101)).random((settings.get("n", 20_000), len(paths)))
    factor, base = cholesky(paths, data.get("correlations", [])), median_values(data)
    for row in table.tolist():
        z = [UNIT.inv_cdf(min(max(u, 1e-12), 1 - 1e-12)) for u in row]
        mixed = [sum(weight * score for weight, score in zip(line, z, strict=True)) for line in factor]
        drawn = {path: quantile(inputs[path], UNIT.cdf(score)) for path, score in zip(paths, mixed, strict=True)}
        yield base | drawn


def cholesky(paths: list[str], pairs: list[dict[str, Any]]) -> list[list[float]]:
    """The lower factor, by the schoolbook."""
    size = len(paths)
    matrix = [[float(i == j) for j in range(size)] for i in range(size)]
    for pair in pairs:
        if pair["a"] in paths and pair["b"] in paths:
            i, j = paths.index(pair["a"]), paths.index(pair["b"])
            matrix[i][j] = matrix[j][i] = pair["rho"]
    lower = [[0.0] * size for _ in range(size)]
    for i in range(size):
        for j in range(i + 1):
            rest = matrix[i][j] - sum(lower[i][k] * lower[j][k] for k in range(j))
            lower[i][j] = math.sqrt(rest) if i == j else rest / lower[j][j]
    return lower


def adoption(case: dict[str, Any], values: Values, month: int) -> float:
    """A(t) in the middle of the month."""
    path, since = f"use_cases.{case['id']}.adoption", month - case.get("start_month", 1)
    if since < 0:
        return 0.0
    if case.get("adoption", {}).get("kind") == "immediate":
        return values[f"{path}.plateau"]
    steep = LN9 / values[f"{path}.ramp_months"] * (since + 0.5 - values[f"{path}.month_half"])
    return values[f"{path}.plateau"] / (1 + math.exp(min(-steep, 700)))


def month_of(data: dict[str, Any], values: Values, month: int) -> dict[str, float]:
    """Hours, tasks and money of one month, all use cases together."""
    names = (
        "assisted",
        "gross_hours",
        "verify_hours",
        "rework_hours",
        "net_hours",
        "labour",
        "violations",
        "cost",
        "tokens",
    )
    found = dict.fromkeys(names, 0.0)
    for case in data.get("use_cases", []):
        v = {name: values[f"use_cases.{case['id']}.{name}"] for name in CASE_DEFAULTS}
        n = v["tasks_per_month"] * v["applicable_share"] * adoption(case, values, month)
        gross = n * v["time_saved_share"] * v["minutes_per_task"] / 60
        verify = n * v["verify_minutes"] / 60
        rework = n * v["violation_rate"] * (1 - v["escape_share"]) * v["rework_minutes"] / 60
        net = gross - verify - rework
        violations = n * (v["violation_rate"] * v["escape_share"] - v["baseline_violation_rate"])
        labour = v["hourly_cost"] * (v["realisation"] * net if net >= 0 else net)
        tokens = n * v["tokens_per_task"] * values["programme.price_per_million_tokens"] / 1e6
        amounts = n, gross, verify, rework, net, labour, violations, violations * v["cost_per_violation"], tokens
        for name, amount in zip(names, amounts, strict=True):
            found[name] += amount
    return found


def fixed_month(values: Values) -> float:
    p = {name: values[f"programme.{name}"] for name in PROGRAMME}
    governance = p["governance_fte"] * p["governance_fte_annual_cost"] / 12
    return (
        p["seats"] * p["licence_per_seat_month"]
        + p["maintenance_month"]
        + governance
        + p["evaluation_month"]
        + p["other_month"]
    )


def paid_once(values: Values) -> float:
    p = {name: values[f"programme.{name}"] for name in PROGRAMME}
    training = p["training_hours_per_seat"] * p["seats"] * p["training_hourly_cost"]
    return p["integration_one_off"] + training + p["training_fixed"] + p["other_one_off"]


def result(data: dict[str, Any], values: Values) -> dict[str, Any]:
    """The deterministic result, in the names of the format."""
    horizon, once, fixed = data["horizon_months"], paid_once(values), fixed_month(values)
    months = [month_of(data, values, month) for month in range(1, horizon + 1)]
    growth = (1 + values["discount_rate_annual"]) ** (1 / 12)
    flows = [-once, *(one["labour"] - one["cost"] - one["tokens"] - fixed for one in months)]
    total = {name: math.fsum(one[name] for one in months) for name in (months[0] if months else {})}

    def worth(amounts: list[float]) -> float:
        return math.fsum(amount / growth**t for t, amount in enumerate(amounts, start=1))

    npv = worth(flows[1:]) - once
    programme_pv = once + worth([fixed + one["tokens"] for one in months])
    hours = [one["net_hours"] for one in months]
    month, fractional = payback(flows)
    return {
        "one_off_cost": once,
        "fixed_cost_month": fixed,
        "assisted_tasks": total["assisted"],
        "gross_hours_saved": total["gross_hours"],
        "verify_hours": total["verify_hours"],
        "rework_hours": total["rework_hours"],
        "net_hours_saved": total["net_hours"],
        "net_hours_saved_by_year": [math.fsum(hours[y : y + 12]) for y in range(0, horizon, 12)],
        "run_rate_hours_per_year": 12 * hours[-1],
        "hours_year1": math.fsum(hours[:12]),
        "gross_benefit": total["labour"],
        "expected_violations": total["violations"],
        "violation_cost": total["cost"],
        "programme_cost": once + horizon * fixed + total["tokens"],
        "net_benefit": math.fsum(flows),
        "npv": npv,
        "pv_gross_benefit": worth([one["labour"] for one in months]),
        "pv_violation_cost": worth([one["cost"] for one in months]),
        "pv_programme_cost": programme_pv,
        "roi": npv / programme_pv if programme_pv else None,
        "cash_flow": flows,
        "payback_month": month,
        "payback_fractional": fractional,
        "discounted_payback_month": payback([flow / growth**t for t, flow in enumerate(flows)])[0],
    }


def payback(flows: list[float]) -> tuple[int | None, float | None]:
    """The first month from which the sum stays at or above zero to the end, and where in that month."""
    zero, sums = 1e-9 * max(1.0, *(abs(flow) for flow in flows)), list(accumulate(flows))
    for month in range(len(flows)):
        if all(total >= -zero for total in sums[month:]):
            return month, 0.0 if month == 0 else month - 1 - sums[month - 1] / flows[month]
    return None, None


def root(npv: Callable[[float], float], low: float, high: float) -> tuple[float | None, str]:
    """Break-even by bisection between the ends of the range."""
    at_low, at_high = npv(low), npv(high)
    if at_low * at_high < 0:
        for _ in range(90):
            middle = (low + high) / 2
            low, high = (middle, high) if (npv(middle) > 0) == (at_low > 0) else (low, middle)
        return (low + high) / 2, "ok"
    for end, value in ((low, at_low), (high, at_high)):
        if value == 0:
            return end, "at_bound"
    if abs(at_low - at_high) < 1e-9:
        return None, "no_effect"
    return None, "always_positive" if at_low > 0 else "always_negative"


def domain(path: str, base: float) -> tuple[float, float]:
    """The range in which the break-even value of an input is looked for."""
    name = path.rpartition(".")[2]
    if name in SHARES:
        return 0.0, 1.0
    if name == "time_saved_share":
        return -3.0, 1.0
    return 1e-6 if name == "ramp_months" else 0.0, 1e6 * max(1.0, abs(base))


def spread(values: list[float]) -> dict[str, float]:
    return {"mean": fmean(values), "sd": stdev(values), **percentiles(values)}


def percentiles(values: list[float]) -> dict[str, float]:
    """Linear between the two nearest draws."""
    ordered, found = sorted(values), {}
    for level in (5, 50, 95):
        place = level / 100 * (len(ordered) - 1)
        below = int(place)
        above = min(below + 1, len(ordered) - 1)
        found[f"p{level}"] = ordered[below] + (place - below) * (ordered[above] - ordered[below])
    return found
