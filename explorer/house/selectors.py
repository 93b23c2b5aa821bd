"""Reads about a company's own rules: house clauses, rulings and known violations, each with the ground it stands on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from django.db.models import QuerySet
from django.utils import timezone

from explorer import selectors
from explorer.house.entries import ClauseEntry, ClauseGroup, Ground, HousePanel, MarkEntry, OpenMarks, RulingEntry
from explorer.models import HouseClause, KnownViolation, Ruling, Section, SpecVersion
from explorer.stances.policy import HousePart
from ui import registries
from ui.registries import Coverage
from workspaces.models import Project


def clauses_in_force(project: Project) -> QuerySet[HouseClause]:
    return HouseClause.objects.filter(project=project, replaced_at__isnull=True).select_related("decided_by")


def clauses_under(project: Project) -> list[tuple[str, str, str, str]]:
    """Principle, identifier, title and level of each clause in force, in one query."""
    rows = clauses_in_force(project).order_by("principle", "identifier")
    return list(rows.values_list("principle", "identifier", "title", "authority"))


def clause_history(project: Project, identifier: str) -> list[HouseClause]:
    """Every row of a clause, the newest first; empty where the project has no such clause."""
    rows = HouseClause.objects.filter(project=project, identifier=identifier)
    return list(rows.select_related("decided_by", "retired_by").order_by("-number"))


def rulings_of(project: Project) -> QuerySet[Ruling]:
    """All rulings, the newest first."""
    return Ruling.objects.filter(project=project).select_related("recorded_by", "withdrawn_by").order_by("-number")


def rulings_in_force(project: Project) -> QuerySet[Ruling]:
    return rulings_of(project).filter(replaced_at__isnull=True).order_by("number")


def marks_of(project: Project) -> QuerySet[KnownViolation]:
    return KnownViolation.objects.filter(project=project).select_related("marked_by", "closed_by")


def open_marks(project: Project) -> QuerySet[KnownViolation]:
    return marks_of(project).filter(closed_at__isnull=True)


def version_label(project: Project) -> str:
    """The version that the project works with; empty where none is loaded."""
    try:
        return selectors.version_for(project).label
    except SpecVersion.DoesNotExist:
        return ""


def grounds(project: Project, identifiers: Collection[str]) -> dict[str, Ground]:
    """What the project's version says of these principles, in one query.

    One that it does not have goes by the title that the newest version with it gave it, or by its identifier.
    """
    versions = selectors.versions_for(project)
    label = version_label(project)
    order = {version.pk: place for place, version in enumerate(versions)}
    rows = Section.objects.filter(identifier__in=set(identifiers), version__in=list(order)).values_list(
        "identifier", "version_id", "version__label", "title", "authority", "text_sha256"
    )
    found: dict[str, Ground] = {}
    for identifier, _, where, title, authority, sha256 in sorted(rows, key=lambda row: order[row[1]], reverse=True):
        known = found.get(identifier)
        if where == label:
            found[identifier] = Ground(identifier, title, authority, sha256)
        elif known is None or not known.is_known:
            found[identifier] = Ground(identifier, title)
    return {each: found.get(each) or Ground(each, each.replace("_", " ").capitalize()) for each in identifiers}


def clause_entries(project: Project, clauses: Iterable[HouseClause]) -> list[ClauseEntry]:
    """The clauses with their principles and their coverage, in a number of queries that does not grow with them."""
    rows = list(clauses)
    return _tested(project, rows, grounds(project, {clause.principle for clause in rows}))


def _tested(project: Project, rows: list[HouseClause], known: Mapping[str, Ground]) -> list[ClauseEntry]:
    tested = registries.coverage_of(project, [clause.identifier for clause in rows]) if rows else {}
    return [ClauseEntry(row, known[row.principle], tested.get(row.identifier, Coverage())) for row in rows]


def clause_groups(project: Project) -> list[ClauseGroup]:
    """The clauses in force under their principles, in the order of the document; those left without one at the end."""
    try:
        order = list(selectors.principle_titles(selectors.version_for(project)))
    except SpecVersion.DoesNotExist:
        order = []
    places = {identifier: place for place, identifier in enumerate(order)}
    groups: dict[str, ClauseGroup] = {}
    for entry in clause_entries(project, clauses_in_force(project)):
        groups.setdefault(entry.clause.principle, ClauseGroup(entry.ground, [])).entries.append(entry)
    return sorted(groups.values(), key=lambda group: places.get(group.ground.identifier, len(places)))


def ruling_entries(project: Project, rulings: Iterable[Ruling]) -> list[RulingEntry]:
    """The rulings held against the project's version, in one query beside their own."""
    rows = list(rulings)
    known, label = grounds(project, {ruling.principle for ruling in rows}), version_label(project)
    return [RulingEntry(ruling, known[ruling.principle], label) for ruling in rows]


