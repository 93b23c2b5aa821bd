"""Takes personal data out of a text by pattern and by list, and counts what it took.

It errs towards masking: a number that might be a telephone number goes. What no pattern can find stays, such as a name
that is on no list and in no salutation, or what a person is recognised by otherwise; therefore people look at each
conversation before it is used.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from evaluations.traffic_samples.patterns import (
    ADDRESSES,
    CARD,
    EMAIL,
    IBAN,
    NAME_GIVERS,
    PHONE,
    are_everyday,
)

KINDS = {
    "email": "e-mail addresses",
    "iban": "bank accounts (IBAN)",
    "card": "card numbers",
    "phone": "telephone numbers",
    "address": "postal addresses",
    "name": "names",
}
MAX_NAMES = 5000
LONGEST_NAME = 80
LONGEST_IN_WORDS = 40
_DIGITS = re.compile(r"\d")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Masked:
    """A text without what was found in it, and how often each kind was found."""

    text: str
    found: Counter[str] = field(default_factory=Counter)


class Masker:
    """Masks texts; ``names`` are words or full names that always go, such as those of customers and colleagues."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        # By their first word, the longest first: looking up words stays quick with thousands of names.
        self._listed: dict[str, list[tuple[str, ...]]] = {}
        for name in sorted({tuple(_WORD.findall(name.casefold())) for name in names}, key=len, reverse=True):
            if name:
                self._listed.setdefault(name[0], []).append(name)

    def mask(self, text: str) -> Masked:
        found: Counter[str] = Counter()
        for kind, pattern, is_one in _NUMBERS:
            text = _replaced(text, pattern, kind, found, is_one)
        for pattern in ADDRESSES:
            text = _replaced(text, pattern, "address", found)
        for pattern in NAME_GIVERS:
            text = _names_after(text, pattern, found)
        text = self._without_listed(text, found)
        return Masked(text, found)

    def _without_listed(self, text: str, found: Counter[str]) -> str:
        if not self._listed:
            return text
        words = [(match[0].casefold(), *match.span()) for match in _WORD.finditer(text)]
        pieces: list[str] = []
        at = place = 0
        while place < len(words):
            following = tuple(word for word, _, _ in words[place : place + LONGEST_IN_WORDS])
            names = self._listed.get(words[place][0], [])
            name = next((each for each in names if following[: len(each)] == each), ())
            if name:
                pieces += [text[at : words[place][1]], "[name]"]
                at = words[place + len(name) - 1][2]
                found["name"] += 1
            place += len(name) or 1
        return "".join((*pieces, text[at:]))


def _always(_: str) -> bool:
    return True


def _replaced(
    text: str, pattern: re.Pattern[str], kind: str, found: Counter[str], is_one: Callable[[str], bool] = _always
) -> str:
    def mark(match: re.Match[str]) -> str:
        if not is_one(match[0]):
            return match[0]
        found[kind] += 1
        return f"[{kind}]"

    return pattern.sub(mark, text)


def _names_after(text: str, pattern: re.Pattern[str], found: Counter[str]) -> str:
    """Masks the group ``name`` of each match, and keeps the words that announce it."""

    def mark(match: re.Match[str]) -> str:
        if are_everyday(match["name"]):
            return match[0]
        found["name"] += 1
        start, end = match.span("name")
        return match[0][: start - match.start()] + "[name]" + match[0][end - match.start() :]

    return pattern.sub(mark, text)


def _is_card(text: str) -> bool:
    """13 to 19 digits whose check digit holds; others are left to the pattern of telephone numbers."""
    digits = [int(digit) for digit in _DIGITS.findall(text)]
    if not 13 <= len(digits) <= 19:
        return False
    doubled = [digit if place % 2 == 0 else digit * 2 - 9 * (digit > 4) for place, digit in enumerate(digits[::-1])]
    return sum(doubled) % 10 == 0


def _is_phone(text: str) -> bool:
    digits = _DIGITS.findall(text)
    return 7 <= len(digits) <= 20 and not _is_date(text)


def _is_date(text: str) -> bool:
    """A day in digits, such as 2026-11-30 or 30.11.2026, is no telephone number."""
    return re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]\d{4}", text.strip()) is not None


_NUMBERS: tuple[tuple[str, re.Pattern[str], Callable[[str], bool]], ...] = (
    ("email", EMAIL, _always),
    ("iban", IBAN, _always),
    ("card", CARD, _is_card),
    ("phone", PHONE, _is_phone),
)
