"""What happens in this room when something happens elsewhere."""

from typing import Any

from roadmap.services import start_roadmap
from roadmap.template.selectors import template_for_new
from workspaces.models import Project, User


def lay_out_roadmap(sender: object, *, project: Project, actor: User | None, **_: Any) -> None:
    """A new project starts with its four phases, out of the template that its organisation chose for new projects."""
    start_roadmap(project, actor, template_for_new(project.organisation))
