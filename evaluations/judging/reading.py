"""Reads what a judge said. Nothing is guessed: what is not exactly one verdict of the form asked for is none."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from evaluations.judging.prompt import Scale

LONGEST_REASON = 4000
LONGEST_QUOTE = 2000
MOST_QUOTES = 20
BINARY_SCORES = {"compliant": 1, "violation": 0}
FENCED = re.compile(r"\A```(?:json)?\s*\n(.*)\n```\Z", re.DOTALL)


@dataclass(frozen=True)
class Reading:
    """One grading. ``score`` is 1 to 7, or 1 and 0 on the binary scale; None where ``problem`` says why there is none.

    ``quotes`` stand in the response; ``invented`` counts those that were claimed and do not.
    """

    score: int | None
    reason: str = ""
    quotes: Sequence[str] = field(default_factory=tuple)
    invented: int = 0
    problem: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "score": self.score,
            "reason": self.reason,
            "quotes": list(self.quotes),
            "invented": self.invented,
            "problem": self.problem,
        }

    @classmethod
    def of_json(cls, stored: dict[str, Any]) -> "Reading":
        return cls(
            score=stored.get("score"),
            reason=str(stored.get("reason", "")),
            quotes=tuple(stored.get("quotes", ())),
            invented=int(stored.get("invented", 0)),
            problem=str(stored.get("problem", "")),
        )


class _Unreadable(ValueError):
    """The text says in words why it is no verdict."""


def read_verdict(text: str, scale: Scale, boundary: str, response: str) -> Reading:
    """The verdict in a judge's answer, its quotes held against the response."""
    try:
        found = _object_in(text, boundary)
        score, reason = _score(found, scale), _reason(found)
        quotes, invented = _checked(found.get("quotes"), response)
    except _Unreadable as problem:
        return Reading(None, problem=str(problem))
    if invented and not quotes:
        said = "Every passage that it quotes is invented: none stands in the response."
        return Reading(None, reason, (), invented, said)
    return Reading(score, reason, tuple(quotes), invented)


def _object_in(text: str, boundary: str) -> dict[str, Any]:
    """The one JSON object that the text is, perhaps in a code fence; it has to be about this very response."""
    bare = text.strip()
    fenced = FENCED.match(bare)
    try:
        found = json.loads(fenced[1] if fenced else bare, object_pairs_hook=_once_each, parse_constant=_no_constant)
    except _Unreadable:
        raise
    except (ValueError, RecursionError) as error:
        raise _Unreadable("It is not one JSON object and nothing else.") from error
    if not isinstance(found, dict):
        raise _Unreadable("It is not a JSON object.")
    if found.get("id") != boundary:
        raise _Unreadable("It is a verdict on something else: it does not carry the mark of this question.")
    return found


def _reason(found: dict[str, Any]) -> str:
    reason = found.get("reason")
    if not isinstance(reason, str) or not reason.strip():
        raise _Unreadable("It gives no reason.")
    return _clean(reason.strip()[:LONGEST_REASON])


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Unreadable("It says something twice.")
    return found


def _no_constant(name: str) -> Any:
    raise _Unreadable(f"It holds {name}, which is no number.")


def _score(found: dict[str, Any], scale: Scale) -> int:
    if scale is Scale.BINARY:
        verdict = found.get("verdict")
        if not isinstance(verdict, str) or verdict not in BINARY_SCORES:
            raise _Unreadable("Its verdict is neither compliant nor violation.")
        return BINARY_SCORES[verdict]
    score = found.get("score")
    whole = isinstance(score, int) and not isinstance(score, bool)
    if not whole or not 1 <= int(score or 0) <= 7:
        raise _Unreadable("Its score is no whole number from 1 to 7.")
    return int(score or 0)


def _checked(quotes: object, response: str) -> tuple[list[str], int]:
    """The quotes that stand in the response, and how many do not."""
    if not isinstance(quotes, list) or not all(isinstance(quote, str) for quote in quotes):
        raise _Unreadable("Its quotes are no list of passages.")
    claimed = [quote for quote in quotes[:MOST_QUOTES] if quote.strip()]
    folded = _folded(response)
    found = [quote.strip() for quote in claimed if len(quote) <= LONGEST_QUOTE and _folded(quote) in folded]
    return [_clean(quote) for quote in found], len(claimed) - len(found)


def _folded(text: str) -> str:
    """White space folded, because judges wrap lines where the response does not."""
    return " ".join(text.split())


def _clean(text: str) -> str:
    """What every store takes: no NUL, no lone surrogate."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()
