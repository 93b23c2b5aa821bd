"""The decision brief of a gate for one person, and the record of a gate for pages and reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format

from roadmap.checks.results import counted
from roadmap.gates.apart import GRANTED
from roadmap.gates.brief import Brief, brief_sha256
from roadmap.gates.differences import Difference, differences
from roadmap.gates.quorum import Tally
from roadmap.gates.selectors import GateGround
from roadmap.gates.snapshot import Line, Snapshot, holds, read
from roadmap.gates.voters import Voters, wanted_words
from roadmap.models import GateCondition, GateRequest, GateVote
from roadmap.vocabulary import ROLES
from ui.sentences import listed
from workspaces.models import User

MOST_CALLED = 12
TOLD = 12  # lines of a difference that a brief tells; the record has all of them


def brief_for(ground: GateGround, request: GateRequest, person: User) -> Brief:
    """What the person reads before deciding on the request, as it is on the ground's day."""
    frozen = read(request.snapshot)
    since, changed = _since(ground, request, person, frozen)
    asked = frozen.asked
    lines = [Line("Release", asked.release or "none is named"), Line("Scope", asked.scope)]
    lines.append(Line("Volume", f"{asked.volume:,} conversations a month" if asked.volume else "no limit is named"))
    lines.append(Line("Until", _day(request.until)))
    why = f": {asked.reason}" if asked.reason else ""
    lines.append(Line("Asked by", f"{asked.by_name} on {_day(date.fromisoformat(asked.on))}{why}"))
    return Brief(
        reader=person.name,
        question=f"{frozen.gate}?",
        asked=lines,
        rests_on=list(_rests_on(frozen)),
        since=since,
        changed=changed,
        moved=_told(ground.differences(request)),
        conditions=[
            f"{one.text} (due {_day(one.due_on)}, by {vote.person_name})"
            for vote in request.votes.all()
            for one in vote.conditions.all()
        ],
        votes=_votes(ground, request),
        refused=list(_refused(ground, request)),
        snapshot=request.sha256,
    )


def _rests_on(frozen: Snapshot) -> list[str]:
    states = [one.label.lower() for one in frozen.criteria]
    kinds = ", ".join(f"{states.count(label)} {label}" for label in dict.fromkeys(states))
    lines = [f"{counted(len(states), 'criterion', 'criteria')}: {kinds}"]
    lines += [
        f"Waived: {waiver.code} {waiver.title}, by {waiver.granted_by_name} until {_day_of(waiver.until)}"
        for waiver in frozen.waivers
    ]
    aside: dict[str, list[str]] = {}
    for one in frozen.criteria:
        if one.blocking and one.state == "not_applicable":
            aside.setdefault(one.by or "somebody", []).append(one.code)
    lines += [f"Set aside by {name}, though blocking: {listed(codes, 4)}" for name, codes in aside.items()]
    evidence, runs = counted(len(frozen.evidence), "piece"), counted(len(frozen.runs), "counted run")
    lines.append(f"{evidence} of evidence, {runs}")
    if frozen.price is not None:
        rate = f"; measured rate {frozen.price.rate or 'not linked'}" if frozen.price.scenario else ""
        lines.append(f"{frozen.price.words}{rate}")
    return lines


def _since(ground: GateGround, request: GateRequest, person: User, frozen: Snapshot) -> tuple[str, list[str]]:
    """What changed since the person's last vote on this gate."""
    earlier = [
        (vote, one)
        for one in ground.of_phase(request.phase)
        for vote in one.votes.all()
        if one.pk != request.pk and one.number < request.number and vote.person_id == person.pk
    ]
    if not earlier:
        return "Since your last vote", ["You have not voted on this gate before"]
    vote, last = max(earlier, key=lambda pair: pair[1].number)
    said = f"Since you {vote.get_decision_display().lower()} on {_day(timezone.localdate(vote.at))}"
    then = read(last.snapshot)
    asked = [
        f"{label}: was {before}, is {after}"
        for label, before, after in (
            ("Release", then.asked.release or "none", frozen.asked.release or "none"),
            ("Scope", then.asked.scope, frozen.asked.scope),
            ("Volume", _volume(then.asked.volume), _volume(frozen.asked.volume)),
            ("Until", _day_of(then.asked.until), _day_of(frozen.asked.until)),
        )
        if before != after
    ]
    return said, [*asked, *_told(differences(then, frozen))] or ["Nothing"]


def _volume(volume: int | None) -> str:
    return f"{volume:,}" if volume else "none"


def _told(found: Sequence[Difference]) -> list[str]:
    more = [f"and {len(found) - TOLD} more"] if len(found) > TOLD else []
    return [*(str(one) for one in found[:TOLD]), *more]


