"""What a roadmap template holds: phases, gates, criteria, frameworks and the dates of regulations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Source:
    """Where a claim about a framework can be looked up; the revision is the state it was checked at."""

    title: str
    url: str
    revision: str = ""


@dataclass(frozen=True)
class Framework:
    """A framework whose identifiers the criteria refer to, and how far those identifiers were checked."""

    key: str
    name: str
    id_kind: str
    verification: str
    basis: str
    sources: tuple[Source, ...]
    single_source_ids: tuple[str, ...] = ()
    second_source_ids: tuple[str, ...] = ()
    caution: str = ""


@dataclass(frozen=True)
class RegulationDate:
    """The day from which a duty applies, as last known."""

    key: str
    framework: str
    applies_from: date
    what: str
    confidence: str
    previous: date | None = None
    note: str = ""


@dataclass(frozen=True)
class Evidence:
    """One kind of evidence and what it proves."""

    type: str
    proves: str


@dataclass(frozen=True)
class Gate:
    """The decision at the end of a phase."""

    name: str
    approvers: tuple[str, ...]
    min_approvals: int
    requester_may_approve: bool
    repeats_days: int | None = None


@dataclass(frozen=True)
class CriterionTemplate:
    """One thing to be shown; `waiver` is the role that may waive it, None where nobody may."""

    code: str
    title: str
    statement: str
    evidence: tuple[Evidence, ...]
    auto: str
    blocking: bool
    waiver: str | None
    review_days: int | None
    spec_anchors: tuple[str, ...]
    mappings: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class PhaseTemplate:
    """One of the four phases; `code` is P1 to P4."""

    code: str
    name: str
    entry_rule: str
    gate: Gate
    criteria: tuple[CriterionTemplate, ...]

    @property
    def number(self) -> int:
        return int(self.code.removeprefix("P"))


@dataclass(frozen=True)
class RoadmapTemplate:
    """The whole template."""

    version: str
    spec_checked: str
    frameworks: Mapping[str, Framework]
    mapping_label: str
    mapping_note: str
    regulation_dates: tuple[RegulationDate, ...]
    four_eyes: bool
    waiver_max_days: int
    phases: tuple[PhaseTemplate, ...]

    @property
    def criteria(self) -> tuple[CriterionTemplate, ...]:
        return tuple(criterion for phase in self.phases for criterion in phase.criteria)
