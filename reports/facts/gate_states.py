"""Where the gates of the roadmap stand on the day of the report."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class GateStateFacts:
    """The gate of one phase.

    `state` is “shut” while something blocks it, “ready” once it can be asked for, “asked” while votes are awaited,
    “approved”, “differs” where it is approved and something it rests on has changed since, or “lapsed” where its leave
    has ended. `since` is the day of the request or of the approval, `until` the last day of the leave; `differs`
    counts what changed since the approval, and `blocking` the criteria in the way.
    """

    number: int
    name: str
    state: str
    since: date | None
    until: date | None
    blocking: int
    differs: int
