"""What a project decided about the specification: its stances, and the rules and readings of its own."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class StanceFacts:
    """The stance on one principle.

    `state` is “adopted”, “tightened” or “not_relevant” where it holds; “undecided”; “stale” where the principle changed
    since, in what `changed` says; “unwaived” where it was dropped at a level that needs a waiver and none is in force.
    `decision` is what was decided, whatever became of it. `version` is the version that was decided on, `waived_until`
    the last day of a waiver in force.
    """

    identifier: str
    title: str
    section: str
    level: str
    state: str
    decision: str
    wording: str
    reason: str
    decided_by: str
    decided_on: date | None
    version: str
    changed: tuple[str, ...]
    waived_until: date | None


@dataclass(frozen=True)
class DepartedStance:
    """A decision on a principle that the pinned version does not have any more."""

    title: str
    decision: str
    decided_on: date
    version: str


@dataclass(frozen=True)
class HouseClauseFacts:
    """A rule of the company's own under a principle, with how many cases test it."""

    identifier: str
    title: str
    level: str
    principle: str
    text: str
    reason: str
    decided_by: str
    decided_on: date
    cases: int


@dataclass(frozen=True)
class RulingFacts:
    """How the company reads a principle in an ambiguous case; `state` is “in_force”, or “stale” where the principle is
    not any more what was ruled on."""

    number: int
    principle: str
    situation: str
    reading: str
    decided_by: str
    decided_on: date
    version: str
    state: str


@dataclass(frozen=True)
class KnownGapFacts:
    """A violation that people know of. `state` is “known_gap” until its day, “overdue” after it, or “regression”."""

    principle: str
    case: str
    state: str
    what: str
    until: date | None
    marked_by: str
    marked_on: date


@dataclass(frozen=True)
class StandingFacts:
    """Where the project stands with the specification: how many of its principles are decided, and each decision."""

    total: int
    decided: int
    adopted: int
    tightened: int
    not_relevant: int
    stances: tuple[StanceFacts, ...]
    departed: tuple[DepartedStance, ...]
    clauses: tuple[HouseClauseFacts, ...]
    rulings: tuple[RulingFacts, ...]
    gaps: tuple[KnownGapFacts, ...]
