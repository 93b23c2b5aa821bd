"""One of everything the calculator's addresses name, for the walk over all addresses."""

from datetime import date

from calculator.actuals import PROGRAMME, Entry
from calculator.quick import QuickInputs
from calculator.services import (
    begin_actuals,
    change_scenario,
    freeze_baseline,
    keep_draft,
    link_measurement,
    record_actuals,
    save_quick_scenario,
    save_scenario,
)
from evaluations.selectors import traffic_measurements
from tests.calculator.scenarios import uncertain
from workspaces.models import Project, User


def furnish(project: Project, actor: User, canary: str) -> dict[str, object]:
    """A full scenario with a measured rate, the baseline of it, and a quick one of two versions with its actuals; the
    canary stands in every text."""
    inputs = uncertain()
    inputs["use_cases"][1]["id"] = f"mail {canary}"
    full = save_scenario(project, name=f"Full {canary}", inputs=inputs, actor=actor, note=f"Note {canary}")
    freeze_baseline(full.current, reason=f"Reason {canary}", actor=actor, replaces=None)
    sample = traffic_measurements(project)[0].run
    link_measurement(full, use_case=f"mail {canary}", run=sample.pk, actor=actor, version=1)
    quick = QuickInputs("legal", people=40, hours=15, hourly_cost=90, licence=30, one_off=20_000)
    saved = save_quick_scenario(project, name=f"Quick {canary}", inputs=quick, actor=actor)
    change_scenario(saved, inputs=saved.inputs, quick=quick, actor=actor, version=1, note=f"Again {canary}")
    begin_actuals(saved, first_month=date(2026, 1, 1), actor=actor)
    months = [Entry(1, "legal", hours=20, volume=300, violations=2, cost=90), Entry(1, PROGRAMME, cost=1_200)]
    record_actuals(saved, entries=months, seen={}, actor=actor)
    for scenario in (None, saved):
        keep_draft(project, actor, scenario=scenario, version=None, content=[("name", canary), ("note", canary)])
    return {"scenario": saved.pk, "number": 1, "month": 1}
