"""What the walk over all addresses needs of this room: its pages name a version and a section, which all share."""

from explorer import selectors
from workspaces.models import Project, User


def furnish(project: Project, actor: User, canary: str) -> dict[str, object]:
    """A version and one of its principles; nothing here holds text that a person of the project wrote."""
    version = selectors.version_for(project)
    return {"label": version.label, "identifier": selectors.principles_of(version)[0].identifier}
