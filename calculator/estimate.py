"""The whole answer to a scenario, in the keys of the scenario format."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from calculator.cashflow import CashFlow, cash_flow
from calculator.faults import Fault, ScenarioRefused
from calculator.moves import OneAtATime
from calculator.returns import payback, payback_month, rate_of_return
from calculator.scenario import Scenario, read_scenario
from calculator.sensitivity import break_even, tornado, value_of_alignment
from calculator.simulation import Outcomes, monte_carlo, simulate

MODEL_VERSION = "1"


def estimate(data: object) -> dict[str, object]:
    """Reads the scenario and computes it: base_inputs, base, tornado, value_of_alignment, break_even, monte_carlo.

    value_of_alignment is there only with a target, monte_carlo only where something is uncertain.
    Raises ScenarioRefused.
    """
    scenario = read_scenario(data)
    return answer(scenario, simulate(scenario) if scenario.uncertain else None)


def answer(scenario: Scenario, outcomes: Outcomes | None) -> dict[str, object]:
    """The answer for a scenario whose draws have been made."""
    with np.errstate(all="ignore"):
        base = scenario.base()
        flow = cash_flow(scenario, base)
        model = OneAtATime(scenario)
        found: dict[str, object] = {
            "base_inputs": base,
            "base": summary(flow),
            "tornado": tornado(scenario, model),
            "break_even": break_even(scenario, model),
        }
        alignment = value_of_alignment(scenario, flow, base)
        if alignment is not None:
            found["value_of_alignment"] = alignment
        if outcomes is not None:
            found["monte_carlo"] = monte_carlo(scenario, outcomes)
    _refuse_the_infinite(found)
    return found


def summary(flow: CashFlow) -> dict[str, object]:
    """The deterministic result: hours, money, payback and rate of return, in total and per use case."""
    hours, flows = flow.monthly("net_hours"), flow.flows
    programme = flow.programme_monthly
    gross, violations = flow.monthly("labour_value"), flow.monthly("violation_cost")
    pv_programme = float(flow.one_off_cost + programme @ flow.discount)
    paid, rate = payback(flows), rate_of_return(flows)
    return {
        "one_off_cost": flow.one_off_cost,
        "fixed_cost_month": flow.fixed_cost_month,
        "assisted_tasks": float(flow.monthly("assisted").sum()),
        "gross_hours_saved": float(flow.monthly("gross_hours").sum()),
        "verify_hours": float(flow.monthly("verify_hours").sum()),
        "rework_hours": float(flow.monthly("rework_hours").sum()),
        "net_hours_saved": float(hours.sum()),
        "net_hours_saved_by_year": [float(hours[start : start + 12].sum()) for start in range(0, len(hours), 12)],
        "run_rate_hours_per_year": 12 * float(hours[-1]),
        "gross_benefit": float(gross.sum()),
        "expected_violations": float(flow.monthly("violations").sum()),
        "violation_cost": float(violations.sum()),
        "programme_cost": float(flow.one_off_cost + programme.sum()),
        "net_benefit": float(flows.sum()),
        "npv": flow.npv,
        "pv_gross_benefit": float(gross @ flow.discount),
        "pv_violation_cost": float(violations @ flow.discount),
        "pv_programme_cost": pv_programme,
        "roi": flow.npv / pv_programme if pv_programme else None,
        "cash_flow": flows.tolist(),
        "cumulative": np.cumsum(flows).tolist(),
        "per_use_case": {name: one.totals() for name, one in flow.use_cases.items()},
        "payback_month": paid.month,
        "payback_fractional": paid.fractional,
        "discounted_payback_month": payback_month(flow.present_values),
        "irr_monthly": rate.monthly,
        "irr_annual": rate.annual,
        "irr_status": rate.status,
    }


def _refuse_the_infinite(found: Mapping[str, object]) -> None:
    """Each input may be in range and their product still beyond what a number holds."""
    if not _finite(found):
        message = "These numbers are so large together that the result is not a finite number."
        raise ScenarioRefused([Fault("", None, "smaller amounts, or a shorter horizon", message)])


def _finite(found: object) -> bool:
    if isinstance(found, float):
        return math.isfinite(found)
    if isinstance(found, Mapping):
        return all(_finite(one) for one in found.values())
    return all(_finite(one) for one in found) if isinstance(found, list) else True
