"""One change of many criteria at once: all of them, or none and the reason for each that stood in the way."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from roadmap.errors import BatchRefused, ChangedMeanwhile, ChangeRefused, Hindrance
from roadmap.models import Criterion, Exclusion
from roadmap.services.criteria import CriterionValues, update_criterion
from workspaces.models import Project, User

LARGEST_BATCH = 200
MOVED = "Somebody changed it while you had the list open."


@dataclass(frozen=True)
class Chosen:
    """A criterion that was ticked, with the version that the person was looking at."""

    pk: int
    version: int


@transaction.atomic
def update_criteria(project: Project, actor: User, chosen: Sequence[Chosen], values: CriterionValues) -> int:
    """Gives each of these criteria the same values, and says how many were changed by it.

    Raises:
        BatchRefused: a criterion is not of this project, does not apply, was changed meanwhile, or refuses a value.
            Nothing was stored; every hindrance is named.
    """
    if len(chosen) > LARGEST_BATCH:
        raise BatchRefused([Hindrance("", f"At most {LARGEST_BATCH} criteria at once; these are {len(chosen)}.")])
    found = Criterion.objects.filter(phase__project=project, pk__in=[one.pk for one in chosen])
    known = {criterion.pk: criterion for criterion in found.select_related("owner")}
    excluded = set(Exclusion.objects.filter(criterion__in=known, ended_at=None).values_list("criterion", flat=True))
    hindrances: list[Hindrance] = []
    changed = 0
    for one in chosen:
        criterion = known.get(one.pk)
        if criterion is None:
            hindrances.append(Hindrance("", "It is not a criterion of this project."))
        elif criterion.pk in excluded:
            hindrances.append(Hindrance(str(criterion), "It does not apply, so nobody works on it.", criterion))
        else:
            try:
                changed += (
                    update_criterion(criterion, actor=actor, version=one.version, **values).version != one.version
                )
            except ChangeRefused as refusal:
                hindrances.append(Hindrance(str(criterion), str(refusal), criterion))
            except ChangedMeanwhile:
                hindrances.append(Hindrance(str(criterion), MOVED, criterion, moved=True))
    if hindrances:
        raise BatchRefused(hindrances)
    return changed
