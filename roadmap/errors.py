"""What the roadmap refuses, as facts with their place."""

from __future__ import annotations

from dataclasses import asdict, dataclass


class RoadmapError(Exception):
    """Base of everything this room refuses."""


@dataclass(frozen=True)
class Fault:
    """One fault of a template: where it stands, what was found there, and what may stand there."""

    line: int
    place: str
    message: str
    value: str = ""
    allowed: str = ""

    def __str__(self) -> str:
        return f"line {self.line}, {self.place}: {self.message}"

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


class TemplateRefused(RoadmapError):
    """A template has faults; all of them are listed, in the order of the file."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = sorted(faults, key=lambda fault: (fault.line, fault.place))
        super().__init__("\n".join(str(fault) for fault in self.faults))


class HistoryIsKept(RoadmapError):
    """What was recorded about a criterion stays as it was recorded."""


class ChangeRefused(RoadmapError):
    """A change breaks a rule; `problems` says which field and why, fit to be shown beside it."""

    def __init__(self, problems: dict[str, str]) -> None:
        self.problems = problems
        super().__init__(" ".join(problems.values()))


class ChangedMeanwhile(RoadmapError):
    """Somebody else saved first; nothing of this change was stored."""


class NotYours(RoadmapError):
    """The word belongs to somebody else; the message says to whom."""


@dataclass(frozen=True)
class Hindrance:
    """Why one of many cannot be changed: what it is, the reason, and the thing as it stands, where it is known."""

    title: str
    why: str
    standing: object = None
    moved: bool = False


class BatchRefused(RoadmapError):
    """A change of many was refused as a whole; `hindrances` names every one that stood in the way."""

    def __init__(self, hindrances: list[Hindrance]) -> None:
        self.hindrances = hindrances
        super().__init__(" ".join(hindrance.why for hindrance in hindrances))

    @property
    def moved(self) -> bool:
        """Whether somebody else was faster with one of them."""
        return any(hindrance.moved for hindrance in self.hindrances)
