"""How far a project's criteria cover a framework, and what of it applies to the project."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class FrameworkSource:
    """Where the identifiers can be looked up; the revision is the state that they were compared with."""

    title: str
    address: str
    revision: str


@dataclass(frozen=True)
class DutyDate:
    """The day from which duties apply as last known, the day it was before it moved, and how sure it is."""

    identifier: str
    applies_from: date
    previous: date | None
    what: str
    confidence: str
    note: str


@dataclass(frozen=True)
class MappedCriterion:
    """A criterion that is mapped to an identifier, and where it stands."""

    code: str
    title: str
    status: str
    settled: bool


@dataclass(frozen=True)
class IdentifierFacts:
    """One identifier with our words for what it is about, the decision whether it applies, and what stands behind it.

    `applies` is “yes”, “no” or “not decided”; `applies_from` is the day from which a law demands it.
    """

    identifier: str
    group: str
    about: str
    applies: str
    reason: str
    decided_by: str
    decided_at: datetime | None
    applies_from: date | None
    confidence: str
    criteria: tuple[MappedCriterion, ...]
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class FrameworkFacts:
    """A framework in one version as it stands in a project.

    Which criterion fits which identifier is what `mapping` says: a suggestion. `verification` is “verified”,
    “two_secondary_sources” or “one_secondary_source”: how far the identifiers were checked. `mapped` counts those with
    a criterion, `settled` those of them whose criteria are all settled, `decided` those with a decision, `unfounded`
    those that apply by decision and have no criterion.
    """

    identity: int
    code: str
    name: str
    version: str
    published_on: date
    listed_on: date
    publisher: str
    publisher_address: str
    scope: str
    basis: str
    caution: str
    verification: str
    sources: tuple[FrameworkSource, ...]
    dates: tuple[DutyDate, ...]
    mapping: str
    mapping_note: str
    template: str
    total: int
    mapped: int
    settled: int
    decided: int
    unfounded: int
    identifiers: tuple[IdentifierFacts, ...]
