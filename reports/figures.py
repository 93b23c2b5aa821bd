"""How a report writes numbers, money, ranges and dates, on the screen and on paper alike, in the language that is
active: English, the site's own, by `ui.formats`; German with its comma, its words for thousands, and money behind.
"""

import math
from datetime import UTC, date, datetime
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ui import formats
from ui.formats import MINUS, NARROW, SYMBOLS

Number = int | float | Decimal

DASH = "–"
NBSP = "\u00a0"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
GERMAN_MONTHS = ("Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sep.", "Okt.", "Nov.", "Dez.")
GERMAN_UNITS = {"k": "Tsd.", "M": "Mio.", "bn": "Mrd."}

__all__ = [
    "NARROW",
    "compact",
    "count",
    "day",
    "inside",
    "interval",
    "is_german",
    "moment",
    "money",
    "percent",
    "quantity",
    "whole_percent",
]


def is_german() -> bool:
    """Whether words and figures are wanted in German just now."""
    return (get_language() or "").startswith("de")


def percent(value: Number | None, digits: int = 1) -> str:
    """0.929 -> 92.9 %, in German 92,9 %"""
    return _marked(formats.percent(value, digits))


def whole_percent(share: float) -> str:
    """A share without digits that it cannot bear, and never rounded into certainty: 0.996 -> over 99 %"""
    if 0 < share < 0.005:
        return _("under %(share)s") % {"share": percent(0.01, 0)}
    if 0.995 < share < 1:
        return _("over %(share)s") % {"share": percent(0.99, 0)}
    return percent(share, 0)


def interval(low: float, high: float) -> str:
    """0.885, 0.957 -> 88.5–95.7 %, in German 88,5–95,7 %"""
    return percent(low).removesuffix(NARROW + "%") + DASH + percent(high)


def count(value: Number | None, digits: int = 0) -> str:
    """12345.6 -> 12 346, grouped by thin spaces in both languages"""
    return _marked(formats.number(value, digits))


def compact(value: Number | None) -> str:
    """169600 -> 169.6 k, in German 169,6 Tsd."""
    text = formats.compact(value)
    figures, space, unit = text.partition(NARROW)
    return f"{_marked(figures)}{space}{GERMAN_UNITS[unit]}" if unit and is_german() else text


def money(value: Number | None, currency: str = "EUR") -> str:
    """169600 -> €169.6 k, in German 169,6 Tsd. €"""
    if not is_german() or value is None or not math.isfinite(float(value)):
        return formats.money(value, currency)
    return f"{compact(value)}{NARROW}{SYMBOLS.get(currency, currency).strip()}"


def quantity(value: float) -> str:
    """An input of any size: six significant digits, without the noise of binary fractions."""
    if value and abs(value) < 1e-4:
        return _marked(f"{value:.2e}".replace("-", MINUS))
    if abs(value) >= 10_000:
        return count(value)
    return _marked(f"{value:.6g}".replace("-", MINUS))


def day(value: date) -> str:
    """24 Nov 2026, in German 24. Nov. 2026"""
    if is_german():
        return f"{value.day}.{NBSP}{GERMAN_MONTHS[value.month - 1]}{NBSP}{value.year}"
    return f"{value.day}{NBSP}{MONTHS[value.month - 1]}{NBSP}{value.year}"


def moment(value: datetime) -> str:
    """24 Nov 2026, 07:15 UTC"""
    utc = value.astimezone(UTC)
    return f"{day(utc)}, {utc:%H:%M}{NBSP}UTC"


def inside(name: str) -> str:
    """A name inside of a sentence: English writes its first letter small, a German noun keeps its capital."""
    return name if is_german() else name[:1].lower() + name[1:]


def _marked(text: str) -> str:
    """Digits with the decimal mark of the language; `ui.formats` groups by spaces, so that a point is no other mark."""
    return text.replace(".", ",") if is_german() else text
