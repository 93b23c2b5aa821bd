"""The frameworks' part: how far the criteria cover them, and what was decided about their identifiers."""

from collections.abc import Mapping, Sequence
from datetime import date

from reports.dossier import Provenance
from reports.errors import SubjectMissing
from reports.facts.frameworks import (
    DutyDate,
    FrameworkFacts,
    FrameworkSource,
    IdentifierFacts,
    MappedCriterion,
)
from reports.figures import day as day_of
from roadmap.frameworks.coverage import Coverage, Covered, coverage_of, decisions_in_force
from roadmap.frameworks.reading import shipped_frameworks
from roadmap.frameworks.records import FrameworkList
from roadmap.state_selectors import stated_criteria
from roadmap.template.reading import shipped_template
from workspaces.models import Project

# A report names what it is about by a number, so each framework has one that stays.
NUMBERS: Mapping[str, int] = {"nist": 1, "iso": 2, "eu": 3}


def framework_choices() -> list[tuple[int, str]]:
    """Every framework by its number and name."""
    return [(NUMBERS[key], one.about.name) for key, one in shipped_frameworks().items()]


def framework_facts(project: Project, number: int | None, day: date) -> tuple[FrameworkFacts, ...]:
    """The framework of this number as it stands on the day; without a number, all of them.

    Raises:
        SubjectMissing: no framework has this number.
    """
    wanted = [one for key, one in shipped_frameworks().items() if number is None or NUMBERS[key] == number]
    if not wanted:
        known = ", ".join(f"{one} is {name}" for one, name in framework_choices())
        raise SubjectMissing(f"There is no framework of this number: {known}.")
    entries, decisions = stated_criteria(project, day), decisions_in_force(project)
    return tuple(_framework(coverage_of(one, entries, decisions.get(one.key, {}))) for one in wanted)


def framework_provenance(frameworks: Sequence[FrameworkFacts]) -> list[Provenance]:
    """The lists of identifiers with the days on which they were made."""
    rows = [
        Provenance("Framework", one.name, f"{one.version}, listed {day_of(one.listed_on)}", "") for one in frameworks
    ]
    templates = dict.fromkeys(one.template for one in frameworks)
    return [*rows, *(Provenance("Mapping", "roadmap template", version, "") for version in templates)]


def _framework(coverage: Coverage) -> FrameworkFacts:
    one, template = coverage.framework, shipped_template()
    return FrameworkFacts(
        identity=NUMBERS[one.key],
        code=one.key,
        name=one.about.name,
        version=one.version,
        published_on=one.published_on,
        listed_on=one.listed_on,
        publisher=one.publisher.title,
        publisher_address=one.publisher.url,
        scope=one.scope,
        basis=one.about.basis,
        caution=one.about.caution,
        verification=one.about.verification,
        sources=tuple(FrameworkSource(found.title, found.url, found.revision) for found in one.about.sources),
        dates=_dates(one),
        mapping=template.mapping_label,
        mapping_note=template.mapping_note,
        template=template.version,
        total=coverage.total,
        mapped=coverage.mapped,
        settled=coverage.settled,
        decided=coverage.decided,
        unfounded=coverage.unfounded,
        identifiers=tuple(_identifier(title, row) for title, rows in coverage.groups for row in rows),
    )


def _dates(framework: FrameworkList) -> tuple[DutyDate, ...]:
    return tuple(
        DutyDate(one.key, one.applies_from, one.previous, one.what, one.confidence, one.note)
        for one in shipped_template().regulation_dates
        if one.framework == framework.key
    )


def _identifier(group: str, row: Covered) -> IdentifierFacts:
    decision, applies = row.decision, row.identifier.applies
    return IdentifierFacts(
        identifier=row.identifier.name,
        group=group,
        about=row.identifier.about,
        applies=row.applies,
        reason=decision.reason if decision else "",
        decided_by=decision.actor_name if decision else "",
        decided_at=decision.at if decision else None,
        applies_from=applies.applies_from if applies else None,
        confidence=applies.confidence if applies else "",
        criteria=tuple(
            MappedCriterion(
                entry.criterion.code, entry.criterion.title, entry.state.key, settled=not entry.state.is_unsettled
            )
            for entry in row.entries
        ),
        evidence=tuple(title for _, title in row.evidence),
    )
