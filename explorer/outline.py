"""The tree of a version as its pages show it: chapters and levels with their principles, and the way to a section."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from explorer.levels import Level, levels_of
from explorer.models import Section


@dataclass(slots=True)
class Branch:
    """A section with its sentence of ours and the sections below it."""

    section: Section
    asks: str = ""
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


def tree_of(sections: Sequence[Section], asks: Mapping[str, str]) -> list[Branch]:
    """Sections without a parent, in order, each with its tree."""
    branches = {section.pk: Branch(section, asks.get(section.identifier, "")) for section in sections}
    roots: list[Branch] = []
    for section in sections:
        place = branches[section.parent_id].children if section.parent_id in branches else roots
        place.append(branches[section.pk])
    return roots


def levels_with(sections: Sequence[Section], asks: Mapping[str, str]) -> list[LevelGroup]:
    """The levels that occur, highest first, each with its principles in the order of the document."""
    principles = [section for section in sections if section.authority]
    return [
        LevelGroup(
            level,
            [Branch(each, asks.get(each.identifier, "")) for each in principles if each.authority == level.name],
        )
        for level in levels_of({section.authority for section in principles})
    ]


def tree_below(section: Section, sections: Sequence[Section], asks: Mapping[str, str]) -> list[Branch]:
    """The sections below this one, as a tree."""
    queue = tree_of(sections, asks)
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
