"""Reads about stances: where a project stands, one principle with its history, and what a newer version touches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Concat

from explorer import outline, selectors
from explorer.comparison.compared import changed_words
from explorer.comparison.comparing import Kind, compare
from explorer.comparison.history import compare_address
from explorer.comparison.version_changes import StoredComparison
from explorer.comparison.word_diff import WordDiff
from explorer.models import Section, SpecVersion, Stance
from explorer.stances.standing import (
    Chapter,
    Completeness,
    StanceEntry,
    Standing,
    State,
    Touched,
    differs,
    in_words,
    touched_principle,
)
from workspaces.models import Project
from workspaces.selectors import waivers_in_force

_SUBJECT = "stance:"


def waiver_subject(identifier: str) -> str:
    """What a waiver for dropping this principle is about."""
    return f"{_SUBJECT}{identifier}"


def stances_in_force(project: Project, day: date | None = None) -> QuerySet[Stance]:
    """One row for each principle that was decided; each carries `waived_until`, the last day of a waiver in force."""
    waiver = (
        waivers_in_force(project, day)
        .filter(subject=Concat(Value(_SUBJECT), OuterRef("principle")))
        .order_by("-until")
        .values("until")[:1]
    )
    return (
        Stance.objects.filter(project=project, replaced_at__isnull=True)
        .select_related("decided_by")
        .annotate(waived_until=Subquery(waiver))
    )


def waived_principles(project: Project) -> set[str]:
    """The identifiers of principles that may be dropped today."""
    subjects = waivers_in_force(project).filter(subject__startswith=_SUBJECT).values_list("subject", flat=True)
    return {subject.removeprefix(_SUBJECT) for subject in subjects}


def entries_for(
    project: Project, sections: Sequence[Section], *, sentences: bool = False, day: date | None = None
) -> tuple[list[StanceEntry], list[Stance]]:
    """The principles among the sections with their stances, and the stances on principles that are not among them."""
    principles = [section for section in sections if section.authority]
    asks = selectors.sentences_for(section.identifier for section in principles) if sentences else {}
    stances = {stance.principle: stance for stance in stances_in_force(project, day)}
    entries = [
        _entry(section, stances.pop(section.identifier, None), asks.get(section.identifier, ""))
        for section in principles
    ]
    return entries, list(stances.values())


def _entry(section: Section, stance: Stance | None, asks: str = "") -> StanceEntry:
    return StanceEntry(section, stance, asks, getattr(stance, "waived_until", None))


def states_of(project: Project, sections: Sequence[Section]) -> dict[str, State]:
    """Only the state of each principle among the sections, by its identifier; in one query."""
    entries, _ = entries_for(project, sections)
    return {entry.section.identifier: entry.state for entry in entries}


def stances_of(project: Project, *, sentences: bool = False, day: date | None = None) -> Standing:
    """Where the project stands with each principle of its version, in two queries beside that for the versions.

    Args:
        sentences: whether our sentence on each principle is wanted too, for one query more.
        day: on which waivers have to be in force; today without it.

    Raises:
        SpecVersion.DoesNotExist: nothing was loaded yet.
    """
    version = selectors.version_for(project)
    sections = selectors.outline_of(version)
    entries, departed = entries_for(project, sections, sentences=sentences, day=day)
    places = outline.chapters(sections)
    chapters: dict[str, Chapter] = {}
    for entry in entries:
        place = places[entry.section.identifier]
        chapters.setdefault(place.identifier, Chapter(place)).entries.append(entry)
    return Standing(version.label, list(chapters.values()), departed)


def completeness_of(project: Project) -> Completeness:
    """How many principles of the project's version are decided, in two queries beside that for the versions.

    Raises:
        SpecVersion.DoesNotExist: nothing was loaded yet.
    """
    compared = ("identifier", "title", "authority", "text_sha256")
    entries, _ = entries_for(project, list(selectors.principles_of(selectors.version_for(project)).only(*compared)))
    return Completeness.of(entries)


def entry_for(project: Project, identifier: str) -> StanceEntry | None:
    """A principle of the project's version with its stance; None where the version has no such principle.

    Raises:
        SpecVersion.DoesNotExist: nothing was loaded yet.
    """
    section = selectors.principles_of(selectors.version_for(project)).filter(identifier=identifier).first()
    if section is None:
        return None
    stance = stances_in_force(project).filter(principle=identifier).first()
    return _entry(section, stance, selectors.sentences_for([identifier]).get(identifier, ""))


@dataclass(frozen=True, slots=True)
class MovedGround:
    """What a stance was decided on, where the project's version differs from it.

    `words` is None where no word changed, and where the text of a side is not known; `address` leads to the comparison
    and is empty where the earlier version is not here any more.
    """

    stance: Stance
    section: Section
    kinds: tuple[Kind, ...]
    words: WordDiff | None
    address: str


def ground_of(project: Project, entry: StanceEntry) -> MovedGround | None:
    """What changed under the stance; None without one, and where nothing did."""
    stance, section, kinds = entry.stance, entry.section, entry.kinds
    if stance is None or not kinds:
        return None
    version = selectors.version_for(project)
    labelled = {each.label: each for each in selectors.versions_for(project)}
    earlier = labelled.get(stance.version_label)
    if earlier is None or earlier.pk == version.pk:
        return MovedGround(stance, section, kinds, None, "")
    before = Section.objects.filter(version=earlier, identifier=section.identifier).first()
    words = changed_words((earlier, before), (version, section), kinds)
    return MovedGround(stance, section, kinds, words, compare_address(project, earlier, version, section.identifier))


def history_of(project: Project, identifier: str) -> list[Stance]:
    """Every decision on a principle, newest first."""
    decided = Stance.objects.filter(project=project, principle=identifier).select_related("decided_by")
    return list(decided.order_by("-decided_at", "-pk"))


@dataclass(frozen=True, slots=True)
class StancePanel:
    """A project's stance as a principle's page shows it.

    `entry` is None where the version of the project has no such principle; `differs_here` says in what the section
    shown differs from the one that the stance was decided on, which matters where another version is looked at.
    """

    label: str
    entry: StanceEntry | None
    differs_here: tuple[Kind, ...] = ()

    @property
    def differs_here_words(self) -> str:
        return in_words(self.differs_here)


def stance_panel(project: Project, section: Section) -> StancePanel:
    """What `explorer/stance_panel.html` shows beside a principle of any version."""
    version = selectors.version_for(project)
    stance = stances_in_force(project).filter(principle=section.identifier).first()
    own: Section | None = section
    if section.version_id != version.pk:
        own = selectors.principles_of(version).filter(identifier=section.identifier).first()
    kinds = differs(stance, section) if stance is not None and own is not section else ()
    return StancePanel(version.label, _entry(own, stance) if own is not None else None, kinds)


def touched_by(
    project: Project, old: SpecVersion, new: SpecVersion, comparison: StoredComparison | None = None
) -> Touched:
    """The principles that *new* adds, removes, rewords, retitles or re-ranks against *old*, with their stances.

    Args:
        comparison: of the two versions, where it was made already; saves two queries of three.
    """
    if comparison is None:
        comparison = compare(selectors.outline_of(old), selectors.outline_of(new))
    stances = {stance.principle: stance for stance in stances_in_force(project)}
    found = (touched_principle(change, stances.get(change.identifier)) for change in comparison.changes)
    is_offered = selectors.version_for(project).label != new.label
    return Touched(old.label, new.label, [each for each in found if each is not None], is_offered)