def _votes(ground: GateGround, request: GateRequest) -> list[str]:
    tally = ground.tally(request)
    said = []
    for vote in request.votes.all():
        why = _apart(ground, request, vote)
        caveat = f" (does not count: {why})" if why else ""
        said.append(f"{vote.person_name}: {vote.get_decision_display().lower()}{caveat}")
    wanted = wanted_words(tally)
    return [f"{tally.words}; {wanted}" if wanted else tally.words, *said]


def _apart(ground: GateGround, request: GateRequest, vote: GateVote) -> str:
    """Why the vote does not count toward the quorum; empty where it does."""
    if vote.counts:
        return ground.apart(request).get(vote.person_id, "") if request.is_open else ""
    return ground.apart(request, vote.at).get(vote.person_id, GRANTED)


def _refused(ground: GateGround, request: GateRequest) -> list[str]:
    approval = ground.approval(request.phase)
    if approval is None:
        line = f"‘{request.phase.gate_name}’ stays closed; it can be asked for again"
    elif approval.until >= ground.day:
        line = f"The leave given before stays until {_day(approval.until)}, then it ends"
    else:
        line = f"No leave is in force: the last one ended on {_day(approval.until)}"
    return [line, *([request.if_refused] if request.if_refused else [])]


@dataclass(frozen=True)
class VoteRecord:
    """One vote with the responsibilities it was given for, and whether its brief still has the hash that was kept.

    `apart` says why it does not count toward the quorum, in words that go with the name; empty where it counts.
    """

    vote: GateVote
    roles: str
    apart: str
    conditions: Sequence[GateCondition]
    brief_holds: bool


@dataclass(frozen=True)
class GateRecord:
    """Everything about one request: what was frozen, how it was decided, and what differs today."""

    request: GateRequest
    snapshot: Snapshot
    snapshot_holds: bool
    votes: Sequence[VoteRecord]
    tally: Tally
    differences: Sequence[Difference]
    day: date
    voters: Voters | None = None  # while it waits

    @property
    def holds(self) -> bool:
        """Whether the snapshot and every brief still have the hashes that were kept with them."""
        return self.snapshot_holds and all(one.brief_holds for one in self.votes)

    @property
    def conditions(self) -> list[GateCondition]:
        return [condition for one in self.votes for condition in one.conditions]

    @property
    def open_conditions(self) -> list[GateCondition]:
        return [condition for condition in self.conditions if condition.is_open]

    @property
    def volume(self) -> str:
        volume = self.request.volume
        return f"{volume:,} conversations a month" if volume else "no limit is named"

    @property
    def wanted(self) -> str:
        """What is wanted still of a request that waits, and from whom, in two sentences; empty for others."""
        if self.voters is None:
            return ""
        if not self.tally.lacking:  # what kept a vote from counting is gone, and nobody has voted since
            return "The votes suffice by now. One more of an approver, or a new request, settles it."
        called = listed(self.voters.words, MOST_CALLED) or "nobody who holds one of these"
        return f"{wanted_words(self.tally)}. It can come from {called}."

    @property
    def is_lapsed(self) -> bool:
        return self.request.is_approved and self.request.until < self.day

    @property
    def finding(self) -> str:
        """The sentence that a page or a report about it has as its title."""
        name, request = f"‘{self.snapshot.gate}’", self.request
        match request.state:
            case GateRequest.State.OPEN:
                return f"{name} waits for a decision: {self.tally.words}"
            case GateRequest.State.APPROVED if self.is_lapsed:
                return f"The leave of {name} ended on {_day(request.until)}"
            case GateRequest.State.APPROVED if self.differences:
                return f"{name} was approved, and the approved state differs from today"
            case GateRequest.State.APPROVED:
                return f"{name} is approved, and nothing has changed since"
        return f"{name}: {request.get_state_display().lower()}"


def gate_record(request: GateRequest, day: date, ground: GateGround | None = None) -> GateRecord:
    """The record of a request on a day; *ground* where it is at hand."""
    ground = ground or GateGround.of(request.phase.project, day)
    found = next(one for one in ground.requests if one.pk == request.pk)
    found.phase = next(phase for phase in ground.phases if phase.pk == found.phase_id)
    votes = [
        VoteRecord(
            vote=vote,
            roles=listed([ROLES.get(role, role) for role in vote.roles]),
            apart=_apart(ground, found, vote),
            conditions=list(vote.conditions.all()),
            brief_holds=brief_sha256(vote.brief) == vote.brief_sha256,
        )
        for vote in found.votes.all()
    ]
    return GateRecord(
        request=found,
        snapshot=read(found.snapshot),
        snapshot_holds=holds(found.snapshot, found.sha256),
        votes=votes,
        tally=ground.tally(found),
        differences=ground.differences(found),
        day=day,
        voters=ground.voters(found) if found.is_open else None,
    )


def _day(day: date) -> str:
    return date_format(day, "j M Y")


def _day_of(written: str) -> str:
    return _day(date.fromisoformat(written))
