"""What pages of other rooms show of the roadmap: a station of the loop, a count, a panel, search results."""

from collections.abc import Iterator

from django.urls import reverse

from explorer.selectors import version_for, versions_for
from roadmap.selectors import Unconfirmed, criteria_found, criteria_of, current_progress, rail_of, unconfirmed
from ui.registries import Hit, Panel, Station, Subject
from workspaces.models import Project, User

HITS = 10


def gate_station(project: Project) -> Station:
    """The gate the project works towards, by the words that people have given."""
    url = reverse("roadmap:index", args=[project.path])
    found = _unconfirmed(project)
    if found is None:
        return Station("gate", "Gate", "not started", url, "open")
    is_through = found.opened and not found.count
    return Station("gate", f"Gate {found.phase}", _gate_detail(found), url, "done" if is_through else "open")


def _gate_detail(found: Unconfirmed) -> str:
    if found.asked:
        return "waits for votes"
    if found.count:
        return f"{found.count} to confirm"
    return "approved" if found.opened else "to be asked for"


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


def version_station(project: Project) -> Station:
    """Where the loop begins again: what a newer version asks or, once it is adopted, what is left to do about it.

    Never *done*: the loop has no end, and a project on the newest version has nothing to do here.
    """
    versions = versions_for(project)
    if not versions:
        return Station(
            "version", "New version", "none waiting", reverse("explorer:principle_list", args=[project.path]), "open"
        )
    address = reverse("roadmap:version_detail", args=[project.path, versions[0].label])
    waits = version_for(project).label != versions[0].label
    return Station("version", "New version", f"{versions[0].label} waits" if waits else "none waiting", address, "open")


def rail_panel(project: Project, user: User) -> Panel | None:
    """The rail, for the overview of a project."""
    stops = rail_of(project)
    if not stops:
        return None
    current = current_progress([stop.progress for stop in stops])
    return Panel("roadmap/rail_panel.html", {"stops": stops, "current": current}, ("roadmap/gates.css",))


def criterion_address(project: Project, code: str) -> str:
    """The page of the criterion that a waiver is about; empty where the project has none of that code."""
    found = criteria_of(project).filter(code=code).first()
    return reverse("roadmap:criterion_detail", args=[project.path, found.pk]) if found else ""


def criterion_subject(project: Project, code: str) -> Subject | None:
    """The criterion that a comment is about."""
    found = criteria_of(project).filter(code=code).first()
    if found is None:
        return None
    return Subject(str(found), reverse("roadmap:criterion_detail", args=[project.path, found.pk]))


def criteria_hits(project: Project, words: str) -> Iterator[Hit]:
    """Criteria that contain the words, at most ten."""
    for criterion in criteria_found(project, words)[:HITS]:
        yield Hit(
            kind="Criterion",
            title=f"{criterion.code} {criterion.title}",
            url=reverse("roadmap:criterion_detail", args=[project.path, criterion.pk]),
            detail=f"Phase {criterion.phase.number}",
        )
