"""What the overview shows of open alarms."""

from typing import Any

from evaluations.schedules import selectors as schedule_selectors
from ui.registries import Panel
from workspaces.models import Project

SHOWN = 3


def open_alarms(project: Project, user: Any) -> Panel | None:
    """The latest open alarms; nothing where there is none."""
    count = schedule_selectors.open_alarm_count(project)
    if not count:
        return None
    latest = list(schedule_selectors.open_alarms_of(project)[:SHOWN])
    return Panel("evaluations/alarm_panel.html", {"project": project, "alarms": latest, "count": count})
