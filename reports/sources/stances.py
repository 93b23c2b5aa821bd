"""The decisions on the specification: stances, house clauses, rulings and known gaps."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from django.utils import timezone

from explorer.house import selectors as house
from explorer.house.entries import MarkEntry, RulingEntry
from explorer.models import Stance
from explorer.stances.selectors import stances_of
from explorer.stances.standing import Chapter, StanceEntry
from reports.facts.stances import (
    DepartedStance,
    HouseClauseFacts,
    KnownGapFacts,
    RulingFacts,
    StanceFacts,
    StandingFacts,
)
from workspaces.models import Project, User


def standing_facts(project: Project, today: date) -> StandingFacts:
    """Where the project stands with its version on a day.

    Raises:
        SpecVersion.DoesNotExist: nothing was loaded yet.
    """
    standing = stances_of(project, day=today)
    stances = tuple(_stance(chapter, entry) for chapter in standing.chapters for entry in chapter.entries)
    tally = Counter(stance.state for stance in stances)
    return StandingFacts(
        total=len(stances),
        decided=standing.completeness.decided,
        adopted=tally["adopted"],
        tightened=tally["tightened"],
        not_relevant=tally["not_relevant"],
        stances=stances,
        departed=tuple(_departed(stance) for stance in sorted(standing.departed, key=lambda one: one.principle)),
        clauses=_clauses(project),
        rulings=tuple(_ruling(entry) for entry in house.ruling_entries(project, house.rulings_in_force(project))),
        gaps=_gaps(house.mark_entries(project, house.open_marks(project)), today),
    )


def _stance(chapter: Chapter, entry: StanceEntry) -> StanceFacts:
    section, stance = entry.section, entry.stance
    return StanceFacts(
        identifier=section.identifier,
        title=section.title,
        section=chapter.section.title,
        level=section.authority,
        state=entry.state,
        decision=stance.kind if stance else "",
        wording=stance.wording if stance else "",
        reason=stance.reason if stance else "",
        decided_by=_name(stance.decided_by) if stance else "",
        decided_on=_day(stance) if stance else None,
        version=stance.version_label if stance else "",
        changed=entry.kinds if entry.state == "stale" else (),
        waived_until=entry.waived_until,
    )


def _departed(stance: Stance) -> DepartedStance:
    return DepartedStance(stance.title or stance.principle, stance.kind, _day(stance), stance.version_label)


def _clauses(project: Project) -> tuple[HouseClauseFacts, ...]:
    return tuple(
        HouseClauseFacts(
            identifier=entry.clause.identifier,
            title=entry.clause.title,
            level=entry.clause.authority,
            principle=entry.ground.title,
            text=entry.clause.text,
            reason=entry.clause.reason,
            decided_by=_name(entry.clause.decided_by),
            decided_on=timezone.localdate(entry.clause.decided_at),
            cases=entry.coverage.total,
        )
        for group in house.clause_groups(project)
        for entry in group.entries
    )


def _ruling(entry: RulingEntry) -> RulingFacts:
    ruling = entry.ruling
    return RulingFacts(
        number=ruling.number,
        principle=entry.ground.title,
        situation=ruling.situation,
        reading=ruling.reading,
        decided_by=ruling.decided_by_name,
        decided_on=ruling.decided_on,
        version=ruling.version_label,
        state=entry.state,
    )


def _gaps(marks: Iterable[MarkEntry], today: date) -> tuple[KnownGapFacts, ...]:
    """What is overdue comes first, by the day of the report."""
    entries = sorted((replace(entry, today=today) for entry in marks), key=lambda entry: entry.urgency)
    return tuple(
        KnownGapFacts(
            principle=entry.ground.title,
            case=entry.case.title if entry.case else entry.mark.case_key,
            state=entry.state,
            what=entry.mark.what,
            until=entry.mark.until,
            marked_by=_name(entry.mark.marked_by),
            marked_on=timezone.localdate(entry.mark.marked_at),
        )
        for entry in entries
    )


def _day(stance: Stance) -> date:
    return timezone.localdate(stance.decided_at)


def _name(person: User | None) -> str:
    return person.name if person else ""
