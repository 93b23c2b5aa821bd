"""The waivers of a project with where each stands on the report's day."""

from reports.facts.waivers import WaiverFacts
from roadmap.gates.selectors import GateGround
from roadmap.vocabulary import SUBJECT
from workspaces.models import Project, Waiver
from workspaces.selectors import waivers_of

ORDER = ("not_counted", "in_force", "asked", "expired", "withdrawn", "refused")


def waiver_facts(project: Project, ground: GateGround) -> tuple[WaiverFacts, ...]:
    """Those in force by their last day, then what waits, then what ended; whatever room they are about."""
    lists = waivers_of(project)
    found = [_waiver(one, ground) for one in (*lists.waiting, *lists.in_force, *lists.ended)]
    return tuple(sorted(found, key=lambda one: (ORDER.index(one.state), one.until, one.identity)))


def _waiver(waiver: Waiver, ground: GateGround) -> WaiverFacts:
    state = _state(waiver, ground)
    return WaiverFacts(
        identity=waiver.pk,
        title=waiver.title,
        reason=waiver.reason,
        asked_by=waiver.asked_by.name,
        asked_at=waiver.asked_at,
        decided_by=waiver.decided_by.name if waiver.decided_by else "",
        decided_at=waiver.decided_at,
        decision_note=waiver.decision_note,
        withdrawn_at=waiver.withdrawn_at,
        until=waiver.until,
        state=state,
        days_left=(waiver.until - ground.day).days if state == "in_force" else None,
    )


def _state(waiver: Waiver, ground: GateGround) -> str:
    if waiver.withdrawn_at is not None:
        return "withdrawn"
    if waiver.granted is None:
        return "asked"
    if not waiver.granted:
        return "refused"
    if waiver.until < ground.day:
        return "expired"
    return "in_force" if _counts(waiver, ground) else "not_counted"


def _counts(waiver: Waiver, ground: GateGround) -> bool:
    """Of a criterion, only the holder of the responsibility that it names may set it aside."""
    if not waiver.subject.startswith(SUBJECT):
        return True
    code = waiver.subject.removeprefix(SUBJECT)
    criterion = next((one.criterion for one in ground.stated if one.criterion.code == code), None)
    if criterion is None:  # it was retired, so that nothing is left to set aside
        return True
    return bool(criterion.waiver) and ground.facts.holds(waiver.decided_by_id, criterion.waiver)
