"""The state that a gate is asked on, frozen: typed records with one canonical spelling and its SHA-256.

Everything in it is a string, a whole number or a list of these, so that each database gives back what it was given.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Final

from roadmap.evidence.canonical import digest

FORMAT: Final = "plumbline-gate-1"


@dataclass(frozen=True)
class Line:
    """One thing with its value in words."""

    label: str
    value: str


@dataclass(frozen=True)
class Asked:
    """What leave is asked for. `until` and `on` are days as YYYY-MM-DD; `volume` is in conversations a month."""

    number: int
    by: int
    by_name: str
    on: str
    scope: str
    until: str
    release: str = ""
    volume: int | None = None
    if_refused: str = ""
    reason: str = ""


@dataclass(frozen=True)
class CriterionThen:
    """Where a criterion stood, whose word that was, and the facts that it rested on."""

    code: str
    title: str
    blocking: bool
    state: str
    label: str
    by: str
    until: str
    fingerprint: str
    facts: Sequence[Line] = ()

    @property
    def until_on(self) -> date | None:
        """The last day of its waiver; None where it is not waived."""
        return date.fromisoformat(self.until) if self.until else None


@dataclass(frozen=True)
class EvidenceThen:
    title: str
    version: int
    sha256: str
    criteria: Sequence[str]


@dataclass(frozen=True)
class WaiverThen:
    """A waiver that counted: who asked, who granted it, and its last day."""

    code: str
    title: str
    reason: str
    until: str
    asked_by: str
    granted_by: int
    granted_by_name: str

    @property
    def until_on(self) -> date:
        return date.fromisoformat(self.until)


@dataclass(frozen=True)
class RunThen:
    key: int
    name: str
    release: str
    counted: str
    settings_sha256: str
    cases_sha256: str


@dataclass(frozen=True)
class Price:
    """The business case: what is accepted with the baseline and, for the gate that prices, what it is as measured.

    `accepted` and `measured` are chances of loss as decimal fractions, empty where there is none.
    """

    baseline: str
    scenario: str
    rate: str
    accepted: str
    measured: str

    @property
    def is_over(self) -> bool:
        """Whether the chance of loss as measured exceeds what was accepted."""
        return bool(self.accepted and self.measured) and float(self.measured) > float(self.accepted)

    @property
    def words(self) -> str:
        if self.accepted and not self.scenario:
            return f"A chance of loss of {float(self.accepted):.1%} is accepted with the baseline"
        if not self.accepted or not self.measured:
            return "The chance of loss is not known"
        how = "over" if self.is_over else "within"
        limit = f"the {float(self.accepted):.1%} accepted in phase 1"
        return f"The chance of loss is {float(self.measured):.1%}, {how} {limit}"


@dataclass(frozen=True)
class Snapshot:
    """Everything an approval is about."""

    project: str
    phase: int
    gate: str
    template: str
    rule: Mapping[str, Any]
    asked: Asked
    approvers: Sequence[Line] = ()
    criteria: Sequence[CriterionThen] = ()
    evidence: Sequence[EvidenceThen] = ()
    waivers: Sequence[WaiverThen] = ()
    runs: Sequence[RunThen] = ()
    ground: Sequence[Line] = ()  # releases, specification, decisions on principles, the gate before
    price: Price | None = None
    format: str = field(default=FORMAT)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def sha256(self) -> str:
        return digest(self.as_json())

    @property
    def granters(self) -> frozenset[int]:
        """Who granted a waiver that it rests on."""
        return frozenset(waiver.granted_by for waiver in self.waivers)


def read(raw: Mapping[str, Any]) -> Snapshot:
    """The records behind a stored snapshot."""
    price = raw["price"]
    return Snapshot(
        project=raw["project"],
        phase=raw["phase"],
        gate=raw["gate"],
        template=raw["template"],
        rule=raw["rule"],
        asked=Asked(**raw["asked"]),
        approvers=[Line(**one) for one in raw["approvers"]],
        criteria=[_criterion(one) for one in raw["criteria"]],
        evidence=[EvidenceThen(**one) for one in raw["evidence"]],
        waivers=[WaiverThen(**one) for one in raw["waivers"]],
        runs=[RunThen(**one) for one in raw["runs"]],
        ground=[Line(**one) for one in raw["ground"]],
        price=Price(**price) if price else None,
        format=raw["format"],
    )


def _criterion(raw: Mapping[str, Any]) -> CriterionThen:
    return CriterionThen(**{**raw, "facts": [Line(**fact) for fact in raw["facts"]]})


def holds(raw: Mapping[str, Any], sha256: str) -> bool:
    """Whether a stored snapshot still has the hash it was frozen with."""
    return digest(raw) == sha256
