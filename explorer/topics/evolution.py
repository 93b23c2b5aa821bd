"""The third topic: aids to reading, the versions that were published, and questions about gaps and regressions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from explorer.topics.checks import Question, read_questions
from explorer.topics.texts import read_text


@dataclass(frozen=True, slots=True)
class Aid:
    """What helps where the words leave room: what it is, when to use it, and what it cannot do."""

    key: str
    name: str
    icon: str
    what: str
    use: str
    limit: str
    principle: str


@dataclass(frozen=True, slots=True)
class Published:
    """A version that was published, whether it is loaded here or not."""

    day: date
    brought: str


@dataclass(frozen=True, slots=True)
class MarkKind:
    """One of two things that a measured violation can be, and how it is marked."""

    name: str
    what: str
    mark: str


@cache
def aids() -> tuple[Aid, ...]:
    return tuple(Aid(**{"principle": "", **each}) for each in _data()["aids"])


@cache
def published() -> tuple[Published, ...]:
    """Oldest first."""
    return tuple(Published(each["day"], each["brought"]) for each in _data()["published"])


def ahead() -> str:
    """How far the document runs ahead of the models, and what follows from that."""
    return str(_data()["ahead"])


@cache
def mark_kinds() -> tuple[MarkKind, ...]:
    return tuple(MarkKind(each["name"], each["what"], each["mark"]) for each in _data()["kinds"])


@cache
def questions() -> tuple[Question, ...]:
    return read_questions(_data()["questions"])


def _data() -> dict[str, Any]:
    return read_text("how_it_evolves")
