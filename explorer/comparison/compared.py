"""A comparison of two versions as its page shows it: the finding, and each change with its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from explorer.comparison.comparing import KIND_WORDS, Comparison, Kind, Outlined, SectionChange, counts_in_words
from explorer.comparison.word_diff import WordDiff, readable_diff
from explorer.models import Section, SpecVersion

_SHORT = 80


AnyComparison: TypeAlias = Comparison[Any, Any]


class Written(Outlined, Protocol):
    """A section with its text."""

    @property
    def text(self) -> Any: ...


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two that are compared: what it is called, and whether its sections' texts are known."""

    name: str
    text_known: bool

    @classmethod
    def of(cls, version: SpecVersion) -> Side:
        return cls(name_of(version), text_known=not version.is_outline)


@dataclass(frozen=True, slots=True)
class ShownChange:
    """A changed section. `words` is None where no word changed, and where the text of a side is not known."""

    change: SectionChange[Any, Any]
    words: WordDiff | None
    words_unknown: bool

    @property
    def is_short(self) -> bool:
        """Whether its words are few enough to be shown at once."""
        return self.words is not None and self.words.removed + self.words.added <= _SHORT

    @property
    def says(self) -> str:
        return ", ".join(KIND_WORDS[kind] for kind in self.change.kinds)


@dataclass(frozen=True, slots=True)
class ShownComparison:
    """What two versions differ in, principles first, in words, and how many sections changed in each way."""

    finding: str
    words: str
    counts: list[tuple[Kind, str, int]]
    principles: list[ShownChange]
    sections: list[ShownChange]

    @property
    def words_unknown(self) -> bool:
        return any(change.words_unknown for change in (*self.principles, *self.sections))


def shown(comparison: AnyComparison, old: Side, new: Side, kind: Kind | None = None) -> ShownComparison:
    """The changes for the page, all or those of one kind; the finding and the counts are always of all."""
    changes = [_shown(change, old, new) for change in comparison.changes if kind is None or kind in change.kinds]
    return ShownComparison(
        finding=finding(comparison.changes, old.name, new.name),
        words=counts_in_words(comparison.changes),
        counts=[
            (each, f"section{'' if count == 1 else 's'} {KIND_WORDS[each]}", count)
            for each, count in comparison.counts.items()
        ],
        principles=[change for change in changes if change.change.is_principle],
        sections=[change for change in changes if not change.change.is_principle],
    )


def finding(changes: Sequence[SectionChange[Any, Any]], old: str, new: str) -> str:
    """`1 principle added, 5 reworded between 27 Oct 2025 and 18 Dec 2025`."""
    if old == new:
        return f"{old} is compared with itself"
    return f"{counts_in_words(changes) or 'Nothing differs'} between {old} and {new}"


def name_of(version: SpecVersion) -> str:
    """A version by its day where its label is one, else by its label."""
    day = version.published_on
    return f"{day.day} {day:%b %Y}" if day is not None else version.label


StoredSide: TypeAlias = tuple[SpecVersion, Section | None]


def changed_words(old: StoredSide, new: StoredSide, kinds: Sequence[Kind]) -> WordDiff | None:
    """The words in which two versions' sections differ; None where none do, or where a text is not known."""
    sides = ((Side.of(version), section) for version, section in (old, new))
    return None if _unknown(*sides) else _words(old[1], new[1], kinds)


def texts_differ(kinds: Sequence[Kind]) -> bool:
    return not {"added", "removed", "reworded"}.isdisjoint(kinds)


def _shown(change: SectionChange[Any, Any], old: Side, new: Side) -> ShownChange:
    unknown = _unknown((old, change.old), (new, change.new))
    words = None if unknown else _words(change.old, change.new, change.kinds)
    return ShownChange(change, words, unknown and texts_differ(change.kinds))


def _unknown(*sides: tuple[Side, Outlined | None]) -> bool:
    """Whether a section is there whose text is not: of an outline only the hash is known."""
    return any(section is not None and not side.text_known for side, section in sides)


def _words(old: Written | None, new: Written | None, kinds: Sequence[Kind]) -> WordDiff | None:
    """A section that came or went is all new or all old."""
    if not texts_differ(kinds):
        return None
    return readable_diff(old.text if old is not None else "", new.text if new is not None else "")
