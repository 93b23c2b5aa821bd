"""Cuts a section's own text into prose, commentary and examples."""

from __future__ import annotations

import re
from collections.abc import Sequence

from explorer.spec_markdown.content import Block, Commentary, Example, Fault, Prose
from explorer.spec_markdown.conversation import is_conversation, read_conversation
from explorer.spec_markdown.regions import Region, regions_of

_TITLE = re.compile(r"\*\*Example(?: \d{1,4})?:?\*\*:?(.*)")
_ADMONITION = re.compile(r"!!!\s+([\w-]+)(?:\s+\"([^\"]*)\")?")


def read_blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a section's text that was accepted before."""
    lines = text.split("\n")
    faults: list[Fault] = []
    return blocks_of(lines, regions_of(lines, faults), 0, faults)


def blocks_of(lines: Sequence[str], regions: Sequence[Region], offset: int, faults: list[Fault]) -> tuple[Block, ...]:
    """The blocks in `regions`, whose places count in `lines`; line numbers are places + `offset` + 1."""
    cutter = _Cutter(lines, offset, faults)
    for region in regions:
        cutter.region(region)
    return cutter.done()


class _Cutter:
    def __init__(self, lines: Sequence[str], offset: int, faults: list[Fault]) -> None:
        self._lines = lines
        self._offset = offset
        self._faults = faults
        self._blocks: list[Block] = []
        self._prose: list[str] = []
        self._prose_line = 0
        self._title: str | None = None
        self._title_lines: list[str] = []
        self._title_line = 0

    def region(self, region: Region) -> None:
        if region.kind == "text":
            self._text(region)
        elif region.kind == "fence":
            self._fence(region)

    def done(self) -> tuple[Block, ...]:
        self._release_title()
        self._end_prose()
        return tuple(self._blocks)

    def _say(self, lines: Sequence[str], line: int) -> None:
        if not self._prose:
            self._prose_line = line
        self._prose.extend(lines)

    def _end_prose(self) -> None:
        markdown = "\n".join(self._prose).strip("\n")
        if markdown.strip():
            self._blocks.append(Prose(markdown, self._prose_line))
        self._prose = []

    def _release_title(self) -> None:
        """A title that no conversation followed at once is running text."""
        if self._title_lines:
            self._say(self._title_lines, self._title_line)
            self._title_lines = []

    def _fence(self, region: Region) -> None:
        inner = region.inner(self._lines)
        language = region.info.split(" ", 1)[0].lower()
        speaks = is_conversation(inner)
        if (language == "xml" and (speaks or self._title is not None)) or (speaks and self._title is not None):
            self._end_prose()
            turns = read_conversation(inner, region.start + self._offset + 2, self._faults)
            title, line = self._title or "", self._title_line if self._title_lines else region.start + self._offset + 1
            self._blocks.append(Example(title, turns, line))
            self._title, self._title_lines = None, []
        else:
            self._release_title()
            self._say(self._lines[region.start : region.end], region.start + self._offset + 1)

    def _text(self, region: Region) -> None:
        at = region.start
        while at < region.end:
            line, number = self._lines[at], at + self._offset + 1
            title, admonition = _TITLE.match(line), _ADMONITION.fullmatch(line.rstrip())
            if title is not None:
                self._release_title()
                end = self._paragraph_end(at, region.end)
                self._title_lines, self._title_line = list(self._lines[at:end]), number
                self._title = " ".join([title[1], *self._lines[at + 1 : end]]).strip()
                at = end
            elif admonition is not None:
                self._release_title()
                at = self._commentary(admonition, at, region.end)
            else:
                if line.strip():
                    self._release_title()
                if self._title_lines:
                    self._title_lines.append(line)
                else:
                    self._say([line], number)
                at += 1

    def _paragraph_end(self, start: int, limit: int) -> int:
        at = start + 1
        while at < limit and self._lines[at].strip() and _TITLE.match(self._lines[at]) is None:
            at += 1
        return at

    def _commentary(self, opening: re.Match[str], start: int, limit: int) -> int:
        """Takes the indented lines below the opening; without any it is running text."""
        body: list[str] = []
        at = start + 1
        while at < limit and (not self._lines[at].strip() or self._lines[at].startswith(("    ", "\t"))):
            body.append(self._lines[at].removeprefix("\t") if self._lines[at].startswith("\t") else self._lines[at][4:])
            at += 1
        markdown = "\n".join(body).strip("\n")
        if not markdown:
            self._say([self._lines[start]], start + self._offset + 1)
            return start + 1
        self._end_prose()
        self._blocks.append(Commentary(opening[1], opening[2] or "", markdown, start + self._offset + 1))
        return at
