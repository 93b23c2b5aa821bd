"""Finds footnote marks and cross references in running text, past code spans."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

_BACKTICKS = re.compile(r"`+")
_FOOTNOTE = re.compile(r"(?<!\\)\[\^([^\]\[\s]{1,64})\]")
_DEFINITION = re.compile(r" {0,3}\[\^([^\]\[\s]{1,64})\]:")
_CROSS_REFERENCE = re.compile(r"\]\(#([^()\s]{1,200})\)")


def without_code_spans(text: str) -> str:
    """One paragraph with what stands between backticks cut out, by CommonMark's rule of equal runs."""
    runs = list(_BACKTICKS.finditer(text))
    places: defaultdict[int, list[int]] = defaultdict(list)
    for number in reversed(range(len(runs))):
        places[len(runs[number][0])].append(number)
    kept: list[str] = []
    at = number = 0
    while number < len(runs):
        same = places[len(runs[number][0])]
        while same and same[-1] <= number:
            same.pop()
        if same:
            kept.append(text[at : runs[number].start()])
            number = same.pop()
            at = runs[number].end()
        number += 1
    return "".join((*kept, text[at:]))


def paragraphs(lines: Iterable[str]) -> Iterable[str]:
    """The lines as paragraphs: what blank lines part."""
    gathered: list[str] = []
    for line in lines:
        if line.strip():
            gathered.append(line)
        elif gathered:
            yield "\n".join(gathered)
            gathered = []
    if gathered:
        yield "\n".join(gathered)


def footnotes_in(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """Footnote marks used, and footnotes that are written out in the text itself; each once, in order."""
    used: dict[str, None] = {}
    defined: dict[str, None] = {}
    for paragraph in paragraphs(lines):
        for line in paragraph.split("\n"):
            definition = _DEFINITION.match(line)
            if definition is not None:
                defined[definition[1]] = None
        used.update(dict.fromkeys(_FOOTNOTE.findall(without_code_spans(paragraph))))
    return [mark for mark in used if mark not in defined], list(defined)


def cross_references_in(lines: Sequence[str]) -> list[str]:
    """Identifiers of the sections that the text points to; each once, in order."""
    found: dict[str, None] = {}
    for paragraph in paragraphs(lines):
        found.update(dict.fromkeys(_CROSS_REFERENCE.findall(without_code_spans(paragraph))))
    return list(found)
