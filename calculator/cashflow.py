"""The deterministic model: one scenario with one number for every input, month by month."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from calculator.scenario import Scenario, UseCase

Months = NDArray[np.float64]  # one number per month, the first for month 1
Values = Mapping[str, float]  # every input by its path

Amount = TypeVar("Amount", float, Months)  # one number, or one per draw

LN9 = math.log(9.0)


@dataclass(frozen=True)
class UseCaseFlow:
    """What one use case brings in each month: tasks, hours, money, violations that escape above the baseline."""

    assisted: Months
    gross_hours: Months
    verify_hours: Months
    rework_hours: Months
    net_hours: Months
    labour_value: Months
    violations: Months
    violation_cost: Months
    tokens_cost: Months

    def totals(self) -> dict[str, float]:
        """Each of them summed over the horizon."""
        return {field.name: float(getattr(self, field.name).sum()) for field in fields(self)}


@dataclass(frozen=True)
class CashFlow:
    """A scenario's money and hours. Amounts per month; `discount` holds 1/(1+i)^t for t = 1…H."""

    one_off_cost: float
    fixed_cost_month: float
    use_cases: Mapping[str, UseCaseFlow]
    discount: Months

    def monthly(self, name: str) -> Months:
        """One of the use cases' figures, summed over the use cases."""
        found: Months = sum((getattr(flow, name) for flow in self.use_cases.values()), np.zeros(len(self.discount)))
        return found

    @property
    def programme_monthly(self) -> Months:
        """What the programme costs each month, tokens included."""
        return self.monthly("tokens_cost") + self.fixed_cost_month

    @property
    def flows(self) -> Months:
        """CF(t) for t = 0…H; the one-off cost falls at t = 0."""
        after = self.monthly("labour_value") - self.monthly("violation_cost") - self.programme_monthly
        return np.concatenate(([0.0 - self.one_off_cost], after))

    @property
    def present_values(self) -> Months:
        """CF(t) discounted, for t = 0…H."""
        return self.flows * np.concatenate(([1.0], self.discount))

    @property
    def npv(self) -> float:
        return float(self.present_values.sum())


def cash_flow(scenario: Scenario, values: Values) -> CashFlow:
    """The flows of a scenario in which every input has the value given for its path.

    `values` must hold every path of the scenario's inputs.
    """
    programme, months = inputs_under("programme", values), scenario.horizon_months
    price = programme["price_per_million_tokens"] / 1e6
    return CashFlow(
        one_off_cost=one_off_cost(programme),
        fixed_cost_month=fixed_cost_month(programme),
        use_cases={one.id: use_case_flow(one, values, price, months) for one in scenario.use_cases},
        discount=(1 + values["discount_rate_annual"]) ** (-np.arange(1, months + 1) / 12),
    )


def use_case_flow(use_case: UseCase, values: Values, price_per_token: float, months: int) -> UseCaseFlow:
    """n(t), h(t), B(t), V(t) and T(t) of one use case."""
    given = inputs_under(use_case.path, values)
    rate, caught = given["violation_rate"], 1 - given["escape_share"]
    curve = adoption_curve(use_case, values, months)
    assisted = given["tasks_per_month"] * given["applicable_share"] * curve
    gross = assisted * given["time_saved_share"] * given["minutes_per_task"] / 60
    verify = assisted * given["verify_minutes"] / 60
    rework = assisted * rate * caught * given["rework_minutes"] / 60
    net = gross - verify - rework
    violations = assisted * (rate * given["escape_share"] - given["baseline_violation_rate"])
    return UseCaseFlow(
        assisted=assisted,
        gross_hours=gross,
        verify_hours=verify,
        rework_hours=rework,
        net_hours=net,
        labour_value=given["hourly_cost"] * np.where(net >= 0, given["realisation"] * net, net),
        violations=violations,
        violation_cost=violations * given["cost_per_violation"],
        tokens_cost=assisted * given["tokens_per_task"] * price_per_token,
    )


def adoption_curve(use_case: UseCase, values: Values, months: int) -> Months:
    """A(t) at the middle of each month: nothing before the start, then a logistic curve or the plateau at once."""
    given = inputs_under(f"{use_case.path}.adoption", values)
    since_start = np.arange(1.0, months + 1) - use_case.start_month
    if use_case.adoption == "immediate":
        curve = np.ones(months)
    else:
        curve = logistic(LN9 / given["ramp_months"] * (since_start + 0.5 - given["month_half"]))
    return np.where(since_start < 0, 0.0, given["plateau"] * curve)


def logistic(x: Months) -> Months:
    """1 / (1 + e^−x), without overflow at either end."""
    small = np.exp(-np.abs(x))
    return np.where(x >= 0, 1 / (1 + small), small / (1 + small))


def one_off_cost(given: Mapping[str, Amount]) -> Amount:
    """C0: integration, training and what else is paid once, out of the programme's inputs by name."""
    training = given["training_hours_per_seat"] * given["seats"] * given["training_hourly_cost"]
    return given["integration_one_off"] + training + given["training_fixed"] + given["other_one_off"]


def fixed_cost_month(given: Mapping[str, Amount]) -> Amount:
    """F: licences of all seats, maintenance, governance, evaluation and what else is paid every month."""
    return (
        given["seats"] * given["licence_per_seat_month"]
        + given["maintenance_month"]
        + given["governance_fte"] * given["governance_fte_annual_cost"] / 12
        + given["evaluation_month"]
        + given["other_month"]
    )


def inputs_under(place: str, values: Mapping[str, Amount]) -> dict[str, Amount]:
    """The inputs below a path, by what follows it."""
    prefix = f"{place}."
    return {path.removeprefix(prefix): value for path, value in values.items() if path.startswith(prefix)}
