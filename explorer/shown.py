"""What other rooms' pages show of this one: the loop's first station, the rail's count, search hits, the home page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.urls import reverse

from explorer import selectors
from explorer.levels import Level, levels_of
from explorer.models import SearchEntry, Section, SpecVersion
from explorer.searching.search import search
from explorer.stances import selectors as stance_selectors
from ui.registries import Figure, Hit, Panel, Station
from workspaces.models import Project

_KINDS = {"section": "Principle", "example": "Example", "prompt": "Evaluation prompt"}


def principle_station(project: Project) -> Station:
    """Where the loop begins: what the project does with each principle of the version it works with."""
    url = reverse("explorer:stance_list", args=[project.path])
    try:
        completeness = stance_selectors.completeness_of(project)
    except SpecVersion.DoesNotExist:
        return Station("principle", "Principles", "none loaded", url, "open")
    return Station("principle", "Principles", completeness.brief, url, "done" if completeness.is_complete else "open")


def stance_address(project: Project, identifier: str) -> str:
    """Where a waiver about a stance leads."""
    return reverse("explorer:stance_detail", args=[project.path, identifier])


def principle_count(project: Project) -> str:
    try:
        return str(_count(selectors.version_for(project)))
    except SpecVersion.DoesNotExist:
        return ""


def _count(version: SpecVersion) -> int:
    return int(getattr(version, "principle_count", 0))


def principle_hits(project: Project, query: str) -> Iterable[Hit]:
    """The best places in the project's version, for the search over everything."""
    if not selectors.versions_for(project):
        return
    version = selectors.version_for(project)
    for hit in search([version], query, limit=12).hits:
        section = hit.entry.section
        if section is None:
            continue
        address = reverse("explorer:section_detail", args=[project.path, version.label, section.identifier])
        is_section = hit.entry.kind == SearchEntry.Kind.SECTION
        yield Hit(
            kind=_KINDS[hit.entry.kind] if section.authority or not is_section else "Section",
            title=section.title if is_section else f"{section.title}: {hit.entry.title}",
            url=f"{address}#{hit.entry.anchor}" if hit.entry.anchor else address,
            detail="".join(fragment.text for fragment in hit.snippet),
        )


def home_figures() -> Iterable[Figure]:
    """Counted in what is loaded."""
    versions = selectors.shown_versions()
    if versions:
        levels = (
            Section.objects.filter(version=versions[0]).exclude(authority="").values("authority").distinct().count()
        )
        yield Figure(str(_count(versions[0])), f"principles in {levels} levels of authority")
    if len(versions) > 1:
        yield Figure(str(len(versions)), "published versions side by side")


def home_panel() -> Panel | None:
    """The levels of the newest version as a line of command, with how many principles stand at each."""
    version = selectors.newest_version()
    if version is None:
        return None
    counts = Counter(selectors.principles_of(version).values_list("authority", flat=True))
    levels: list[tuple[Level, int]] = [(level, counts[level.name]) for level in levels_of(counts)]
    return Panel("explorer/home_panel.html", {"version": version, "levels": levels})
