"""Where a criterion stands, computed from people's words, the product's check, the evidence and the day.

Nothing here reads the database or the clock: the same input gives the same state on any machine and any day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal, TypeAlias

from django.utils import timezone

from roadmap.checks.registry import Check
from roadmap.checks.results import CheckResult, Pair, fingerprint_of
from roadmap.models import Confirmation, Criterion, EvidenceUse, EvidenceVersion, Exclusion
from roadmap.versions import anchors
from roadmap.vocabulary import EVIDENCE_TYPES, ROLES, STATE_LABELS
from ui.sentences import dated, inside, joined, listed, sentence
from workspaces.models import Waiver

StateKey: TypeAlias = Literal["open", "ready", "met", "waived", "not_applicable", "stale"]
UNSETTLED: frozenset[StateKey] = frozenset({"open", "ready", "stale"})
EVIDENCE = "Evidence "
NOT_KEPT = sentence("It was confirmed before the product kept what a confirmation rests on.")


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
        label = sentence("Evidence “%(title)s” as %(proves)s", title=self.title, proves=inside(self.proves))
        return label, _version(str(self.version.number), self.version.sha256[:12])


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
                kinds = listed([inside(EVIDENCE_TYPES[kind]) for kind in lacking])
                found.append(sentence("Add evidence: %(kinds)s.", kinds=kinds))
        return found

    @property
    def ground(self) -> list[Pair]:
        """What a confirmation given today would rest on."""
        pairs: list[Pair] = [
            (sentence("Statement"), self.criterion.statement),
            (sentence("How it is shown"), self.criterion.auto),
        ]
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
        return CriterionState("open", joined([*_of_waiver(inputs), *missing], " "), inputs, missing)
    return CriterionState("ready", _ready(inputs), inputs, missing)


def _confirmed(inputs: Inputs, confirmation: Confirmation, day: date, missing: Sequence[str]) -> CriterionState:
    differences = tuple(differences_of(confirmation, inputs.ground))
    reasons = [
        *differences,
        *(
            sentence("Evidence “%(title)s” %(problem)s.", title=shown.title, problem=shown.problem)
            for shown in inputs.shown
            if shown.problem
        ),
    ]
    if due := review_due(inputs.criterion, confirmation):
        reasons += [sentence("Review due since %(day)s.", day=dated(due))] if day > due else []
    if not reasons:
        reasons = list(missing)
    who = {"person": confirmation.actor_name or sentence("Somebody"), "day": dated(timezone.localdate(confirmation.at))}
    said = sentence("%(person)s confirmed it on %(day)s.", **who)
    if reasons:
        return CriterionState("stale", joined([said, *reasons], " "), inputs, missing, differences)
    if due:
        said = sentence("%(person)s confirmed it on %(day)s, to be looked at again by %(due)s.", **who, due=dated(due))
    return CriterionState("met", said, inputs, missing)


def review_due(criterion: Criterion, confirmation: Confirmation) -> date | None:
    """The last day on which a confirmation holds; None where it is not looked at again."""
    if criterion.review_days is None:
        return None
    return timezone.localdate(confirmation.at) + timedelta(days=criterion.review_days)


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
            yield sentence("%(label)s is new: %(value)s.", label=label, value=value)
        elif label in then and then[label] != value:
            before = _version_kept(then[label]) if label.startswith(EVIDENCE) else then[label]
            yield sentence("%(label)s: was %(before)s, is %(after)s.", label=label, before=before, after=value)
    for label in then.keys() - now.keys():
        if not anchors.is_section(label):  # the criterion rests on fewer sections now
            yield sentence("%(label)s is gone.", label=label)


def _version(number: str, sha256: str) -> str:
    return sentence("version %(number)s, %(sha256)s", number=number, sha256=sha256)


def _version_kept(text: str) -> str:
    """A version of evidence as a confirmation kept it."""
    number, _, sha256 = text.removeprefix("version ").partition(", ")
    return found if (found := _version(number, sha256)) == text else text


def _excluded(exclusion: Exclusion) -> str:
    who = exclusion.actor_name or sentence("Somebody")
    day = dated(timezone.localdate(exclusion.at))
    return sentence("%(reason)s (%(person)s, %(day)s)", reason=exclusion.reason, person=who, day=day)


def _waived(waiver: Waiver) -> str:
    who = waiver.decided_by.name if waiver.decided_by else sentence("Somebody")
    until = dated(waiver.until)
    return sentence("Waived by %(person)s until %(day)s: %(reason)s", person=who, day=until, reason=waiver.reason)


def _of_waiver(inputs: Inputs) -> list[str]:
    if inputs.waiver_refused:
        return [inputs.waiver_refused]
    if inputs.waiver is not None:
        return [sentence("The waiver ended on %(day)s.", day=dated(inputs.waiver.until))]
    return []


def _ready(inputs: Inputs) -> str:
    owner = inputs.criterion.owner
    if owner:
        waits = sentence("it waits for the word of %(person)s.", person=owner.name)
    else:
        waits = sentence("it waits for an owner.")
    if inputs.check is None:
        what = sentence("Its evidence is complete")
    elif inputs.check.is_whole:
        what = sentence("Its check is satisfied")
    else:
        what = sentence("Its check is satisfied and its evidence complete")
    return joined([what, waits], "; ")


def refused_waiver(waiver: Waiver, criterion: Criterion) -> str:
    """Why a waiver that was granted by somebody without the responsibility does not count."""
    who = waiver.decided_by.name if waiver.decided_by else sentence("Somebody")
    role = ROLES.get(criterion.waiver, "")
    if not role:
        return sentence("%(person)s granted a waiver, but this criterion cannot be waived.", person=who)
    return sentence(
        "%(person)s granted a waiver without being its %(role)s, so it does not count.", person=who, role=inside(role)
    )
