"""The gates' part of a whole project: every request with its votes and conditions, and what was said about criteria."""

from reports.facts.decisions import (
    ConditionFacts,
    GateDecisions,
    RemarkedFacts,
    RemarkFacts,
    RequestFacts,
)
from reports.sources import votes
from roadmap.gates.quorum import Rule
from roadmap.gates.selectors import GateGround, GateStanding
from roadmap.gates.snapshot import holds, read
from roadmap.models import GateRequest
from roadmap.said import said_about_criteria
from workspaces.models import Project

MOST_REMARKS = 8
ORDER = ("overdue", "open", "fulfilled", "void")


def gate_decisions(ground: GateGround) -> tuple[GateDecisions, ...]:
    """Each gate with its requests, the newest first; empty where no roadmap was started."""
    return tuple(_gate(ground, standing) for standing in ground.standings)


def condition_facts(ground: GateGround) -> tuple[ConditionFacts, ...]:
    """The conditions of all votes: overdue ones first, then open ones by their day, then those that are settled."""
    found = [one for request in ground.requests for one in votes.condition_facts(ground, request)]
    return tuple(sorted(found, key=lambda one: (ORDER.index(one.state), one.due_on, one.request, one.text)))


def remark_facts(project: Project) -> tuple[RemarkedFacts, ...]:
    """What was said about each criterion: the words of those who answer for it, and comments."""
    return tuple(
        RemarkedFacts(
            code=one.code,
            title=one.title,
            remarks=tuple(
                RemarkFacts(said.at, said.by, said.key, said.text, said.edited, said.ended_at, said.ended_why)
                for said in one.latest
            ),
            earlier=one.earlier,
        )
        for one in said_about_criteria(project, MOST_REMARKS)
    )


def _gate(ground: GateGround, standing: GateStanding) -> GateDecisions:
    phase = standing.phase
    rule = Rule.of(phase.gate_rule)
    return GateDecisions(
        number=phase.number,
        name=phase.gate_name,
        standing=standing.key,
        approvers=rule.approvers,
        needed=rule.min_approvals,
        repeats_days=rule.repeats_days,
        due_again_on=standing.due_on,
        next=standing.next,
        obstacles=() if standing.is_open else tuple(standing.obstacles),
        requests=tuple(_request(ground, request) for request in ground.of_phase(phase)),
    )


def _request(ground: GateGround, request: GateRequest) -> RequestFacts:
    tally = ground.tally(request)
    stands = request.is_open or request.is_approved
    differs = tuple(one.said for one in ground.differences(request)) if stands else ()
    return RequestFacts(
        number=request.number,
        state=_state(ground, request, differs),
        release=read(request.snapshot).asked.release,
        scope=request.scope,
        volume=request.volume,
        until=request.until,
        if_refused=request.if_refused,
        reason=request.reason,
        asked_by=request.asked_by.name,
        asked_at=request.asked_at,
        decided_at=request.decided_at,
        ended_by=request.ended_by.name if request.ended_by else "",
        ended_at=request.ended_at,
        ended_why=request.ended_why,
        approvals=tally.approvals,
        needed=tally.needed,
        missing=tally.missing if request.is_open else (),
        differences=differs,
        sha256=request.sha256,
        holds=holds(request.snapshot, request.sha256),
        votes=votes.vote_facts(request),
    )


def _state(ground: GateGround, request: GateRequest, differs: tuple[str, ...]) -> str:
    if request.is_approved and request.until < ground.day:
        return "lapsed"
    return "differs" if request.is_approved and differs else str(request.state)
