"""Where the versions stand on a line of time, with the months ahead of today that a known gap should take at most."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

# How far ahead of the models the document runs, at most.
HORIZON_MONTHS = 3
# Shares of the width in percent: free at both ends, and what a date takes where the drawing is narrowest.
_MARGIN, _DATE = 3.0, 12.5
# Heights in pixels.
_TALLEST, _SHORTEST, _STUB = 96, 14, 10
_LINE, _FIRST_ROW, _ROW = 156, 22, 22


@dataclass(frozen=True, slots=True)
class Stop:
    """A version on the line. `changes` is None where there is nothing here to compare it with."""

    day: date
    is_loaded: bool
    is_used: bool
    changes: int | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A stop as it is drawn: `x` in percent, `height` of its stem in pixels, `row` of its date below the line."""

    stop: Stop
    x: str
    height: int
    row: int

    @property
    def date_y(self) -> int:
        """Where its date is written, in pixels below the line."""
        return _FIRST_ROW + self.row * _ROW


@dataclass(frozen=True, slots=True)
class Timeline:
    """The drawing; places and widths are in percent of the whole width.

    `own_x` and `own_width` are the months that the version in use gave the models; empty where none is in use.
    """

    stops: tuple[Placed, ...]
    years: tuple[tuple[int, str], ...]
    today: date
    today_x: str
    ahead_width: str
    ahead_until: date
    ahead_middle: str
    own_x: str
    own_width: str

    @property
    def height(self) -> int:
        """Of the whole drawing in pixels, with the rows of dates."""
        return _LINE + max(placed.date_y for placed in self.stops) + 10


@dataclass(frozen=True, slots=True)
class Horizon:
    """The months that a version gives the models to come up with it."""

    published: date
    until: date
    today: date

    @property
    def is_over(self) -> bool:
        return self.today > self.until

    @property
    def months_over(self) -> int:
        return months_between(self.until, self.today)


def horizon_of(published: date, today: date) -> Horizon:
    return Horizon(published, months_later(published, HORIZON_MONTHS), today)


def months_later(day: date, months: int) -> date:
    """The same day some months on, or the last day of a month that is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_between(first: date, last: date) -> int:
    """Whole months from one day to a later one."""
    return (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)


def drawn(stops: Sequence[Stop], today: date) -> Timeline:
    """The line from the first stop to the end of the months ahead. Takes at least one stop, oldest first."""
    until = months_later(today, HORIZON_MONTHS)
    first, last = stops[0].day, max(until, stops[-1].day)
    span = max((last - first).days, 1)

    def place(day: date) -> float:
        return _MARGIN + (100 - 2 * _MARGIN) * (day - first).days / span

    most = max((stop.changes or 0 for stop in stops), default=0)
    *rows, _ = _rows([*(place(stop.day) for stop in stops), place(today)])
    placed = tuple(
        Placed(stop, _percent(place(stop.day)), _height(stop, most), row) for stop, row in zip(stops, rows, strict=True)
    )
    years = tuple((year, _percent(place(date(year, 1, 1)))) for year in range(first.year + 1, last.year + 1))
    now, end = place(today), place(until)
    used = next((stop.day for stop in stops if stop.is_used), None)
    return Timeline(
        stops=placed,
        years=years,
        today=today,
        today_x=_percent(now),
        ahead_width=_percent(end - now),
        ahead_until=until,
        ahead_middle=_percent((now + end) / 2),
        own_x=_percent(place(used)) if used else "",
        own_width=_percent(place(months_later(used, HORIZON_MONTHS)) - place(used)) if used else "",
    )


def _rows(places: Sequence[float]) -> list[int]:
    """How many rows down each date is written, to the right of its place, so that none crosses a later one."""
    rows = [0] * len(places)
    for number in reversed(range(len(places) - 1)):
        near = [rows[later] for later in range(number + 1, len(places)) if places[later] - places[number] < _DATE]
        rows[number] = max(near, default=-1) + 1
    return rows


def _height(stop: Stop, most: int) -> int:
    if stop.changes is None or not most:
        return _STUB
    return _SHORTEST + round((_TALLEST - _SHORTEST) * stop.changes / most)


def _percent(share: float) -> str:
    return f"{share:.2f}%"
