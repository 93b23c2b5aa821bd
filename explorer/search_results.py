"""Search hits as a page shows them: together under the section they were found in."""

from __future__ import annotations

from dataclasses import dataclass, field

from explorer.models import Section, SpecVersion
from explorer.search import SearchHit, SearchResult, search
from explorer.search_words import Fragment, fragments

_PLACES_SHOWN = 3


@dataclass(slots=True)
class SectionHits:
    """A section with the places found in it, the best first. `section` is None for prompts nothing refers to."""

    section: Section | None
    title: list[Fragment]
    hits: list[SearchHit] = field(default_factory=list)

    @property
    def shown(self) -> list[SearchHit]:
        return self.hits[:_PLACES_SHOWN]

    @property
    def more(self) -> int:
        return max(0, len(self.hits) - _PLACES_SHOWN)


@dataclass(frozen=True, slots=True)
class GroupedResult:
    """The result of a search, section by section in the order of their best place."""

    found: SearchResult
    groups: list[SectionHits]


def grouped(version: SpecVersion, query: str) -> GroupedResult:
    """Searches one version and gathers the hits under their sections."""
    found = search(version, query, limit=120)
    groups: dict[int, SectionHits] = {}
    for hit in found.hits:
        section = hit.entry.section
        key = section.pk if section is not None else 0
        if key not in groups:
            title = section.title if section is not None else "Prompts that nothing refers to"
            groups[key] = SectionHits(
                section, fragments(title, found.words) if section is not None else [Fragment(title)]
            )
        groups[key].hits.append(hit)
    return GroupedResult(found, list(groups.values()))
