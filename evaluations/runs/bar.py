"""The bar that a run is held against: a rate for the whole and for single principles; plain Python, no Django."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

On = Literal["point", "lower"]


@dataclass(frozen=True)
class Rate:
    """k of n counted with its interval; ``rate`` is None where nothing was counted."""

    rate: float | None
    low: float
    high: float
    n: int

    def on(self, which: On) -> float | None:
        """What is held against the bar: the rate itself, or the lower end of its interval."""
        return None if self.rate is None else self.rate if which == "point" else self.low


@dataclass(frozen=True)
class Bar:
    """``overall`` and the marks by principle are shares; None and empty ask for nothing."""

    overall: float | None = None
    principles: Mapping[str, float] = field(default_factory=dict)
    on: On = "point"


@dataclass(frozen=True)
class Miss:
    """What is below its mark. ``principle`` is empty for the whole run; ``reached`` None where nothing was counted."""

    principle: str
    reached: float | None
    wanted: float


def misses(bar: Bar, overall: Rate, principles: Mapping[str, Rate]) -> list[Miss]:
    """Everything that is below the bar. A mark for a principle that was not measured is missed."""
    wanted: Sequence[tuple[str, float | None, Rate | None]] = [
        ("", bar.overall, overall),
        *((name, mark, principles.get(name)) for name, mark in bar.principles.items()),
    ]
    found: list[Miss] = []
    for name, mark, rate in wanted:
        if mark is None:
            continue
        reached = rate.on(bar.on) if rate is not None else None
        if reached is None or reached < mark:
            found.append(Miss(name, reached, mark))
    return found


def read_mark(text: str) -> float:
    """A mark as it is typed: a share from 0 to 1.

    Raises:
        ValueError: it is none.
    """
    mark = float(text)
    if not (math.isfinite(mark) and 0 <= mark <= 1):
        raise ValueError("a mark lies between 0 and 1")
    return mark
