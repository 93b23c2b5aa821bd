"""What changed between stored versions. Each read costs one query, however many versions it spans."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from explorer.comparison.comparing import Comparison, SectionChange, compare
from explorer.models import Section, SpecVersion
from explorer.spec_markdown import Section as ReadSection

StoredComparison = Comparison[Section, Section]


@dataclass(frozen=True, slots=True)
class Brought:
    """A version with the sections that it changed against the version before it; the oldest has none before it."""

    version: SpecVersion
    before: SpecVersion | None
    changes: Sequence[SectionChange[Section, Section]]

    @property
    def total(self) -> int:
        """How many changes it brought; a section may be changed in several ways."""
        return sum(len(change.kinds) for change in self.changes)


def changes_between(old: SpecVersion, new: SpecVersion) -> StoredComparison:
    """Everything that differs, with the texts of both sides where they are known."""
    sections = _sections((old, new), with_text=True)
    return compare(sections[old.pk], sections[new.pk])


def changes_of_each(versions: Sequence[SpecVersion]) -> list[Brought]:
    """What each version brought; takes and gives the newest first."""
    sections = _sections(versions, with_text=False)
    rows = [
        Brought(version, before, compare(sections[before.pk], sections[version.pk]).changes)
        for version, before in pairwise(versions)
    ]
    return [*rows, *(Brought(version, None, ()) for version in versions[-1:])]


def changes_against(version: SpecVersion, sections: Sequence[ReadSection]) -> Comparison[Section, ReadSection]:
    """What differs between a stored version and a document that is not stored yet."""
    return compare(_sections((version,), with_text=True)[version.pk], sections)


def _sections(versions: Iterable[SpecVersion], *, with_text: bool) -> dict[int, list[Section]]:
    """The sections of each version, by its key, in the order of the document."""
    found: dict[int, list[Section]] = {version.pk: [] for version in versions}
    fields = ("version_id", "identifier", "title", "authority", "position", "text_sha256")
    rows = Section.objects.filter(version__in=found).only(*fields, *(("text",) if with_text else ()))
    for section in rows.order_by("version_id", "position"):
        found[section.version_id].append(section)
    return found
