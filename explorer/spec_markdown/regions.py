"""Cuts lines into text, fenced code and comments, so that nothing inside a fence is taken for structure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from explorer.spec_markdown.content import Fault

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")
COMMENT_OPEN, COMMENT_CLOSE = "<!--", "-->"


@dataclass(frozen=True, slots=True)
class Fence:
    """A line that opens or closes fenced code: its character, how many of it, and the words after them."""

    character: str
    length: int
    info: str

    def closes(self, other: Fence) -> bool:
        return self.character == other.character and self.length >= other.length and not self.info

    def repeats(self, other: Fence) -> bool:
        """A second opening of the same kind inside the first: somebody forgot to close it."""
        return self.character == other.character and self.length == other.length and bool(self.info)


def fence_of(line: str) -> Fence | None:
    """The fence on this line, by CommonMark's rules, or None."""
    found = _FENCE.match(line)
    if found is None:
        return None
    run, info = found[1], found[2].strip()
    if run[0] == "`" and "`" in info:
        return None
    return Fence(run[0], len(run), info)


@dataclass(frozen=True, slots=True)
class Region:
    """Lines `start` (included) to `end` (excluded), counted from 0; the lines of a fence itself belong to it."""

    kind: Literal["text", "fence", "comment"]
    start: int
    end: int
    info: str = ""
    closed: bool = True

    def inner(self, lines: Sequence[str]) -> Sequence[str]:
        """What stands between the lines of the fence."""
        return lines[self.start + 1 : self.end - 1 if self.closed else self.end]


def regions_of(lines: Sequence[str], faults: list[Fault]) -> list[Region]:
    """All lines as consecutive regions; a fence or comment that is never closed is added to `faults`."""
    regions: list[Region] = []
    at = text_from = 0
    while at < len(lines):
        fence = fence_of(lines[at])
        if fence is not None:
            region = _fenced(lines, at, fence, faults)
        elif lines[at].startswith(COMMENT_OPEN, _indent(lines[at])):
            region = _comment(lines, at, faults)
        else:
            at += 1
            continue
        if text_from < at:
            regions.append(Region("text", text_from, at))
        regions.append(region)
        at = text_from = region.end
    if text_from < len(lines):
        regions.append(Region("text", text_from, len(lines)))
    return regions


def _indent(line: str) -> int:
    """The blanks before the first character where they are too few to make indented code, else 0."""
    blanks = len(line) - len(line.lstrip(" "))
    return blanks if blanks <= 3 else 0


def _fenced(lines: Sequence[str], start: int, opening: Fence, faults: list[Fault]) -> Region:
    for at in range(start + 1, len(lines)):
        fence = fence_of(lines[at])
        if fence is None:
            continue
        if fence.closes(opening):
            return Region("fence", start, at + 1, opening.info)
        if fence.repeats(opening):
            faults.append(
                _unclosed(lines, start, f"This fence is still open where the next one begins, on line {at + 1}.")
            )
            return Region("fence", start, at, opening.info, closed=False)
    faults.append(_unclosed(lines, start, "This fence is never closed."))
    return Region("fence", start, len(lines), opening.info, closed=False)


def _unclosed(lines: Sequence[str], start: int, message: str) -> Fault:
    run = lines[start].strip()
    return Fault(start + 1, message, run[:80], f"a closing line of {run[0] * (len(run) - len(run.lstrip(run[0])))}")


def _comment(lines: Sequence[str], start: int, faults: list[Fault]) -> Region:
    for at in range(start, len(lines)):
        rest = lines[at].split(COMMENT_OPEN, 1)[1] if at == start else lines[at]
        before, closed, _ = rest.partition(COMMENT_CLOSE)
        if COMMENT_OPEN in before:
            message = f"This comment is still open where the next one begins, on line {at + 1}."
            break
        if closed:
            return Region("comment", start, at + 1)
    else:
        message, at = "This comment is never closed.", len(lines)
    faults.append(Fault(start + 1, message, lines[start].strip()[:80], COMMENT_CLOSE))
    return Region("comment", start, max(at, start + 1))
