"""What the sheets of a workbook hold: one row for each input, in columns that have the same names both ways."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from calculator.fields import MAX_DRAWS, MAX_HORIZON, MAX_SEED, MAX_START, field_of
from calculator.scenario import RATE
from calculator.side_by_side import SEED, Entry, entries_of
from calculator.sources import source_of

ABOUT, INPUTS, CORRELATIONS, RESULTS, CASH_FLOW = "About", "Inputs", "Correlations", "Results", "Cash flow"

PARAMETERS = ("value", "min", "mode", "max", "lambda", "alpha", "beta", "k", "n", "p50", "p90", "mean", "sd")
HEAD = ("Field", "Label", "Unit", "Kind", *PARAMETERS, "Base", "Allowed", "Where it comes from")
PAIR_HEAD = ("a", "b", "rho")

DEFAULT, NUMBER, TEXT = "default", "number", "text"
TEXTS = ("name", "currency")
EXACT_TO = 2**53  # whole numbers beyond this are written as text: a spreadsheet would round them

ALLOWED = {
    "name": "one line of at most 120 characters",
    "currency": "three capital letters, such as EUR",
    "horizon_months": f"a whole number from 1 to {MAX_HORIZON}",
    "start_month": f"a whole number from 1 to {MAX_START:,}",
    "kind": "logistic or immediate",
    "monte_carlo.n": f"a whole number from 2 to {MAX_DRAWS:,}",
    SEED: f"a whole number from 0 to {MAX_SEED}",
}


@dataclass(frozen=True)
class Row:
    """One input: what it is, the kind that was given, and its parameters by their columns."""

    path: str
    label: str
    unit: str
    kind: str
    allowed: str
    source: str
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def in_money(self) -> bool:
        """Whether the unit has the currency in it."""
        try:
            return "money" in field_of(self.path).unit
        except KeyError:
            return False


def rows_of(name: str, inputs: Mapping[str, Any]) -> Iterator[Row]:
    """The inputs of a scenario, one row each, those at their defaults included."""
    given = inputs.get("alignment_target", {})
    for entry in entries_of({**inputs, "name": name}, unused=True):
        if entry.path.startswith("monte_carlo.n"):
            yield from _targets(inputs, given)
        if not entry.path.startswith(("correlations.", "alignment_target.")):
            yield _row(entry)


def _targets(inputs: Mapping[str, Any], given: Mapping[str, Any]) -> Iterator[Row]:
    for use_case in inputs.get("use_cases", []):
        name = use_case["id"]
        label = "Target violation rate"
        yield _row(Entry(f"alignment_target.{name}", name, label, RATE.unit, given.get(name), name not in given))


def _row(entry: Entry) -> Row:
    kind, parameters = _kind(entry)
    source = source_of(entry.path, entry.value, default=entry.default)
    if entry.default and entry.path.startswith("alignment_target."):
        source = "not given: no target"
    return Row(entry.path, entry.full_label, entry.unit, kind, _allowed(entry.path), source, parameters)


def _kind(entry: Entry) -> tuple[str, dict[str, Any]]:
    if entry.default:
        return DEFAULT, {}
    if isinstance(entry.value, dict):
        return entry.value["dist"], {name: given for name, given in entry.value.items() if name != "dist"}
    return TEXT if isinstance(entry.value, str) else NUMBER, {"value": entry.value}


def _allowed(path: str) -> str:
    last = path.rpartition(".")[2]
    if path.startswith("alignment_target."):
        return RATE.allowed
    if path in ALLOWED or last in ("start_month", "kind"):
        return ALLOWED.get(path) or ALLOWED[last]
    return field_of(path).allowed
