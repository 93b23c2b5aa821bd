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


class EndpointNeedsKey(EvaluationError):
    """A secret of the endpoint no longer opens: the key it was sealed with is gone. Somebody has to type it again."""


class EndpointRefused(EvaluationError):
    """The endpoint was not stored; ``problems`` by field, "" for the endpoint as a whole."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = problems
        super().__init__(" ".join(problems.values()))


class EndpointChangedMeanwhile(EvaluationError):
    """Somebody else changed the endpoint since it was opened; nothing was stored."""


class ReleaseRefused(EvaluationError):
    """The release was not stored; ``problems`` by field, "" for the release as a whole."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = problems
        super().__init__(" ".join(problems.values()))


class RunMoveRefused(EvaluationError):
    """The run is in no state for what was asked of it; ``field`` names the cause where it is a field."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class RunNotActive(RunMoveRefused):
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


class PilotSuperseded(EvaluationError):
    """The pilot was corrected by somebody already; the message names what took its place."""


class FileRefused(EvaluationError):
    """A file of cases or conversations cannot be taken; ``faults`` names every reason found, nothing was stored."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(fault.message for fault in faults))
        self.faults = faults


class SuiteRefused(FileRefused):
    """A suite or a case cannot be made or changed as asked; ``faults`` has a field for each reason."""


class SuiteSuperseded(EvaluationError):
    """The version is frozen and a newer one exists; ``newest`` is the primary key of the one to change."""

    def __init__(self, message: str, newest: int) -> None:
        super().__init__(message)
        self.newest = newest


class CaseChanged(EvaluationError):
    """Somebody else changed the case since it was shown."""


class AnswersRefused(EvaluationError):
    """None of the recorded answers was stored; ``faults`` names every reason found."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(fault.message for fault in faults))
        self.faults = faults


class ReportRefused(EvaluationError):
    """Nothing of the reported results was stored; ``faults`` names every reason found."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(fault.message for fault in faults))
        self.faults = faults


class ReportedAlready(EvaluationError):
    """Other results were reported under the same idempotency key."""


class PlanRefused(EvaluationError):
    """The test plan was not stored or frozen; ``problems`` by field, "" for the plan as a whole."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = problems
        super().__init__(" ".join(problems.values()))


class TriageRefused(EvaluationError):
    """The answer cannot be triaged as asked; the text says why."""


class ScheduleRefused(EvaluationError):
    """The schedule was not stored or changed; ``problems`` by field, "" for the schedule as a whole."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = problems
        super().__init__(" ".join(problems.values()))


class AlarmRefused(EvaluationError):
    """The alarm cannot be acknowledged as asked; the text says why."""


class CheckRefused(EvaluationError):
    """Reported results cannot be checked, or counted, as asked; the text says what is missing."""


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


class ReviewRefused(EvaluationError):
    """A review queue, a rating or a decision cannot be taken as sent; ``field`` names the cause where it is a field."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class JudgeRefused(EvaluationError):
    """The judge was not stored; ``problems`` by field, "" for the judge as a whole."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = problems
        super().__init__(" ".join(problems.values()))


class GradingRefused(EvaluationError):
    """The grading or calibration cannot be started or moved as asked; ``field`` names the cause where it is a field.

    ``own_model`` where the judge is the model under test: it can be insisted on, and then never counts.
    """

    def __init__(self, message: str, field: str = "", *, own_model: bool = False) -> None:
        super().__init__(message)
        self.field = field
        self.own_model = own_model
