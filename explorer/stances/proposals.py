"""A preset beside what a project decided already: section by section, what would be confirmed and what stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from explorer.models import Section, Stance
from explorer.presets import Preset, Proposal
from explorer.services import Decision
from explorer.stances.forms import ProposalForm
from explorer.stances.standing import Chapter, StanceEntry, Standing


@dataclass(frozen=True, slots=True)
class ProposedRow:
    """A principle with its proposal.

    *new*: nothing holds yet. *same*: it holds already, word for word. *other*: something else holds, and stays unless
    it is ticked. *none*: the preset proposes nothing that could be decided here.
    """

    entry: StanceEntry
    proposal: Proposal | None
    state: Literal["new", "same", "other", "none"]
    form: ProposalForm | None

    @property
    def is_wanted(self) -> bool:
        """Whether sending the form decides this principle."""
        return self.form is not None and (self.state == "new" or self.form.is_ticked)


@dataclass(frozen=True, slots=True)
class ProposedChapter:
    """A section of the document with the proposals on its principles."""

    section: Section
    rows: list[ProposedRow]

    @property
    def new(self) -> int:
        return sum(row.state == "new" for row in self.rows)

    @property
    def other(self) -> int:
        return sum(row.state == "other" for row in self.rows)

    @property
    def wanted(self) -> list[ProposalForm]:
        return [row.form for row in self.rows if row.form is not None and row.is_wanted]

    @property
    def moved(self) -> list[ProposedRow]:
        """Principles that somebody decided since the form was drawn."""
        return [row for row in self.rows if row.form is not None and row.form.saw_another]

    def is_valid(self) -> bool:
        """Whether everything that would be decided can be; every form is asked, so that all faults show at once."""
        return not [form for form in self.wanted if not form.is_valid()]

    def decisions(self, preset: Preset) -> list[Decision]:
        return [form.proposed(preset.name) for form in self.wanted]


def proposed(
    standing: Standing, preset: Preset, sent: str = "", data: Mapping[str, Any] | None = None
) -> list[ProposedChapter]:
    """The preset's proposals for the principles of the project's version.

    Args:
        sent: identifier of the section whose form was sent, with its `data`.
    """
    return [
        _chapter(chapter, preset, data if chapter.section.identifier == sent else None) for chapter in standing.chapters
    ]


def _chapter(chapter: Chapter, preset: Preset, data: Mapping[str, Any] | None) -> ProposedChapter:
    rows = [_row(entry, preset.proposals.get(entry.section.identifier), data) for entry in chapter.entries]
    return ProposedChapter(chapter.section, rows)


def _row(entry: StanceEntry, proposal: Proposal | None, data: Mapping[str, Any] | None) -> ProposedRow:
    if proposal is None or _is_barred(entry, proposal):
        return ProposedRow(entry, proposal, "none", None)
    if entry.stance is None:
        return ProposedRow(entry, proposal, "new", ProposalForm(data, entry=entry, proposal=proposal))
    if entry.is_decided and _says_the_same(entry.stance, proposal):
        return ProposedRow(entry, proposal, "same", None)
    return ProposedRow(entry, proposal, "other", ProposalForm(data, entry=entry, proposal=proposal))


def _is_barred(entry: StanceEntry, proposal: Proposal) -> bool:
    """In an earlier version the principle may stand at a level where it cannot be dropped without a waiver."""
    return proposal.kind == Stance.Kind.NOT_RELEVANT and entry.is_fixed and entry.waived_until is None


def _says_the_same(stance: Stance, proposal: Proposal) -> bool:
    return all(getattr(stance, name) == getattr(proposal, name) for name in ("kind", "wording", "reason"))
