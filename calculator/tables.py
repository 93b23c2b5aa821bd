"""What stands behind a scenario's headline, row by row: inputs with units, break-even, use cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from calculator.fields import FIELDS_BY_PLACE, field_of
from ui.formats import number

REASONS = {
    "at_bound": "at the end of its range",
    "no_effect": "has no effect",
    "always_positive": "worth its cost at any value",
    "always_negative": "loses at any value",
}
RANGES = {"pert": "PERT", "triangular": "triangular", "uniform": "uniform"}
ENDS = ("min", "mode", "max")
ORDER = list(FIELDS_BY_PLACE.values())
PARAMETERS = ("value", "alpha", "beta", "p50", "p90", "max", "mean", "sd")


@dataclass(frozen=True)
class InputRow:
    """One input: what was given, in words, and what the base takes for it."""

    label: str
    given: str
    base: str
    unit: str
    break_even: str


@dataclass(frozen=True)
class InputGroup:
    """The inputs of one use case or of the programme."""

    title: str
    rows: list[InputRow]
    defaulted: list[str]
    note: str = ""


def input_groups(inputs: Mapping[str, Any], answer: Mapping[str, Any], currency: str) -> list[InputGroup]:
    """Every input that was given, by use case and then the programme; the others by name, as left at their defaults."""
    found = []
    for use_case in inputs.get("use_cases", []):
        path = f"use_cases.{use_case['id']}"
        adoption = use_case.get("adoption", {})
        note = f"starts in month {use_case.get('start_month', 1):g}, adoption {adoption.get('kind', 'logistic')}"
        found.append(_group(path, use_case["id"], {**use_case, **_nested(adoption)}, answer, currency, note))
    found.append(_group("programme", "Programme", inputs.get("programme", {}), answer, currency))
    rate = {"discount_rate_annual": inputs["discount_rate_annual"]} if "discount_rate_annual" in inputs else {}
    found.append(_group("", "Time", rate, answer, currency, f"{inputs['horizon_months']:g} months"))
    return found


def _nested(adoption: Mapping[str, Any]) -> dict[str, Any]:
    return {f"adoption.{name}": value for name, value in adoption.items()}


def _group(
    path: str, title: str, given: Mapping[str, Any], answer: Mapping[str, Any], currency: str, note: str = ""
) -> InputGroup:
    rows, defaulted = [], []
    prefix = f"{path}." if path else ""
    mine = [full for full in answer["base_inputs"] if full.startswith(prefix) and (path or "." not in full)]
    for full in sorted(mine, key=lambda one: ORDER.index(field_of(one))):
        base, name = answer["base_inputs"][full], full.removeprefix(prefix)
        if name in given:
            rows.append(_row(full, given[name], base, answer["break_even"].get(full), currency))
        else:
            defaulted.append(f"{field_of(full).label.lower()} {figure_words(base)}")
    return InputGroup(title, rows, defaulted, note)


def _row(path: str, given: Any, base: float, break_even: Mapping[str, Any] | None, currency: str) -> InputRow:
    field = field_of(path)
    return InputRow(
        label=field.label,
        given=given_words(given),
        base=figure_words(base),
        unit=field.unit.replace("money", currency),
        break_even=break_even_words(break_even),
    )


def given_words(given: Any) -> str:
    """An input as it was given: a number, or a distribution with its parameters."""
    if not isinstance(given, dict):
        return figure_words(given)
    kind = given["dist"]
    if kind == "beta_counts":
        return f"measured, {figure_words(given['k'])} of {figure_words(given['n'])}"
    if kind in RANGES:
        return f"{RANGES[kind]} {' · '.join(figure_words(given[name]) for name in ENDS if name in given)}"
    shown = [f"{name} {figure_words(given[name])}" for name in PARAMETERS if name in given]
    return f"{kind} {', '.join(shown)}"


def break_even_words(found: Mapping[str, Any] | None) -> str:
    """The value at which the NPV is zero, or why there is none."""
    if found is None:
        return "the rate of return"
    return figure_words(found["value"]) if found["reason"] == "ok" else REASONS[found["reason"]]


def figure_words(value: float) -> str:
    """A number with as many digits as it needs, four significant ones at most below a thousand."""
    if abs(value) >= 1000:
        return number(value)
    return f"{value:.4g}".replace("-", "−")
