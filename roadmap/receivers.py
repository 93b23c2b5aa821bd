"""What happens in this room when something happens elsewhere."""

from typing import Any

from roadmap.services import start_roadmap
from workspaces.models import Project, User


def lay_out_roadmap(sender: object, *, project: Project, actor: User | None, **_: Any) -> None:
    """A new project starts with its four phases."""
    start_roadmap(project, actor)
