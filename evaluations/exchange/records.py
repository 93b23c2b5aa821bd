"""What a log comes down to, whichever tool wrote it: samples with what each scorer said, and what could not be read."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from evaluations.outcomes import Outcome

LONGEST_ANSWER = 100_000
LONGEST_KEY = 100
LONGEST_NAME = 120  # of a scorer
LONGEST_PRINCIPLE = 200
LONGEST_WHY = 2000


class LogRefused(Exception):
    """The file is no log that can be taken; ``where`` is the place in it, empty for the file as a whole."""

    def __init__(self, message: str, where: str = "", value: object = "", allowed: str = "") -> None:
        super().__init__(message)
        self.where, self.value, self.allowed = where, value, allowed


@dataclass(frozen=True)
class Scored:
    """What one scorer said about one answer. ``value`` is written as the log has it, ``reason`` is in words."""

    value: str
    outcome: Outcome
    number: float | None = None
    reason: str = ""


@dataclass(frozen=True)
class LoggedSample:
    """One answer to one case.

    ``epoch`` is None where the log does not count how often a case was asked. ``response`` is None where the log does
    not hold the answer, which is something else than an empty one. ``error`` says why there is no answer to grade.
    ``named`` is what the log calls the principle, ``footnotes`` what may be the id of an evaluation prompt.
    """

    place: str
    case: str
    messages: list[dict[str, str]]
    response: str | None
    scores: Mapping[str, Scored]
    named: str = ""
    footnotes: tuple[str, ...] = ()
    title: str = ""
    epoch: int | None = None
    error: str = ""
    model: str = ""
    grader: str = ""

    def outcome_under(self, scorer: str) -> Outcome:
        """How the sample ends when this scorer decides."""
        if self.error:
            return Outcome.ERRORED
        if self.response is not None and not self.response.strip():
            return Outcome.NO_ANSWER
        found = self.scores.get(scorer)
        return found.outcome if found else Outcome.UNSCORED


@dataclass(frozen=True)
class Unread:
    """Something of the log that was not taken, with its place: a member of the file, a line, a row."""

    place: str
    why: str


@dataclass(frozen=True)
class About:
    """What a log says about itself; any part of it may come at any point of the file."""

    name: str = ""
    version: str = ""
    model: str = ""
    made_at: str = ""
    status: str = ""
    identity: str = ""
    scorers: tuple[str, ...] = ()
    expected: int | None = None
    notes: tuple[str, ...] = field(default=())


Record = LoggedSample | Unread | About


def clean(value: object, longest: int = LONGEST_ANSWER) -> str:
    """A text that any store takes: no NUL, no lone surrogate, not longer than this."""
    text = value if isinstance(value, str) else "" if value is None else str(value)
    return text[:longest].replace("\0", "\ufffd").encode("utf-8", "replace").decode()


def on_one_line(value: object, longest: int) -> str:
    return " ".join(clean(value, longest * 4).split())[:longest]
