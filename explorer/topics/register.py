"""Which topics there are, in the order in which they are read, and how long each takes."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Any

from explorer.topics.texts import read_text, sentences_in

WORDS_A_MINUTE = 200
_NAMES = ("what_it_is", "chain_of_command", "how_it_evolves", "intellectual_freedom")
# What the reader answers on a topic's page; each takes half a minute beside the reading.
_ASKED = ("questions", "steps", "rounds")


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic. `finding` is the title of its page, `promise` what a reader can do afterwards."""

    name: str
    number: int
    title: str
    finding: str
    promise: str
    lead: str
    words: int
    questions: int

    @property
    def slug(self) -> str:
        return self.name.replace("_", "-")

    @property
    def template(self) -> str:
        return f"explorer/topics/{self.name}.html"

    @property
    def minutes(self) -> int:
        return ceil(self.words / WORDS_A_MINUTE + self.questions / 2)


def _read(number: int, name: str) -> Topic:
    data: dict[str, Any] = read_text(name)
    return Topic(
        name=name,
        number=number,
        title=data["name"],
        finding=data["finding"],
        promise=data["promise"],
        lead=data["lead"],
        words=sum(len(sentence.split()) for sentence in sentences_in(data) if " " in sentence),
        questions=sum(len(data.get(key, ())) for key in _ASKED),
    )


TOPICS: tuple[Topic, ...] = tuple(_read(number, name) for number, name in enumerate(_NAMES, 1))


def topic_at(slug: str) -> Topic | None:
    """The topic with this address."""
    return next((topic for topic in TOPICS if topic.slug == slug), None)
