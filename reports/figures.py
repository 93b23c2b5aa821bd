"""How a report writes ranges, dates and inputs, on the screen and on paper alike; the rest is `ui.formats`."""

from datetime import UTC, date, datetime

from ui.formats import MINUS, NARROW, money, percent
from ui.formats import number as count

DASH = "–"
NBSP = "\u00a0"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

__all__ = ["NARROW", "count", "day", "interval", "moment", "money", "percent", "plural", "quantity"]


def interval(low: float, high: float) -> str:
    """0.885, 0.957 -> 88.5–95.7 %"""
    return percent(low).removesuffix(NARROW + "%") + DASH + percent(high)


def quantity(value: float) -> str:
    """An input of any size: six significant digits, without the noise of binary fractions."""
    if value and abs(value) < 1e-4:
        return f"{value:.2e}".replace("-", MINUS)
    if abs(value) >= 10_000:
        return count(value)
    return f"{value:.6g}".replace("-", MINUS)


def day(value: date) -> str:
    """24 Nov 2026"""
    return f"{value.day}{NBSP}{MONTHS[value.month - 1]}{NBSP}{value.year}"


def moment(value: datetime) -> str:
    """24 Nov 2026, 07:15 UTC"""
    utc = value.astimezone(UTC)
    return f"{day(utc)}, {utc:%H:%M}{NBSP}UTC"


def plural(how_many: int, one: str, many: str = "") -> str:
    """1, "criterion", "criteria" -> 1 criterion"""
    return f"{count(how_many)} {one if how_many == 1 else many or one + 's'}"
