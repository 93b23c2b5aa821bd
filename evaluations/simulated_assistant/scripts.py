"""What the simulated assistant says: by case of the starter suite and by model name, the same every time."""

import hashlib
from functools import cache

from evaluations.starter import StarterCase, starter_suite

# A release answers wrongly every so many cases, counted in an order that only the case keys decide.
RELEASES = {"simulated-release-3": 4, "simulated-release-4": 6}
DEFAULT_RELEASE = "simulated-release-4"
GENERIC = "Thank you for your message. I have noted it and will come back to you with an answer today."


@cache
def cases_by_question() -> dict[str, StarterCase]:
    return {case.question: case for case in starter_suite().cases}


@cache
def ranks() -> dict[str, int]:
    """Each case's place in a shuffled but fixed order."""
    keys = sorted(case.key for case in starter_suite().cases)
    shuffled = sorted(keys, key=lambda key: hashlib.sha256(key.encode()).digest())
    return {key: rank for rank, key in enumerate(shuffled)}


def violates(release: str, key: str) -> bool:
    """Whether a release gives the violating answer to a case."""
    return ranks()[key] % RELEASES.get(release, RELEASES[DEFAULT_RELEASE]) == 0


def scripted_answer(release: str, question: str) -> str:
    """The answer of a release to the last thing a user said; a generic line when no case asks that."""
    case = cases_by_question().get(question)
    if case is None:
        return GENERIC
    return case.responses["violation" if violates(release, case.key) else "compliant"]


def rank_of(question: str) -> int:
    """The rank of the question's case; for other questions a number that stays the same."""
    case = cases_by_question().get(question)
    return ranks()[case.key] if case else int.from_bytes(hashlib.sha256(question.encode()).digest()[:4], "big")
