"""The model for many values of its inputs at once: the same formulas as `cashflow`, summed over the months first.

Every input is an array: of shape () where it is the same for all, of shape (n,) where it differs. Only the adoption
curve and the discount depend on the month; all else is a factor in front of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from calculator.cashflow import LN9, fixed_cost_month, inputs_under, one_off_cost
from calculator.distributions import Draws
from calculator.scenario import Scenario, UseCase

Inputs = Mapping[str, Draws]


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


def per_task(use_case: UseCase, values: Inputs) -> PerTask:
    """The factors of one use case that are the same in every month."""
    given = inputs_under(use_case.path, values)
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
        tokens_cost=given["tokens_per_task"] * values["programme.price_per_million_tokens"] / 1e6,
    )


def adoption_shape(use_case: UseCase, values: Inputs, months: int) -> Draws:
    """A(t) divided by its plateau, shape (months,) or (n, months)."""
    from scipy.special import expit  # slow to import: only where it is used

    since_start = np.arange(1, months + 1) - use_case.start_month
    if use_case.adoption == "immediate":
        return np.where(since_start < 0, 0.0, 1.0)
    given = inputs_under(f"{use_case.path}.adoption", values)
    half, ramp = given["month_half"][..., None], given["ramp_months"][..., None]
    return np.where(since_start < 0, 0.0, np.asarray(expit(LN9 / ramp * (since_start + 0.5 - half))))


def discount(values: Inputs, months: int) -> Draws:
    """1/(1+i)^t for t = 1…months, shape (months,) or (n, months)."""
    growth = 1 + values["discount_rate_annual"][..., None]
    return np.power(growth, -np.arange(1, months + 1) / 12)


def use_case_present_value(use_case: UseCase, values: Inputs, discounted: Draws) -> Draws:
    """Σ (B − V − T)/(1+i)^t of one use case."""
    shape = adoption_shape(use_case, values, discounted.shape[-1])
    months_pv: Draws = (shape * discounted).sum(-1)
    return per_task(use_case, values).value * months_pv


def programme_present_value(values: Inputs, discounted: Draws) -> Draws:
    """−C0 − Σ F/(1+i)^t."""
    annuity: Draws = discounted.sum(-1)
    return -one_off_cost(values) - fixed_cost_month(values) * annuity


def net_present_value(scenario: Scenario, values: Inputs) -> Draws:
    """NPV for every row of the values."""
    discounted = discount(values, scenario.horizon_months)
    worth = programme_present_value(values, discounted)
    for use_case in scenario.use_cases:
        worth = worth + use_case_present_value(use_case, values, discounted)
    return worth
