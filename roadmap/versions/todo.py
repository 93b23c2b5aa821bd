"""What is to be done about a new version, as plain data: tasks by subject, each with its place and whose it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from explorer.comparison.comparing import KIND_WORDS, Kind, SectionChange, counts_in_words
from explorer.models import Section

Change = SectionChange[Section, Section]
# A new title alone asks nothing of anybody.
ASKS: frozenset[Kind] = frozenset({"added", "removed", "reworded", "reranked"})

# What adopting a version means, by subject: for one thing and for several.
MEANS = {
    "stances": ("decision on a principle is stale or missing", "decisions on principles are stale or missing"),
    "house": ("house clause or ruling is to be read again", "house clauses and rulings are to be read again"),
    "cases": ("principle has cases to be read again or written", "principles have cases to be read again or written"),
    "suites": ("suite holds cases to be run again", "suites hold cases to be run again"),
    "results": ("result speaks of the earlier text", "results speak of the earlier text"),
    "criteria": ("confirmed criterion turns stale", "confirmed criteria turn stale"),
    "evidence": ("piece of evidence rests on the earlier version", "pieces of evidence rest on the earlier version"),
    "gates": ("approved gate differs from what was approved", "approved gates differ from what was approved"),
}


@dataclass(frozen=True)
class Task:
    """One thing that the version touches: what is to be done, by whom, and where. Without `do` nothing is left."""

    what: str
    url: str
    change: str
    do: str = ""
    who: str = ""

    @property
    def is_done(self) -> bool:
        return not self.do


@dataclass(frozen=True)
class Subject:
    """The tasks of one kind of thing."""

    key: str
    title: str
    tasks: Sequence[Task]
    nothing: str

    @property
    def open(self) -> list[Task]:
        return [task for task in self.tasks if not task.is_done]

    @property
    def done(self) -> int:
        return len(self.tasks) - len(self.open)


@dataclass(frozen=True)
class Touching:
    """Which sections a version touches against another, and by that which principles."""

    changes: Sequence[Change]

    @property
    def by_section(self) -> dict[str, Change]:
        """The changes that ask something of somebody."""
        return {change.identifier: change for change in self.changes if ASKS.intersection(change.kinds)}

    @property
    def principles(self) -> dict[str, Change]:
        return {key: change for key, change in self.by_section.items() if change.is_principle}

    @property
    def still_there(self) -> dict[str, Change]:
        """The touched principles that the version has."""
        return {
            key: change
            for key, change in self.principles.items()
            if change.new is not None and bool(change.new.authority)
        }

    def words(self, identifier: str) -> str:
        change = self.by_section.get(identifier)
        return words_of(change) if change else ""


def words_of(change: Change) -> str:
    """In which ways a section changed."""
    kinds = [KIND_WORDS[kind] for kind in change.kinds]
    if "reranked" in change.kinds and change.old is not None and change.new is not None:
        was, now = change.old.authority or "no level", change.new.authority or "no level"
        kinds[change.kinds.index("reranked")] = f"re-ranked from {was} to {now}"
    return ", ".join(kinds)


@dataclass(frozen=True)
class VersionWork:
    """One version against the one before it in the project, and everything that is to be done about it.

    `adopted` says whether the project works with it already; `before` and `label` are the two versions.
    """

    before: str
    label: str
    adopted: bool
    touching: Touching
    subjects: Sequence[Subject]

    @property
    def open(self) -> int:
        return sum(len(subject.open) for subject in self.subjects)

    @property
    def done(self) -> int:
        return sum(subject.done for subject in self.subjects)

    @property
    def changed(self) -> str:
        """How many principles changed in each way, and how much else, in words; empty where nothing did."""
        return counts_in_words(self.touching.changes)

    @property
    def rows(self) -> list[tuple[Change, str]]:
        """Each changed section with its change in words, principles first."""
        ordered = sorted(self.touching.changes, key=lambda change: not change.is_principle)
        return [(change, words_of(change)) for change in ordered]

    @property
    def to_run(self) -> bool:
        """Whether running the touched cases again does something about it."""
        return any(subject.open for subject in self.subjects if subject.key in ("suites", "results"))

    @property
    def consequences(self) -> list[str]:
        """What turns stale or is asked for once the project works with the version, subject by subject."""
        means = ((subject, MEANS[subject.key]) for subject in self.subjects if subject.open)
        return [f"{len(subject.open)} {one if len(subject.open) == 1 else many}" for subject, (one, many) in means]

    @property
    def finding(self) -> str:
        things = f"{self.open} thing{'' if self.open == 1 else 's'}"
        if not self.open:
            return f"Nothing is left to do about {self.label}" if self.adopted else f"{self.label} asks nothing of us"
        if self.adopted:
            return f"{things} left to do about {self.label}"
        touched = len(self.touching.principles)
        return f"{self.label} touches {touched or 'no'} principle{'' if touched == 1 else 's'} and asks {things} of us"
