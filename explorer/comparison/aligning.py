"""Pairs the items of two sequences: quickly, within a bounded effort, and well enough to be read as a diff.

difflib finds the pairs where it is certain to be quick; elsewhere items that occur once on both sides are the anchors
(patience diff), and what has neither is replaced whole.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import TypeAlias

Block: TypeAlias = tuple[int, int, int]

# Effort counts the steps difflib takes at worst, about 0.1 µs each: one call, and all calls for a text together.
_MOST_AT_ONCE, _MOST_IN_ALL = 200_000, 2_000_000
_MOST_ROUNDS = 12


class Aligner:
    """Aligns sequences with an effort that is shared by all calls, so that many small pieces cannot add up for ever."""

    def __init__(self) -> None:
        self._left = _MOST_IN_ALL

    def stretches(self, old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[slice, slice]]:
        """Both sequences in pairs of stretches; the two of a pair are equal, or have nothing in common."""
        left = right = 0
        for start, other, length in [*self._blocks(old, new), (len(old), len(new), 0)]:
            if left < start or right < other:
                yield slice(left, start), slice(right, other)
            if length:
                yield slice(start, start + length), slice(other, other + length)
            left, right = start + length, other + length

    def _blocks(self, old: Sequence[str], new: Sequence[str]) -> list[Block]:
        """Places in both and lengths of what both have, in order."""
        blocks: list[Block] = []
        ranges = [(0, len(old), 0, len(new), 0)]
        while ranges:
            left, left_end, right, right_end, rounds = ranges.pop()
            head = _common(old[left:left_end], new[right:right_end])
            tail = _common(old[left + head : left_end][::-1], new[right + head : right_end][::-1])
            blocks.extend([(left, right, head), (left_end - tail, right_end - tail, tail)])
            left, right, left_end, right_end = left + head, right + head, left_end - tail, right_end - tail
            mine, theirs = old[left:left_end], new[right:right_end]
            if self._can_afford(mine, theirs):
                found = SequenceMatcher(None, mine, theirs, autojunk=False).get_matching_blocks()
                blocks.extend((left + block.a, right + block.b, block.size) for block in found)
            elif rounds < _MOST_ROUNDS:
                anchors = _anchors(mine, theirs)
                starts, ends = [(0, 0), *anchors], [*anchors, (len(mine), len(theirs))]
                for (start, other), (end, other_end) in zip(starts, ends, strict=True) if anchors else ():
                    ranges.append((left + start, left + end, right + other, right + other_end, rounds + 1))
        return sorted(block for block in blocks if block[2])

    def _can_afford(self, old: Sequence[str], new: Sequence[str]) -> bool:
        """Takes the effort from what is left, where there is enough."""
        theirs = Counter(new)
        pairs = sum(count * theirs[item] for item, count in Counter(old).items())
        effort = pairs + len(old) * min(len(old), len(new)) // 8
        affordable = effort <= min(_MOST_AT_ONCE, self._left)
        self._left -= effort if affordable else 0
        return affordable


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    """How many items both begin with."""
    length = 0
    for mine, theirs in zip(old, new, strict=False):
        if mine != theirs:
            break
        length += 1
    return length


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Places of items that occur once on both sides, as many as keep their order: the longest rising sequence."""
    mine, theirs = Counter(old), Counter(new)
    place = {item: at for at, item in enumerate(new) if theirs[item] == 1}
    pairs = [(at, place[item]) for at, item in enumerate(old) if mine[item] == 1 and item in place]
    # ends[n] is the lowest end of a rising sequence of n + 1 pairs, last[n] the number of the pair it ends with.
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for number, (_, at) in enumerate(pairs):
        length = bisect_left(ends, at)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [at]
        last[length : length + 1] = [number]
    chain: list[tuple[int, int]] = []
    number = last[-1] if last else -1
    while number >= 0:
        chain.append(pairs[number])
        number = before[number]
    return chain[::-1]
