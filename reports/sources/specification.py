"""The specification's part: the version a project works with, and its principles with our sentence for each."""

from collections import Counter

from explorer import selectors
from explorer.models import Section, SpecVersion
from reports.dossier import LevelCount, PrincipleFacts, Provenance, SpecFacts
from workspaces.models import Project

LEVELS = ("root", "platform", "system", "developer", "user", "guideline")


def version_of(project: Project) -> SpecVersion | None:
    try:
        return selectors.version_for(project)
    except SpecVersion.DoesNotExist:
        return None


def spec_facts(version: SpecVersion, principles: tuple[PrincipleFacts, ...]) -> SpecFacts:
    tally = Counter(principle.level for principle in principles)
    return SpecFacts(
        label=version.label,
        origin=version.origin,
        published_on=version.published_on,
        sha256=version.content_sha256,
        levels=tuple(LevelCount(level, tally[level]) for level in LEVELS if tally[level]),
    )


def principle_facts(version: SpecVersion) -> tuple[PrincipleFacts, ...]:
    """The principles in the document's order, each under the title of its chapter."""
    sections = selectors.outline_of(version)
    by_key = {section.pk: section for section in sections}
    principles = [section for section in sections if section.authority]
    sentences = selectors.sentences_for(section.identifier for section in principles)
    return tuple(
        PrincipleFacts(
            identifier=section.identifier,
            title=section.title,
            section=_chapter(section, by_key).title,
            level=section.authority,
            asks=sentences.get(section.identifier, ""),
        )
        for section in principles
    )


def spec_provenance(version: SpecVersion) -> Provenance:
    return Provenance("Specification", version.label, version.get_origin_display().lower(), version.content_sha256)


def _chapter(section: Section, by_key: dict[int, Section]) -> Section:
    while section.parent_id is not None:
        section = by_key[section.parent_id]
    return section
