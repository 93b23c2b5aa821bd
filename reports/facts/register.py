"""What went wrong, and what could."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class MadeCase:
    """A case of a suite that was made of an incident, so that it is tested from then on."""

    suite: str
    key: str


@dataclass(frozen=True)
class IncidentFacts:
    """One incident: `severity` is "low", "moderate", "high" or "critical", `status` is "open", "in_hand" or "closed".

    `principle` is the title of the section that it offends against; `gate` the one that it bears on.
    """

    identity: int
    title: str
    severity: str
    status: str
    happened_on: date
    principle: str
    what_happened: str
    action: str
    owner: str
    due_on: date | None
    overdue: bool
    gate: str
    criteria: tuple[str, ...]
    cases: tuple[MadeCase, ...]
    reported_by: str
    reported_at: datetime


@dataclass(frozen=True)
class RiskFacts:
    """One risk; `level` is what its likelihood and severity come to together, in the words of a severity.

    `untreated` is true where the level is above the accepted one and nothing is done about it.
    """

    identity: int
    title: str
    affected: str
    what: str
    likelihood: str
    severity: str
    level: str
    status: str
    mitigation: str
    owner: str
    review_on: date | None
    review_overdue: bool
    untreated: bool
    criteria: tuple[str, ...]


@dataclass(frozen=True)
class LimitFacts:
    """The highest level of risk that is accepted without a mitigation, and who set it."""

    level: str
    set_by: str
    set_at: datetime
