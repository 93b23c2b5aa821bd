"""Incidents and risks as they wait for their owners, and their days in calendars."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from roadmap.models import Incident, Risk
from ui.registries import DueDay, Waiting
from workspaces.models import NotificationKind, Project, User

SOON = timedelta(days=7)


def incidents_to_close(projects: Collection[Project], people: Collection[User]) -> Iterable[Waiting]:
    """Open incidents, and open risks that are to be looked at again, each for its owner; two queries."""
    known, today = {project.pk: project for project in projects}, timezone.localdate()
    ours = {"project__in": known, "owner__in": people}
    for incident in Incident.objects.filter(**ours).exclude(status="closed").order_by("due_on", "pk"):
        yield _thing(known[incident.project_id], incident, "incident", incident.due_on, today)
    for risk in Risk.objects.filter(**ours, status="open", review_on__lte=today + SOON).order_by("review_on", "pk"):
        yield _thing(known[risk.project_id], risk, "risk", risk.review_on, today)


def due_days(projects: Collection[Project], person: User) -> Iterable[DueDay]:
    """What the person owns: when incidents are due, and when risks are to be looked at again."""
    known = {project.pk: project for project in projects}
    ours = {"project__in": known, "owner": person}
    for incident in Incident.objects.filter(**ours, due_on__isnull=False).exclude(status="closed"):
        if incident.due_on is not None:
            yield _day(known[incident.project_id], incident, "incident", incident.due_on)
    for risk in Risk.objects.filter(**ours, review_on__isnull=False, status="open"):
        if risk.review_on is not None:
            yield _day(known[risk.project_id], risk, "risk", risk.review_on)


def _day(project: Project, thing: Incident | Risk, kind: str, on: date) -> DueDay:
    url = reverse(f"roadmap:{kind}_detail", args=[project.path, thing.pk])
    return DueDay(f"{kind}-{thing.pk}", f"{kind.capitalize()}: {thing.title}", on, url, project.pk)


def _thing(project: Project, thing: Incident | Risk, kind: str, due: date | None, today: date) -> Waiting:
    return Waiting(
        person=thing.owner_id or 0,
        project=project.pk,
        kind=NotificationKind.INCIDENT,
        title=f"{kind.capitalize()}: {thing.title}",
        detail="It is open, and you own it." if kind == "incident" else "It is to be looked at again.",
        url=reverse(f"roadmap:{kind}_detail", args=[project.path, thing.pk]),
        key=f"{kind}:{thing.pk}{_near(due, today)}",
        due_on=due,
        overdue=due is not None and due < today,
    )


def _near(due: date | None, today: date) -> str:
    """The part of a key that makes it news again when the day comes near, and when it has passed."""
    if due is None or due > today + SOON:
        return ""
    return f":{'overdue' if due < today else 'soon'}:{due:%Y-%m-%d}"
