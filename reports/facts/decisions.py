"""What was asked at the gates, how it was decided, under which conditions, and what was said about the criteria."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class VoteFacts:
    """One person's vote: `roles` are the responsibilities it was given for, `decision` is "approve", "conditional" or
    "reject", and `conditions` says how many are attached.

    `counts` is false for somebody who granted a waiver, or set a blocking criterion aside, that the request rests on.
    `brief_sha256` is the hash of the brief that was read before the decision, and `brief_holds` whether the kept brief
    still has it.
    """

    person: str
    roles: tuple[str, ...]
    decision: str
    at: datetime
    note: str
    conditions: int
    counts: bool
    brief_sha256: str
    brief_holds: bool


@dataclass(frozen=True)
class RequestFacts:
    """One request to open a gate, with what was asked, how it was decided and what differs on the report's day.

    `state` is "open", "approved", "differs", "lapsed", "rejected", "withdrawn", "replaced" or "reopened"; `volume` is
    in conversations a month, None where no limit was named. `approvals` of `needed` count so far, and `missing` are,
    while it is open, the responsibilities for which one more would count. `differences` are in words, of a request that
    is open or in force. `sha256` is the hash of the frozen state, and `holds` whether that state still has it.
    """

    number: int
    state: str
    release: str
    scope: str
    volume: int | None
    until: date
    if_refused: str
    reason: str
    asked_by: str
    asked_at: datetime
    decided_at: datetime | None
    ended_by: str
    ended_at: datetime | None
    ended_why: str
    approvals: int
    needed: int
    missing: tuple[str, ...]
    differences: tuple[str, ...]
    sha256: str
    holds: bool
    votes: tuple[VoteFacts, ...]


@dataclass(frozen=True)
class GateDecisions:
    """The gate of one phase with everything that was asked for it: `number` is the phase's.

    `standing` is "closed", "ready", "asked", "approved" or "lapsed"; `approvers` are the responsibilities that decide,
    `needed` how many of them; `repeats_days` is None where it is asked for once. `obstacles` are what keeps it from
    being asked for, in words, and `next` who acts next. The newest request comes first.
    """

    number: int
    name: str
    standing: str
    approvers: tuple[str, ...]
    needed: int
    repeats_days: int | None
    due_again_on: date | None
    next: str
    obstacles: tuple[str, ...]
    requests: tuple[RequestFacts, ...]


@dataclass(frozen=True)
class ConditionFacts:
    """What has to be done for an approval to be whole: of which gate, in whose vote, and what it keeps closed.

    `state` is "open", "overdue", "fulfilled" or "void" where the approval that it belongs to is not in force. `blocks`
    names the gate that cannot be asked for while it is open.
    """

    text: str
    gate: str
    request: int
    by: str
    due_on: date
    state: str
    blocks: str
    fulfilled_by: str
    fulfilled_at: datetime | None
    fulfilled_note: str
    evidence: str


@dataclass(frozen=True)
class RemarkFacts:
    """One thing that was said about a criterion: `kind` is "met" or "not_applicable" for the word of who answers for
    it, "comment" for a remark. A word that ended says when and why; an edited remark says so.
    """

    at: datetime
    by: str
    kind: str
    text: str
    edited: bool
    ended_at: datetime | None
    ended_why: str


@dataclass(frozen=True)
class RemarkedFacts:
    """What was said about one criterion, the latest of it in its order; `earlier` counts what came before that."""

    code: str
    title: str
    remarks: tuple[RemarkFacts, ...]
    earlier: int
