"""Waivers of criteria: asked for by anybody who edits, granted by the responsibility that the criterion names."""

from datetime import date, timedelta

from django.utils import timezone

from roadmap.checks.facts import holds, responsibilities_in_force
from roadmap.errors import ChangeRefused, NotYours
from roadmap.models import Criterion
from roadmap.state_selectors import waiver_subject
from roadmap.template.reading import shipped_template
from roadmap.vocabulary import ROLES
from workspaces.models import User, Waiver
from workspaces.waivers import ask_waiver, decide_waiver


def ask_criterion_waiver(criterion: Criterion, actor: User, *, reason: str, until: date) -> Waiver:
    """Asks for leave to pass the gate without this criterion until a day.

    Raises:
        ChangeRefused: nobody may waive it, or it is asked for longer than the template allows.
        WaiverRefused, WaiverAlreadyAsked: as `ask_waiver` has it.
    """
    if not criterion.waiver:
        raise ChangeRefused({"reason": "Nobody may waive this criterion."})
    longest = latest_waiver_day()
    if until > longest:
        days = shipped_template().waiver_max_days
        raise ChangeRefused({"until": f"A criterion is waived for {days} days at most, to {longest.isoformat()}."})
    title = f"{criterion.code} {criterion.title}"
    project = criterion.phase.project
    return ask_waiver(project, actor, subject=waiver_subject(criterion), title=title, reason=reason, until=until)


def latest_waiver_day() -> date:
    return timezone.localdate() + timedelta(days=shipped_template().waiver_max_days)


def decide_criterion_waiver(
    criterion: Criterion, waiver: Waiver, actor: User, *, granted: bool, note: str = ""
) -> Waiver:
    """Grants or refuses what somebody else asked for.

    Raises:
        NotYours: the person does not hold the responsibility that the criterion names.
        OwnRequest, WaiverOutOfDate, WaiverRefused, WaiverClosed: as `decide_waiver` has it.
    """
    if not may_waive(criterion, actor):
        raise NotYours(not_to_waive(criterion))
    return decide_waiver(waiver, actor, granted=granted, note=note)


def not_to_waive(criterion: Criterion) -> str:
    """Whose decision it is instead."""
    role = ROLES.get(criterion.waiver)
    return f"Only the {role.lower()} of this project may decide on it." if role else "Nobody may waive this criterion."


def may_waive(criterion: Criterion, person: User) -> bool:
    """Whether the person holds the responsibility that the criterion names."""
    return holds(responsibilities_in_force(criterion.phase.project), person.pk, criterion.waiver)
