"""The model for many values of its inputs at once: the same formulas as `cashflow`, summed over the months first.

Every input is an array: of shape () where it is the same for all, of shape (n,) where it differs. Only the adoption
curve and the discount depend on the month; all else is a factor in front of them. Months are the first axis, so that
what is added up over them is added whole rows at a time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from calculator.cashflow import LN9, fixed_cost_month, inputs_under, one_off_cost
from calculator.distributions import Draws
from calculator.scenario import Scenario, UseCase

Inputs = Mapping[str, Draws]

PRICE = "programme.price_per_million_tokens"


@dataclass(frozen=True)
class PerTask:
    """A use case without its months: the volume at the plateau, and what each assisted task brings."""

    volume: Draws  # assisted tasks per month at the plateau
    hours: Draws
    labour: Draws
    violations_cost: Draws
    tokens_cost: Draws

    @property
    def value(self) -> Draws:
        """Money per month at the plateau."""
        return self.volume * (self.labour - self.violations_cost - self.tokens_cost)


def per_task(given: Inputs, price: Draws) -> PerTask:
    """The factors of one use case that are the same in every month.

    `given` holds its inputs by what follows its path; the price is that of a million tokens.
    """
    rate, escape = given["violation_rate"], given["escape_share"]
    volume = given["tasks_per_month"] * given["applicable_share"] * given["adoption.plateau"]
    rework = rate * (1 - escape) * given["rework_minutes"]
    hours = (given["time_saved_share"] * given["minutes_per_task"] - given["verify_minutes"] - rework) / 60
    realised = np.where(volume * hours >= 0, given["realisation"], 1.0)
    return PerTask(
        volume=volume,
        hours=hours,
        labour=given["hourly_cost"] * realised * hours,
        violations_cost=(rate * escape - given["baseline_violation_rate"]) * given["cost_per_violation"],
        tokens_cost=given["tokens_per_task"] * price / 1e6,
    )


def adoption_shape(use_case: UseCase, given: Inputs, months: int) -> Draws:
    """A(t) divided by its plateau, shape (months,) or (months, n)."""
    since_start = np.arange(1.0, months + 1) - use_case.start_month
    if use_case.adoption == "immediate":
        return np.where(since_start < 0, 0.0, 1.0)
    half, ramp = given["adoption.month_half"], given["adoption.ramp_months"]
    return logistic_shape(since_start[:, None] if half.ndim or ramp.ndim else since_start, half, ramp)


def logistic_shape(since_start: Draws, half: Draws, ramp: Draws) -> Draws:
    """The logistic curve by the months since the start, read in the middle of each; 0 before the start."""
    curve: Draws = (half - (since_start + 0.5)) * (LN9 / ramp)
    with np.errstate(over="ignore"):  # e^x may be infinite, and the curve is 0 there
        np.exp(curve, out=curve)
    curve += 1
    np.reciprocal(curve, out=curve)  # in one place: fresh memory for each step would take twice the time
    curve *= since_start >= 0
    return curve


def discount(values: Inputs, months: int) -> Draws:
    """1/(1+i)^t for t = 1…months, shape (months,) or (months, n)."""
    growth = 1 + values["discount_rate_annual"]
    exponents = -np.arange(1, months + 1) / 12
    return np.power(growth, exponents[:, None] if growth.ndim else exponents)


def over_months(monthly: Draws, weights: Draws) -> Draws:
    """Σ over the months of the product; each may have a column for every draw or be the same for all.

    By einsum and not by @, whose threads would cost more than they bring at this size.
    """
    found: Draws = np.einsum("t...,t...->...", monthly, weights)
    return found


def use_case_present_value(use_case: UseCase, values: Inputs, discounted: Draws) -> Draws:
    """Σ (B − V − T)/(1+i)^t of one use case."""
    given = inputs_under(use_case.path, values)
    shape = adoption_shape(use_case, given, len(discounted))
    return per_task(given, values[PRICE]).value * over_months(shape, discounted)


def programme_present_value(given: Inputs, discounted: Draws) -> Draws:
    """−C0 − Σ F/(1+i)^t, out of the programme's inputs by name."""
    annuity: Draws = discounted.sum(0)
    return -one_off_cost(given) - fixed_cost_month(given) * annuity


def net_present_value(scenario: Scenario, values: Inputs) -> Draws:
    """NPV for every row of the values, without the months in between."""
    discounted = discount(values, scenario.horizon_months)
    worth = programme_present_value(inputs_under("programme", values), discounted)
    for use_case in scenario.use_cases:
        worth = worth + use_case_present_value(use_case, values, discounted)
    return worth


@dataclass(frozen=True)
class Flows:
    """The cash flow of every row of the values, and what it is made of.

    `monthly` holds CF(t) for t = 0…H, shape (H+1, n); `use_cases` the factors and the adoption shape of each use case.
    """

    monthly: Draws
    one_off: Draws
    fixed: Draws
    discount: Draws
    use_cases: Mapping[str, tuple[PerTask, Draws]]

    @property
    def npv(self) -> Draws:
        return over_months(self.monthly[1:], self.discount) - self.one_off


def cash_flows(scenario: Scenario, values: Inputs, rows: int) -> Flows:
    """The cash flow month by month for each of the `rows` values of the inputs."""
    programme, months = inputs_under("programme", values), scenario.horizon_months
    one_off, fixed = np.zeros(rows) + one_off_cost(programme), np.zeros(rows) + fixed_cost_month(programme)
    monthly = np.empty((months + 1, rows))
    monthly[0], monthly[1:] = 0.0 - one_off, -fixed
    use_cases = {}
    for use_case in scenario.use_cases:
        given = inputs_under(use_case.path, values)
        tasks, shape = per_task(given, values[PRICE]), adoption_shape(use_case, given, months)
        monthly[1:] += tasks.value * (shape if shape.ndim == 2 else shape[:, None])
        use_cases[use_case.id] = tasks, shape
    return Flows(monthly, one_off, fixed, discount(values, months), use_cases)
