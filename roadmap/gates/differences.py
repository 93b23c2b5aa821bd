"""In what a later state differs from the one that was approved, in words, one line an item.

More evidence and more runs take nothing away: what they change shows at the criterion that looks at them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from roadmap.gates.snapshot import CriterionThen, Line, Snapshot

NOTHING = "nothing"


@dataclass(frozen=True)
class Difference:
    """One thing that reads otherwise: what it is, and how."""

    subject: str
    words: str

    def __str__(self) -> str:
        return f"{self.subject}: {self.words}"


def differences(then: Snapshot, now: Snapshot) -> list[Difference]:
    """What is different now, criteria first; what was asked for is not compared."""
    return [
        *_criteria(then, now),
        *_evidence(then, now),
        *_waivers(then, now),
        *_runs(then, now),
        *_lines(then.ground, now.ground),
        *_price(then, now),
        *_lines(then.approvers, now.approvers),
    ]


def _criteria(then: Snapshot, now: Snapshot) -> Iterator[Difference]:
    today = {one.code: one for one in now.criteria}
    for was in then.criteria:
        subject, current = f"{was.code} {was.title}", today.pop(was.code, None)
        if current is None:
            yield Difference(subject, "is gone")
        elif words := "; ".join(_of_criterion(was, current)):
            yield Difference(subject, words)
    for current in today.values():
        yield Difference(f"{current.code} {current.title}", f"is new, {current.label.lower()}")


def _of_criterion(was: CriterionThen, current: CriterionThen) -> Iterator[str]:
    if was.state != current.state:
        yield f"was {was.label.lower()}, is {current.label.lower()}"
    elif was.until != current.until:
        yield f"was {was.label.lower()} until {was.until}, is until {current.until}"
    before = {fact.label: fact.value for fact in was.facts}
    after = {fact.label: fact.value for fact in current.facts}
    for label, value in after.items():
        if before.get(label, NOTHING) != value:
            yield f"{label}: {_reads(before.get(label, NOTHING), value)}"
    for label in before.keys() - after.keys():
        yield f"{label} is gone"


def _evidence(then: Snapshot, now: Snapshot) -> Iterator[Difference]:
    today = {one.title: one for one in now.evidence}
    for was in then.evidence:
        subject, current = f"Evidence “{was.title}”", today.get(was.title)
        if current is None:
            yield Difference(subject, "is not used any more")
        elif (was.version, was.sha256) != (current.version, current.sha256):
            yield Difference(subject, f"was version {was.version}, is version {current.version}")


def _waivers(then: Snapshot, now: Snapshot) -> Iterator[Difference]:
    today = {one.code: one for one in now.waivers}
    for was in then.waivers:
        current = today.pop(was.code, None)
        if current is None:
            yield Difference(f"Waiver of {was.code}", f"was granted until {was.until}, is not in force")
        elif current.until != was.until:
            yield Difference(f"Waiver of {was.code}", f"was granted until {was.until}, is until {current.until}")
    for current in today.values():
        yield Difference(f"Waiver of {current.code}", f"is new, by {current.granted_by_name} until {current.until}")


def _runs(then: Snapshot, now: Snapshot) -> Iterator[Difference]:
    today = {one.key: one for one in now.runs}
    for was in then.runs:
        subject, current = f"Run “{was.name}”", today.get(was.key)
        if current is None:
            yield Difference(subject, "does not count any more")
        elif was.counted != current.counted:
            yield Difference(subject, f"was {was.counted}, is {current.counted}")


def _price(then: Snapshot, now: Snapshot) -> Iterator[Difference]:
    if then.price is None or now.price is None:
        return
    pairs = (
        ("Baseline", then.price.baseline, now.price.baseline),
        ("Scenario", then.price.scenario, now.price.scenario),
        ("Measured rate", then.price.rate, now.price.rate),
    )
    for label, was, current in pairs:
        if was != current:
            yield Difference(label, f"was {was or 'none'}, is {current or 'none'}")


def _lines(then: Sequence[Line], now: Sequence[Line]) -> Iterator[Difference]:
    today = {line.label: line.value for line in now}
    for was in then:
        current = today.get(was.label, NOTHING)
        if current != was.value:
            yield Difference(was.label, _reads(was.value, current))


def _reads(was: str, current: str) -> str:
    """The change in words; of a list that grew or shrank at its end only what came or went."""
    if current.startswith(f"{was}, "):
        return f"now also {current.removeprefix(f'{was}, ')}"
    if was.startswith(f"{current}, "):
        return f"no longer {was.removeprefix(f'{current}, ')}"
    return f"was {was}, is {current}"
