"""One of everything the calculator's addresses name, for the walk over all addresses."""

from calculator.quick import QuickInputs
from calculator.services import change_scenario, freeze_baseline, save_quick_scenario, save_scenario
from tests.calculator.scenarios import uncertain
from workspaces.models import Project, User


def furnish(project: Project, actor: User, canary: str) -> dict[str, object]:
    """A full scenario, the baseline of it, and a quick one of two versions; the canary stands in every text."""
    inputs = uncertain()
    inputs["use_cases"][1]["id"] = f"mail {canary}"
    full = save_scenario(project, name=f"Full {canary}", inputs=inputs, actor=actor, note=f"Note {canary}")
    freeze_baseline(full.current, reason=f"Reason {canary}", actor=actor, replaces=None)
    quick = QuickInputs("legal", people=40, hours=15, hourly_cost=90, licence=30, one_off=20_000)
    saved = save_quick_scenario(project, name=f"Quick {canary}", inputs=quick, actor=actor)
    change_scenario(saved, inputs=saved.inputs, quick=quick, actor=actor, version=1, note=f"Again {canary}")
    return {"scenario": saved.pk, "number": 1}
