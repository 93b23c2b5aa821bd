"""What every rule grader offers: a spec is read into a rule, with all its faults, and the rule judges a response."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, Self

Spec = Mapping[str, object]


@dataclass(frozen=True)
class SpecFault:
    """One thing wrong with a grader spec; ``field`` is its path, as in ``graders[2].pattern``."""

    field: str
    value: object
    allowed: str
    message: str


class SpecRefused(ValueError):
    """A grader spec cannot be used; ``faults`` names every reason at once."""

    def __init__(self, faults: list[SpecFault]) -> None:
        super().__init__("; ".join(f"{fault.field}: {fault.message}" for fault in faults))
        self.faults = faults


@dataclass(frozen=True)
class Finding:
    """What one rule saw. ``passed`` is None when it could not decide; ``evidence`` is the passage it rests on."""

    passed: bool | None
    reason: str
    evidence: str = ""


class Rule(Protocol):
    """A grader spec that was read and found usable."""

    @classmethod
    def read(cls, spec: Spec) -> Self:
        """The rule of a spec.

        Raises:
            SpecRefused: with every fault of the spec.
        """
        ...

    def judge(self, response: str, expected: str) -> Finding:
        """What the rule says about a response that is not empty; ``expected`` is the case's expected side."""
        ...

    def in_words(self, expected: str) -> list[str]:
        """What the rule asks of a response, each demand as a phrase: ``says “refund”``."""
        ...
