"""What outcome follows from a score of another tool; nothing is guessed: what says nothing clear is unscored."""

import json
import math
from typing import Any

from evaluations.exchange.records import LONGEST_WHY, Scored, clean
from evaluations.outcomes import Outcome

# Inspect's own letters, and what its `value_to_float` takes for them.
_WORDS = {
    "c": Outcome.COMPLIANT,
    "i": Outcome.VIOLATION,
    "p": Outcome.PARTIAL,
    "n": Outcome.NO_ANSWER,
    "yes": Outcome.COMPLIANT,
    "true": Outcome.COMPLIANT,
    "correct": Outcome.COMPLIANT,
    "pass": Outcome.COMPLIANT,
    "no": Outcome.VIOLATION,
    "false": Outcome.VIOLATION,
    "incorrect": Outcome.VIOLATION,
    "fail": Outcome.VIOLATION,
}
_WORDS |= {outcome.value: outcome for outcome in Outcome if outcome not in (Outcome.ERRORED, Outcome.PENDING)}
LONGEST_VALUE = 80


def scored(value: Any, explanation: object = "") -> Scored:
    """The outcome of a raw value: letters and words by their meaning, 1 compliant, 0 a violation, between them partial.

    Numbers beyond 0 to 1 lie on a scale that the log does not tell; they, lists, mappings and NaN are unscored, with
    the value in the reason.
    """
    told = clean(explanation, LONGEST_WHY)
    shown = written(value)
    if isinstance(value, bool):
        return Scored(shown, Outcome.COMPLIANT if value else Outcome.VIOLATION, float(value), told)
    if isinstance(value, int | float):
        return _number(_float(value), shown, told)
    if isinstance(value, str):
        outcome = _WORDS.get(value.strip().lower())
        if outcome is not None:
            return Scored(shown, outcome, None, told)
        try:
            return _number(float(value), shown, told)
        except ValueError:
            return _unclear(shown, "is no word that says compliant or not", told)
    if value is None:
        return _unclear(shown, "is absent", told)
    return _unclear(shown, f"is a {'list' if isinstance(value, list) else 'mapping'} of values, not one verdict", told)


def _float(value: int | float) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf


def _number(number: float, shown: str, told: str) -> Scored:
    if not math.isfinite(number):
        return _unclear(shown, "is not a number", told)
    if not 0 <= number <= 1:
        found = _unclear(shown, "is not between 0 and 1, and the log does not say what passes", told)
        return Scored(shown, found.outcome, number if abs(number) < 1e9 else None, found.reason)
    outcome = Outcome.COMPLIANT if number == 1 else Outcome.VIOLATION if number == 0 else Outcome.PARTIAL
    return Scored(shown, outcome, number, told)


def _unclear(shown: str, why: str, told: str) -> Scored:
    return Scored(shown, Outcome.UNSCORED, None, f"The score {shown} {why}. {told}".strip())


def written(value: Any) -> str:
    """A raw value as the log has it, short enough to be a heading."""
    if isinstance(value, str):
        return clean(value, LONGEST_VALUE)
    try:
        text = json.dumps(value, ensure_ascii=False)
    except (ValueError, RecursionError):  # a number or a nest that has no end
        text = type(value).__name__
    return clean(text, LONGEST_VALUE)
