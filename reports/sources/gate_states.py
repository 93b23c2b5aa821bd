"""Where each gate stands on the day of the report."""

from datetime import date

from django.utils import timezone

from reports.facts.gate_states import GateStateFacts
from roadmap.gates.selectors import GateGround, GateStanding


def gate_state_facts(ground: GateGround) -> tuple[GateStateFacts, ...]:
    """The gates in the order of the phases; empty where no roadmap was started."""
    return tuple(_state(standing) for standing in ground.standings)


def _state(standing: GateStanding) -> GateStateFacts:
    key = "shut" if standing.mark == "closed" else standing.mark
    return GateStateFacts(
        number=standing.phase.number,
        name=standing.phase.gate_name,
        state=key,
        since=_since(standing, key),
        until=standing.approval.until if standing.approval and key != "asked" else None,
        blocking=len(standing.blockers),
        differs=len(standing.differences),
    )


def _since(standing: GateStanding, key: str) -> date | None:
    if key == "asked" and standing.asked is not None:
        return timezone.localdate(standing.asked.asked_at)
    decided = standing.approval.decided_at if standing.approval else None
    return timezone.localdate(decided) if decided else None
