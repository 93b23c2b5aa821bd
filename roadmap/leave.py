"""Which of the waivers that were granted for criteria count: one rule for whoever asks, a page of one project or a list
of many.

A waiver counts while whoever granted it holds the responsibility that its criterion names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Concat

from roadmap.models import Criterion, Exclusion, Responsibility
from roadmap.vocabulary import SUBJECT
from workspaces.models import Project, Waiver


@dataclass(frozen=True)
class Leave:
    """A waiver that was granted and not withdrawn, perhaps past its last day, and whether it counts."""

    waiver: Waiver
    counts: bool


def leaves_of(project: Project) -> Mapping[str, list[Leave]]:
    """What was granted in the project, by subject; in one query."""
    rows = _granted().filter(project=project).select_related("decided_by", "asked_by").annotate(counts=_may_waive())
    found: dict[str, list[Leave]] = defaultdict(list)
    for waiver in rows.order_by("pk"):
        found[waiver.subject].append(Leave(waiver, waiver.counts))
    return found


def in_force(day: date, path: str = "") -> QuerySet[Waiver]:
    """The waivers that count on a day of the criterion that an outer query is at, the one that lasts longest first.

    Args:
        path: how the outer query gets from its rows to the criterion, such as ``criteria__``.
    """
    subject = Concat(Value(SUBJECT), OuterRef(f"{path}code"))
    running = _granted().filter(project=OuterRef(f"{path}phase__project"), subject=subject, until__gte=day)
    return running.filter(_may_waive()).order_by("-until", "pk")


def granters_in(phases: Collection[int], day: date) -> Mapping[int, Collection[int]]:
    """Who granted what the criteria of each phase are waived by on that day; in one query."""
    aside = Exclusion.objects.filter(criterion=OuterRef("pk"), ended_at__isnull=True)
    granter = Subquery(in_force(day).values("decided_by")[:1])
    rows = Criterion.objects.filter(phase__in=phases).exclude(Exists(aside)).annotate(granter=granter)
    found: dict[int, set[int]] = defaultdict(set)
    for phase, person in rows.exclude(granter=None).order_by().values_list("phase", "granter"):
        found[phase].add(person)
    return found


def _granted() -> QuerySet[Waiver]:
    return Waiver.objects.filter(subject__startswith=SUBJECT, granted=True, withdrawn_at__isnull=True)


def _may_waive() -> Exists:
    """Whether whoever granted the waiver that the query is at holds what its criterion names."""
    held = Responsibility.objects.accepted().filter(
        project=OuterRef("phase__project"), role=OuterRef("waiver"), person=OuterRef(OuterRef("decided_by"))
    )
    criteria = Criterion.objects.alias(about=Concat(Value(SUBJECT), "code"))
    return Exists(criteria.filter(Exists(held), phase__project=OuterRef("project"), about=OuterRef("subject")))
