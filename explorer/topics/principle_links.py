"""Addresses of named principles: in the version a project works with, or in the newest that has what it lacks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from explorer import selectors
from explorer.models import Section
from workspaces.models import Project


@dataclass(frozen=True, slots=True)
class PrincipleLink:
    """A principle as other pages name it. `label` is the version it comes from where that is not the project's own."""

    identifier: str
    title: str
    authority: str
    address: str
    label: str = ""


def principle_links(project: Project, identifiers: Iterable[str]) -> dict[str, PrincipleLink]:
    """By identifier; what no version has is left out. One query beside that for the versions.

    Raises:
        SpecVersion.DoesNotExist: nothing was loaded yet.
    """
    used = selectors.version_for(project)
    versions = [used, *(version for version in selectors.versions_for(project) if version.pk != used.pk)]
    rows = Section.objects.filter(version__in=versions, identifier__in=list(identifiers)).values_list(
        "version_id", "identifier", "title", "authority"
    )
    found: dict[tuple[int, str], tuple[str, str]] = {(key, name): (title, level) for key, name, title, level in rows}
    links: dict[str, PrincipleLink] = {}
    for version in versions:
        for (key, name), (title, level) in found.items():
            if key == version.pk and name not in links:
                address = reverse("explorer:section_detail", args=[project.path, version.label, name])
                links[name] = PrincipleLink(name, title, level, address, "" if version.pk == used.pk else version.label)
    return links
