"""What pages of other rooms show of the roadmap: a station of the loop, a count, a panel, search results."""

from collections.abc import Iterator

from django.urls import reverse

from roadmap.selectors import criteria_found, current_progress, progress_of, rail_of
from ui.registries import Hit, Panel, Station
from workspaces.models import Project, User

HITS = 10


def gate_station(project: Project) -> Station:
    """The gate the project stands before."""
    url = reverse("roadmap:index", args=[project.path])
    current = current_progress(progress_of(project))
    if current is None:
        return Station("gate", "Gate", "not started", url, "open")
    through = current.blocking_open == 0
    detail = "nothing blocking" if through else f"{current.blocking_open} blocking"
    return Station("gate", f"Gate {current.number}", detail, url, "done" if through else "open")


def blocking_count(project: Project) -> str:
    """The words beside *Roadmap* in the navigation."""
    current = current_progress(progress_of(project))
    return f"{current.blocking_open} blocking" if current and current.blocking_open else ""


def rail_panel(project: Project, user: User) -> Panel | None:
    """The rail, for the overview of a project."""
    stops = rail_of(project)
    if not stops:
        return None
    current = current_progress([stop.progress for stop in stops])
    return Panel("roadmap/rail_panel.html", {"stops": stops, "current": current})


def criteria_hits(project: Project, words: str) -> Iterator[Hit]:
    """Criteria that contain the words, at most ten."""
    for criterion in criteria_found(project, words)[:HITS]:
        yield Hit(
            kind="Criterion",
            title=f"{criterion.code} {criterion.title}",
            url=reverse("roadmap:criterion_detail", args=[project.path, criterion.pk]),
            detail=f"{criterion.get_status_display()} · phase {criterion.phase.number}",
        )
