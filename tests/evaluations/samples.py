"""Pilots that are samples of real conversations, as people record them."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from evaluations.models import Run
from evaluations.services import PilotDetails, record_pilot
from workspaces.models import Project, User


def details_of(name: str, release: str = "Release 4", days_ago: int = 5, **more: Any) -> PilotDetails:
    ended = timezone.now().date() - timedelta(days=days_ago)
    drawn: dict[str, Any] = {"from_traffic": True, "drawn_by": "Night job", "drawn_how": "Every 400th, by number"}
    return PilotDetails(
        name=name,
        release=release,
        began_on=ended - timedelta(days=7),
        ended_on=ended,
        population="All chats of the week",
        conducted_by="Two reviewers",
        **{**drawn, **more},
    )


def traffic_sample(
    project: Project,
    actor: User,
    k: int,
    n: int,
    *,
    name: str = "Chat traffic",
    release: str = "Release 4",
    days_ago: int = 5,
    **more: Any,
) -> Run:
    """A sample of n counted conversations of which k did not comply; `more` changes what is said about it."""
    outcomes = {name: count for name, count in (("compliant", n - k), ("violation", k)) if count}
    details = details_of(name, release, days_ago, **more)
    return record_pilot(project, details=details, counts={"do_not_lie": outcomes}, actor=actor)
