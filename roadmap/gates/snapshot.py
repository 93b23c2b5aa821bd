"""The state that a gate is asked on, frozen: typed records with one canonical spelling and its SHA-256.

Everything in it is a string, a whole number or a list of these, so that each database gives back what it was given.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Final

from ui.sentences import Phrase, phrases_in, revived, sentence, shared
from workspaces.canonical import sha256_of

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
            accepted = shared(float(self.accepted))
            return sentence("A chance of loss of %(accepted)s is accepted with the baseline", accepted=accepted)
        if not self.accepted or not self.measured:
            return sentence("The chance of loss is not known")
        rates = {"measured": shared(float(self.measured)), "accepted": shared(float(self.accepted))}
        if self.is_over:
            return sentence("The chance of loss is %(measured)s, over the %(accepted)s accepted in phase 1", **rates)
        return sentence("The chance of loss is %(measured)s, within the %(accepted)s accepted in phase 1", **rates)


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
        """The records, and how the product's own sentences in them were made, where there are any."""
        told, phrases = asdict(self), [{**vars(one), "places": dict(one.places)} for one in phrases_in(self)]
        return {**told, "phrases": phrases} if phrases else told

    @property
    def sha256(self) -> str:
        return sha256_of(self.as_json())


def read(raw: Mapping[str, Any]) -> Snapshot:
    """The records behind a stored snapshot; its sentences know what they were made of where that was kept."""
    known = {one["text"]: _phrase(one) for one in raw.get("phrases", ())}
    price = raw["price"]
    return Snapshot(
        project=raw["project"],
        phase=raw["phase"],
        gate=raw["gate"],
        template=raw["template"],
        rule=raw["rule"],
        asked=Asked(**raw["asked"]),
        approvers=_lines(raw["approvers"], known),
        criteria=[CriterionThen(**{**one, "facts": _lines(one["facts"], known)}) for one in raw["criteria"]],
        evidence=[EvidenceThen(**one) for one in raw["evidence"]],
        waivers=[WaiverThen(**one) for one in raw["waivers"]],
        runs=[RunThen(**{**one, "counted": revived(one["counted"], known)}) for one in raw["runs"]],
        ground=_lines(raw["ground"], known),
        price=Price(**{name: revived(text, known) for name, text in price.items()}) if price else None,
        format=raw["format"],
    )


def _phrase(raw: Mapping[str, Any]) -> Phrase:
    return Phrase(raw["text"], raw["one"], raw["many"], tuple(raw["places"].items()))


def _lines(raw: Sequence[Mapping[str, str]], known: Mapping[str, Phrase]) -> list[Line]:
    return [Line(revived(one["label"], known), revived(one["value"], known)) for one in raw]


def holds(raw: Mapping[str, Any], sha256: str) -> bool:
    """Whether a stored snapshot still has the hash it was frozen with."""
    return sha256_of(raw) == sha256
