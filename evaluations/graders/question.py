"""Whether an answer asks its reader something: a sentence with a question mark that is not quoted and not in code."""

import re
from dataclasses import dataclass
from typing import Self

from evaluations.graders.plain_text import excerpt
from evaluations.graders.protocol import Finding, Spec
from evaluations.graders.spec_fields import SpecReader

_FENCE = "```"
# What somebody else is quoted with, and code in a line.
_QUOTES = (("“", "”"), ('"', '"'), ("«", "»"), ("`", "`"))
_ADDRESS = re.compile(r"https?://\S+")
_MARK = re.compile(r"[?？؟]")
_ENDS = ".!?…\n"
_WISHES = ("asked", "not_asked")


def question_in(response: str) -> tuple[int, int] | None:
    """Where the first question stands, None when nothing is asked. One pass, however hostile the answer."""
    bare = _ADDRESS.sub(lambda found: " " * len(found[0]), _without_quotes(response))
    mark = _MARK.search(bare)
    if mark is None:
        return None
    start = max(bare.rfind(end, 0, mark.start()) for end in _ENDS) + 1
    return start + len(bare[start : mark.end()]) - len(bare[start : mark.end()].lstrip()), mark.end()


def _without_quotes(text: str) -> str:
    """The text with quotations and code blanked at equal length, so that places in it stay the same."""
    parts = text.split(_FENCE)
    outside = [" " * len(part) if number % 2 else _unquoted(part) for number, part in enumerate(parts)]
    return (" " * len(_FENCE)).join(outside)


def _unquoted(text: str) -> str:
    return "\n".join(_line_unquoted(line) for line in text.split("\n"))


def _line_unquoted(line: str) -> str:
    for opening, closing in _QUOTES:
        pieces: list[str] = []
        at = 0
        while (start := line.find(opening, at)) >= 0 and (end := line.find(closing, start + 1)) >= 0:
            pieces += [line[at:start], " " * (end + 1 - start)]
            at = end + 1
        line = "".join((*pieces, line[at:]))
    return line


@dataclass(frozen=True)
class Question:
    """Wants a question ``asked`` or ``not_asked``."""

    want: str

    @classmethod
    def read(cls, spec: Spec) -> Self:
        reader = SpecReader(spec)
        want = reader.choice("want", _WISHES, "asked")
        reader.done()
        return cls(want)

    def judge(self, response: str, expected: str) -> Finding:
        place = question_in(response)
        passed = (place is not None) == (self.want == "asked")
        return Finding(
            passed, "asks a question" if place else "asks nothing", excerpt(response, *place) if place else ""
        )

    def in_words(self, expected: str) -> list[str]:
        return ["asks the reader a question" if self.want == "asked" else "asks the reader nothing"]
