"""Search hits as a page shows them: together under the section they were found in, over one version or over several."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from explorer.models import Section, SpecVersion
from explorer.searching.search import SearchHit, SearchResult, search
from explorer.searching.words import Fragment, fragments

_PLACES_SHOWN = 3
# Over several versions most places stand in each of them.
_HITS = 120


@dataclass(slots=True)
class Place:
    """A place found, once, with the labels of all versions in which it stands like this."""

    hit: SearchHit
    labels: list[str]


@dataclass(slots=True)
class SectionHits:
    """A section with the places found in it, the best first. `section` is None for prompts nothing refers to."""

    section: Section | None
    label: str
    title: list[Fragment]
    places: list[Place] = field(default_factory=list)

    @property
    def shown(self) -> list[Place]:
        return self.places[:_PLACES_SHOWN]

    @property
    def more(self) -> int:
        return max(0, len(self.places) - _PLACES_SHOWN)


@dataclass(frozen=True, slots=True)
class GroupedResult:
    """The result of a search, section by section in the order of their best place."""

    found: SearchResult
    groups: list[SectionHits]
    places: int


def grouped(versions: Sequence[SpecVersion], query: str, only: Collection[str] | None = None) -> GroupedResult:
    """Searches the versions and gathers the hits under their sections; `only` keeps these sections alone."""
    found = search(versions, query, limit=_HITS)
    groups: dict[str, SectionHits] = {}
    known: dict[tuple[str, str, str, str], Place] = {}
    for hit in found.hits:
        section = hit.entry.section
        identifier = section.identifier if section is not None else ""
        if only is not None and identifier not in only:
            continue
        key = (identifier, hit.entry.kind, hit.entry.title, hit.entry.body)
        if key in known:
            known[key].labels.append(hit.entry.version.label)
            continue
        if identifier not in groups:
            groups[identifier] = _group(section, hit.entry.version.label, found.words)
        known[key] = Place(hit, [hit.entry.version.label])
        groups[identifier].places.append(known[key])
    _newest_first(groups.values(), [version.label for version in versions])
    return GroupedResult(found, list(groups.values()), len(known))


def _newest_first(groups: Iterable[SectionHits], order: list[str]) -> None:
    """Labels in the order of the versions, and each section by the newest version in which it was found."""
    for group in groups:
        for place in group.places:
            place.labels.sort(key=order.index)
        group.label = min((label for place in group.places for label in place.labels), key=order.index)


def _group(section: Section | None, label: str, words: Sequence[str]) -> SectionHits:
    if section is None:
        return SectionHits(None, label, [Fragment("Prompts that nothing refers to")])
    return SectionHits(section, label, fragments(section.title, words))
