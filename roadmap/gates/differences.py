"""In what a later state differs from the one that was approved, in words, one line an item.

More evidence and more runs take nothing away: what they change shows at the criterion that looks at them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from roadmap.gates.snapshot import CriterionThen, Line, Snapshot
from roadmap.vocabulary import STATE_WORDS
from ui.sentences import DAY, Sentence, joined, sentence

NOTHING = sentence("nothing")


@dataclass(frozen=True)
class Difference:
    """One thing that reads otherwise: what it is, and how."""

    subject: str
    words: str

    def __str__(self) -> str:
        return self.said

    @property
    def said(self) -> str:
        """Both in one line."""
        return joined([self.subject, self.words], ": ")


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
        subject, current = _criterion(was), today.pop(was.code, None)
        if current is None:
            yield Difference(subject, sentence("is gone"))
        elif words := joined(_of_criterion(was, current), "; "):
            yield Difference(subject, words)
    for current in today.values():
        yield Difference(_criterion(current), sentence("is new, %(state)s", state=_state(current)))


def _of_criterion(was: CriterionThen, current: CriterionThen) -> Iterator[str]:
    if was.state != current.state:
        yield sentence("was %(before)s, is %(after)s", before=_state(was), after=_state(current))
    elif was.until != current.until:
        yield sentence(
            "was %(state)s until %(before)s, is until %(after)s",
            state=_state(was),
            before=_day(was.until),
            after=_day(current.until),
        )
    before = {fact.label: fact.value for fact in was.facts}
    after = {fact.label: fact.value for fact in current.facts}
    for label, value in after.items():
        if before.get(label, NOTHING) != value:
            yield joined([label, _reads(before.get(label, NOTHING), value)], ": ")
    for label in before.keys() - after.keys():
        yield sentence("%(label)s is gone", label=label)


def _evidence(then: Snapshot, now: Snapshot) -> Iterator[Difference]:
    today = {one.title: one for one in now.evidence}
    for was in then.evidence:
        subject, current = sentence("Evidence “%(title)s”", title=was.title), today.get(was.title)
        if current is None:
            yield Difference(subject, sentence("is not used any more"))
        elif (was.version, was.sha256) != (current.version, current.sha256):
            versions = {"before": was.version, "after": current.version}
            yield Difference(subject, sentence("was version %(before)s, is version %(after)s", **versions))


def _waivers(then: Snapshot, now: Snapshot) -> Iterator[Difference]:
    today = {one.code: one for one in now.waivers}
    for was in then.waivers:
        current, until = today.pop(was.code, None), _day(was.until)
        if current is None:
            gone = sentence("was granted until %(before)s, is not in force", before=until)
            yield Difference(_waiver_of(was.code), gone)
        elif current.until != was.until:
            moved = sentence(
                "was granted until %(before)s, is until %(after)s", before=until, after=_day(current.until)
            )
            yield Difference(_waiver_of(was.code), moved)
    for current in today.values():
        new = sentence(
            "is new, by %(person)s until %(until)s", person=current.granted_by_name, until=_day(current.until)
        )
        yield Difference(_waiver_of(current.code), new)


def _runs(then: Snapshot, now: Snapshot) -> Iterator[Difference]:
    today = {one.key: one for one in now.runs}
    for was in then.runs:
        subject, current = sentence("Run “%(run)s”", run=was.name), today.get(was.key)
        if current is None:
            yield Difference(subject, sentence("does not count any more"))
        elif was.counted != current.counted:
            yield Difference(subject, _was_is(was.counted, current.counted))


def _price(then: Snapshot, now: Snapshot) -> Iterator[Difference]:
    if then.price is None or now.price is None:
        return
    pairs = (
        (sentence("Baseline"), then.price.baseline, now.price.baseline),
        (sentence("Scenario"), then.price.scenario, now.price.scenario),
        (sentence("Measured rate"), then.price.rate, now.price.rate),
    )
    none = sentence("none")
    for label, was, current in pairs:
        if was != current:
            yield Difference(label, _was_is(was or none, current or none))


def _lines(then: Sequence[Line], now: Sequence[Line]) -> Iterator[Difference]:
    today = {line.label: line for line in now}
    for was in then:
        current = today.get(was.label) or Line(was.label, NOTHING)
        if current.value != was.value:
            yield Difference(current.label, _reads(was.value, current.value))


def _reads(was: str, current: str) -> str:
    """The change in words; of a list that grew or shrank at its end only what came or went."""
    if current.startswith(f"{was}, "):
        return sentence("now also %(names)s", names=current.removeprefix(f"{was}, "))
    if was.startswith(f"{current}, "):
        return sentence("no longer %(names)s", names=was.removeprefix(f"{current}, "))
    return _was_is(was, current)


def _was_is(was: str, current: str) -> str:
    return sentence("was %(before)s, is %(after)s", before=was, after=current)


def _state(then: CriterionThen) -> str:
    """The name of its state inside of a sentence; one that was frozen under another name keeps that."""
    known = STATE_WORDS.get(then.state, "")
    return known if known == then.label.lower() else then.label.lower()


def _criterion(one: CriterionThen) -> str:
    return joined([one.code, sentence(one.title)], " ")


def _waiver_of(code: str) -> str:
    return sentence("Waiver of %(code)s", code=code)


def _day(iso: str) -> str:
    """A day of a snapshot, which is shown as it is written there."""
    return Sentence(iso, DAY, "", {"day": iso}) if iso else iso
