"""The tree of a version as its pages show it: chapters and levels with their principles, and the way to a section."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from explorer.levels import Level, levels_of
from explorer.models import Section
from ui.registries import Measured


@dataclass(frozen=True, slots=True)
class Marks:
    """What a page shows beside a principle: our sentence, the project's stance, and what was measured."""

    asks: str = ""
    stance: str = ""
    measured: Measured | None = None


@dataclass(slots=True)
class Branch:
    """A section with its marks and the sections below it."""

    section: Section
    marks: Marks = field(default_factory=Marks)
    children: list[Branch] = field(default_factory=list)

    @property
    def principles(self) -> int:
        """How many principles stand here and below."""
        return bool(self.section.authority) + sum(child.principles for child in self.children)


@dataclass(frozen=True, slots=True)
class LevelGroup:
    """A level of authority with its principles."""

    level: Level
    branches: list[Branch]


def tree_of(sections: Sequence[Section], marks: Mapping[str, Marks]) -> list[Branch]:
    """Sections without a parent, in order, each with its tree."""
    branches = {section.pk: Branch(section, marks.get(section.identifier, Marks())) for section in sections}
    roots: list[Branch] = []
    for section in sections:
        place = branches[section.parent_id].children if section.parent_id in branches else roots
        place.append(branches[section.pk])
    return roots


def levels_with(sections: Sequence[Section], marks: Mapping[str, Marks]) -> list[LevelGroup]:
    """The levels that occur, highest first, each with its principles in the order of the document."""
    principles = [section for section in sections if section.authority]
    return [
        LevelGroup(
            level,
            [Branch(each, marks.get(each.identifier, Marks())) for each in principles if each.authority == level.name],
        )
        for level in levels_of({section.authority for section in principles})
    ]


def with_ways_to(identifiers: Collection[str], sections: Sequence[Section]) -> list[Section]:
    """The named sections and all that stand above one of them, in order."""
    parents = {section.pk: section.parent_id for section in sections}
    kept: set[int] = set()
    for section in sections:
        at = section.pk if section.identifier in identifiers else None
        while at is not None and at not in kept:
            kept.add(at)
            at = parents.get(at)
    return [section for section in sections if section.pk in kept]


def chapters(sections: Sequence[Section]) -> dict[str, Section]:
    """The outermost section above each section, by the identifier of the latter."""
    by_key = {section.pk: section for section in sections}
    found: dict[str, Section] = {}
    for section in sections:
        parent = by_key.get(section.parent_id or 0)
        found[section.identifier] = found[parent.identifier] if parent is not None else section
    return found


def tree_below(section: Section, sections: Sequence[Section], marks: Mapping[str, Marks]) -> list[Branch]:
    """The sections below this one, as a tree."""
    queue = tree_of(sections, marks)
    for branch in queue:
        if branch.section.pk == section.pk:
            return branch.children
        queue.extend(branch.children)
    return []


def path_to(section: Section, sections: Sequence[Section]) -> list[Section]:
    """The sections above this one, the outermost first."""
    by_key = {each.pk: each for each in sections}
    path: list[Section] = []
    above = by_key.get(section.parent_id or 0)
    while above is not None:
        path.insert(0, above)
        above = by_key.get(above.parent_id or 0)
    return path


def neighbours(section: Section, sections: Sequence[Section]) -> tuple[Section | None, Section | None]:
    """The principle before this section and the one after it."""
    principles = [each for each in sections if each.authority]
    before = [each for each in principles if each.position < section.position]
    after = [each for each in principles if each.position > section.position]
    return (before[-1] if before else None, after[0] if after else None)
