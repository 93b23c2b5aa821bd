"""All projects of an organisation that the person who asked may see: where each is, what it measured and is worth."""

from dataclasses import dataclass
from datetime import date, datetime

from reports.facts.rates import Compliance
from reports.facts.units import Money, Share


@dataclass(frozen=True)
class PortfolioGate:
    """The gate of one phase by the decisions on it: `state` is "approved", "asked", "closed", or "lapsed" where it was
    approved until a day that has passed."""

    number: int
    name: str
    state: str
    until: date | None


@dataclass(frozen=True)
class PortfolioStep:
    """What has to happen next in a project, and who acts.

    `what` is "start" (there is no roadmap), "confirm" (the blocking criteria under `codes` wait for the word of
    `people`), "ask" (the gate is to be asked for), "vote" (what is asked for waits for votes, and nothing else is to be
    done) or "nothing". An empty name in `people` is an owner who is not named yet.
    """

    what: str
    codes: tuple[str, ...]
    people: tuple[str, ...]


@dataclass(frozen=True)
class PortfolioVotes:
    """A gate that waits for votes, of which `approvals` of `needed` count so far; `current` says that it is the gate of
    the phase under way.

    `people` are those whose approval would count, and `roles` what is wanted besides and nobody holds who may vote.
    """

    number: int
    current: bool
    approvals: int
    needed: int
    people: tuple[str, ...]
    roles: tuple[str, ...]


@dataclass(frozen=True)
class PortfolioRun:
    """The latest measurement of a project that may decide something."""

    identity: int
    name: str
    release: str
    simulated: bool
    inconclusive: bool
    finished_at: datetime | None
    compliance: Compliance


@dataclass(frozen=True)
class PortfolioRange:
    """What a project's money stands at: its frozen baseline, else the scenario saved last.

    `priced` says whether the programme's costs are known: with them the amounts are net present values, without them
    the value of the freed time, and there is no chance of loss. The percentiles are None where nothing is uncertain.
    """

    identity: int
    name: str
    version: int
    currency: str
    is_baseline: bool
    priced: bool
    base: Money
    p5: Money | None
    p50: Money | None
    p95: Money | None
    probability_of_loss: Share | None


@dataclass(frozen=True)
class PortfolioIncident:
    """An incident that is not closed: `severity` is "low", "moderate", "high" or "critical", `status` "open" or
    "in_hand"."""

    identity: int
    title: str
    severity: str
    status: str
    happened_on: date
    owner: str
    due_on: date | None
    overdue: bool


@dataclass(frozen=True)
class PortfolioWaiver:
    """Leave to depart from a rule that ends within the days that the portfolio looks ahead."""

    identity: int
    title: str
    until: date
    days_left: int
    asked_by: str
    decided_by: str


@dataclass(frozen=True)
class PortfolioProject:
    """One project: the phase it is in (None where no roadmap was started), with its planned day and the one that was
    planned first; the gates that are asked for; what has to happen next; and what there is of it to watch.

    `identifier` is where it is: organisation/project. `late` says that the planned day has passed with the gate shut.
    """

    identifier: str
    name: str
    phase: int | None
    phase_name: str
    planned_on: date | None
    baseline_on: date | None
    late: bool
    asked: tuple[PortfolioVotes, ...]
    step: PortfolioStep
    run: PortfolioRun | None
    money: PortfolioRange | None
    gates: tuple[PortfolioGate, ...]
    incidents: tuple[PortfolioIncident, ...]
    waivers: tuple[PortfolioWaiver, ...]


@dataclass(frozen=True)
class PortfolioFacts:
    """The projects by name; waivers are listed that end within `days_ahead` days from the report's day."""

    days_ahead: int
    projects: tuple[PortfolioProject, ...]
