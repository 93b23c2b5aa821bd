"""Numbers as people type them, and as forms write them: digits 0 to 9, a decimal point, nothing between thousands."""

from __future__ import annotations

import re
from decimal import Decimal

PLAIN = re.compile(r"[+-]?[0-9]+(\.[0-9]*)?|[+-]?\.[0-9]+")
WHOLE = re.compile(r"[+-]?[0-9]+")
GROUPED = re.compile(
    r"[+-]?[1-9][0-9]{0,2}\.[0-9]{3}"
)  # 1.500: a thousand and a half to some, one and a half to others
MOST_CHARACTERS = 40


class NumberRefused(ValueError):
    """The text is no number of ours, or could be read as two. `code` names the reason, the text says what to write."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def read_number_text(text: str) -> int | float:
    """The number that the text says, in the one reading that is allowed.

    Raises:
        NumberRefused: `1,5`, `1.500`, `1e3`, NaN, digits of other scripts, each with the way to write it.
    """
    text = text.strip().replace("−", "-")
    if len(text) > MOST_CHARACTERS:
        raise NumberRefused("length", "Too long for a number.")
    if GROUPED.fullmatch(text):
        group, _, rest = text.partition(".")
        raise NumberRefused(
            "ambiguous", f"{text} is read in two ways: write {group}{rest} or {number_text(float(text))}."
        )
    if "," in text:
        raise NumberRefused("comma", "Write a decimal point and no separator: 1234.5")
    if not PLAIN.fullmatch(text):
        raise NumberRefused("digits", "Write a number with the digits 0 to 9, such as 1234.5")
    return int(text) if WHOLE.fullmatch(text) else float(text)


def number_text(value: float) -> str:
    """The shortest text that `read_number_text` reads as this finite number: 0.0000001 and not 1e-07.

    Three decimals after few digits get a zero more, for without it they could be thousands.
    """
    if isinstance(value, int) or value == int(value):
        return str(int(value))
    text = f"{Decimal(repr(value)):f}"
    return f"{text}0" if GROUPED.fullmatch(text) else text
