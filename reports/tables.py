"""A dossier's facts as tables: each list of facts is one, and what there is one of stands in the first.

Made from the types of `reports.dossier`, so that a fact which is added there stands in the sheets too.
"""

import dataclasses
import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from reports.dossier import Dossier, Fan

Value = str | int | float | bool | date | datetime | None
# What names the entry that a row of another table belongs to: the first two that it has.
NAMES = ("identity", "number", "identifier", "code", "name", "title")
PERCENTILES = ("p5", "p25", "p50", "p75", "p95")
FACTS = "facts"
ASIDE = ("phrases",)  # how sentences are made is no fact about the project
# What a table is called and what one row of it is, by the path of its list; others are called by their path.
TITLES: Mapping[str, tuple[str, str]] = {
    FACTS: ("Facts", "one fact of which there is one, such as the rate of the run"),
    "spec.levels": ("Levels", "one level of authority, with how many principles hold at it"),
    "principles": ("Principles", "one principle of the pinned version"),
    "run.outcomes": ("Outcomes", "one outcome of the run’s answers, with their number"),
    "run.results": ("Results", "what the run found under one principle"),
    "pilots": ("Pilots", "one pilot that people ran and recorded"),
    "scenarios": ("Scenarios", "one business case with its results"),
    "scenarios.inputs": ("Inputs", "one input of a scenario, with its distribution where it is uncertain"),
    "scenarios.fan": ("Range by month", "one month of a scenario: the cumulative flow’s percentiles over all draws"),
    "scenarios.cumulative": ("Base case by month", "one month of a scenario: the cumulative flow at base"),
    "phases": ("Phases", "one phase of the roadmap with its progress"),
    "phases.criteria": ("Criteria", "one criterion of a phase, and where it stands"),
    "evidence": ("Evidence", "one piece of evidence at its current version, with its hash"),
    "evidence.uses": ("Uses of evidence", "one criterion that a piece of evidence supports"),
    "evidence.earlier": ("Earlier evidence", "one version of a piece of evidence that a later one has replaced"),
    "decisions": ("Gates", "one gate with where it stands, and who decides on it"),
    "decisions.requests": ("Gate requests", "one request to open a gate, and how it was decided"),
    "decisions.requests.votes": ("Votes", "one vote on a request, with the hash of the brief that was read"),
    "remarks": ("Remarks", "one criterion about which something was said"),
    "remarks.remarks": ("What was said", "one word or comment about a criterion"),
    "waivers": ("Waivers", "one leave to depart from a rule until a day"),
    "conditions": ("Conditions", "one condition of an approval"),
    "incidents": ("Incidents", "one thing that went wrong"),
    "incidents.cases": ("Cases of incidents", "one case that was made of an incident"),
    "risks": ("Risks", "one thing that could go wrong"),
    "portfolio.projects": ("Projects", "one project: where it is, what blocks, what it measured and is worth"),
    "portfolio.projects.asked": ("Votes", "a gate of a project that waits for votes"),
    "portfolio.projects.gates": ("Gates", "the gate of one phase of a project, by the decisions on it"),
    "portfolio.projects.incidents": ("Incidents", "an incident that is not closed"),
    "portfolio.projects.waivers": ("Waivers", "a waiver that ends soon"),
    "gate.votes": ("Votes", "one person’s vote on the request"),
    "gate.conditions": ("Conditions", "what an approval asks to be done, and how it was fulfilled"),
    "gate.differences": ("Differences", "one thing that reads otherwise than it was frozen"),
    "gate.approvers": ("Approvers", "a responsibility that decides, with who held it when the request was made"),
    "gate.criteria": ("Criteria then", "where one criterion stood when the request was made"),
    "gate.criteria.facts": ("Facts then", "one fact that a criterion rested on"),
    "gate.evidence": ("Evidence then", "one piece of evidence in the version that counted"),
    "gate.waivers": ("Waivers then", "one waiver that counted"),
    "gate.runs": ("Runs then", "one run that counted"),
    "gate.ground": ("Ground", "one line of what lies below the criteria, such as the releases in use"),
    "frameworks": ("Frameworks", "one framework with how far the criteria cover it"),
    "frameworks.sources": ("Sources", "where the identifiers of a framework can be looked up"),
    "frameworks.dates": ("Duties", "a day from which duties of a framework apply"),
    "frameworks.identifiers": ("Applicability", "one identifier with the decision whether it applies"),
    "frameworks.identifiers.criteria": ("Mapping", "a criterion that is suggested for an identifier"),
    "standing.stances": ("Stances", "one principle with what was decided about it"),
    "standing.departed": ("Stances left over", "one decision on a principle that the version does not have"),
    "standing.clauses": ("House clauses", "one rule of the company’s own under a principle"),
    "standing.rulings": ("Rulings", "one reading of a principle in an ambiguous case"),
    "standing.gaps": ("Known gaps", "one violation that is known and not mended"),
    "spec_map": ("Spec map", "one principle or house clause with its counted answers"),
    "gate_states": ("Gates today", "where the gate of one phase stands"),
    "judging.gradings": ("Gradings", "one judge’s pass over the run’s answers, with its calibration"),
    "judging.reviews": ("Reviews", "one queue of people who read answers of the run"),
    "judging.reviews.pairs": ("Reviewers’ table", "how often two reviewers of a queue said this and that"),
    "changes.criteria": ("Changed criteria", "one criterion whose state differs from the last report"),
    "changes.gates": ("Changed gates", "one gate that stands otherwise than in the last report"),
    "changes.incidents": ("Changed incidents", "one incident that is new or has another status since the last report"),
    "changes.scenarios": ("Changed scenarios", "one scenario that is worth something else than in the last report"),
    "changes.stances": ("Changed stances", "one principle on which the stance differs from the last report"),
    "provenance": ("Provenance", "one source of the figures, with its hash"),
}


