"""What a lower room shows of an upper one. Upper rooms register in ``AppConfig.ready()``; nothing here knows them."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

StationKey = Literal["principle", "cases", "run", "money", "gate", "report", "version"]
CaseKey = tuple[str, str]  # the identifier of a rule, and the key of a case that tests it
LOOP_ORDER: tuple[StationKey, ...] = ("principle", "cases", "run", "money", "gate", "report", "version")


@dataclass(frozen=True)
class Station:
    """One stop of the loop strip.

    ``state``: *done* has something to show, *here* is where the next step waits, *open* is not reached yet.
    """

    key: StationKey
    label: str
    detail: str
    url: str
    state: Literal["done", "here", "open"]


@dataclass(frozen=True)
class Panel:
    """A piece of somebody else's page: a template, what it needs, and the style sheets it is set with."""

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    styles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hit:
    """One line of a search result."""

    kind: str
    title: str
    url: str
    detail: str = ""


@dataclass(frozen=True)
class Measured:
    """What the latest measurement says about a principle: k compliant of n counted, the interval, and where it stands.

    ``rate`` is None where answers were given but none could be counted; ``simulated`` where they came from the scripted
    assistant, which every page that shows them says.
    """

    numerator: int
    denominator: int
    rate: float | None
    low: float
    high: float
    url: str
    simulated: bool = False


@dataclass(frozen=True)
class Coverage:
    """What tests a rule: its cases by kind, what the latest run that asked them found, and where a case is written."""

    cases: Mapping[str, int] = field(default_factory=dict)
    latest: Measured | None = None
    release: str = ""
    new_case_url: str = ""

    @property
    def total(self) -> int:
        return sum(self.cases.values())


@dataclass(frozen=True)
class CaseLink:
    """A case by its title, and the page that shows it."""

    title: str
    url: str


@dataclass(frozen=True)
class Figure:
    """One number of the public home page, computed and never typed in."""

    value: str
    label: str


@dataclass(frozen=True)
class Tick:
    """A task that the scheduler calls every so many seconds."""

    name: str
    task: str
    every_seconds: int


@dataclass(frozen=True)
class Subject:
    """What a comment is about, by its title, and the page that shows it."""

    title: str
    url: str


@dataclass(frozen=True)
class Waiting:
    """One thing that waits for a person: a line of their tasks, and the news of it, told once for each ``key``.

    ``key`` names the state the thing is in and never the day on which somebody looked: what became overdue is one
    state, however many days ago. ``person`` and ``project`` are primary keys; ``kind`` is one of the kinds of
    notifications.
    """

    person: int
    project: int
    kind: str
    title: str
    detail: str
    url: str
    key: str
    due_on: date | None = None
    overdue: bool = False


@dataclass(frozen=True)
class DueDay:
    """A day of a calendar; ``key`` stays the same when the day is moved, so that calendars move it as well."""

    key: str
    title: str
    on: date
    url: str
    project: int


# Room objects (projects, users) come as Any on purpose: this room imports none of theirs.
loop_stations: dict[StationKey, Callable[[Any], Station]] = {}
overview_panels: list[tuple[int, Callable[[Any, Any], Panel | None]]] = []
principle_panels: list[Callable[[Any, str], Panel | None]] = []
principle_measures: list[Callable[[Any], Mapping[str, Measured]]] = []
# Identifiers of rules → what tests each of them; pairs of a rule and a case's key → that case. Few queries for many.
rule_coverage: list[Callable[[Any, Collection[str]], Mapping[str, Coverage]]] = []
case_links: list[Callable[[Any, Collection[CaseKey]], Mapping[CaseKey, CaseLink]]] = []
search_sources: list[Callable[[Any, str], Iterable[Hit]]] = []
project_counts: dict[str, Callable[[Any], str]] = {}
home_figures: list[tuple[int, Callable[[], Iterable[Figure]]]] = []
home_panels: list[tuple[int, Callable[[], Panel | None]]] = []
ticks: dict[str, Tick] = {}
# A kind of thing → what upper rooms offer to do with it, given its project (for a portfolio the organisation), the
# person and the thing's key (None: all).
page_actions: dict[str, list[Callable[[Any, Any, Any], Panel]]] = {}
# The first word of a waiver's subject → the address of the page about the rest, given the project.
subject_links: dict[str, Callable[[Any, str], str]] = {}

