"""Puts the built-in catalogue into the database."""

from __future__ import annotations

from django.db import transaction

from explorer.catalogue import Catalogue, read_catalogue
from explorer.models import CataloguePrinciple, SearchEntry, Section, SpecVersion
from explorer.search_words import folded
from explorer.services.rows import link_parents
from explorer.spec_markdown import date_of


def load_catalogue() -> SpecVersion:
    """The catalogue's outline as a version and its sentences; does nothing when they are there already."""
    catalogue = read_catalogue()
    with transaction.atomic():
        version, created = SpecVersion.objects.get_or_create(
            label=catalogue.label,
            origin=SpecVersion.Origin.CATALOGUE,
            defaults={"content_sha256": catalogue.content_sha256, "published_on": date_of(catalogue.label)},
        )
        if created or version.content_sha256 != catalogue.content_sha256:
            version.content_sha256 = catalogue.content_sha256
            version.save(update_fields=["content_sha256"])
            _replace_sections(version, catalogue)
            _replace_sentences(catalogue)
    return version


def _replace_sections(version: SpecVersion, catalogue: Catalogue) -> None:
    Section.objects.filter(version=version).delete()
    sections = Section.objects.bulk_create(
        Section(
            version=version,
            identifier=section.identifier,
            title=section.title,
            depth=section.depth,
            position=section.position,
            authority=section.authority,
            tags=list(section.tags),
        )
        for section in catalogue.sections
    )
    link_parents(sections, {section.identifier: section.parent for section in catalogue.sections})
    asks = {section.identifier: section.asks for section in catalogue.sections}
    SearchEntry.objects.bulk_create(
        SearchEntry(
            version=version,
            section=section,
            kind=SearchEntry.Kind.SECTION,
            title=section.title,
            body=asks[section.identifier],
            folded_title=folded(section.title),
            folded_body=folded(asks[section.identifier]),
        )
        for section in sections
    )


def _replace_sentences(catalogue: Catalogue) -> None:
    CataloguePrinciple.objects.all().delete()
    CataloguePrinciple.objects.bulk_create(
        CataloguePrinciple(
            identifier=principle.identifier,
            title=principle.title,
            authority=principle.authority,
            section_identifier=principle.parent,
            position=principle.position,
            asks=principle.asks,
        )
        for principle in catalogue.principles
    )
