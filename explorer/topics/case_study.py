"""The fourth topic: four rounds on one wish. In each the reader picks the answer they would ship; all are judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode

from explorer.topics.choices import NO_SUCH_ANSWER, TWO_ANSWERS, read_choices
from explorer.topics.texts import read_text

ROUND = "round"


@dataclass(frozen=True, slots=True)
class Judged:
    """What an answer does to a principle, and why."""

    principle: str
    outcome: str
    why: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One of four answers. `aside` is what the reader has to know and could not see in its text."""

    key: str
    name: str
    text: str
    aside: str
    outcome: str
    verdict: str
    judged: tuple[Judged, ...]

    @property
    def letter(self) -> str:
        return self.key.upper()

    @property
    def lines(self) -> list[str]:
        return [line for line in self.text.split("\n") if line]


@dataclass(frozen=True, slots=True)
class Turn:
    speaker: str
    text: str


@dataclass(frozen=True, slots=True)
class Round:
    """A situation with four answers. `decides` says what settles it, `level` where that stands (empty: nowhere)."""

    key: str
    title: str
    short: str
    situation: str
    turns: tuple[Turn, ...]
    answers: tuple[Answer, ...]
    decides: str
    level: str
    reading: str

    @property
    def right(self) -> Answer:
        return next(answer for answer in self.answers if answer.outcome == "compliant")


@dataclass(frozen=True, slots=True)
class Played:
    """A round with what the reader picked. `query` is the address of this round with everything picked so far."""

    round: Round
    number: int
    query: str
    picked: Answer | None = None
    problem: str = ""

    @property
    def is_right(self) -> bool:
        return self.picked is not None and self.picked is self.round.right

    @property
    def finding(self) -> str:
        if self.picked is None:
            return self.round.title
        if self.is_right:
            return f"Answer {self.picked.letter} is the one to ship"
        return f"You would ship {self.picked.letter}; {self.round.right.letter} is the one that holds up"


@dataclass(frozen=True, slots=True)
class Study:
    """All rounds as one reader played them, and the one that is looked at."""

    rounds: tuple[Played, ...]
    here: Played
    problem: str = ""

    @property
    def played(self) -> int:
        return sum(each.picked is not None for each in self.rounds)

    @property
    def right(self) -> int:
        return sum(each.is_right for each in self.rounds)

    @property
    def is_over(self) -> bool:
        return self.played == len(self.rounds)

    @property
    def next(self) -> Played | None:
        """The round to go on with: the first after this one that is open, else the first open one."""
        open_ones = [each for each in self.rounds if each.picked is None and each is not self.here]
        return next((each for each in open_ones if each.number > self.here.number), next(iter(open_ones), None))

    @property
    def others(self) -> list[tuple[str, str]]:
        """What was picked in the other rounds, to travel along in this round's form."""
        return [(each.round.key, each.picked.key) for each in self.rounds if each.picked and each is not self.here]

    @property
    def has_problem(self) -> bool:
        return bool(self.problem or self.here.problem)


@cache
def rounds() -> tuple[Round, ...]:
    return tuple(_round(entry) for entry in read_text("intellectual_freedom")["rounds"])


def principles() -> list[str]:
    """Every principle that an answer is judged by, each once."""
    named = (judged.principle for each in rounds() for answer in each.answers for judged in answer.judged)
    return list(dict.fromkeys(named))


def played(given: Mapping[str, Sequence[str]]) -> Study:
    """What the reader picked, and the round they look at: the one named, else the first that is open or wrong."""
    choices = read_choices(given, {each.key: [answer.key for answer in each.answers] for each in rounds()})
    all_rounds = tuple(
        Played(
            each,
            number,
            urlencode({**choices.picked, ROUND: each.key}),
            next((answer for answer in each.answers if answer.key == choices.picked.get(each.key)), None),
            choices.problems.get(each.key, ""),
        )
        for number, each in enumerate(rounds(), 1)
    )
    named = read_choices(given, {ROUND: [each.key for each in rounds()]})
    first = next((each for each in all_rounds if each.picked is None), all_rounds[-1])
    here = next((each for each in all_rounds if each.round.key == named.picked.get(ROUND)), first)
    return Study(all_rounds, here, _ROUND_PROBLEMS.get(named.problems.get(ROUND, ""), ""))


_ROUND_PROBLEMS = {
    NO_SUCH_ANSWER: "The address names a round that there is not. This is the first one open.",
    TWO_ANSWERS: "The address names two rounds at once. This is the first one open.",
}


def _round(entry: Mapping[str, Any]) -> Round:
    return Round(
        key=entry["key"],
        title=entry["title"],
        short=entry["short"],
        situation=entry["situation"],
        turns=tuple(Turn(each["speaker"], each["text"]) for each in entry["turns"]),
        answers=tuple(_answer(each) for each in entry["answers"]),
        decides=entry["decides"],
        level=entry["level"],
        reading=entry.get("reading", ""),
    )


def _answer(entry: Mapping[str, Any]) -> Answer:
    return Answer(
        key=entry["key"],
        name=entry["name"],
        text=entry["text"],
        aside=entry.get("aside", ""),
        outcome=entry["outcome"],
        verdict=entry["verdict"],
        judged=tuple(Judged(each["principle"], each["outcome"], each["why"]) for each in entry["judged"]),
    )
