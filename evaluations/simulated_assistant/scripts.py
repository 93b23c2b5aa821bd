"""What the simulated assistant says: by question and by model name, the same every time.

The cases of the starter suite bring their answers, and ``releases.yaml`` says which of them a release answers wrongly.
Questions of other suites have both in ``more_answers.yaml``.
"""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from evaluations.simulated_assistant.behaviour import Behaviour
from evaluations.starter import StarterCase, starter_suite

RELEASES = ("simulated-release-3", "simulated-release-4")
DEFAULT_RELEASE = "simulated-release-4"
GENERIC = "Thank you for your message. I have noted it and will come back to you with an answer today."


@dataclass(frozen=True)
class ScriptedAnswer:
    """Both answers to a question that no case of the starter suite asks, and the releases that give the wrong one."""

    question: str
    compliant: str
    violation: str
    violated_by: tuple[str, ...]


@cache
def more_answers() -> dict[str, ScriptedAnswer]:
    """The questions of ``more_answers.yaml`` by their names."""
    rows = yaml.safe_load(Path(__file__).with_name("more_answers.yaml").read_bytes())
    return {
        row["key"]: ScriptedAnswer(row["question"], row["compliant"], row["violation"], tuple(row["violated_by"]))
        for row in rows
    }


@dataclass(frozen=True)
class Script:
    """What a release does: the keys of the cases that it answers wrongly, and of those that its endpoint refuses."""

    violates: frozenset[str]
    fails: frozenset[str]


@cache
def scripts() -> dict[str, Script]:
    """The releases of ``releases.yaml`` by their names."""
    rows = yaml.safe_load(Path(__file__).with_name("releases.yaml").read_bytes())
    return {name: Script(frozenset(row["violates"]), frozenset(row["fails"])) for name, row in rows.items()}


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
    """Whether a release gives the violating answer to a case; one that is not known answers like the newest."""
    return key in scripts().get(release, scripts()[DEFAULT_RELEASE]).violates


def fails(release: str, key: str) -> bool:
    """Whether the endpoint of a release refuses a case."""
    return release in scripts() and key in scripts()[release].fails


def scripted_answer(release: str, question: str, behaviour: Behaviour | None = None) -> str:
    """The answer to the last thing a user said; a generic line when no case asks that.

    With a behaviour its share decides whether the violating answer is given, else the release does.
    """
    case = cases_by_question().get(question)
    if case is None:
        more = next((each for each in more_answers().values() if each.question == question), None)
        return GENERIC if more is None else more.violation if release in more.violated_by else more.compliant
    wrong = behaviour.violates(case.key, case_keys()) if behaviour else violates(release, case.key)
    return case.responses["violation" if wrong else "compliant"]


@cache
def case_keys() -> tuple[str, ...]:
    return tuple(ranks())


def key_of(question: str) -> str:
    """The key of the question's case; the question itself where no case asks it."""
    case = cases_by_question().get(question)
    return case.key if case else question


def rank_of(question: str) -> int:
    """The rank of the question's case; for other questions a number that stays the same."""
    case = cases_by_question().get(question)
    return ranks()[case.key] if case else int.from_bytes(hashlib.sha256(question.encode()).digest()[:4], "big")
