"""What of the gates waits for people: requests for phase owners, votes for approvers, conditions for whoever asked, and
the days they are due."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from roadmap.gates.apart import apart_today
from roadmap.gates.voters import holders_in, voters_on
from roadmap.models import GateCondition, GateRequest
from roadmap.portfolio import portfolio_rows
from ui.registries import DueDay, Waiting
from workspaces.access import ALLOWED
from workspaces.models import Membership, NotificationKind, Project, User


def gates_to_ask_for(projects: Collection[Project], people: Collection[User]) -> Iterable[Waiting]:
    """Gates before which every blocking criterion has its word, for an owner of the phase who may ask; in seven
    queries.

    It goes by words, as the portfolio does; asking looks at what the words rest on.
    """
    asking = Membership.objects.filter(user__in=people, role__in=ALLOWED["edit"])
    may = set(asking.values_list("user", "organisation"))
    for row in portfolio_rows(list(projects), timezone.localdate()):
        phase = row.phase
        owner = phase.owner_id if phase is not None and row.step == "ask" else None
        if phase is None or owner is None or (owner, row.project.organisation_id) not in may:
            continue
        yield Waiting(
            person=owner,
            project=row.project.pk,
            kind=NotificationKind.GATE,
            title=f"Ask for ‘{phase.gate_name}’",
            detail=f"Every blocking criterion of phase {phase.number} has its word.",
            url=reverse("roadmap:gate_ask", args=[row.project.path, phase.pk]),
            key=f"ask:{phase.pk}",
            due_on=phase.planned_on,
            overdue=row.is_late,
        )


def gates_to_decide(projects: Collection[Project], people: Collection[User]) -> Iterable[Waiting]:
    """Open requests for everybody whose approval would count: neither for whoever asked, nor for those whose
    responsibilities have all their votes; in five queries."""
    known, wanted = {project.pk: project for project in projects}, {person.pk for person in people}
    open_requests = GateRequest.objects.filter(phase__project__in=known, state=GateRequest.State.OPEN)
    requests = list(open_requests.select_related("phase", "asked_by").prefetch_related("votes").order_by("asked_at"))
    if not requests:
        return
    holders, apart = holders_in(list(known.values())), apart_today(requests, timezone.localdate())
    for request in requests:
        project = known[request.phase.project_id]
        called = {person.pk for person in voters_on(request, holders[project.pk], apart[request.pk]).called}
        for person in sorted(called & wanted):
            yield Waiting(
                person=person,
                project=project.pk,
                kind=NotificationKind.GATE,
                title=f"Decide on ‘{request.phase.gate_name}’",
                detail=f"{request.asked_by.name} asks for it until {request.until:%-d %b %Y}: {request.scope}",
                url=reverse("roadmap:gate_decide", args=[project.path, request.pk]),
                key=f"gate:{request.pk}",
            )


def conditions_to_fulfil(projects: Collection[Project], people: Collection[User]) -> Iterable[Waiting]:
    """Open conditions of approvals in force for whoever asked for the gate; in one query."""
    known, today = {project.pk: project for project in projects}, timezone.localdate()
    for condition in _open_conditions(known).filter(vote__asked_by__in=people):
        request = condition.vote.request
        project = known[request.phase.project_id]
        overdue = condition.due_on < today
        yield Waiting(
            person=request.asked_by_id,
            project=project.pk,
            kind=NotificationKind.CONDITION,
            title=f"Fulfil a condition of ‘{request.phase.gate_name}’",
            detail=condition.text,
            url=reverse("roadmap:gate_record", args=[project.path, request.pk]),
            key=f"condition:{condition.pk}{':overdue' if overdue else ''}",
            due_on=condition.due_on,
            overdue=overdue,
        )


def gate_days(projects: Collection[Project], person: User) -> Iterable[DueDay]:
    """The days on which conditions are due and approvals end."""
    known = {project.pk: project for project in projects}
    for condition in _open_conditions(known):
        request = condition.vote.request
        project = known[request.phase.project_id]
        url = reverse("roadmap:gate_record", args=[project.path, request.pk])
        title = f"Condition of ‘{request.phase.gate_name}’"
        yield DueDay(f"condition-{condition.pk}", title, condition.due_on, url, project.pk)
    approved = GateRequest.objects.filter(phase__project__in=known, state=GateRequest.State.APPROVED)
    for request in approved.select_related("phase"):
        project = known[request.phase.project_id]
        url = reverse("roadmap:gate_record", args=[project.path, request.pk])
        title = f"‘{request.phase.gate_name}’: the leave ends"
        yield DueDay(f"gate-{request.pk}-until", title, request.until, url, project.pk)


def _open_conditions(projects: Collection[int]) -> QuerySet[GateCondition]:
    return (
        GateCondition.objects.filter(
            vote__request__phase__project__in=projects,
            vote__request__state=GateRequest.State.APPROVED,
            fulfilled_at=None,
        )
        .select_related("vote__request__phase")
        .order_by("due_on", "pk")
    )
