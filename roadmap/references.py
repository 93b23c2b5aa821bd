"""What a criterion points to: sections of the spec, and identifiers of frameworks with where they were checked."""

from dataclasses import dataclass

from django.urls import reverse

from explorer.models import Section, SpecVersion
from explorer.selectors import version_for
from roadmap.models import Criterion
from roadmap.template.reading import shipped_template
from roadmap.template.records import Framework, RegulationDate
from roadmap.vocabulary import VERIFICATIONS
from workspaces.models import Project


@dataclass(frozen=True)
class Anchor:
    """A section a criterion rests on; without a link where the project's spec version has no such section."""

    identifier: str
    title: str = ""
    authority: str = ""
    url: str = ""


@dataclass(frozen=True)
class Anchors:
    """The sections of one criterion in the spec version of the project; no label where no spec is loaded."""

    label: str
    entries: list[Anchor]


@dataclass(frozen=True)
class Reference:
    """The identifiers of one framework that are suggested for a criterion."""

    framework: Framework
    identifiers: list[str]
    single_source: list[str]
    dates: list[RegulationDate]

    @property
    def checked(self) -> str:
        return VERIFICATIONS[self.framework.verification]


def anchors_of(project: Project, criterion: Criterion) -> Anchors:
    """The criterion's sections in the order of the template, linked where the pinned version has them."""
    try:
        version = version_for(project)
    except SpecVersion.DoesNotExist:
        return Anchors("", [Anchor(identifier) for identifier in criterion.spec_anchors])
    rows = Section.objects.filter(version=version, identifier__in=criterion.spec_anchors)
    known = {
        section.identifier: Anchor(
            identifier=section.identifier,
            title=section.title,
            authority=section.authority,
            url=reverse("explorer:section_detail", args=[project.path, version.label, section.identifier]),
        )
        for section in rows.only("identifier", "title", "authority")
    }
    entries = [known.get(identifier, Anchor(identifier)) for identifier in criterion.spec_anchors]
    return Anchors(version.label, entries)


def references_of(criterion: Criterion) -> list[Reference]:
    """The framework identifiers suggested for the criterion, in the template's order; without one it is left out.

    The order is the template's because a database may give the keys of a JSON value in any order.
    """
    template = shipped_template()
    return [
        Reference(
            framework=framework,
            identifiers=identifiers,
            single_source=[name for name in identifiers if name in framework.single_source_ids],
            dates=[entry for entry in template.regulation_dates if entry.framework == key],
        )
        for key, framework in template.frameworks.items()
        if (identifiers := criterion.mappings.get(key))
    ]
