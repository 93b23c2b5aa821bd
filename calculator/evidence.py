"""The evidence base: what studies found, and the defaults that our judgement draws from them."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"
SAYING_NO_FIRST = ("loss", "none", "mixed", "gain", "cost", "withdrawn")

Pert = tuple[float, float, float]


@dataclass(frozen=True)
class Study:
    """One finding. `direction` is loss, none, mixed, gain, cost (an input that is not a gain) or withdrawn; `seen` says
    whether the figure was read in the source named, `no` that it was recalled only."""

    id: str
    study: str
    year: str
    work: str
    setting: str
    sample: str
    outcome: str
    effect: str
    low: str
    high: str
    direction: str
    seen: str
    url: str
    note: str


@dataclass(frozen=True)
class KindOfWork:
    """Default for the share of time saved as PERT minimum, mode and maximum, with the studies it was drawn from."""

    key: str
    label: str
    time_saved: Pert
    rows: tuple[str, ...]

    @property
    def studies(self) -> list[Study]:
        """The rows, those that found a loss or nothing before those that found a gain."""
        found = [studies()[row] for row in self.rows]
        return sorted(found, key=lambda study: SAYING_NO_FIRST.index(study.direction))


@dataclass(frozen=True)
class RealityCheck:
    """Net hours per seat and week that field studies report, and where a result becomes hard to believe."""

    low: float
    high: float
    too_good: float


@dataclass(frozen=True)
class Defaults:
    """Judgement, all of it: wider than any one interval and shifted towards field results."""

    version: str
    kinds: Mapping[str, KindOfWork]
    plateau: Pert
    realisation: Pert
    month_half: float
    ramp_months: float
    reality_check: RealityCheck


@cache
def studies() -> dict[str, Study]:
    """Every finding by its id."""
    with (DATA / "studies.csv").open(encoding="utf-8", newline="") as lines:
        return {row["id"]: Study(**row) for row in csv.DictReader(lines)}


@cache
def defaults() -> Defaults:
    """The defaults that ship with the product."""
    data = json.loads((DATA / "defaults.json").read_text(encoding="utf-8"))
    kinds = [
        KindOfWork(one["key"], one["label"], _pert(one["time_saved"]), tuple(one["rows"])) for one in data["kinds"]
    ]
    return Defaults(
        version=data["version"],
        kinds={kind.key: kind for kind in kinds},
        plateau=_pert(data["plateau"]),
        realisation=_pert(data["realisation"]),
        month_half=data["month_half"],
        ramp_months=data["ramp_months"],
        reality_check=RealityCheck(**data["reality_check"]),
    )


def as_distribution(pert: Pert) -> dict[str, float | str]:
    """A PERT in the words of the scenario format."""
    return {"dist": "pert", "min": pert[0], "mode": pert[1], "max": pert[2]}


def rows_words(rows: Sequence[str]) -> str:
    """Rows of evidence in words: `study S31`, `studies S03, S04`."""
    return f"{'study' if len(rows) == 1 else 'studies'} {', '.join(rows)}"


def _pert(values: list[float]) -> Pert:
    low, mode, high = values
    return low, mode, high
