"""Questions with several answers, one of them right, each with the reason why it is or is not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from explorer.topics.choices import read_choices


@dataclass(frozen=True, slots=True)
class Option:
    key: str
    text: str
    because: str


@dataclass(frozen=True, slots=True)
class Question:
    """`right` is the key of the right option."""

    key: str
    ask: str
    options: tuple[Option, ...]
    right: str


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with what the reader picked; nothing yet, or a `problem` with what was given."""

    question: Question
    picked: str = ""
    problem: str = ""

    @property
    def is_right(self) -> bool:
        return self.picked == self.question.right


@dataclass(frozen=True, slots=True)
class Check:
    """All questions of a topic as one reader answered them."""

    answers: tuple[Answered, ...]

    @property
    def right(self) -> int:
        return sum(answer.is_right for answer in self.answers)

    @property
    def answered(self) -> int:
        return sum(bool(answer.picked) for answer in self.answers)

    @property
    def problems(self) -> bool:
        return any(answer.problem for answer in self.answers)

    @property
    def finding(self) -> str:
        """The result in a sentence; empty before the first answer."""
        if not self.answered:
            return ""
        if self.right == len(self.answers):
            return f"All {self.right} right"
        open_ones = len(self.answers) - self.answered
        result = f"{self.right} of {self.answered} right"
        return f"{result}, {open_ones} still open" if open_ones else result


def read_questions(entries: Sequence[Mapping[str, Any]]) -> tuple[Question, ...]:
    return tuple(
        Question(
            key=entry["key"],
            ask=entry["ask"],
            options=tuple(Option(each["key"], each["text"], each["because"]) for each in entry["options"]),
            right=entry["right"],
        )
        for entry in entries
    )


def answered(questions: Sequence[Question], given: Mapping[str, Sequence[str]]) -> Check:
    """Holds what was given against the questions."""
    choices = read_choices(given, {each.key: [option.key for option in each.options] for each in questions})
    return Check(
        tuple(
            Answered(each, choices.picked.get(each.key, ""), choices.problems.get(each.key, "")) for each in questions
        )
    )
