"""Reads of this room: which version a project works with, its principles, and our sentences for them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from explorer.models import CataloguePrinciple, Section, SpecPin, SpecVersion
from workspaces.models import Project


def shown_versions(project: Project | None = None) -> list[SpecVersion]:
    """All versions, newest first, one for each label: the imported one where there is one.

    Each carries `principle_count`, and for a project `pinned`, which also holds where the label's other version is.
    """
    pins = SpecPin.objects.filter(project=project, version__label=OuterRef("label"))
    versions = SpecVersion.objects.defer("preamble").annotate(
        principle_count=Count("sections", filter=~Q(sections__authority="")), pinned=Exists(pins)
    )
    shown: dict[str, SpecVersion] = {}
    for version in sorted(versions, key=_newest_first, reverse=True):
        shown.setdefault(version.label, version)
    return list(shown.values())


def _newest_first(version: SpecVersion) -> tuple[Any, ...]:
    return (str(version.published_on or ""), version.label, version.origin == SpecVersion.Origin.IMPORTED)


def newest_version() -> SpecVersion | None:
    return next(iter(shown_versions()), None)


def version_for(project: Project) -> SpecVersion:
    """The version the project works with: the pinned one, as imported where it was, else the newest.

    Raises:
        SpecVersion.DoesNotExist: nothing was loaded yet.
    """
    versions = versions_for(project)
    if not versions:
        raise SpecVersion.DoesNotExist("No version of the specification is loaded; `manage.py migrate` loads one.")
    return next((version for version in versions if getattr(version, "pinned", False)), versions[0])


def versions_for(project: Project) -> list[SpecVersion]:
    """`shown_versions` for a project, asked once per request: the frame of every page needs it again."""
    known: list[SpecVersion] | None = project.__dict__.get("_spec_versions")
    if known is None:
        known = project.__dict__["_spec_versions"] = shown_versions(project)
    return known


def principles_of(version: SpecVersion) -> QuerySet[Section]:
    """The sections with an authority, in the order of the document."""
    return Section.objects.filter(version=version).exclude(authority="").order_by("position")


def principle_titles(version: SpecVersion) -> dict[str, tuple[str, str]]:
    """Title and authority of each principle, by its identifier."""
    rows = principles_of(version).values_list("identifier", "title", "authority")
    return {identifier: (title, authority) for identifier, title, authority in rows}


def outline_of(version: SpecVersion) -> list[Section]:
    """All sections in order, without their text."""
    return list(Section.objects.filter(version=version).defer("text", "heading").order_by("position"))


def sentences_for(identifiers: Iterable[str]) -> dict[str, str]:
    """What our catalogue says that these principles ask."""
    rows = CataloguePrinciple.objects.filter(identifier__in=list(identifiers)).values_list("identifier", "asks")
    return dict(rows)


def sections_mentioning(section: Section) -> list[Section]:
    """The other sections whose text points to this one, in order."""
    mention = Q(text__contains=f"](#{section.identifier})")
    others = Section.objects.filter(mention, version_id=section.version_id).exclude(pk=section.pk)
    return list(others.defer("text", "heading").order_by("position"))
