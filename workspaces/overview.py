"""What the overview of a project shows of this room: the next step, and what waits for whoever looks."""

from collections.abc import Sequence

from ui.registries import Panel, Station
from workspaces.models import Project, User
from workspaces.notifications.selectors import tasks_of

MOST_TASKS = 3


def next_station(stations: Sequence[Station]) -> Station | None:
    """The stop of the loop at which the next step waits; none where the loop is closed."""
    return next((station for station in stations if station.state == "here"), None)


def waiting_panel(project: Project, user: User) -> Panel | None:
    """The most urgent things that wait for the person here; nothing where nothing does."""
    tasks = tasks_of(user, project)
    if not tasks.entries:
        return None
    context = {"project": project, "tasks": tasks, "entries": tasks.entries[:MOST_TASKS]}
    return Panel("workspaces/waiting_panel.html", context, ("workspaces/people.css",))
