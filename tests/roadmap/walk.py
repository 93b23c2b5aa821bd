"""One of everything the roadmap's addresses name, for the walk over all addresses."""

from roadmap.selectors import criteria_of, phases_of
from roadmap.services import plan_phase, start_roadmap, update_criterion
from workspaces.models import Project, User


def furnish(project: Project, actor: User, canary: str) -> dict[str, object]:
    """A planned phase and a criterion that was worked on; the canary stands in every text a person can write."""
    start_roadmap(project, actor)
    phase = phases_of(project).get(number=1)
    plan_phase(phase, actor=actor, planned_on=None, owner=actor)
    criterion = criteria_of(project).get(code="P1.1")
    criterion = update_criterion(criterion, actor=actor, owner=actor, note=f"Note {canary}")
    update_criterion(criterion, actor=actor, status="not_applicable", reason=f"Reason {canary}")
    return {"phase": phase.pk, "criterion": criterion.pk}
