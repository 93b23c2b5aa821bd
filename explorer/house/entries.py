"""A company's own rules as they stand today: clauses and what tests them, rulings against the text, open marks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias

from explorer.levels import Level
from explorer.models import HouseClause, KnownViolation, Ruling
from ui.registries import CaseLink, Coverage

# Where a company speaks for itself; nobody but the specification speaks at root level.
HOUSE_LEVELS = (
    Level("system", "For a company that writes the system message of its own platform: teams cannot lift it.", ""),
    Level("developer", "You set it by building the assistant: the people who talk with it cannot lift it.", ""),
    Level("user", "It holds until the person in the conversation explicitly asks for something else.", ""),
    Level("guideline", "A default of style or habit: it gives way even to a hint.", ""),
)

RulingState: TypeAlias = Literal["in_force", "stale", "replaced", "withdrawn"]
MarkState: TypeAlias = Literal["overdue", "regression", "known_gap", "closed"]
_URGENCY: tuple[MarkState, ...] = ("overdue", "regression", "known_gap", "closed")


@dataclass(frozen=True, slots=True)
class Ground:
    """A principle as house rules stand on it. Without a level the project's version does not have it (any more)."""

    identifier: str
    title: str
    authority: str = ""
    text_sha256: str = ""

    @property
    def is_known(self) -> bool:
        return bool(self.authority)


@dataclass(frozen=True, slots=True)
class ClauseEntry:
    """A house clause with the principle under which it hangs and what tests it."""

    clause: HouseClause
    ground: Ground
    coverage: Coverage = field(default_factory=Coverage)

    @property
    def is_covered(self) -> bool:
        """Whether a case tests it or a result was counted under it."""
        return self.coverage.total > 0 or self.coverage.latest is not None


@dataclass(frozen=True, slots=True)
class ClauseGroup:
    """A principle with the house clauses that hang under it."""

    ground: Ground
    entries: list[ClauseEntry]


@dataclass(frozen=True, slots=True)
class RulingEntry:
    """A ruling held against its principle as the project's version has it; `label` is that version."""

    ruling: Ruling
    ground: Ground
    label: str

    @property
    def state(self) -> RulingState:
        if self.ruling.replaced_at is not None:
            return "withdrawn" if self.ruling.withdrawal_reason else "replaced"
        return "stale" if self.why_stale else "in_force"

    @property
    def is_stale(self) -> bool:
        return self.state == "stale"

    @property
    def why_stale(self) -> str:
        """Why the ground has moved, whether the ruling is in force or not; empty where it has not."""
        if not self.ground.is_known:
            return f"{self.label} does not have this principle" if self.label else "no version is loaded"
        then, now = self.ruling.text_sha256, self.ground.text_sha256
        return f"the principle was reworded since {self.ruling.version_label}" if then and now and then != now else ""


@dataclass(frozen=True, slots=True)
class MarkEntry:
    """A known violation with what it is about; `today` decides whether a gap is overdue."""

    mark: KnownViolation
    ground: Ground
    today: date
    case: CaseLink | None = None

    @property
    def state(self) -> MarkState:
        if self.mark.closed_at is not None:
            return "closed"
        if self.mark.until is None:
            return "regression"
        return "overdue" if self.mark.until < self.today else "known_gap"

    @property
    def urgency(self) -> tuple[int, date]:
        """Sorts what is overdue first, then regressions, then gaps by their day."""
        return _URGENCY.index(self.state), self.mark.until or date.max


@dataclass(frozen=True, slots=True)
class OpenMarks:
    """The open marks of a project by the rule and the case they are about."""

    by_key: dict[tuple[str, str], MarkEntry]

    def on(self, principle: str, case_key: str) -> MarkEntry | None:
        """The mark of the case itself, else the one on the principle as a whole."""
        return self.by_key.get((principle, case_key)) or self.by_key.get((principle, ""))


@dataclass(frozen=True, slots=True)
class HousePanel:
    """What `explorer/house_panel.html` shows of one principle."""

    identifier: str
    label: str
    is_known: bool
    other_version: bool
    clauses: list[ClauseEntry]
    rulings: list[RulingEntry]
    marks: list[MarkEntry]

    @property
    def is_empty(self) -> bool:
        return not (self.clauses or self.rulings or self.marks)
