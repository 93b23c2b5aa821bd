"""The history of one section over all versions that a project sees: read by its page, told by its principle's page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse

from explorer import selectors
from explorer.comparison.compared import changed_words, texts_differ
from explorer.comparison.comparing import KIND_WORDS, Kind, change_of
from explorer.comparison.word_diff import WordDiff
from explorer.models import Section, SpecVersion
from workspaces.models import Project


@dataclass(frozen=True)
class HistoryRow:
    """A version and what it did to the section. `old` and `new` are the section before and in it, None while absent.

    `kinds` is empty where nothing changed; `address` leads to the change on the page that compares the two versions and
    is empty for the oldest version, which has none before it.
    """

    version: SpecVersion
    before: SpecVersion | None
    old: Section | None
    new: Section | None
    kinds: tuple[Kind, ...]
    address: str

    @property
    def says(self) -> str:
        """What happened, in words."""
        if self.kinds:
            return ", ".join(KIND_WORDS[kind] for kind in self.kinds)
        if self.new is None:
            return "not in it"
        return "the oldest one here" if self.before is None else "unchanged"

    @property
    def words_unknown(self) -> bool:
        """Whether words changed that are not known here."""
        return texts_differ(self.kinds) and self.words is None

    @cached_property
    def words(self) -> WordDiff | None:
        """The words that changed; None where none did, or where they are not known."""
        if self.before is None:
            return None
        return changed_words((self.before, self.old), (self.version, self.new), self.kinds)


def history_of(project: Project, identifier: str, *, with_text: bool = False) -> list[HistoryRow]:
    """Every version the project sees, the newest first, with what it did to the section. One query.

    Args:
        with_text: whether the rows' sections carry their text, for `HistoryRow.words`.
    """
    versions = selectors.versions_for(project)
    found = Section.objects.filter(identifier=identifier, version__in=[version.pk for version in versions])
    sections = {section.version_id: section for section in found.defer("heading", *(() if with_text else ("text",)))}
    return [_row(project, versions, place, sections) for place in range(len(versions))]


def _row(project: Project, versions: Sequence[SpecVersion], place: int, sections: dict[int, Section]) -> HistoryRow:
    version, before = versions[place], versions[place + 1] if place + 1 < len(versions) else None
    new, old = sections.get(version.pk), sections.get(before.pk) if before is not None else None
    known = new or old
    if before is None or known is None:
        return HistoryRow(version, before, old, new, (), "")
    kinds = change_of(old, new)
    return HistoryRow(version, before, old, new, kinds, compare_address(project, before, version, known.identifier))


def compare_address(project: Project, old: SpecVersion, new: SpecVersion, identifier: str = "") -> str:
    """The page that compares two versions, at one section's change."""
    query = urlencode({"old": old.label, "new": new.label})
    anchor = f"#change-{identifier}" if identifier else ""
    return f"{reverse('explorer:compare', args=[project.path])}?{query}{anchor}"
