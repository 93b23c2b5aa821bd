"""Leave to depart from a rule until a day."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class WaiverFacts:
    """One waiver: what it sets aside and why, who asked, who decided, and where it stands on the report's day.

    `state` is "asked", "in_force", "expired", "refused", "withdrawn", or "not_counted" where whoever granted it does
    not hold the responsibility for it. `days_left` counts from the report's day to the last day that it holds.
    """

    identity: int
    title: str
    reason: str
    asked_by: str
    asked_at: datetime
    decided_by: str
    decided_at: datetime | None
    decision_note: str
    withdrawn_at: datetime | None
    until: date
    state: str
    days_left: int | None
