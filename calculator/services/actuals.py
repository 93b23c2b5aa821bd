"""Entering what really came of a scenario, and correcting it; what was entered before stays in the record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from calculator.actuals import Entry, Place
from calculator.errors import ActualsHaveBegun, ActualsMoved
from calculator.models import Actual, ActualsStart, SavedScenario
from workspaces import audit
from workspaces.models import User


@dataclass(frozen=True)
class Recorded:
    """What a save of actuals did."""

    added: int
    corrected: int
    unchanged: int


def begin_actuals(scenario: SavedScenario, *, first_month: date, actor: User) -> ActualsStart:
    """Says which calendar month is month 1 of the scenario, once.

    Raises:
        ActualsHaveBegun: somebody has said so already.
    """
    first_month = first_month.replace(day=1)
    try:
        with transaction.atomic():
            start = ActualsStart.objects.create(scenario=scenario, first_month=first_month, given_by=actor)
            organisation = scenario.project.organisation
            audit.record(organisation, actor, "actuals.begun", scenario, first_month=f"{first_month:%Y-%m}")
    except IntegrityError as error:
        raise ActualsHaveBegun(f"The first month of “{scenario.name}” is given already.") from error
    return start


def record_actuals(
    scenario: SavedScenario, *, entries: Sequence[Entry], seen: Mapping[Place, int], actor: User
) -> Recorded:
    """Stores all entries or none. One that says something else than before replaces that; the old row stays.

    `seen` is the primary key of the row that the person saw in force at each place, where there was one.

    Raises:
        ActualsMoved: another row is in force at one of the places.
    """
    now = timezone.now()
    try:
        with transaction.atomic():
            changed, replaced = _changes(scenario, entries, seen)
            retired = Actual.objects.filter(pk__in=replaced, replaced_at__isnull=True).update(replaced_at=now)
            if retired != len(replaced):
                raise _moved(scenario)
            Actual.objects.bulk_create(_row(scenario, entry, actor) for entry in changed)
            recorded = Recorded(len(changed) - len(replaced), len(replaced), len(entries) - len(changed))
            if changed:
                _tell(scenario, changed, recorded, actor)
    except IntegrityError as error:  # somebody was first at a place that was empty
        raise _moved(scenario) from error
    return recorded


def _changes(
    scenario: SavedScenario, entries: Sequence[Entry], seen: Mapping[Place, int]
) -> tuple[list[Entry], list[int]]:
    """The entries that say something new, and the rows that they replace."""
    in_force = {(row.month, row.use_case): row for row in scenario.actuals.filter(replaced_at__isnull=True)}
    changed, replaced = [], []
    for entry in entries:
        row = in_force.get(entry.place)
        if (row.pk if row else None) != seen.get(entry.place):
            raise _moved(scenario)
        if row is not None and (row.hours, row.volume, row.violations, row.cost) == entry.numbers:
            continue
        changed.append(entry)
        if row is not None:
            replaced.append(row.pk)
    return changed, replaced


def _row(scenario: SavedScenario, entry: Entry, actor: User) -> Actual:
    return Actual(
        project_id=scenario.project_id,
        scenario=scenario,
        month=entry.month,
        use_case=entry.use_case,
        hours=entry.hours,
        volume=entry.volume,
        violations=entry.violations,
        cost=entry.cost,
        entered_by=actor,
    )


def _tell(scenario: SavedScenario, changed: Sequence[Entry], recorded: Recorded, actor: User) -> None:
    months = sorted({entry.month for entry in changed})
    facts = {"months": months, "added": recorded.added, "corrected": recorded.corrected}
    audit.record(scenario.project.organisation, actor, "actuals.entered", scenario, **facts)


def _moved(scenario: SavedScenario) -> ActualsMoved:
    return ActualsMoved(f"Actuals of “{scenario.name}” were entered by somebody else since you opened this page.")
