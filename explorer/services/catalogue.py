"""Puts the built-in catalogue into the database."""

from __future__ import annotations

import hashlib

from django.db import transaction

from explorer.catalogue import (
    CATALOGUE_LABEL,
    OUTLINE_LABELS,
    Outline,
    PrincipleText,
    catalogue_sha256,
    read_outline,
    read_texts,
)
from explorer.models import CataloguePrinciple, SearchEntry, Section, SpecVersion
from explorer.searching.words import folded
from explorer.services.rows import link_parents
from explorer.spec_markdown import date_of


def load_catalogue() -> SpecVersion:
    """The shipped outlines as versions, and our texts; does nothing when they are there already.

    Returns:
        The newest of the shipped versions.
    """
    shipped = catalogue_sha256()
    with transaction.atomic():
        versions = [_load_outline(read_outline(label), shipped) for label in OUTLINE_LABELS]
    return versions[-1]


def _load_outline(outline: Outline, shipped: str) -> SpecVersion:
    """The outline as a version. Its hash is that of the whole catalogue, for our texts are searched with it."""
    sha256 = hashlib.sha256(f"{outline.label} {shipped}".encode()).hexdigest()
    version, created = SpecVersion.objects.get_or_create(
        label=outline.label,
        origin=SpecVersion.Origin.CATALOGUE,
        organisation=None,
        defaults={"content_sha256": sha256, "published_on": date_of(outline.label)},
    )
    if created or version.content_sha256 != sha256:
        version.content_sha256 = sha256
        version.save(update_fields=["content_sha256"])
        texts = read_texts()
        _replace_sections(version, outline, texts)
        if outline.label == CATALOGUE_LABEL:
            _replace_texts(outline, texts)
    return version


def _replace_sections(version: SpecVersion, outline: Outline, texts: dict[str, PrincipleText]) -> None:
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
            text_sha256=section.text_sha256,
        )
        for section in outline.sections
    )
    link_parents(sections, {section.identifier: section.parent for section in outline.sections})
    SearchEntry.objects.bulk_create(_entry(version, section, texts.get(section.identifier)) for section in sections)


def _entry(version: SpecVersion, section: Section, text: PrincipleText | None) -> SearchEntry:
    body = " ".join((text.asks, text.why, text.deployment, *text.pitfalls)) if text else ""
    return SearchEntry(
        version=version,
        section=section,
        kind=SearchEntry.Kind.SECTION,
        title=section.title,
        body=body,
        folded_title=folded(section.title),
        folded_body=folded(body),
    )


def _replace_texts(outline: Outline, texts: dict[str, PrincipleText]) -> None:
    CataloguePrinciple.objects.all().delete()
    CataloguePrinciple.objects.bulk_create(
        CataloguePrinciple(
            identifier=principle.identifier,
            title=principle.title,
            authority=principle.authority,
            section_identifier=principle.parent,
            position=principle.position,
            asks=texts[principle.identifier].asks,
            why=texts[principle.identifier].why,
            deployment=texts[principle.identifier].deployment,
            pitfalls=list(texts[principle.identifier].pitfalls),
        )
        for principle in outline.principles
    )
