"""What pages of other rooms show of the roadmap: a station of the loop, a count, a panel, search results."""

from collections.abc import Iterator

from django.urls import reverse

from roadmap.selectors import Unconfirmed, criteria_found, criteria_of, current_progress, rail_of, unconfirmed
from ui.registries import Hit, Panel, Station
from workspaces.models import Project, User

HITS = 10


def gate_station(project: Project) -> Station:
    """The gate the project works towards, by the words that people have given."""
    url = reverse("roadmap:index", args=[project.path])
    found = _unconfirmed(project)
    if found is None:
        return Station("gate", "Gate", "not started", url, "open")
    detail = f"{found.count} to confirm" if found.count else "all confirmed"
    return Station("gate", f"Gate {found.phase}", detail, url, "open" if found.count else "done")


def confirm_count(project: Project) -> str:
    """The words beside *Roadmap* in the navigation."""
    found = _unconfirmed(project)
    return f"{found.count} to confirm" if found and found.count else ""


def _unconfirmed(project: Project) -> Unconfirmed | None:
    """Asked once per request: the strip and the navigation of one page say the same."""
    known: dict[str, Unconfirmed | None] = project.__dict__
    if "_roadmap_unconfirmed" not in known:
        known["_roadmap_unconfirmed"] = unconfirmed(project)
    return known["_roadmap_unconfirmed"]


def rail_panel(project: Project, user: User) -> Panel | None:
    """The rail, for the overview of a project."""
    stops = rail_of(project)
    if not stops:
        return None
    current = current_progress([stop.progress for stop in stops])
    return Panel("roadmap/rail_panel.html", {"stops": stops, "current": current})


def criterion_address(project: Project, code: str) -> str:
    """The page of the criterion that a waiver is about; empty where the project has none of that code."""
    found = criteria_of(project).filter(code=code).first()
    return reverse("roadmap:criterion_detail", args=[project.path, found.pk]) if found else ""


def criteria_hits(project: Project, words: str) -> Iterator[Hit]:
    """Criteria that contain the words, at most ten."""
    for criterion in criteria_found(project, words)[:HITS]:
        yield Hit(
            kind="Criterion",
            title=f"{criterion.code} {criterion.title}",
            url=reverse("roadmap:criterion_detail", args=[project.path, criterion.pk]),
            detail=f"Phase {criterion.phase.number}",
        )