# The first word of a comment's subject → what the rest names in the project; None where there is no such thing.
commented: dict[str, Callable[[Any, str], Subject | None]] = {}
# What waits for these people in these projects, and which days lie ahead for a person. As many queries for many rows
# as for few.
waiting: list[Callable[[Collection[Any], Collection[Any]], Iterable[Waiting]]] = []
due_days: list[Callable[[Collection[Any], Any], Iterable[DueDay]]] = []
# The projects, by primary key, in which more may wait for a person than a look over several of them finds out.
looked_up: list[Callable[[Collection[Any], Any], Collection[int]]] = []
# First words of waivers' subjects whose decision an upper room gives to people of its own.
waivers_decided_above: set[str] = set()


def address_of(project: Any, subject: str) -> str:
    """Where the subject of a waiver, such as ``stance:do_not_lie``, is shown; empty where no room knows it."""
    kind, _, key = subject.partition(":")
    return subject_links[kind](project, key) if kind in subject_links else ""


def schedule(name: str, task: str, *, every_seconds: int) -> None:
    """Has the scheduler call the task; ``manage.py migrate`` writes the entry into the database."""
    ticks[name] = Tick(name, task, every_seconds)


def subject_of(project: Any, subject: str) -> Subject | None:
    """What a comment such as one on ``criterion:P1.2`` is about; None where no room knows it."""
    kind, _, key = subject.partition(":")
    return commented[kind](project, key) if kind in commented else None


def waiting_for(projects: Collection[Any], people: Collection[Any]) -> list[Waiting]:
    """What waits for these people: what is overdue first, then by the day it is due, then what has none."""
    found = [entry for source in waiting for entry in source(projects, people)] if projects and people else []
    return sorted(found, key=lambda entry: (not entry.overdue, entry.due_on or date.max, entry.kind, entry.title))


def days_ahead(projects: Collection[Any], person: Any) -> list[DueDay]:
    """The days of a person's calendar, in their order."""
    found = [day for source in due_days for day in source(projects, person)] if projects else []
    return sorted(found, key=lambda day: (day.on, day.key))


def stations_for(project: Any) -> list[Station]:
    """The loop strip of a project, in its order, with at most one station marked *here*: the first not yet done.

    A new version is nobody's next step until it comes, so its station is never *here*.
    """
    found = [loop_stations[key](project) for key in LOOP_ORDER if key in loop_stations]
    strip, reached = [], False
    for station in found:
        state: Literal["done", "here", "open"] = "done" if station.state == "done" else "open"
        if state == "open" and not reached and station.key != "version":
            state, reached = "here", True
        strip.append(Station(station.key, station.label, station.detail, station.url, state))
    return strip


def panels_for(project: Any, user: Any) -> list[Panel]:
    """The overview's panels in the order of their weight."""
    made = [make(project, user) for _, make in sorted(overview_panels, key=lambda entry: entry[0])]
    return [panel for panel in made if panel is not None]


def panels_for_principle(project: Any, identifier: str) -> list[Panel]:
    made = [make(project, identifier) for make in principle_panels]
    return [panel for panel in made if panel is not None]


def actions_for(kind: str, project: Any, user: Any, key: Any = None) -> list[Panel]:
    """What stands beside the title of a page about a thing; without a key, about all of its kind."""
    return [make(project, user, key) for make in page_actions.get(kind, ())]


def measures_for(project: Any) -> dict[str, Measured]:
    """The latest measurement of each principle, by its identifier; the first source that knows one counts."""
    found: dict[str, Measured] = {}
    for source in principle_measures:
        for identifier, measured in source(project).items():
            found.setdefault(identifier, measured)
    return found


def coverage_of(project: Any, identifiers: Collection[str]) -> dict[str, Coverage]:
    """What tests each of these rules; one that nothing knows is left out."""
    found: dict[str, Coverage] = {}
    for source in rule_coverage:
        found |= source(project, identifiers)
    return found


def cases_of(project: Any, keys: Collection[CaseKey]) -> dict[CaseKey, CaseLink]:
    """The pages of these cases; one that nothing knows is left out."""
    found: dict[CaseKey, CaseLink] = {}
    for source in case_links:
        found |= source(project, keys)
    return found
