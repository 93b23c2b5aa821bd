"""The facts of one project, typed and free of Django: every file and the screen preview are made from them."""

import dataclasses
import json
import types
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from reports.errors import UnreadableFacts
from reports.facts.changes import ChangesFacts
from reports.facts.decisions import ConditionFacts, GateDecisions, RemarkedFacts
from reports.facts.evidence import EvidenceFacts
from reports.facts.frameworks import FrameworkFacts
from reports.facts.gate_states import GateStateFacts
from reports.facts.gates import GateFacts
from reports.facts.judging import JudgingFacts
from reports.facts.portfolio import PortfolioFacts
from reports.facts.rates import Compliance as Compliance  # the facts of many sections
from reports.facts.register import IncidentFacts, LimitFacts, RiskFacts
from reports.facts.spec_map import LeafFacts
from reports.facts.stances import StandingFacts
from reports.facts.units import Money, Share
from reports.facts.waivers import WaiverFacts
from ui.sentences import Phrase
from workspaces.canonical import sha256_of


@dataclass(frozen=True)
class ProjectFacts:
    """Whose report this is: a project's, at organisation/project; a portfolio is its organisation's, at its slug."""

    slug: str
    name: str
    organisation: str
    purpose: str


@dataclass(frozen=True)
class Making:
    """Who asked for the dossier, when, with which version of the product, and where the audit trail ended then."""

    at: datetime
    by: str
    product_version: str
    audit_entry: int
    audit_head: str


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
class OutcomeCount:
    """How many answers ended in one outcome."""

    outcome: str
    count: int


@dataclass(frozen=True)
class PrincipleFacts:
    """One principle of the pinned version."""

    identifier: str
    title: str
    section: str
    level: str
    asks: str


@dataclass(frozen=True)
class ResultFacts:
    """What a run found under one principle; `worst` is the worst outcome seen, `level` empty for one not in it."""

    identifier: str
    title: str
    level: str
    compliance: Compliance
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
    no_answer: int
    total: int
    results: tuple[ResultFacts, ...]


@dataclass(frozen=True)
class PilotFacts:
    """A pilot evaluation that people ran and recorded here."""

    identity: int
    name: str
    release: str
    began_on: date
    ended_on: date
    population: str
    conducted_by: str
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
    """Percentiles over all draws: of the net present value, or of the first year's value where costs are not known."""

    p5: Money
    p50: Money
    p95: Money
    mean: Money | None
    probability_of_loss: Share | None
    draws: int
    seed: int


@dataclass(frozen=True)
class Fan:
    """Percentiles 5, 25, 50, 75 and 95 of the cumulative flow at each of the months."""

    months: tuple[int, ...]
    levels: tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class ScenarioFacts:
    """A saved business case with its results; months count from the start, `payback_month` None means never.

    `priced` says whether the programme's costs are known. Where they are not, `base` is the gross value over the
    horizon and there is no payback and no chance of loss; where they are, it is the net present value.
    """

    identity: int
    name: str
    version: int
    model_version: str
    currency: str
    horizon_months: int
    saved_at: datetime
    saved_by: str
    priced: bool
    base: Money
    payback_month: int | None
    value_of_alignment: Money | None
    simulation: Simulation | None
    fan: Fan | None
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
    """Everything a report says. None and empty tuples mean: nothing there yet, and the report says so.

    `kind` and `sections` are those of `reports.kinds`; `of` is the key of the run or scenario that it is about.
    `phrases` say how the sentences were made that the product says in these facts, so that they can be said in another
    language.
    """

    kind: str
    of: int | None
    sections: tuple[str, ...]
    project: ProjectFacts
    making: Making
    spec: SpecFacts | None
    principles: tuple[PrincipleFacts, ...]
    run: RunFacts | None
    pilots: tuple[PilotFacts, ...]
    scenarios: tuple[ScenarioFacts, ...]
    phases: tuple[PhaseFacts, ...]
    gate: GateFacts | None
    frameworks: tuple[FrameworkFacts, ...]
    portfolio: PortfolioFacts | None
    evidence: tuple[EvidenceFacts, ...]
    decisions: tuple[GateDecisions, ...]
    remarks: tuple[RemarkedFacts, ...]
    waivers: tuple[WaiverFacts, ...]
    conditions: tuple[ConditionFacts, ...]
    incidents: tuple[IncidentFacts, ...]
    risks: tuple[RiskFacts, ...]
    risk_limit: LimitFacts | None
    standing: StandingFacts | None
    spec_map: tuple[LeafFacts, ...]
    gate_states: tuple[GateStateFacts, ...]
    judging: JudgingFacts | None
    changes: ChangesFacts | None
    provenance: tuple[Provenance, ...]
    phrases: tuple[Phrase, ...]

    def as_json(self) -> dict[str, object]:
        """The facts as JSON values; dates and times as ISO 8601."""
        read: dict[str, object] = json.loads(json.dumps(dataclasses.asdict(self), default=_iso))
        return read

    @property
    def sha256(self) -> str:
        """Of the canonical JSON (sorted keys, no spaces) without the making, so that it names the facts alone."""
        facts = {key: value for key, value in self.as_json().items() if key != "making"}
        return sha256_of(facts)


def bare(**given: Any) -> Dossier:
    """A report that says nothing yet but what is given: None and empty tuples for the rest."""
    nothing = {name: () if get_origin(hint) is tuple else None for name, hint in _hints(Dossier).items()}
    return Dossier(**(nothing | given))


def read_dossier(facts: Mapping[str, Any]) -> Dossier:
    """The dossier that `Dossier.as_json` wrote; the two are each other's inverse.

    Every value is held against its type, since the facts may come from a file that somebody brings.

    Raises:
        UnreadableFacts: a fact is missing or of another type, so another version of the product, or no product at all,
            wrote this.
    """
    try:
        read = _read(Dossier, facts)
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise UnreadableFacts("These facts are of another version of the product.") from error
    assert isinstance(read, Dossier)  # noqa: S101 - narrows the type
    return read


@lru_cache(maxsize=64)
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _read(hint: Any, value: Any) -> Any:
    if get_origin(hint) in (types.UnionType, Union):  # the second is what “| None” makes of an Annotated
        if value is None:
            return None
        hint = next(option for option in get_args(hint) if option is not types.NoneType)
    if dataclasses.is_dataclass(hint):
        assert isinstance(hint, type)  # noqa: S101 - narrows the type
        hints = _hints(hint)
        return hint(**{field.name: _read(hints[field.name], value[field.name]) for field in dataclasses.fields(hint)})
    if get_origin(hint) is tuple:
        inner = get_args(hint)
        _want(isinstance(value, list | tuple))
        if inner[-1] is Ellipsis:
            return tuple(_read(inner[0], entry) for entry in value)
        return tuple(_read(one, entry) for one, entry in zip(inner, value, strict=True))
    return _leaf(hint, value)


def _leaf(hint: type, value: Any) -> Any:
    if hint is datetime:
        return _moment(datetime.fromisoformat(value))
    if hint is date:
        return date.fromisoformat(value)
    if hint is float:
        _want(type(value) in (int, float))
        return float(value)
    _want(type(value) is hint)
    if hint is str:
        value.encode()  # a lone surrogate could be shown nowhere
    return value


def _moment(value: datetime) -> datetime:
    """A time that has a zone, and that every other zone can tell."""
    _want(value.tzinfo is not None)
    value.astimezone(UTC)
    return value


def _want(holds: bool) -> None:
    if not holds:
        raise TypeError("a value is not of the type of its fact")


def _iso(value: object) -> str:
    if isinstance(value, date):  # a datetime is one too
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a dossier")
