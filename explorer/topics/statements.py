"""The first topic: what is said about the specification, what is so, and three questions at the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from explorer.topics.checks import Question, read_questions
from explorer.topics.texts import read_text


@dataclass(frozen=True, slots=True)
class Statement:
    """What the specification is, or is not, and why. `text` goes on after those words; `principle` may be empty."""

    text: str
    holds: bool
    reason: str
    principle: str


def statements(facts: Mapping[str, int]) -> list[Statement]:
    """All statements, those that are so first. *facts* are the numbers that reasons name: total, changeable, fixed."""
    return [
        Statement(each["text"], each["holds"], each["reason"].format_map(facts), each.get("principle", ""))
        for each in read_text("what_it_is")["statements"]
    ]


@cache
def questions() -> tuple[Question, ...]:
    return read_questions(read_text("what_it_is")["questions"])
