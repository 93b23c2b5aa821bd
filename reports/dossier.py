"""The facts of one project, typed and free of Django: every file and the screen preview are made from them."""

import dataclasses
import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

Share = Annotated[float, "share"]  # 0–1, shown in percent
Money = Annotated[float, "money"]  # whole units of the scenario's currency


@dataclass(frozen=True)
class ProjectFacts:
    """Whose dossier this is."""

    slug: str
    name: str
    organisation: str
    purpose: str


@dataclass(frozen=True)
class Making:
    """Who asked for the dossier, when, and with which version of the product."""

    at: datetime
    by: str
    product_version: str


@dataclass(frozen=True)
class LevelCount:
    """How many principles hold at one authority level."""

    level: str
    principles: int


@dataclass(frozen=True)
class SpecFacts:
    """The pinned version of the specification; `origin` is "imported" or "catalogue"."""

    label: str
    origin: str
    published_on: date | None
    sha256: str
    levels: tuple[LevelCount, ...]


@dataclass(frozen=True)
class Compliance:
    """A measured rate: numerator of denominator, with its 95 % Wilson interval. All None where nothing was scored."""

    numerator: int
    denominator: int
    rate: Share | None
    low: Share | None
    high: Share | None
    small: bool


@dataclass(frozen=True)
class OutcomeCount:
    """How many answers ended in one outcome."""

    outcome: str
    count: int


@dataclass(frozen=True)
class PrincipleFacts:
    """One principle of the pinned version and what the latest run says about it; `worst` is the worst outcome seen."""

    identifier: str
    title: str
    section: str
    level: str
    asks: str
    result: Compliance | None
    worst: str


@dataclass(frozen=True)
class RunFacts:
    """The latest finished run as a whole; `source` is "executed" or "recorded"."""

    identity: int
    name: str
    release: str
    suite: str
    endpoint: str
    source: str
    simulated: bool
    inconclusive: bool
    finished_at: datetime | None
    compliance: Compliance
    outcomes: tuple[OutcomeCount, ...]
    errored: int
    unscored: int
    total: int


@dataclass(frozen=True)
class PilotFacts:
    """A pilot evaluation that people recorded by hand."""

    identity: int
    name: str
    release: str
    recorded_at: datetime | None
    recorded_by: str
    simulated: bool
    compliance: Compliance


@dataclass(frozen=True)
class InputFacts:
    """One input of a scenario: the base value, and its distribution where it is uncertain."""

    path: str
    base: float
    distribution: str
    parameters: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Simulation:
    """The headline of a Monte Carlo run: percentiles of the net present value and the chance that it is negative."""

    p5: Money
    p50: Money
    p95: Money
    mean: Money
    probability_of_loss: Share
    draws: int
    seed: int


@dataclass(frozen=True)
class ScenarioFacts:
    """A saved business case with its results; months count from the start, `payback_month` None means never."""

    identity: int
    name: str
    version: int
    currency: str
    horizon_months: int
    saved_at: datetime
    saved_by: str
    base_npv: Money
    payback_month: int | None
    value_of_alignment: Money | None
    simulation: Simulation | None
    cumulative: tuple[float, ...]
    inputs: tuple[InputFacts, ...]
    sha256: str


@dataclass(frozen=True)
class CriterionFacts:
    """One criterion of a phase and where it stands."""

    code: str
    title: str
    statement: str
    status: str
    owner: str
    due_on: date | None
    overdue: bool
    blocking: bool
    note: str
    reason: str


@dataclass(frozen=True)
class PhaseFacts:
    """One of the four phases with its progress."""

    number: int
    name: str
    gate_name: str
    met: int
    total: int
    blocking_open: int
    overdue: int
    current: bool
    criteria: tuple[CriterionFacts, ...]


@dataclass(frozen=True)
class Provenance:
    """What a reader needs to find the source of a figure again."""

    what: str
    identity: str
    version: str
    sha256: str


@dataclass(frozen=True)
class Dossier:
    """Everything a dossier says. None and empty tuples mean: nothing there yet, and the dossier says so."""

    project: ProjectFacts
    making: Making
    spec: SpecFacts | None
    principles: tuple[PrincipleFacts, ...]
    run: RunFacts | None
    pilots: tuple[PilotFacts, ...]
    scenarios: tuple[ScenarioFacts, ...]
    phases: tuple[PhaseFacts, ...]
    provenance: tuple[Provenance, ...]

    def as_json(self) -> dict[str, object]:
        """The facts as JSON values; dates and times as ISO 8601."""
        read: dict[str, object] = json.loads(json.dumps(dataclasses.asdict(self), default=_iso))
        return read

    @property
    def sha256(self) -> str:
        """Of the canonical JSON (sorted keys, no spaces) without the making, so that it names the facts alone."""
        facts = {key: value for key, value in self.as_json().items() if key != "making"}
        return canonical_sha256(facts)


def canonical_sha256(value: object) -> str:
    """SHA-256 in hex over JSON with sorted keys and no spaces."""
    canonical = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def _iso(value: object) -> str:
    if isinstance(value, date):  # a datetime is one too
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a dossier")
