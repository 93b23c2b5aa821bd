"""Where a project stands with the principles of its version: decided, undecided, or decided on other ground."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias, cast

from explorer.comparison.comparing import KIND_WORDS, Kind, SectionChange, compare
from explorer.models import Section, Stance
from ui.sentences import joined, sentence

State: TypeAlias = Literal["undecided", "adopted", "tightened", "not_relevant", "stale", "unwaived"]
DECIDED: frozenset[State] = frozenset({"adopted", "tightened", "not_relevant"})
# How many were decided in which way, inside of a sentence.
KIND_SAID = {
    Stance.Kind.ADOPTED: sentence("adopted"),
    Stance.Kind.TIGHTENED: sentence("tightened"),
    Stance.Kind.NOT_RELEVANT: sentence("not relevant"),
}
# A principle of these levels is dropped only under a waiver.
UNWAIVABLE_ALONE = frozenset({"root", "platform"})


@dataclass(frozen=True, slots=True)
class Ground:
    """What a stance was decided on, in the shape in which sections are compared."""

    identifier: str
    title: str
    authority: str
    text_sha256: str


@dataclass(frozen=True, slots=True)
class StanceEntry:
    """A principle of the project's version with its stance in force, if there is one."""

    section: Section
    stance: Stance | None = None
    asks: str = ""
    waived_until: date | None = None

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """In what the version differs from what the stance was decided on."""
        return differs(self.stance, self.section) if self.stance is not None else ()

    @property
    def change_words(self) -> str:
        return in_words(self.kinds)

    @property
    def is_fixed(self) -> bool:
        """Whether it can be dropped under a waiver only."""
        return self.section.authority in UNWAIVABLE_ALONE

    @property
    def state(self) -> State:
        if self.stance is None:
            return "undecided"
        if self.stance.kind == Stance.Kind.NOT_RELEVANT and self.is_fixed and self.waived_until is None:
            return "unwaived"
        if "reworded" in self.kinds or "reranked" in self.kinds:
            return "stale"
        return cast(State, self.stance.kind)

    @property
    def is_decided(self) -> bool:
        return self.state in DECIDED


@dataclass(frozen=True, slots=True)
class Completeness:
    """How many principles are decided (`kinds` says how, in words), and why the others are not."""

    total: int
    decided: int
    stale: int
    unwaived: int
    kinds: str = ""

    @classmethod
    def of(cls, entries: Sequence[StanceEntry]) -> Completeness:
        states = [entry.state for entry in entries]
        decided = sum(state in DECIDED for state in states)
        kinds = joined(
            joined([str(states.count(cast(State, kind))), said], " ")
            for kind, said in KIND_SAID.items()
            if kind in states
        )
        return cls(len(states), decided, states.count("stale"), states.count("unwaived"), kinds)

    @property
    def undecided(self) -> int:
        return self.total - self.decided - self.stale - self.unwaived

    @property
    def is_complete(self) -> bool:
        return self.decided == self.total

    @property
    def brief(self) -> str:
        return f"{self.decided} of {self.total} decided"

    @property
    def finding(self) -> str:
        """The one sentence that the page has as its title."""
        if self.is_complete:
            return f"All {self.total} principles are decided"
        if self.undecided == self.total:
            return f"None of {self.total} principles is decided yet"
        parts = [f"{self.decided} of {self.total} principles decided"]
        if self.stale:
            parts.append(f"{self.stale} stale")
        if self.unwaived:
            parts.append(f"{self.unwaived} without a waiver")
        return ", ".join(parts)


@dataclass(slots=True)
class Chapter:
    """A section at the top of the document with the principles below it."""

    section: Section
    entries: list[StanceEntry] = field(default_factory=list)

    @property
    def completeness(self) -> Completeness:
        return Completeness.of(self.entries)


@dataclass(frozen=True, slots=True)
class Standing:
    """All principles of the project's version, and the stances on principles that it does not have any more."""

    label: str
    chapters: list[Chapter]
    departed: list[Stance]

    @property
    def entries(self) -> list[StanceEntry]:
        return [entry for chapter in self.chapters for entry in chapter.entries]

    @property
    def completeness(self) -> Completeness:
        return Completeness.of(self.entries)

    @property
    def stale(self) -> list[StanceEntry]:
        return [entry for entry in self.entries if entry.state == "stale"]

    @property
    def carried(self) -> list[StanceEntry]:
        """Decided on an earlier version whose text and level still hold."""
        return [entry for entry in self.entries if entry.is_decided and not _on(entry.stance, self.label)]


@dataclass(frozen=True, slots=True)
class TouchedPrinciple:
    """A principle that a newer version changes, with the stance it touches."""

    change: SectionChange[Section, Section]
    kinds: tuple[Kind, ...]
    stance: Stance | None

    @property
    def authority(self) -> str:
        """The level in the newer version, or the last it had."""
        newer = self.change.new.authority if self.change.new is not None else ""
        return newer or (self.change.old.authority if self.change.old is not None else "")

    @property
    def words(self) -> str:
        return in_words(self.kinds)

    @property
    def to_look_at(self) -> bool:
        """Whether its stance will be stale, or missing, once the project works with the newer version."""
        return not {"added", "reworded", "reranked"}.isdisjoint(self.kinds)


@dataclass(frozen=True, slots=True)
class Touched:
    """What a newer version touches in a project's stances; offered where the project does not work with it yet."""

    old: str
    new: str
    principles: list[TouchedPrinciple]
    is_offered: bool

    @property
    def to_look_at(self) -> int:
        return sum(principle.to_look_at for principle in self.principles)


def differs(stance: Stance, section: Section) -> tuple[Kind, ...]:
    """In what a section differs from what the stance was decided on."""
    ground = Ground(section.identifier, stance.title, stance.authority, stance.text_sha256)
    return compare([ground], [section]).sections[0].kinds


def in_words(kinds: Iterable[Kind]) -> str:
    return ", ".join(KIND_WORDS[kind] for kind in kinds)


def touched_principle(change: SectionChange[Section, Section], stance: Stance | None) -> TouchedPrinciple | None:
    """The change as it concerns a principle, None where it does not: gaining a level makes one, losing it ends one."""
    was = change.old is not None and bool(change.old.authority)
    is_one = change.new is not None and bool(change.new.authority)
    if was and is_one:
        kinds = change.kinds
    elif was or is_one:
        kinds = ("added",) if is_one else ("removed",)
    else:
        kinds = ()
    return TouchedPrinciple(change, kinds, stance) if kinds else None


def _on(stance: Stance | None, label: str) -> bool:
    return stance is not None and stance.version_label == label
