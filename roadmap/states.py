"""Where a criterion stands, computed from people's words, the product's check, the evidence and the day.

Nothing here reads the database or the clock: the same input gives the same state on any machine and any day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal, TypeAlias

from django.utils.formats import date_format

from roadmap.checks.registry import Check
from roadmap.checks.results import CheckResult, Pair, fingerprint_of, listed
from roadmap.models import Confirmation, Criterion, EvidenceUse, EvidenceVersion, Exclusion
from roadmap.versions import anchors
from roadmap.vocabulary import EVIDENCE_TYPES, ROLES, STATE_LABELS
from workspaces.models import Waiver

StateKey: TypeAlias = Literal["open", "ready", "met", "waived", "not_applicable", "stale"]
UNSETTLED: frozenset[StateKey] = frozenset({"open", "ready", "stale"})
EVIDENCE = "Evidence "
NOT_KEPT = "It was confirmed before the product kept what a confirmation rests on."


@dataclass(frozen=True)
class Shown:
    """A piece of evidence as it is used for a criterion; `problem` says why it does not count today."""

    use: EvidenceUse
    version: EvidenceVersion
    problem: str = ""

    @property
    def title(self) -> str:
        return self.use.evidence.title

    @property
    def proves(self) -> str:
        return EVIDENCE_TYPES[self.use.proves]

    @property
    def pair(self) -> Pair:
        proves = self.proves.lower()
        return f"{EVIDENCE}“{self.title}” as {proves}", f"version {self.version.number}, {self.version.sha256[:12]}"


@dataclass(frozen=True)
class Inputs:
    """What a state follows from."""

    criterion: Criterion
    check: Check | None = None
    result: CheckResult | None = None
    shown: Sequence[Shown] = ()
    confirmation: Confirmation | None = None
    exclusion: Exclusion | None = None
    waiver: Waiver | None = None  # granted by somebody who may, not withdrawn; perhaps past its last day
    waiver_refused: str = ""  # why a granted one does not count
    sections: Sequence[Pair] = ()  # what it rests on in the version that the project works with

    @property
    def missing(self) -> list[str]:
        """What would make it ready; empty where it is."""
        found = list(self.result.obstacles) if self.result else []
        if self.check is None or not self.check.is_whole:
            usable = {shown.use.proves for shown in self.shown if not shown.problem}
            lacking = dict.fromkeys(entry["type"] for entry in self.criterion.evidence if entry["type"] not in usable)
            if lacking:
                found.append(f"Add evidence: {listed([EVIDENCE_TYPES[kind].lower() for kind in lacking])}.")
        return found

    @property
    def ground(self) -> list[Pair]:
        """What a confirmation given today would rest on."""
        pairs = [("Statement", self.criterion.statement), ("How it is shown", self.criterion.auto)]
        pairs += [(fact.label, fact.value) for fact in self.result.facts if not fact.passing] if self.result else []
        return [*pairs, *self.sections, *(shown.pair for shown in self.shown)]


@dataclass(frozen=True)
class CriterionState:
    """Where a criterion stands, why, and what that rests on."""

    key: StateKey
    reason: str
    inputs: Inputs
    missing: Sequence[str] = ()
    differences: Sequence[str] = field(default_factory=tuple)

    @property
    def label(self) -> str:
        return STATE_LABELS[self.key]

    @property
    def is_unsettled(self) -> bool:
        return self.key in UNSETTLED

    @property
    def stands_in_the_way(self) -> bool:
        """Whether it keeps the gate of its phase closed."""
        return self.inputs.criterion.blocking and self.is_unsettled

    @property
    def is_satisfied(self) -> bool:
        """Whether its owner may confirm it."""
        return not self.missing

    @property
    def ground(self) -> list[Pair]:
        return self.inputs.ground

    @property
    def fingerprint(self) -> str:
        return fingerprint_of(self.ground)

    @property
    def by(self) -> str:
        """Whose word it is, where it is one."""
        inputs = self.inputs
        match self.key:
            case "met" | "stale":
                return inputs.confirmation.actor_name if inputs.confirmation else ""
            case "not_applicable":
                return inputs.exclusion.actor_name if inputs.exclusion else ""
            case "waived":
                return inputs.waiver.decided_by.name if inputs.waiver and inputs.waiver.decided_by else ""
        return ""

    @property
    def until(self) -> date | None:
        return self.inputs.waiver.until if self.key == "waived" and self.inputs.waiver else None


def state_of(inputs: Inputs, day: date) -> CriterionState:
    """The state on that day, with its reason in words."""
    missing = inputs.missing
    if inputs.exclusion is not None:
        return CriterionState("not_applicable", _excluded(inputs.exclusion), inputs, missing)
    if inputs.waiver is not None and inputs.waiver.until >= day:
        return CriterionState("waived", _waived(inputs.waiver), inputs, missing)
    if inputs.confirmation is not None:
        return _confirmed(inputs, inputs.confirmation, day, missing)
    if missing:
        return CriterionState("open", " ".join([*_of_waiver(inputs), *missing]), inputs, missing)
    return CriterionState("ready", _ready(inputs), inputs, missing)


def _confirmed(inputs: Inputs, confirmation: Confirmation, day: date, missing: Sequence[str]) -> CriterionState:
    differences = tuple(differences_of(confirmation, inputs.ground))
    reasons = [
        *differences,
        *(f"{EVIDENCE}“{shown.title}” {shown.problem}." for shown in inputs.shown if shown.problem),
    ]
    if due := review_due(inputs.criterion, confirmation):
        reasons += [f"Review due since {date_format(due, 'j M Y')}."] if day > due else []
    if not reasons:
        reasons = list(missing)
    who = f"{confirmation.actor_name or 'Somebody'} confirmed it on {date_format(confirmation.at, 'j M Y')}"
    if reasons:
        return CriterionState("stale", f"{who}. {' '.join(reasons)}", inputs, missing, differences)
    again = f", to be looked at again by {date_format(due, 'j M Y')}" if due else ""
    return CriterionState("met", f"{who}{again}.", inputs, missing)


def review_due(criterion: Criterion, confirmation: Confirmation) -> date | None:
    """The last day on which a confirmation holds; None where it is not looked at again."""
    if criterion.review_days is None:
        return None
    return confirmation.at.date() + timedelta(days=criterion.review_days)


def differences_of(confirmation: Confirmation, ground: Sequence[Pair]) -> Iterator[str]:
    """In what today differs from what a confirmation was given on, in words."""
    if not confirmation.fingerprint:
        yield NOT_KEPT
        return
    if confirmation.fingerprint == fingerprint_of(ground):
        return
    then, now = dict(confirmation.facts), dict(ground)
    for label, value in now.items():
        if anchors.is_section(label):
            if label in then and anchors.differ(then[label], value):
                yield anchors.said(label, then[label], value)
        elif label not in then and not label.startswith(EVIDENCE):  # more evidence takes nothing away
            yield f"{label} is new: {value}."
        elif label in then and then[label] != value:
            yield f"{label}: was {then[label]}, is {value}."
    for label in then.keys() - now.keys():
        if not anchors.is_section(label):  # the criterion rests on fewer sections now
            yield f"{label} is gone."


def _excluded(exclusion: Exclusion) -> str:
    return f"{exclusion.reason} ({exclusion.actor_name or 'Somebody'}, {date_format(exclusion.at, 'j M Y')})"


def _waived(waiver: Waiver) -> str:
    who = waiver.decided_by.name if waiver.decided_by else "Somebody"
    return f"Waived by {who} until {date_format(waiver.until, 'j M Y')}: {waiver.reason}"


def _of_waiver(inputs: Inputs) -> list[str]:
    if inputs.waiver_refused:
        return [inputs.waiver_refused]
    if inputs.waiver is not None:
        return [f"The waiver ended on {date_format(inputs.waiver.until, 'j M Y')}."]
    return []


def _ready(inputs: Inputs) -> str:
    owner = inputs.criterion.owner
    waits = f"waits for the word of {owner.name}" if owner else "waits for an owner"
    if inputs.check is None:
        return f"Its evidence is complete; it {waits}."
    what = "Its check is satisfied" if inputs.check.is_whole else "Its check is satisfied and its evidence complete"
    return f"{what}; it {waits}."


def refused_waiver(waiver: Waiver, criterion: Criterion) -> str:
    """Why a waiver that was granted by somebody without the responsibility does not count."""
    who = waiver.decided_by.name if waiver.decided_by else "Somebody"
    role = ROLES.get(criterion.waiver, "")
    if not role:
        return f"{who} granted a waiver, but this criterion cannot be waived."
    return f"{who} granted a waiver without being its {role.lower()}, so it does not count."
