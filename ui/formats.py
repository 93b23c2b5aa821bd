"""Numbers as people read them: tabular, with thin spaces, and never more digits than they can bear."""

import math
from decimal import Decimal

Number = int | float | Decimal
NARROW = "\u202f"
MINUS = "−"
SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£", "CHF": "CHF\u202f"}


def percent(value: Number | None, digits: int = 1) -> str:
    """0.929 as ``92.9 %``; a missing or undefined share as a dash."""
    if value is None or not math.isfinite(float(value)):
        return "–"
    text = f"{float(value) * 100:.{digits}f}"
    if float(text) == int(float(text)) and float(text) in (0.0, 100.0):
        text = str(int(float(text)))
    return _signed(text) + NARROW + "%"


def number(value: Number | None, digits: int = 0) -> str:
    """Grouped by thin spaces: 12345.6 as ``12 346``."""
    if value is None or not math.isfinite(float(value)):
        return "–"
    return _signed(f"{float(value):,.{digits}f}".replace(",", NARROW))


def compact(value: Number | None) -> str:
    """Three figures at most with k, M or bn: 169600 as ``169.6 k``."""
    if value is None or not math.isfinite(float(value)):
        return "–"
    size = float(value)
    for limit, unit in ((1e9, "bn"), (1e6, "M"), (1e3, "k")):
        if abs(size) >= limit * 0.99995:
            return _signed(f"{size / limit:.1f}") + NARROW + unit
    return _signed(f"{size:.0f}")


def money(value: Number | None, currency: str = "EUR") -> str:
    """``€169.6 k``; the minus stands before the symbol."""
    if value is None or not math.isfinite(float(value)):
        return "–"
    text = compact(value)
    symbol = SYMBOLS.get(currency, currency + NARROW)
    return f"{MINUS}{symbol}{text[1:]}" if text.startswith(MINUS) else f"{symbol}{text}"


def ratio(value: Number | None) -> str:
    """A plain ratio with two digits."""
    return number(value, 2)


def _signed(text: str) -> str:
    if not text.startswith("-"):
        return text
    bare = text[1:]
    return bare if not bare.strip("0.,\u202f") else MINUS + bare  # −0 is 0
