"""What can go wrong with suites, runs and pilots, named for the fact."""

from dataclasses import dataclass


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
