"""Scenarios for this room's tests: one small enough to be computed by hand, one with everything uncertain."""

from copy import deepcopy
from typing import Any

# 60 assisted tasks a month, 30 min each: saved 15, checked 3, rework 0.1 × 0.5 × 20 = 1, net 11 min, 11 h a month.
BY_HAND: dict[str, Any] = {
    "name": "By hand",
    "horizon_months": 3,
    "use_cases": [
        {
            "id": "desk",
            "tasks_per_month": 100,
            "minutes_per_task": 30,
            "applicable_share": 0.8,
            "time_saved_share": 0.5,
            "verify_minutes": 3,
            "violation_rate": 0.1,
            "escape_share": 0.5,
            "rework_minutes": 20,
            "cost_per_violation": 10,
            "baseline_violation_rate": 0.01,
            "hourly_cost": 40,
            "realisation": 0.5,
            "tokens_per_task": 1000,
            "adoption": {"kind": "immediate", "plateau": 0.75},
        }
    ],
    "programme": {
        "seats": 4,
        "licence_per_seat_month": 5,
        "price_per_million_tokens": 50,
        "integration_one_off": 150,
        "training_hours_per_seat": 2,
        "training_hourly_cost": 10,
        "training_fixed": 15,
        "other_one_off": 5,
        "maintenance_month": 7,
        "governance_fte": 0.1,
        "governance_fte_annual_cost": 1200,
        "evaluation_month": 8,
        "other_month": 2,
    },
    "alignment_target": {"desk": 0.02},
}


def by_hand(**changes: Any) -> dict[str, Any]:
    """The scenario above, with top-level fields replaced."""
    return {**deepcopy(BY_HAND), **changes}


def with_use_case(**changes: Any) -> dict[str, Any]:
    """The scenario above, with fields of its use case replaced."""
    scenario = deepcopy(BY_HAND)
    scenario["use_cases"][0].update(changes)
    return scenario


def uncertain(draws: int = 400, seed: int = 11) -> dict[str, Any]:
    """Every kind of distribution in one scenario of two use cases."""
    scenario = with_use_case(
        time_saved_share={"dist": "normal", "mean": 0.3, "sd": 0.2},
        violation_rate={"dist": "beta_counts", "k": 3, "n": 60},
        escape_share={"dist": "beta", "alpha": 2, "beta": 5},
        cost_per_violation={"dist": "lognormal", "p50": 10, "p90": 60, "max": 500},
        minutes_per_task={"dist": "triangular", "min": 20, "mode": 25, "max": 45},
        realisation={"dist": "uniform", "min": 0.2, "max": 0.9},
        adoption={"plateau": {"dist": "pert", "min": 0.2, "mode": 0.5, "max": 0.9}, "month_half": 4, "ramp_months": 2},
    )
    second = deepcopy(scenario["use_cases"][0])
    second.update({"id": "mail", "start_month": 3, "adoption": {"kind": "immediate", "plateau": 0.4}})
    scenario["use_cases"].append(second)
    scenario.update(horizon_months=18, discount_rate_annual=0.07, monte_carlo={"n": draws, "seed": seed})
    return scenario
