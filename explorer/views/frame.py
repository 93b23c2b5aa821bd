"""What the pages of this room share: the version looked at, the versions there are, and the one that is pinned."""

from __future__ import annotations

from typing import Any

from django.http import Http404

from explorer import selectors
from explorer.models import SpecVersion
from workspaces.models import Project


def version_labelled(project: Project, label: str) -> SpecVersion:
    """The version with this label that the project may see.

    Raises:
        Http404: there is none.
    """
    found = next((version for version in selectors.versions_for(project) if version.label == label), None)
    if found is None:
        raise Http404("No such version of the specification.")
    return found


def room_context(project: Project, version: SpecVersion) -> dict[str, Any]:
    versions = selectors.versions_for(project)
    return {
        "project": project,
        "version": version,
        "versions": versions,
        "pinned": next((each for each in versions if getattr(each, "pinned", False)), None),
    }