def rulings_for(project: Project, principle: str) -> list[RulingEntry]:
    """The rulings in force on a principle by their numbers, the stale ones among them, in two queries."""
    return ruling_entries(project, rulings_in_force(project).filter(principle=principle))


def chain_of(project: Project, ruling: Ruling) -> tuple[list[Ruling], Ruling | None]:
    """What a ruling replaced, the nearest first, and what replaced it. One query, however long the chain."""
    rows = {row.pk: row for row in rulings_of(project).filter(principle=ruling.principle)}
    before: list[Ruling] = []
    at = rows.get(ruling.replaces_id or 0)
    while at is not None and at not in before:
        before.append(at)
        at = rows.get(at.replaces_id or 0)
    return before, next((row for row in rows.values() if row.replaces_id == ruling.pk), None)


def mark_entries(project: Project, marks: Iterable[KnownViolation]) -> list[MarkEntry]:
    """The marks with what they are about, the most urgent first, in a number of queries that does not grow."""
    rows = list(marks)
    about = {mark.principle for mark in rows}
    return _marked(project, rows, grounds(project, about) | _clause_grounds(project, about))


def _marked(project: Project, rows: list[KnownViolation], known: Mapping[str, Ground]) -> list[MarkEntry]:
    today = timezone.localdate()
    cases = registries.cases_of(project, {(mark.principle, mark.case_key) for mark in rows if mark.case_key})
    entries = [
        MarkEntry(mark, known[mark.principle], today, cases.get((mark.principle, mark.case_key))) for mark in rows
    ]
    return sorted(entries, key=lambda entry: entry.urgency)


def open_marks_by_case(project: Project) -> OpenMarks:
    """The open marks to be looked up beside failing answers, in one query; they go without their titles."""
    today = timezone.localdate()
    return OpenMarks(
        {
            (mark.principle, mark.case_key): MarkEntry(mark, Ground(mark.principle, mark.principle), today)
            for mark in open_marks(project)
        }
    )


def _clause_grounds(project: Project, identifiers: Collection[str]) -> dict[str, Ground]:
    """House clauses among the identifiers, also those that were retired."""
    rows = HouseClause.objects.filter(project=project, identifier__in=identifiers).order_by("number")
    return {row.identifier: Ground(row.identifier, row.title, row.authority) for row in rows}


def house_panel(project: Project, identifier: str, version: SpecVersion) -> HousePanel:
    """What `explorer/house_panel.html` shows beside a principle of any version, in a constant number of queries.

    Args:
        version: the version looked at; rulings are held against the one that the project works with.
    """
    label = version_label(project)
    ground = grounds(project, [identifier])[identifier]
    clauses = list(clauses_in_force(project).filter(principle=identifier))
    known = {identifier: ground}
    known |= {clause.identifier: Ground(clause.identifier, clause.title, clause.authority) for clause in clauses}
    rulings = rulings_in_force(project).filter(principle=identifier)
    return HousePanel(
        identifier=identifier,
        label=label,
        is_known=ground.is_known,
        other_version=version.label != label,
        clauses=_tested(project, clauses, known),
        rulings=[RulingEntry(ruling, ground, label) for ruling in rulings],
        marks=_marked(project, list(open_marks(project).filter(principle__in=list(known))), known),
    )


def house_parts(project: Project) -> list[HousePart]:
    """House clauses and rulings as they stand below their principles in the house policy."""
    clauses = clauses_in_force(project).order_by("principle", "identifier")
    parts = [
        HousePart(clause.principle, f"House clause, {clause.authority}: {clause.title}", _with_reason(clause))
        for clause in clauses.defer("retirement_reason")
    ]
    return parts + [_ruling_part(entry) for entry in ruling_entries(project, rulings_in_force(project))]


def _with_reason(clause: HouseClause) -> str:
    return f"{clause.text}\n\nWhy: {clause.reason}" if clause.reason else clause.text


def _ruling_part(entry: RulingEntry) -> HousePart:
    ruling = entry.ruling
    stale = f" (stale: {entry.why_stale})" if entry.is_stale else ""
    decided = f"Decided by {ruling.decided_by_name}, {ruling.decided_on:%Y-%m-%d}, on {ruling.version_label}."
    text = f"{ruling.situation}\n\n{ruling.reading}\n\n{decided}"
    return HousePart(ruling.principle, f"Ruling {ruling.number}{stale}", text)
