"""Pricing a use case with a measurement of real conversations, and giving that up again."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from django.db import transaction

from calculator.errors import MeasurementRefused
from calculator.measured import problem_of
from calculator.models import MeasurementLink, SavedScenario
from calculator.rates import as_input, violation_rate
from calculator.services.scenarios import change_scenario
from evaluations.models import Run
from evaluations.selectors import traffic_measurements
from evaluations.traffic import TrafficMeasurement, why_not
from workspaces import audit
from workspaces.models import Project, User

LONGEST_NOTE = 300


def link_measurement(scenario: SavedScenario, *, use_case: str, run: int, actor: User, version: int) -> SavedScenario:
    """The next version of the scenario, in which the measurement of this run is the violation rate of the use case.

    The version keeps what it used: k, n, date, release, grader and the correction for the grader's error.

    Raises:
        MeasurementRefused: the run is no sample of real conversations, or says nothing; or the use case is not there.
        StaleScenario: the scenario is not at `version` any more.
        ScenarioRefused: the model refuses the numbers.
    """
    measurement = measurement_to_price_with(scenario.project, run)
    link = _frozen(measurement, use_case, actor)
    inputs = _with_rate(scenario, use_case, link.given)
    note = f"Violation rate of “{use_case}” measured: {link.violations} of {link.counted}, {link.release}, {link.name}"
    facts = {"use_case": use_case, "run": run, "violations": link.violations, "counted": link.counted}
    return _change(scenario, inputs, actor, version, note, {use_case: link}, "measurement.linked", facts)


def unlink_measurement(scenario: SavedScenario, *, use_case: str, actor: User, version: int) -> SavedScenario:
    """The next version, in which the rate stays what it is and is nobody's measurement any more.

    Raises:
        MeasurementRefused: the use case is not linked.
        StaleScenario: the scenario is not at `version` any more.
    """
    if not MeasurementLink.objects.filter(version=scenario.current, use_case=use_case).exists():
        raise MeasurementRefused(f"The violation rate of “{use_case}” is not taken from a measurement.")
    note = f"Violation rate of “{use_case}” no longer linked to a measurement"
    facts = {"use_case": use_case}
    inputs = deepcopy(scenario.current.inputs)
    return _change(scenario, inputs, actor, version, note, {use_case: None}, "measurement.unlinked", facts)


def measurement_to_price_with(project: Project, run: int) -> TrafficMeasurement:
    """The measurement of this run, if it may price a business case; raises MeasurementRefused with the reason."""
    found = next((one for one in traffic_measurements(project) if one.run.pk == run), None)
    if found is None:
        other = Run.objects.filter(project=project, pk=run).select_related("pilot").first()
        raise MeasurementRefused(f"“{other.name}”: {why_not(other)}" if other else "This project has no such run.")
    problem = problem_of(found)
    if problem:
        raise MeasurementRefused(f"“{found.run.name}”: {problem}")
    return found


def _with_rate(scenario: SavedScenario, use_case: str, given: dict[str, Any]) -> dict[str, Any]:
    if scenario.quick is not None:
        raise MeasurementRefused("A quick estimate prices no violations. Edit it as text first, and give them a cost.")
    inputs: dict[str, Any] = deepcopy(scenario.current.inputs)
    found = next((one for one in inputs.get("use_cases", []) if one["id"] == use_case), None)
    if found is None:
        raise MeasurementRefused("This scenario has no such use case.")
    found["violation_rate"] = given
    return inputs


def _change(
    scenario: SavedScenario,
    inputs: dict[str, Any],
    actor: User,
    version: int,
    note: str,
    relinked: dict[str, MeasurementLink | None],
    action: str,
    facts: dict[str, Any],
) -> SavedScenario:
    with transaction.atomic():
        changed = change_scenario(
            scenario, inputs=inputs, actor=actor, version=version, note=note[:LONGEST_NOTE], relinked=relinked
        )
        audit.record(changed.project.organisation, actor, action, changed, version=changed.version, **facts)
    return changed


def _frozen(measurement: TrafficMeasurement, use_case: str, actor: User) -> MeasurementLink:
    run, compliance, calibration = measurement.run, measurement.compliance, measurement.calibration
    link = MeasurementLink(
        use_case=use_case,
        run=run,
        name=run.name,
        release=run.release,
        measured_on=measurement.finished_on,
        grader=measurement.grader,
        simulated=measurement.simulated,
        violations=measurement.violations,
        counted=measurement.counted,
        given=as_input(measurement.violations, measurement.counted, compliance),
        linked_by=actor,
    )
    if calibration is not None and compliance is not None:
        found = violation_rate(compliance)
        link.rate, link.low, link.high = found.rate, found.low, found.high
        link.bad_shown, link.bad_recognised = calibration.bad, calibration.bad_recognised
        link.good_shown, link.good_recognised = calibration.good, calibration.good_recognised
    return link
