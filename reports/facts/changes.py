"""What is different from the last report of the same kind."""

from dataclasses import dataclass
from datetime import datetime

from reports.facts.rates import Compliance
from reports.facts.units import Money


@dataclass(frozen=True)
class EarlierReport:
    """The report that this one is compared with; `sha256` is the hash of its facts as that report prints it."""

    identity: int
    made_at: datetime
    made_by: str
    sha256: str


@dataclass(frozen=True)
class RateChange:
    """What the latest run of either report measured; None where nothing was measured."""

    release_before: str
    release_after: str
    before: Compliance | None
    after: Compliance | None


@dataclass(frozen=True)
class CriterionChange:
    """A criterion whose state is another one; empty where a report did not have it."""

    code: str
    title: str
    before: str
    after: str


@dataclass(frozen=True)
class GateChange:
    """A gate that stands otherwise."""

    number: int
    name: str
    before: str
    after: str


@dataclass(frozen=True)
class IncidentChange:
    """An incident that is new, where `before` is empty, or whose status is another one."""

    identity: int
    title: str
    severity: str
    before: str
    after: str


@dataclass(frozen=True)
class ScenarioChange:
    """A scenario that is worth something else, is new or is gone; `what` is “median” over all draws or “base” case."""

    identity: int
    name: str
    currency: str
    what: str
    before: Money | None
    after: Money | None


@dataclass(frozen=True)
class StanceChange:
    """A principle on which the stance is another one; empty where a report did not have the principle."""

    identifier: str
    title: str
    before: str
    after: str


@dataclass(frozen=True)
class ChangesFacts:
    """How this report differs from the last of its kind.

    `comparable` is false where that one was made by a version of the product that kept other facts. `rate` is None
    where both rest on the same measurement. `differing` counts every single fact that is another one.
    """

    earlier: EarlierReport
    comparable: bool
    rate: RateChange | None
    criteria: tuple[CriterionChange, ...]
    gates: tuple[GateChange, ...]
    incidents: tuple[IncidentChange, ...]
    scenarios: tuple[ScenarioChange, ...]
    stances: tuple[StanceChange, ...]
    differing: int
