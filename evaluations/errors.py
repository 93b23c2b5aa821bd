"""What can go wrong with suites, runs and pilots, named for the fact."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


class EvaluationError(Exception):
    """Base of this room's expected errors; the text is fit to be shown."""


class RunRefused(EvaluationError):
    """The run cannot be started as asked; ``field`` names the cause, empty when it is none of the fields."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class RunNotActive(EvaluationError):
    """The run has ended already."""


@dataclass(frozen=True)
class Fault:
    """One thing wrong with what was handed in; ``line`` is 0 where there are no lines."""

    field: str
    value: object
    allowed: str
    message: str
    line: int = 0


class PilotRefused(EvaluationError):
    """Nothing of the pilot was stored; ``faults`` names every reason found."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(fault.message for fault in faults))
        self.faults = faults


@dataclass(frozen=True)
class TriedAnswer:
    """An answer of known outcome as the rules judged it; ``name`` is the outcome it should have."""

    name: str
    outcome: str
    is_told: bool
    reason: str
    details: Sequence[Mapping[str, Any]] = field(default_factory=list)


class CaseRefused(EvaluationError):
    """The case was not stored; ``problems`` by field, "" for the case as a whole, and how its answers were judged."""

    def __init__(self, problems: Mapping[str, str], tried: list[TriedAnswer] | None = None) -> None:
        self.problems = problems
        self.tried = tried or []
        super().__init__(" ".join(problems.values()))
