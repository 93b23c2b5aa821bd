"""Sentences of the product: English as every page reads them, and knowing what they were made of, so that a report can
say them in another language. Plain Python, no Django.

The texts are taken out of the code by `make messages`, which looks for the names of these functions.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# Patterns of what is no sentence but written otherwise in another language: a day (ISO), a share, a decimal number.
DAY, SHARE, NUMBER = "%(day)s", "%(share)s", "%(number)s"


class Sentence(str):
    """English text with the pattern that it was made from, and what stands in its places: sentences too, perhaps.

    `many` is the pattern of the plural, where `count` in `places` says which of the two it is; else it is empty.
    """

    one: str
    many: str
    places: Mapping[str, str]

    def __new__(cls, text: str, one: str, many: str = "", places: Mapping[str, str] | None = None) -> Sentence:
        made = super().__new__(cls, text)
        made.one, made.many, made.places = one, many, places or {}
        return made

    def __getnewargs__(self) -> tuple[Any, ...]:  # what a copy is made from
        return str(self), self.one, self.many, self.places


@dataclass(frozen=True)
class Phrase:
    """How one sentence of the product was made: its text as it is in English, and what it can be said from in another
    language.

    `one` is its pattern with named places, and `many` that of the plural, where `count` among the places says which of
    the two it is; else it is empty. What stands in a place may be the text of another phrase.
    """

    text: str
    one: str
    many: str
    places: tuple[tuple[str, str], ...]


def sentence(pattern: str, **places: str | int) -> Sentence:
    """A text with its places filled; without places also a word that is looked up, such as the name of a state."""
    given = _as_text(places)
    return Sentence(pattern % given if given else pattern, pattern, "", given)


def plural(count: int, one: str, many: str, **places: str | int) -> Sentence:
    """A text that counts something, by `count`, which stands among its places."""
    given = _as_text({"count": count, **places})
    return Sentence((one if count == 1 else many) % given, one, many, given)


def inside(name: str) -> Sentence:
    """A name inside of a sentence, where English writes it small."""
    return Sentence(name.lower(), name)


def dated(day: date) -> Sentence:
    """26 Nov 2026"""
    iso = date(day.year, day.month, day.day).isoformat()  # of a time as well
    return Sentence(f"{day.day} {MONTHS[day.month - 1]} {day.year}", DAY, "", {"day": iso})


def shared(share: float) -> Sentence:
    """0.562 -> 56.2%"""
    return Sentence(f"{share:.1%}", SHARE, "", {"share": f"{share:.6f}"})


def numbered(written: str) -> Sentence:
    """A number with its decimal point, as it is written in English."""
    return Sentence(written, NUMBER, "", {"number": written})


def joined(parts: Iterable[str], between: str = ", ") -> str:
    """Parts one after the other, each of which may be a sentence."""
    found = list(parts)
    if len(found) == 1 or not any(isinstance(part, Sentence) for part in found):
        return found[0] if len(found) == 1 else between.join(found)
    names = [f"p{place}" for place in range(len(found))]
    pattern = between.replace("%", "%%").join(f"%({name})s" for name in names)
    return Sentence(between.join(found), pattern, "", dict(zip(names, found, strict=True)))


def listed(names: Sequence[str], most: int = 5) -> str:
    """Names with commas between them, the first few and how many more."""
    first = joined(names[:most])
    return sentence("%(names)s and %(more)s more", names=first, more=len(names) - most) if len(names) > most else first


def phrases_in(records: object) -> list[Phrase]:
    """How every sentence in these records was made, each once, followed by those in its places.

    Args:
        records: dataclasses, sequences and mappings, one in the other.
    """
    found: dict[str, Phrase] = {}
    for one in _sentences(records):
        places = tuple((name, str(value)) for name, value in one.places.items())
        found.setdefault(str(one), Phrase(str(one), one.one, one.many, places))
    return list(found.values())


def _sentences(value: object) -> Iterator[Sentence]:
    if isinstance(value, Sentence):
        yield value
        yield from _sentences(list(value.places.values()))
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _sentences(getattr(value, field.name))
    elif isinstance(value, Mapping):
        yield from _sentences(list(value.values()))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for entry in value:
            yield from _sentences(entry)


def revived(text: str, known: Mapping[str, Phrase], above: tuple[str, ...] = ()) -> str:
    """The sentence again that was stored as its text, where it is known how it was made.

    Args:
        above: the sentences in whose places it stands, so that none stands in its own.
    """
    if text not in known or text in above:
        return text
    phrase = known[text]
    places = {name: revived(value, known, (*above, text)) for name, value in phrase.places}
    return Sentence(text, phrase.one, phrase.many, places)


def _as_text(places: Mapping[str, str | int]) -> dict[str, str]:
    return {name: value if isinstance(value, str) else str(value) for name, value in places.items()}
