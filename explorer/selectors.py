"""Reads of this room: which version a project works with, its principles, and our sentences for them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from explorer.models import CataloguePrinciple, Section, SpecPin, SpecVersion
from workspaces.models import Project


def shown_versions(project: Project | None = None) -> list[SpecVersion]:
    """The versions a project may see, newest first, one for each label: the imported one where there is one.

    Each carries `principle_count`, and for a project `pinned`, which also holds where the label's other version is.
    """
    pins = SpecPin.objects.filter(project=project, version__label=OuterRef("label"))
    organisation = project.organisation if project is not None else None
    versions = (
        SpecVersion.objects.visible_to(organisation)
        .defer("preamble")
        .annotate(principle_count=Count("sections", filter=~Q(sections__authority="")), pinned=Exists(pins))
    )
    shown: dict[str, SpecVersion] = {}
    for version in sorted(versions, key=_newest_first, reverse=True):
        shown.setdefault(version.label, version)
    return list(shown.values())


def _newest_first(version: SpecVersion) -> tuple[Any, ...]:
    """Of one label an imported text goes before an outline, and the organisation's own before everybody's."""
    imported = version.origin == SpecVersion.Origin.IMPORTED
    return (str(version.published_on or ""), version.label, imported, version.organisation_id is not None)


def newest_version(project: Project | None = None) -> SpecVersion | None:
    return next(iter(shown_versions(project)), None)


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


def version_with_content(project: Project, sha256: str) -> SpecVersion | None:
    """The version with exactly this content that the project can see already."""
    same = SpecVersion.objects.filter(content_sha256=sha256)
    return same.visible_to(project.organisation).order_by("pk").first()


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


def texts_for(identifier: str) -> CataloguePrinciple | None:
    """What our catalogue says about a principle."""
    return CataloguePrinciple.objects.filter(identifier=identifier).first()


def changes_since(version: SpecVersion, versions: Iterable[SpecVersion]) -> dict[str, set[str]]:
    """For each older version, the sections that read otherwise in `version`: new, retitled, re-ranked or reworded."""
    older = [each for each in versions if _newest_first(each) < _newest_first(version)]
    rows = Section.objects.filter(version__in=[version, *older]).values_list(
        "version_id", "identifier", "title", "authority", "text_sha256"
    )
    seen: dict[int, dict[str, tuple[str, str, str]]] = {}
    for key, identifier, *facts in rows:
        seen.setdefault(key, {})[identifier] = (facts[0], facts[1], facts[2])
    now = seen.get(version.pk, {})
    return {
        each.label: {identifier for identifier, facts in now.items() if seen.get(each.pk, {}).get(identifier) != facts}
        for each in older
    }


def chapter_titles(version: SpecVersion) -> dict[str, str]:
    """The title of the outermost section above each principle, by the principle's identifier, in document order."""
    rows = Section.objects.filter(version=version).order_by("position")
    top: dict[int, str] = {}
    titles: dict[str, str] = {}
    for key, parent, identifier, title, authority in rows.values_list(
        "pk", "parent_id", "identifier", "title", "authority"
    ):
        top[key] = top.get(parent, title)
        if authority:
            titles[identifier] = top[key]
    return titles


def differing(project: Project, label: str) -> set[str]:
    """The sections that read otherwise in the project's version than in the one with that label, whichever is newer.

    Empty where it is the same version, or one that is not loaded.
    """
    version = version_for(project)
    other = next((each for each in versions_for(project) if each.label == label), None)
    if other is None or other.label == version.label:
        return set()
    seen: dict[int, dict[str, tuple[str, str, str]]] = {version.pk: {}, other.pk: {}}
    rows = Section.objects.filter(version__in=[version, other])
    for key, identifier, title, authority, sha256 in rows.values_list(
        "version_id", "identifier", "title", "authority", "text_sha256"
    ):
        seen[key][identifier] = (title, authority, sha256)
    here, there = seen[version.pk], seen[other.pk]
    return {identifier for identifier in here.keys() | there.keys() if here.get(identifier) != there.get(identifier)}


def sections_mentioning(section: Section) -> list[Section]:
    """The other sections whose text points to this one, in order."""
    mention = Q(text__contains=f"](#{section.identifier})")
    others = Section.objects.filter(mention, version_id=section.version_id).exclude(pk=section.pk)
    return list(others.defer("text", "heading").order_by("position"))
