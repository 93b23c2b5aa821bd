"""What a reader chose, as it stands in an address: kept where it is one of the answers, else refused with a word."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

TWO_ANSWERS = "Two answers at once: choose one."
NO_SUCH_ANSWER = "The address names an answer that is not one of these. Choose one of them."


@dataclass(frozen=True, slots=True)
class Choices:
    """The chosen answers and what is wrong with others, both by the key of their question."""

    picked: Mapping[str, str]
    problems: Mapping[str, str]


def read_choices(given: Mapping[str, Sequence[str]], allowed: Mapping[str, Collection[str]]) -> Choices:
    """Reads all values given for each question; an empty value is no answer, and other keys are not looked at."""
    picked: dict[str, str] = {}
    problems: dict[str, str] = {}
    for question, answers in allowed.items():
        values = {value for value in given.get(question, ()) if value}
        if len(values) > 1:
            problems[question] = TWO_ANSWERS
        elif values - set(answers):
            problems[question] = NO_SUCH_ANSWER
        elif values:
            picked[question] = values.pop()
    return Choices(picked, problems)
