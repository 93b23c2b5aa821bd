"""What a published effect says as a share of time saved, where it says anything about time; plain Python, no Django."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from calculator.evidence import Study

# Outcomes that are a time: x % less of it is a share of x % saved.
TIMES = ("time per task", "time per task, alone", "time on task", "completion time", "time in the note")
# Outcomes that are work done in a time: g % more of it saves 1 − 1/(1+g) of the time that a piece takes.
THROUGHPUTS = ("issues solved per hour", "tasks finished per week")
PERCENT = re.compile(r"([+−-]?)([0-9]+(?:\.[0-9]+)?)\s?%")


@dataclass(frozen=True)
class TimeSaved:
    """Shares of time saved, the lower first, negative where time was lost: the effect (one figure, or two where the
    study gives a range by task) and its interval where one was seen. `how` says how it was converted."""

    effect: tuple[float, ...]
    interval: tuple[float, float] | None
    how: str


def time_saved(study: Study) -> TimeSaved | None:
    """The study's effect as time saved; None where the outcome is neither a time nor work done in a time, or where its
    figures are no percentages."""
    figures = _percentages(study.effect)
    if not figures or not (study.outcome in TIMES or study.outcome in THROUGHPUTS):
        return None
    ends = [*_percentages(study.low), *_percentages(study.high)]
    if study.outcome in THROUGHPUTS:
        how = "s = 1 − 1/(1+g), for more work done in the same time"
        return TimeSaved(_sorted(_of_throughput(figures)), _interval(_of_throughput(ends)), how)
    how = "s is the share of time that fell away"
    return TimeSaved(_sorted([-figure for figure in figures]), _interval([-end for end in ends]), how)


def _percentages(text: str) -> list[float]:
    signs = {"−": -1, "-": -1}
    return [signs.get(sign, 1) * float(value) / 100 for sign, value in PERCENT.findall(text)]


def _of_throughput(gains: Sequence[float]) -> list[float]:
    return [1 - 1 / (1 + gain) for gain in gains]


def _sorted(values: Sequence[float]) -> tuple[float, ...]:
    return tuple(sorted(0.0 + value for value in values))


def _interval(ends: Sequence[float]) -> tuple[float, float] | None:
    if len(ends) != 2:
        return None
    low, high = sorted(ends)
    return low, high
