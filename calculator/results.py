"""What a saved scenario keeps of its computation: the answer, the fan, and the few numbers that lists show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from calculator.estimate import MODEL_VERSION, answer
from calculator.fields import MONEY, PROGRAMME_FIELDS
from calculator.picture_numbers import picture_numbers
from calculator.scenario import read_scenario, warnings_about
from calculator.simulation import fan_months, percentiles, simulate

MOST_WORK = 40_000_000  # about a third of a second within a request; a file on the command line may be ten times larger


def compute(inputs: object) -> dict[str, Any]:
    """Everything that the pages of a scenario show, as JSON.

    Raises ScenarioRefused.
    """
    scenario = read_scenario(inputs, most_work=MOST_WORK)
    outcomes = simulate(scenario, fan=True) if scenario.uncertain else None
    found: dict[str, Any] = {
        "model_version": MODEL_VERSION,
        "answer": answer(scenario, outcomes),
        "warnings": warnings_about(scenario),
        "fan": None,
        "gross_year1": None,
        "pictures": picture_numbers(scenario, outcomes),
    }
    if outcomes is not None:
        found["fan"] = {"months": fan_months(scenario.horizon_months), "levels": outcomes.fan()}
        found["gross_year1"] = percentiles(outcomes.gross_year1)
    return found


def costs_given(inputs: Mapping[str, Any]) -> bool:
    """Whether a scenario says anything about what its programme costs, if only that it costs nothing.

    Before that no result is set against a cost: none is assumed in silence.
    """
    programme = inputs.get("programme", {})
    return any(field.name in programme for field in PROGRAMME_FIELDS if field.unit.startswith(MONEY))


def headline(results: dict[str, Any], *, priced: bool) -> dict[str, Any]:
    """The numbers of a list: NPV and chance of loss where the programme's costs are known, else the first year's value.

    `range` is P5, P50, P95, or None where nothing is uncertain and `base` is all there is.
    """
    base, simulated = results["answer"]["base"], results["answer"].get("monte_carlo")
    if not priced:
        return {"priced": False, "range": results["gross_year1"], "base": base["gross_benefit"], "loss": None}
    return {
        "priced": True,
        "range": {name: simulated["npv"][name] for name in ("p5", "p50", "p95")} if simulated else None,
        "base": base["npv"],
        "loss": simulated["probability_of_loss"] if simulated else None,
    }
