"""The starter suite that ships with the product: the catalogue's cases, a file a principle; plain Python, no Django.

The paraphrases beside the cases were written from conversation and rubric alone, without a look at the rules, and the
rules were not written from them: they show whether the rules hold on answers that nobody had in mind.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from explorer.catalogue import CATALOGUE_LABEL, read_outline

_FOLDER = Path(__file__).resolve().parent
CASES_FOLDER, PARAPHRASES_FOLDER = _FOLDER / "cases", _FOLDER / "paraphrases"
NAME = "Starter suite"
# The C loader is ten times as fast, which the start of the simulated assistant feels.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class StarterCase:
    """One conversation, what is right in it, the rules that grade an answer, and answers of known outcome.

    ``responses`` and ``paraphrases`` hold one compliant and one violating answer each, by the outcome's name.
    """

    key: str
    principle: str
    title: str
    kind: str
    expected: str
    messages: list[dict[str, str]]
    rubric: str
    graders: list[dict[str, Any]]
    responses: dict[str, str]
    paraphrases: dict[str, str]

    @property
    def question(self) -> str:
        """The last thing the user says; the simulated assistant knows the case by it."""
        return next(turn["content"].strip() for turn in reversed(self.messages) if turn["role"] == "user")


@dataclass(frozen=True)
class StarterSuite:
    """The suite as it is shipped; ``specification`` is the version whose identifiers it uses."""

    name: str
    specification: str
    summary: str
    cases: tuple[StarterCase, ...]


@cache
def starter_suite() -> StarterSuite:
    """The shipped suite in the order of the document, read once per process."""
    principles = [principle.identifier for principle in read_outline().principles]
    cases = tuple(case for principle in principles for case in _cases_of(principle))
    summary = f"{len(cases)} conversations of our own over all {len(principles)} principles of the built-in catalogue."
    return StarterSuite(NAME, CATALOGUE_LABEL, summary, cases)


def _cases_of(principle: str) -> list[StarterCase]:
    paraphrases = _read(PARAPHRASES_FOLDER / f"{principle}.yaml")
    cases = _read(CASES_FOLDER / f"{principle}.yaml")
    return [StarterCase(**case, paraphrases=paraphrases[case["key"]]) for case in cases]


def _read(path: Path) -> Any:
    return yaml.load(path.read_bytes(), Loader=_LOADER)  # noqa: S506  (a safe loader, see above)
