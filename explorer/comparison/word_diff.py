"""The words two texts differ in, as runs. Fast and bounded on long and hostile texts; no character is ever lost.

Paragraphs are paired first, and words only where paragraphs differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from explorer.comparison.aligning import Aligner

RunKind: TypeAlias = Literal["same", "removed", "added"]

_PARAGRAPH = re.compile(r".+?(?:\n[^\S\n]*(?=\n)\s*|\Z)", re.DOTALL)
_WORD = re.compile(r"(\w+(?:['’]\w+)*|[^\w\s]|\A(?=\s))(\s*)")
# What is shown of the words around a change, and how many words between two of them are not worth leaving out.
_SOME_WORDS = re.compile(r"\s*(?:\S+\s*){0,24}")
_NOT_WORTH_A_GAP = 8


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text: in both, only in the old one (`removed`) or only in the new one (`added`)."""

    kind: RunKind
    text: str


@dataclass(frozen=True, slots=True)
class Hunk:
    """Neighbouring changes with some words around them; `skipped` words that both texts share stand before it."""

    runs: tuple[Run, ...]
    skipped: int = 0

    @property
    def old(self) -> list[Run]:
        return [run for run in self.runs if run.kind != "added"]

    @property
    def new(self) -> list[Run]:
        return [run for run in self.runs if run.kind != "removed"]


@dataclass(frozen=True, slots=True)
class WordDiff:
    """The changes of a text for reading, with how many words went and came; `after` shared words follow the last."""

    hunks: tuple[Hunk, ...]
    removed: int
    added: int
    after: int = 0


def word_diff(old: str, new: str) -> list[Run]:
    """Runs in reading order, to the letter: `same` and `added` joined are the new one, `same` and `removed` the old."""
    before, after = _PARAGRAPH.findall(old), _PARAGRAPH.findall(new)
    runs: list[Run] = []
    aligner = Aligner()
    for mine, theirs in aligner.stretches([_folded(each) for each in before], [_folded(each) for each in after]):
        left, right = "".join(before[mine]), "".join(after[theirs])
        runs.extend([Run("same", left)] if left == right else _by_words(left, right, aligner))
    return _joined(runs)


def readable_diff(old: str, new: str) -> WordDiff:
    """The changes with some words around them; those in white space alone are passed over."""
    runs = _joined(_without_blank_changes(_without_islands(word_diff(old, new))))
    removed, added = (sum(_count(run.text) for run in runs if run.kind == kind) for kind in ("removed", "added"))
    hunks: list[Hunk] = []
    gathered: list[Run] = []
    skipped = 0
    for place, run in enumerate(runs):
        if run.kind != "same":
            gathered.append(run)
            continue
        head = _first_words(run.text) if gathered else ""
        tail = _last_words(run.text) if place + 1 < len(runs) else ""
        between = _count(run.text) - _count(head) - _count(tail)
        if gathered and tail and between <= _NOT_WORTH_A_GAP:
            gathered.append(run)
            continue
        if gathered:
            hunks.append(Hunk((*gathered, Run("same", head.rstrip())), skipped))
        gathered, skipped = [Run("same", tail.lstrip())] if tail else [], between
    if gathered:
        hunks.append(Hunk(tuple(gathered), skipped))
        skipped = 0
    return WordDiff(tuple(hunks), removed, added, max(0, skipped))


def _folded(text: str) -> str:
    return " ".join(text.split())


def _by_words(old: str, new: str, aligner: Aligner) -> Iterator[Run]:
    """Words are paired whatever white space follows them; where it differs it is a change of its own."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    mine, theirs = [word for word, _ in before], [word for word, _ in after]
    for left, right in aligner.stretches(mine, theirs):
        if mine[left] != theirs[right]:
            yield Run("removed", _text(before[left]))
            yield Run("added", _text(after[right]))
            continue
        for (word, blank), (_, other) in zip(before[left], after[right], strict=True):
            if blank == other:
                yield Run("same", word + blank)
            else:
                yield from (Run("same", word), Run("removed", blank), Run("added", other))


def _text(words: Iterable[tuple[str, str]]) -> str:
    return "".join(word + blank for word, blank in words)


def _joined(runs: Iterable[Run]) -> list[Run]:
    """Neighbours of a kind as one, and within a change what went before what came."""
    joined: list[Run] = []
    waiting: dict[RunKind, list[str]] = {"removed": [], "added": [], "same": []}

    def release(kinds: Sequence[RunKind]) -> None:
        for kind in kinds:
            if text := "".join(waiting[kind]):
                joined.append(Run(kind, text))
            waiting[kind] = []

    for run in runs:
        if not run.text:
            continue
        release(["removed", "added"] if run.kind == "same" else ["same"])
        waiting[run.kind].append(run.text)
    release(["same", "removed", "added"])
    return joined


def _without_islands(runs: Sequence[Run]) -> Iterator[Run]:
    """A few shared words between two larger changes make a text of shreds: they go with the changes around them."""
    for place, run in enumerate(runs):
        words = _count(run.text)
        between = run.kind == "same" and 0 < place < len(runs) - 1
        if between and words <= 3 and "\n\n" not in run.text and _small_beside(words, runs, place):
            yield Run("removed", run.text)
            yield Run("added", run.text)
        else:
            yield run


def _small_beside(words: int, runs: Sequence[Run], place: int) -> bool:
    """Whether the changes on both sides are larger than the words between them."""
    before = max(_count(run.text) for run in runs[max(0, place - 2) : place] if run.kind != "same")
    after = max(_count(run.text) for run in runs[place + 1 : place + 3] if run.kind != "same")
    return before > words and after > words


def _without_blank_changes(runs: Iterable[Run]) -> Iterator[Run]:
    """White space that was exchanged for other white space is shown as the new one, as if nothing had changed."""
    for run in _joined(runs):
        if run.text.strip():
            yield run
        elif run.kind != "removed":
            yield Run("same", run.text)


def _count(text: str) -> int:
    return len(text.split())


def _first_words(text: str) -> str:
    match = _SOME_WORDS.match(text)
    return match[0] if match else ""


def _last_words(text: str) -> str:
    return _first_words(text[::-1])[::-1]
