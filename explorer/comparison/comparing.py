"""Compares two versions section by section: what came, went, and changed its title, its level or its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, Literal, Protocol, TypeAlias, TypeVar, get_args

Kind: TypeAlias = Literal["added", "removed", "retitled", "reworded", "reranked"]
KINDS: tuple[Kind, ...] = get_args(Kind)
KIND_WORDS: dict[Kind, str] = {
    "added": "added",
    "removed": "removed",
    "retitled": "retitled",
    "reworded": "reworded",
    "reranked": "re-ranked",
}


class Outlined(Protocol):
    """What has to be known of a section, all of it text. `text_sha256` is empty where not even the hash is known.

    The types are open because a field of a model is a descriptor, which protocols do not see through.
    """

    @property
    def identifier(self) -> Any: ...
    @property
    def title(self) -> Any: ...
    @property
    def authority(self) -> Any: ...
    @property
    def text_sha256(self) -> Any: ...


Old = TypeVar("Old", bound=Outlined)
New = TypeVar("New", bound=Outlined)


@dataclass(frozen=True, slots=True)
class SectionChange(Generic[Old, New]):
    """A section of two versions; it lacks one side where it is only in the other. `kinds` is empty without a change."""

    identifier: str
    old: Old | None
    new: New | None
    kinds: tuple[Kind, ...]

    @property
    def is_principle(self) -> bool:
        """Whether it has a level in one of the versions at least."""
        return any(side is not None and bool(side.authority) for side in (self.old, self.new))

    @property
    def title(self) -> str:
        """The newer title where there is one."""
        return str(self.new.title if self.new is not None else self.old.title if self.old is not None else "")


@dataclass(frozen=True)
class Comparison(Generic[Old, New]):
    """Every section of two versions, in the order of the newer one; what is gone stands after what it followed."""

    sections: tuple[SectionChange[Old, New], ...]

    @cached_property
    def changes(self) -> list[SectionChange[Old, New]]:
        return [section for section in self.sections if section.kinds]

    @cached_property
    def counts(self) -> dict[Kind, int]:
        """How many sections changed in each way; a section may be counted in several."""
        return {kind: len(self.of(kind)) for kind in KINDS}

    def of(self, kind: Kind) -> list[SectionChange[Old, New]]:
        return [change for change in self.changes if kind in change.kinds]

    def as_json(self) -> dict[str, Any]:
        """What `manage.py diff_spec` prints."""
        lists: dict[str, Any] = {kind: sorted(change.identifier for change in self.of(kind)) for kind in KINDS[:-1]}
        lists["reranked"] = [
            {
                "id": change.identifier,
                "from": (change.old.authority if change.old is not None else "") or None,
                "to": (change.new.authority if change.new is not None else "") or None,
            }
            for change in sorted(self.of("reranked"), key=lambda change: change.identifier)
        ]
        return lists


def counts_in_words(changes: Sequence[SectionChange[Any, Any]]) -> str:
    """`1 principle added, 5 reworded, and 2 sections without a level changed`; empty where nothing changed."""
    principles = [change for change in changes if change.is_principle]
    kinds = [kind for change in principles for kind in change.kinds]
    counted = [(kinds.count(kind), KIND_WORDS[kind]) for kind in KINDS if kind in kinds]
    words = [f"{count} {_plural('principle', count)}{word}" for count, word in counted[:1]]
    words += [f"{count} {word}" for count, word in counted[1:]]
    if others := len(changes) - len(principles):
        words.append(f"{'and ' if words else ''}{others} {_plural('section', others)}without a level changed")
    return ", ".join(words)


def _plural(noun: str, count: int) -> str:
    return f"{noun} " if count == 1 else f"{noun}s "


def compare(old: Sequence[Old], new: Sequence[New]) -> Comparison[Old, New]:
    """Compares sections by their identifiers, each sequence in the order of its document."""
    before = {section.identifier: section for section in old}
    after = {section.identifier: section for section in new}
    gone_after: dict[str, list[Old]] = {}
    last = ""
    for section in old:
        if section.identifier in after:
            last = section.identifier
        else:
            gone_after.setdefault(last, []).append(section)
    rows: list[SectionChange[Old, New]] = [_pair(section, None) for section in gone_after.get("", ())]
    for identifier, newer in after.items():
        rows.append(_pair(before.get(identifier), newer))
        rows.extend(_pair(section, None) for section in gone_after.get(identifier, ()))
    return Comparison(tuple(rows))


def change_of(old: Outlined | None, new: Outlined | None) -> tuple[Kind, ...]:
    """In which ways a section changed; either side is None where a version lacks it."""
    if old is None or new is None:
        return () if old is new else ("added",) if old is None else ("removed",)
    kinds: list[Kind] = []
    if old.title != new.title:
        kinds.append("retitled")
    if old.text_sha256 and new.text_sha256 and old.text_sha256 != new.text_sha256:
        kinds.append("reworded")
    if old.authority != new.authority:
        kinds.append("reranked")
    return tuple(kinds)


def _pair(old: Old | None, new: New | None) -> SectionChange[Old, New]:
    identifier = new.identifier if new is not None else old.identifier if old is not None else ""
    return SectionChange(identifier, old, new, change_of(old, new))
