"""Who works on a criterion, until when, and with what note; each change with its history and audit entry."""

from collections.abc import Mapping
from datetime import date
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.utils import timezone

from roadmap.errors import ChangedMeanwhile, ChangeRefused
from roadmap.models import Criterion, CriterionChange
from roadmap.services.values import LONGEST_NOTE, foreign_owner, odd_day, odd_text, written
from workspaces import audit
from workspaces.models import User


class CriterionValues(TypedDict, total=False):
    """What may be changed about a criterion; what is left out stays as it is."""

    owner: User | None
    due_on: date | None
    note: str


@transaction.atomic
def update_criterion(
    criterion: Criterion, *, actor: User | None, version: int | None = None, **values: Unpack[CriterionValues]
) -> Criterion:
    """Changes the given values of a criterion and returns it as it is now; without a difference nothing is stored.

    Args:
        version: the version the person was looking at; None takes the one that *criterion* was read with.

    Raises:
        ChangeRefused: a value breaks a rule; every broken one is named.
        ChangedMeanwhile: the criterion has another version by now.
    """
    seen = criterion.version if version is None else version
    current = Criterion.objects.select_related("phase__project__organisation", "owner").get(pk=criterion.pk)
    wanted = _settled(current, values)
    if current.version != seen:
        raise ChangedMeanwhile(f"{current.code} was changed by somebody else.")
    _check(current, wanted)
    changed = [name for name, value in wanted.items() if value != getattr(current, name)]
    if not changed:
        return current
    before = {name: written(getattr(current, name)) for name in changed}
    after = {name: written(wanted[name]) for name in changed}
    store(current, actor, wanted, seen, before, after)
    return current


def store(
    current: Criterion,
    actor: User | None,
    values: Mapping[str, Any],
    seen: int,
    before: dict[str, str],
    after: dict[str, str],
) -> None:
    """Writes the values over the version that was seen, with history and trail; inside the caller's transaction.

    Raises:
        ChangedMeanwhile: the criterion has another version by now.
    """
    stored = {**values, "version": seen + 1, "updated_at": timezone.now()}
    if not Criterion.objects.filter(pk=current.pk, version=seen).update(**stored):
        raise ChangedMeanwhile(f"{current.code} was changed by somebody else.")
    for name, value in stored.items():
        setattr(current, name, value)
    note_change(current, actor, "criterion.changed", before, after)


def note_change(
    criterion: Criterion, actor: User | None, action: str, before: dict[str, str], after: dict[str, str], **facts: Any
) -> None:
    """One line of the criterion's history, and the same in the organisation's trail."""
    CriterionChange.objects.create(
        criterion=criterion, actor=actor, actor_name=actor.name if actor else "", before=before, after=after
    )
    project = criterion.phase.project
    told = {"project": project.slug, "before": before, "after": after, **facts}
    audit.record(project.organisation, actor, action, criterion, **told)


def _settled(current: Criterion, values: CriterionValues) -> dict[str, Any]:
    wanted: dict[str, Any] = {
        "owner": current.owner,
        "due_on": current.due_on,
        "note": current.note,
        **values,
    }
    wanted["note"] = wanted["note"].strip()
    return wanted


def _check(current: Criterion, wanted: Mapping[str, Any]) -> None:
    problems: dict[str, str] = {}
    if wanted["owner"] != current.owner:
        problems |= foreign_owner(current.phase.project, wanted["owner"])
    if wanted["due_on"] != current.due_on:
        problems |= odd_day("due_on", wanted["due_on"])
    problems |= odd_text("note", wanted["note"], LONGEST_NOTE)
    if problems:
        raise ChangeRefused(problems)
