"""When a phase is planned to end, and who answers for it."""

from datetime import date

from django.db import transaction

from roadmap.errors import ChangedMeanwhile, ChangeRefused
from roadmap.models import Phase
from roadmap.selectors import bounds_of_plan
from roadmap.services.values import foreign_owner, odd_day, written
from workspaces import audit
from workspaces.models import User


@transaction.atomic
def plan_phase(
    phase: Phase, *, actor: User | None, planned_on: date | None, owner: User | None, version: int | None = None
) -> Phase:
    """Sets the day a phase is planned to end and who answers for it; the first such day stays as its baseline.

    Raises:
        ChangeRefused: the day is out of range or not in the order of the phases, or the owner is no member.
        ChangedMeanwhile: the phase has another version by now.
    """
    seen = phase.version if version is None else version
    current = Phase.objects.select_related("project__organisation", "owner").get(pk=phase.pk)
    if current.version != seen:
        raise ChangedMeanwhile(f"Phase {current.number} was changed by somebody else.")
    problems = odd_day("planned_on", planned_on) or _plan_out_of_order(current, planned_on)
    if owner != current.owner:
        problems |= foreign_owner(current.project, owner)
    if problems:
        raise ChangeRefused(problems)
    wanted = {"planned_on": planned_on, "owner": owner}
    before = {name: written(getattr(current, name)) for name in wanted}
    after = {name: written(value) for name, value in wanted.items()}
    if before == after and owner == current.owner:
        return current
    first = current.baseline_on or planned_on
    if not Phase.objects.filter(pk=current.pk, version=seen).update(**wanted, baseline_on=first, version=seen + 1):
        raise ChangedMeanwhile(f"Phase {current.number} was changed by somebody else.")
    organisation = current.project.organisation
    audit.record(
        organisation, actor, "phase.planned", current, project=current.project.slug, before=before, after=after
    )
    current.planned_on, current.baseline_on, current.owner, current.version = planned_on, first, owner, seen + 1
    return current


def _plan_out_of_order(phase: Phase, planned_on: date | None) -> dict[str, str]:
    if planned_on is None:
        return {}
    before, after = bounds_of_plan(phase)
    if before and before.planned_on and planned_on < before.planned_on:
        return {
            "planned_on": f"Phase {before.number} is to end on {before.planned_on.isoformat()}, this one not earlier."
        }
    if after and after.planned_on and planned_on > after.planned_on:
        return {"planned_on": f"Phase {after.number} is to end on {after.planned_on.isoformat()}, this one not later."}
    return {}
