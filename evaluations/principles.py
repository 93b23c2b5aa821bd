"""The principles a project works with, as this room needs them: titles and levels by identifier, in document order."""

from dataclasses import dataclass

from explorer.models import SpecVersion
from explorer.selectors import principle_titles, version_for
from workspaces.models import Project


@dataclass(frozen=True)
class Principle:
    """``authority`` is empty when the project's version does not know the identifier."""

    identifier: str
    title: str
    authority: str


def principles_for(project: Project) -> dict[str, Principle]:
    """The principles of the project's version by identifier, in document order; asked once per request."""
    known: dict[str, Principle] | None = project.__dict__.get("_evaluated_principles")
    if known is None:
        try:
            titles = principle_titles(version_for(project))
        except SpecVersion.DoesNotExist:
            titles = {}
        known = {key: Principle(key, title, authority) for key, (title, authority) in titles.items()}
        project.__dict__["_evaluated_principles"] = known
    return known


def named(principles: dict[str, Principle], identifier: str) -> Principle:
    """The principle, or a stand-in with a readable name for one that this version does not have."""
    return principles.get(identifier) or Principle(identifier, identifier.replace("_", " ").capitalize(), "")


def label_for(project: Project) -> str:
    """The label of the version the project works with, empty when none is loaded."""
    try:
        return version_for(project).label
    except SpecVersion.DoesNotExist:
        return ""