@dataclass(frozen=True)
class Cell:
    """A typed value; ``unit`` is “share” (0 to 1), “money” (of the scenario’s currency) or empty."""

    value: Value
    unit: str = ""


@dataclass
class Table:
    """Rows under the same columns; a row that lacks a column says nothing about it."""

    key: str
    rows: list[dict[str, Cell]] = field(default_factory=list)

    @property
    def title(self) -> str:
        return TITLES[self.key][0] if self.key in TITLES else _said(self.key.replace(".", " "))

    @property
    def one_row(self) -> str:
        """What one row of it is."""
        return TITLES[self.key][1] if self.key in TITLES else f"one entry of “{self.title}”"

    @property
    def columns(self) -> list[str]:
        return list(dict.fromkeys(name for row in self.rows for name in row))


def tables_of(dossier: Dossier) -> list[Table]:
    """The facts as tables, in the order of the dossier. What is not there yet has no table."""
    walk = _Walk()
    walk.single((), dossier, Dossier)
    return [table for table in walk.tables.values() if table.rows]


class _Walk:
    """Goes through the facts by their types and puts each into the table that it belongs to."""

    def __init__(self) -> None:
        self.tables: dict[str, Table] = {FACTS: Table(FACTS)}

    def single(self, path: tuple[str, ...], value: Any, kind: type) -> None:
        """What there is one of: its plain facts under one another, its lists as tables."""
        for name, hint in _hints(kind).items():
            found, here = getattr(value, name), (*path, name)
            if name in ASIDE:
                continue
            if _record_of(hint) and found is not None:
                self.single(here, found, type(found))
            elif _is_list(hint):
                self.list(here, found, hint, {})
            else:
                part = _said(" ".join(path)) if path else "Report"
                row = {"part": Cell(part), "fact": Cell(_said(name)), "value": Cell(found, unit_of(hint))}
                self.tables[FACTS].rows.append(row)

    def list(self, path: tuple[str, ...], entries: Sequence[Any], hint: Any, owner: Mapping[str, Cell]) -> None:
        """A list of records, or of numbers by month; a list of words is one cell of its own row."""
        table = self.tables.setdefault(".".join(path), Table(".".join(path)))
        if not entries:
            return
        if dataclasses.is_dataclass(entries[0]):
            for entry in entries:
                table.rows.append(dict(owner))
                self.fill(table.rows[-1], path, "", entry, owner)
        elif not owner:
            row = {"part": Cell("Report"), "fact": Cell(_said(" ".join(path))), "value": Cell(_words(entries))}
            self.tables[FACTS].rows.append(row)
        else:
            unit = unit_of(get_args(hint)[0])
            rows = enumerate(entries)
            table.rows.extend({**owner, "month": Cell(at), "value": Cell(value, unit)} for at, value in rows)

    def fill(
        self, row: dict[str, Cell], path: tuple[str, ...], prefix: str, record: Any, owners: Mapping[str, Cell]
    ) -> None:
        """One row out of a record; a record inside it brings its columns along, a list its own table."""
        owner = {**owners} | {f"{path[-1].rstrip('s')} {name}": cell for name, cell in _names_of(record).items()}
        kind: type = type(record)
        for name, hint in _hints(kind).items():
            value, column = getattr(record, name), f"{prefix}{name}".replace("_", " ")
            if isinstance(value, Fan):
                self.tables.setdefault(".".join((*path, name)), Table(".".join((*path, name)))).rows.extend(
                    {**owner, **line} for line in _fan(value)
                )
            elif dataclasses.is_dataclass(value):
                self.fill(row, path, "" if name == "compliance" else f"{column} ", value, owners)
            elif _is_pairs(hint):
                row |= {f"{prefix}{key}": Cell(number) for key, number in value}
            elif _is_list(hint) and get_args(hint)[0] is str:
                row[column] = Cell(_words(value))
            elif _is_list(hint):
                self.list((*path, name), value, hint, owner)
            elif not _record_of(hint):
                row[column] = Cell(value, unit_of(hint))


def unit_of(hint: Any) -> str:
    """“share” or “money” where the type says so."""
    for option in (hint, *get_args(hint)):
        if get_origin(option) is Annotated:
            return str(get_args(option)[1])
    return ""


def _fan(fan: Fan) -> Iterator[dict[str, Cell]]:
    for at, month in enumerate(fan.months):
        levels = zip(PERCENTILES, fan.levels, strict=True)
        yield {"month": Cell(month), **{name: Cell(level[at], "money") for name, level in levels}}


def _names_of(record: Any) -> dict[str, Cell]:
    known = [name for name in NAMES if hasattr(record, name)][:2]
    return {name: Cell(getattr(record, name)) for name in known}


@lru_cache(maxsize=64)
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind, include_extras=True)


def _record_of(hint: Any) -> type | None:
    options = get_args(hint) if get_origin(hint) in (types.UnionType, Union) else (hint,)
    return next((option for option in options if dataclasses.is_dataclass(option) and isinstance(option, type)), None)


def _is_list(hint: Any) -> bool:
    return get_origin(hint) is tuple


def _is_pairs(hint: Any) -> bool:
    return _is_list(hint) and get_origin(get_args(hint)[0]) is tuple and get_args(get_args(hint)[0])[0] is str


def _words(entries: Sequence[Any]) -> str:
    return "; ".join(str(entry) for entry in entries)


def _said(name: str) -> str:
    words = name.replace("_", " ")
    return words[:1].upper() + words[1:]
