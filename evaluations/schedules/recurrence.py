"""When something that recurs is due next, by the clock of a named zone; plain Python, no Django."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAYS_AHEAD = 70  # the next monthly day is never further


@cache
def zones() -> frozenset[str]:
    """The names of all zones known here."""
    return frozenset(available_timezones())


@dataclass(frozen=True)
class Recurrence:
    """Every day, on some weekdays (0 is Monday) or on a day of the month, at a local time of a zone.

    A day that the month does not have is its last one. A time that the clocks skip is taken as they showed it before,
    so 02:30 becomes 03:30 on the night they go forward; a time that they show twice counts once, the first time.
    """

    every: str
    at: time
    zone: str
    weekdays: tuple[int, ...] = ()
    month_day: int | None = None

    def next_after(self, moment: datetime) -> datetime:
        """The first time after ``moment`` that it is due, in UTC."""
        local = moment.astimezone(ZoneInfo(self.zone)).date()
        return next(slot for slot in self._slots(local - timedelta(days=1)) if slot > moment)

    def between(self, first: datetime, last: datetime) -> Iterator[datetime]:
        """Every time that it is due from ``first``, itself a due time, to ``last``."""
        slot = first
        while slot <= last:
            yield slot
            slot = self.next_after(slot)

    @property
    def said(self) -> str:
        """``every Monday and Thursday at 06:30, Europe/Berlin``."""
        match self.every:
            case "week":
                names = [WEEKDAYS[day] for day in sorted(self.weekdays)]
                days = "every " + (names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}")
            case "month":
                late = self.month_day is not None and self.month_day > 28
                days = f"on day {self.month_day} of every month" + (", or its last one," if late else "")
            case _:
                days = "every day"
        return f"{days} at {self.at:%H:%M}, {self.zone}"

    def _slots(self, start: date) -> Iterator[datetime]:
        zone = ZoneInfo(self.zone)
        for ahead in range(DAYS_AHEAD):
            day = start + timedelta(days=ahead)
            if self._falls_on(day):
                # fold=0: the first of two; where the clocks skip it, by the offset that held before.
                yield datetime.combine(day, self.at, tzinfo=zone).astimezone(UTC)

    def _falls_on(self, day: date) -> bool:
        if self.every == "week":
            return day.weekday() in self.weekdays
        if self.every == "month":
            return day.day == min(self.month_day or 1, monthrange(day.year, day.month)[1])
        return True
