"""Pricing a use case with a measurement of real conversations, and giving that up again."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from calculator.errors import MeasurementRefused
from calculator.measured import link_of, measurement_to_price_with
from calculator.models import MeasurementLink, SavedScenario
from calculator.services.scenarios import change_scenario
from workspaces.models import User

LONGEST_NOTE = 300
QUICK_PRICES_NOTHING = "A quick estimate prices no violations. Save it in the full form first, with what one costs."


def link_measurement(scenario: SavedScenario, *, use_case: str, run: int, actor: User, version: int) -> SavedScenario:
    """The next version of the scenario, in which the measurement of this run is the violation rate of the use case.

    The version keeps what it used: k, n, date, release, grader and the correction for the grader's error.

    Raises:
        MeasurementRefused: the run is no sample of real conversations, or says nothing; or the use case is not there.
        StaleScenario: the scenario is not at `version` any more.
        ScenarioRefused: the model refuses the numbers.
    """
    measurement = measurement_to_price_with(scenario.project, run)
    link = link_of(measurement, use_case)
    link.linked_by = actor
    inputs = _with_rate(scenario, use_case, link.given)
    note = f"Violation rate of “{use_case}” measured: {link.violations} of {link.counted}, {link.release}, {link.name}"
    return change_scenario(
        scenario, inputs=inputs, actor=actor, version=version, note=note[:LONGEST_NOTE], relinked={use_case: link}
    )


def unlink_measurement(scenario: SavedScenario, *, use_case: str, actor: User, version: int) -> SavedScenario:
    """The next version, in which the rate stays what it is and is nobody's measurement any more.

    Raises:
        MeasurementRefused: the use case is not linked.
        StaleScenario: the scenario is not at `version` any more.
    """
    if not MeasurementLink.objects.filter(version=scenario.current, use_case=use_case).exists():
        raise MeasurementRefused(f"The violation rate of “{use_case}” is not taken from a measurement.")
    note = f"Violation rate of “{use_case}” no longer linked to a measurement"
    inputs = deepcopy(scenario.current.inputs)
    return change_scenario(scenario, inputs=inputs, actor=actor, version=version, note=note, relinked={use_case: None})


def _with_rate(scenario: SavedScenario, use_case: str, given: dict[str, Any]) -> dict[str, Any]:
    if scenario.quick is not None:
        raise MeasurementRefused(QUICK_PRICES_NOTHING)
    inputs: dict[str, Any] = deepcopy(scenario.current.inputs)
    found = next((one for one in inputs.get("use_cases", []) if one["id"] == use_case), None)
    if found is None:
        raise MeasurementRefused("This scenario has no such use case.")
    found["violation_rate"] = given
    return inputs
