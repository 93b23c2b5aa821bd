"""The votes on a request for a gate with their conditions, told alike in a gate's record and in a whole dossier."""

from reports.facts.decisions import ConditionFacts, VoteFacts
from roadmap.gates.brief import brief_sha256
from roadmap.gates.selectors import GateGround
from roadmap.models import GateCondition, GateRequest, GateVote, Phase


def vote_facts(request: GateRequest) -> tuple[VoteFacts, ...]:
    """In the order in which people voted."""
    return tuple(_vote(vote) for vote in request.votes.all())


def condition_facts(ground: GateGround, request: GateRequest) -> tuple[ConditionFacts, ...]:
    """The conditions of all votes on a request, by vote, as they stand on the day of the ground."""
    return tuple(
        _condition(ground, request, vote, condition)
        for vote in request.votes.all()
        for condition in vote.conditions.all()
    )


def _vote(vote: GateVote) -> VoteFacts:
    return VoteFacts(
        person=vote.person_name,
        roles=tuple(vote.roles),
        decision=vote.decision,
        at=vote.at,
        note=vote.note,
        conditions=len(vote.conditions.all()),
        counts=vote.counts,
        brief_sha256=vote.brief_sha256,
        brief_holds=brief_sha256(vote.brief) == vote.brief_sha256,
    )


def _condition(ground: GateGround, request: GateRequest, vote: GateVote, condition: GateCondition) -> ConditionFacts:
    used = condition.evidence
    return ConditionFacts(
        text=condition.text,
        gate=request.phase.gate_name,
        request=request.number,
        by=vote.person_name,
        due_on=condition.due_on,
        state=_state(ground, request, condition),
        blocks=_gate_behind(ground, request.phase) if condition.is_open and request.is_approved else "",
        fulfilled_by=condition.fulfilled_by.name if condition.fulfilled_by else "",
        fulfilled_at=condition.fulfilled_at,
        fulfilled_note=condition.fulfilled_note,
        evidence=f"{used.evidence.title}, version {used.number}" if used else "",
    )


def _state(ground: GateGround, request: GateRequest, condition: GateCondition) -> str:
    if not condition.is_open:
        return "fulfilled"
    if not request.is_approved:
        return "open" if request.is_open else "void"
    return "overdue" if condition.due_on < ground.day else "open"


def _gate_behind(ground: GateGround, phase: Phase) -> str:
    """The gate that cannot be asked for while a condition of this phase is open: the next, else its own renewal."""
    return next((one.gate_name for one in ground.phases if one.number == phase.number + 1), phase.gate_name)
