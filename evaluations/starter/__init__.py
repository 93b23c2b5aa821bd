"""The starter suite that ships with the product, read from cases.yaml; plain Python, no Django."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

CASES_FILE = Path(__file__).with_name("cases.yaml")


@dataclass(frozen=True)
class StarterCase:
    """One conversation, what is right in it, the rules that grade an answer, and two answers of known outcome."""

    key: str
    principle: str
    title: str
    kind: str
    expected: str
    messages: list[dict[str, str]]
    rubric: str
    graders: list[dict[str, Any]]
    responses: dict[str, str]

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
    """The shipped suite, read once per process."""
    # The C loader is ten times as fast, which the start of the simulated assistant feels.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    data = yaml.load(CASES_FILE.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506  (a safe loader, see above)
    cases = tuple(StarterCase(**case) for case in data["cases"])
    return StarterSuite(data["name"], data["specification"], data["summary"], cases)
