"""One request for a gate: what was frozen, how it was decided, and what differs on the day of the report."""

from dataclasses import dataclass
from datetime import date, datetime

from reports.facts.decisions import ConditionFacts, VoteFacts
from reports.facts.units import Share


@dataclass(frozen=True)
class FrozenLine:
    """One thing with its value in words, as it stood when leave was asked for."""

    what: str
    value: str


@dataclass(frozen=True)
class FrozenCriterion:
    """Where a criterion stood, whose word that was, until when, and the facts that it rested on.

    `status` is the key of the state and `label` its name; `fingerprint` is the SHA-256 of the facts.
    """

    code: str
    title: str
    blocking: bool
    status: str
    label: str
    by: str
    until: date | None
    fingerprint: str
    facts: tuple[FrozenLine, ...]


@dataclass(frozen=True)
class FrozenEvidence:
    """A piece of evidence in the version that counted, with the codes of the criteria that it was used for."""

    title: str
    version: int
    sha256: str
    criteria: tuple[str, ...]


@dataclass(frozen=True)
class FrozenWaiver:
    """A waiver that counted, with its last day."""

    code: str
    title: str
    reason: str
    until: date
    asked_by: str
    granted_by: str


@dataclass(frozen=True)
class FrozenRun:
    """A run that counted, in words, with the hashes of its settings and its cases."""

    identity: int
    name: str
    release: str
    counted: str
    settings_sha256: str
    cases_sha256: str


@dataclass(frozen=True)
class FrozenPrice:
    """The business case in words, and the chances of loss: accepted with the baseline, and with the measured rate."""

    words: str
    baseline: str
    scenario: str
    rate: str
    accepted: Share | None
    measured: Share | None


@dataclass(frozen=True)
class GateDifference:
    """One thing that reads otherwise on the day of the report than it was frozen."""

    what: str
    words: str


@dataclass(frozen=True)
class GateFacts:
    """One request for the gate of a phase, from what was asked to how it ended.

    `state` is "open", "approved", "rejected", "withdrawn", "replaced" or "reopened"; `lapsed` says that the last day
    of an approval has passed. `volume` is in conversations a month, None where no limit was named. `approvals` of
    `needed` count, and `missing` are, while it is open, the responsibilities for which one more would count.
    `repeats_days` says after how many days the gate has to be asked for again. `sha256` is the hash of the frozen
    state, and `holds` whether that state still has it. What follows the differences is the frozen state itself;
    `approvers` are the responsibilities that decide, with who held them.
    """

    identity: int
    name: str
    phase: int
    number: int
    template: str
    state: str
    lapsed: bool
    asked_by: str
    asked_at: datetime
    release: str
    scope: str
    volume: int | None
    until: date
    reason: str
    if_refused: str
    decided_at: datetime | None
    ended_at: datetime | None
    ended_by: str
    ended_why: str
    approvals: int
    needed: int
    missing: tuple[str, ...]
    repeats_days: int | None
    sha256: str
    holds: bool
    votes: tuple[VoteFacts, ...]
    conditions: tuple[ConditionFacts, ...]
    differences: tuple[GateDifference, ...]
    approvers: tuple[FrozenLine, ...]
    criteria: tuple[FrozenCriterion, ...]
    evidence: tuple[FrozenEvidence, ...]
    waivers: tuple[FrozenWaiver, ...]
    runs: tuple[FrozenRun, ...]
    ground: tuple[FrozenLine, ...]
    price: FrozenPrice | None
