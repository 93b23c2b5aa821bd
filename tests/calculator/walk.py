"""One of everything the calculator's addresses name, for the walk over all addresses."""

from calculator.quick import QuickInputs
from calculator.services import save_quick_scenario, save_scenario
from tests.calculator.scenarios import uncertain
from workspaces.models import Project, User


def furnish(project: Project, actor: User, canary: str) -> dict[str, object]:
    """A full scenario and a quick one; the canary stands in their names and in the id of a use case."""
    inputs = uncertain()
    inputs["use_cases"][1]["id"] = f"mail {canary}"
    save_scenario(project, name=f"Full {canary}", inputs=inputs, actor=actor)
    quick = QuickInputs("legal", people=40, hours=15, hourly_cost=90, licence=30, one_off=20_000)
    saved = save_quick_scenario(project, name=f"Quick {canary}", inputs=quick, actor=actor)
    return {"scenario": saved.pk}
