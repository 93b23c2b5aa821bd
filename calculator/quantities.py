"""Reads one input of a scenario: a plain number, or a distribution with its parameters."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from calculator.distributions import (
    SMALLEST_U,
    Beta,
    Distribution,
    Lognormal,
    Normal,
    Triangular,
    Uniform,
    beta_counts,
    pert,
)
from calculator.faults import Fault, shown, visible
from calculator.fields import Field

Quantity = float | Distribution
Parameters = Mapping[str, float]

PARAMETER_RANGES = {
    "alpha": Field("alpha", "Shape", "", low=1e-3, high=1e9),
    "beta": Field("beta", "Shape", "", low=1e-3, high=1e9),
    "k": Field("k", "Violations found", "", high=1e9),
    "n": Field("n", "Tasks looked at", "", low=1.0, high=1e9),
    "lambda": Field("lambda", "Weight of the mode", "", low=0.0, high=1000.0, above=True),
    "sd": Field("sd", "Standard deviation", ""),
    "p50": Field("p50", "Median", "", low=1e-9),
    "p90": Field("p90", "90th percentile", "", low=1e-9),
}


@dataclass(frozen=True)
class Kind:
    """One kind of distribution: what its parameters are called, which must rise, and what they make."""

    make: Callable[[Parameters], Quantity]
    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    rising: tuple[tuple[str, str], ...] = ()


MODE_BETWEEN = (("min", "mode"), ("mode", "max"))

KINDS = {
    "point": Kind(lambda p: p["value"], ("value",)),
    "uniform": Kind(lambda p: Uniform(p["min"], p["max"]), ("min", "max"), rising=(("min", "max"),)),
    "triangular": Kind(
        lambda p: Triangular(p["min"], p["mode"], p["max"]), ("min", "mode", "max"), rising=MODE_BETWEEN
    ),
    "pert": Kind(
        lambda p: pert(p["min"], p["mode"], p["max"], p.get("lambda", 4.0)),
        ("min", "mode", "max"),
        ("lambda",),
        rising=MODE_BETWEEN,
    ),
    "beta": Kind(lambda p: Beta(p["alpha"], p["beta"]), ("alpha", "beta")),
    "beta_counts": Kind(lambda p: beta_counts(p["k"], p["n"]), ("k", "n"), rising=(("k", "n"),)),
    "lognormal": Kind(
        lambda p: Lognormal(p["p50"], p["p90"], p.get("max", math.inf)),
        ("p50", "p90"),
        ("max",),
        rising=(("p50", "p90"), ("p50", "max")),
    ),
    "normal": Kind(lambda p: Normal(p["mean"], p["sd"]), ("mean", "sd")),
}


class Faults:
    """Collects everything that is wrong while reading goes on."""

    def __init__(self) -> None:
        self.found: list[Fault] = []

    def add(self, field: str, value: object, allowed: str, message: str) -> None:
        self.found.append(Fault(visible(field), shown(value), allowed, message))

    def unknown(self, path: str, given: Mapping[str, object], known: tuple[str, ...]) -> None:
        """A fault for every name that the format does not have."""
        allowed = f"one of {', '.join(known)}" if known else "no field at all"
        for name in given:
            if name not in known:
                where = f"{path}.{shown(name)}" if path else str(shown(name))
                self.add(where, given[name], allowed, "There is no such field.")


def read_number(path: str, value: object, limits: Field, faults: Faults) -> float | None:
    """A finite number within the range, or None and a fault."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        message = "A number is needed here."
    elif isinstance(value, float) and not math.isfinite(value):
        message = "The number must be finite."
    elif not limits.holds(value):
        message = "The number is out of range."
    else:
        return float(value)
    faults.add(path, value, limits.allowed, message)
    return None


def read_whole(path: str, value: object, limits: tuple[int, int], faults: Faults) -> int | None:
    """A whole number within the limits, or None and a fault; 12.0 counts as 12."""
    low, high = limits
    if isinstance(value, bool) or not (isinstance(value, int) or (isinstance(value, float) and value.is_integer())):
        message = "A whole number is needed here."
    elif not low <= value <= high:
        message = "The number is out of range."
    else:
        return int(value)
    faults.add(path, value, f"a whole number from {low:,} to {high:,}", message)
    return None


def read_quantity(path: str, value: object, limits: Field, faults: Faults) -> Quantity | None:
    """A number, or a distribution of which every value lies in the field's range.

    Of a normal one, which is not clipped, the mean has to; every draw only where the field is strict.
    """
    if not isinstance(value, dict):
        return read_number(path, value, limits, faults)
    name = value.get("dist")
    kind = KINDS.get(name) if isinstance(name, str) else None
    if kind is None:
        faults.add(f"{path}.dist", name, f"one of {', '.join(KINDS)}", "The kind of distribution is needed here.")
        return None
    given = _read_parameters(path, value, kind, limits, faults)
    if given is None or not _rising(path, given, kind, faults):
        return None
    quantity = kind.make(given)
    if isinstance(quantity, float):
        return quantity
    return _within(path, quantity, limits, faults)


def _read_parameters(
    path: str, value: Mapping[str, object], kind: Kind, limits: Field, faults: Faults
) -> Parameters | None:
    before = len(faults.found)
    faults.unknown(path, value, ("dist", *kind.required, *kind.optional))
    given = {}
    for name in (*kind.required, *kind.optional):
        field = PARAMETER_RANGES.get(name, limits)
        if name in value:
            given[name] = read_number(f"{path}.{name}", value[name], field, faults)
        elif name in kind.required:
            faults.add(f"{path}.{name}", None, field.allowed, f"{value['dist']} needs {name}.")
    if len(faults.found) > before:
        return None
    return {name: number for name, number in given.items() if number is not None}


def _rising(path: str, given: Parameters, kind: Kind, faults: Faults) -> bool:
    before = len(faults.found)
    for lower, upper in kind.rising:
        if upper in given and given[lower] > given[upper]:
            allowed = f"at most {upper}, which is {given[upper]:g}"
            faults.add(f"{path}.{lower}", given[lower], allowed, f"{lower} must not be above {upper}.")
    return len(faults.found) == before


def _within(path: str, distribution: Distribution, limits: Field, faults: Faults) -> Quantity | None:
    low, high = distribution.support()
    if limits.strict and isinstance(distribution, Normal):
        low, high = distribution.quantile(SMALLEST_U), distribution.quantile(1 - SMALLEST_U)
    if not (limits.holds(low) and limits.holds(high)):
        faults.add(
            path,
            f"{low:.6g} to {high:.6g}",
            limits.allowed,
            "Some of its values would be out of range. A cap (max) or another distribution is needed here.",
        )
        return None
    return distribution.quantile(0.5) if distribution.certain else distribution
