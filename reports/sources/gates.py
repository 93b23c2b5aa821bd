"""The gates' part: one request with what it froze, its votes and conditions, and what differs on the day."""

from collections.abc import Sequence
from datetime import date

from reports.dossier import Provenance
from reports.errors import SubjectMissing
from reports.facts.gates import (
    FrozenCriterion,
    FrozenEvidence,
    FrozenLine,
    FrozenPrice,
    FrozenRun,
    FrozenWaiver,
    GateDifference,
    GateFacts,
)
from reports.figures import day as day_of
from reports.sources import votes
from roadmap.gates.quorum import Rule
from roadmap.gates.reading import GateRecord, gate_record
from roadmap.gates.selectors import GateGround
from roadmap.gates.snapshot import CriterionThen, Line, Price, WaiverThen
from roadmap.models import GateRequest
from workspaces.models import Project


def gate_choices(project: Project, most: int) -> list[tuple[int, str]]:
    """The latest requests of a project by their keys, in words that tell them apart."""
    found = GateRequest.objects.filter(phase__project=project).select_related("phase").order_by("-asked_at", "-pk")
    return [
        (
            one.pk,
            f"{one.phase.gate_name}, request {one.number} of {day_of(one.asked_at)}: {one.get_state_display().lower()}",
        )
        for one in found[:most]
    ]


def gate_facts(project: Project, key: int | None, day: date) -> GateFacts:
    """The request of this key as it stands on the day.

    Raises:
        SubjectMissing: the project has no such request.
    """
    request = GateRequest.objects.filter(phase__project=project, pk=key or 0).select_related("phase").first()
    if request is None:
        known = "; ".join(f"{one} is {name}" for one, name in gate_choices(project, 5)) or "none was made yet"
        raise SubjectMissing(f"There is no gate request of this number in the project: {known}.")
    request.phase.project = project
    ground = GateGround.of(project, day)
    return _facts(gate_record(request, day, ground), ground)


def gate_provenance(gate: GateFacts) -> list[Provenance]:
    """The frozen state, and the briefs that were read before voting."""
    rows = [Provenance("Frozen state", f"{gate.name}, request {gate.number}", day_of(gate.asked_at), gate.sha256)]
    rows += [Provenance("Brief", vote.person, day_of(vote.at), vote.brief_sha256) for vote in gate.votes]
    rows.append(Provenance("Criteria", "roadmap template", gate.template, ""))
    return rows


def _facts(record: GateRecord, ground: GateGround) -> GateFacts:
    request, frozen, tally = record.request, record.snapshot, record.tally
    return GateFacts(
        identity=request.pk,
        name=frozen.gate,
        phase=frozen.phase,
        number=request.number,
        template=frozen.template,
        state=request.state,
        lapsed=record.is_lapsed,
        asked_by=frozen.asked.by_name,
        asked_at=request.asked_at,
        release=frozen.asked.release,
        scope=request.scope,
        volume=request.volume,
        until=request.until,
        reason=request.reason,
        if_refused=request.if_refused,
        decided_at=request.decided_at,
        ended_at=request.ended_at,
        ended_by=request.ended_by.name if request.ended_by else "",
        ended_why=request.ended_why,
        approvals=tally.approvals,
        needed=tally.needed,
        missing=tally.missing if request.is_open else (),
        repeats_days=Rule.of(frozen.rule).repeats_days,
        sha256=request.sha256,
        holds=record.snapshot_holds,
        votes=votes.vote_facts(request),
        conditions=votes.condition_facts(ground, request),
        differences=tuple(GateDifference(one.subject, one.words) for one in record.differences),
        approvers=_lines(frozen.approvers),
        criteria=tuple(_criterion(one) for one in frozen.criteria),
        evidence=tuple(
            FrozenEvidence(one.title, one.version, one.sha256, tuple(one.criteria)) for one in frozen.evidence
        ),
        waivers=tuple(_waiver(one) for one in frozen.waivers),
        runs=tuple(
            FrozenRun(one.key, one.name, one.release, one.counted, one.settings_sha256, one.cases_sha256)
            for one in frozen.runs
        ),
        ground=_lines(frozen.ground),
        price=_price(frozen.price) if frozen.price else None,
    )


def _criterion(one: CriterionThen) -> FrozenCriterion:
    return FrozenCriterion(
        code=one.code,
        title=one.title,
        blocking=one.blocking,
        status=one.state,
        label=one.label,
        by=one.by,
        until=date.fromisoformat(one.until) if one.until else None,
        fingerprint=one.fingerprint,
        facts=_lines(one.facts),
    )


def _waiver(one: WaiverThen) -> FrozenWaiver:
    until = date.fromisoformat(one.until)
    return FrozenWaiver(one.code, one.title, one.reason, until, one.asked_by, one.granted_by_name)


def _price(price: Price) -> FrozenPrice:
    return FrozenPrice(
        words=price.words,
        baseline=price.baseline,
        scenario=price.scenario,
        rate=price.rate,
        accepted=float(price.accepted) if price.accepted else None,
        measured=float(price.measured) if price.measured else None,
    )


def _lines(lines: Sequence[Line]) -> tuple[FrozenLine, ...]:
    return tuple(FrozenLine(line.label, line.value) for line in lines)
