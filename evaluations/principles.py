"""The principles a project works with, as this room needs them: titles and levels by identifier, in document order.

House clauses are among them, each after the principle under which it hangs: they are tested and measured alike.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from explorer.house.selectors import clauses_under
from explorer.models import SpecVersion
from explorer.selectors import principle_titles, version_for
from workspaces.models import Project


@dataclass(frozen=True)
class Principle:
    """``authority`` is empty when the project's version does not know the identifier.

    ``under`` is the principle of a house clause, and empty for what the specification itself says.
    """

    identifier: str
    title: str
    authority: str
    under: str = ""


def principles_for(project: Project) -> dict[str, Principle]:
    """The principles of the project's version and the house clauses in force by identifier; asked once per request.

    In document order, a clause after its principle; clauses whose principle the version does not have come last.
    """
    known: dict[str, Principle] | None = project.__dict__.get("_evaluated_principles")
    if known is None:
        try:
            titles = principle_titles(version_for(project))
        except SpecVersion.DoesNotExist:
            titles = {}
        own = [Principle(key, title, authority) for key, (title, authority) in titles.items()]
        known = {each.identifier: each for each in _with_clauses(own, clauses_under(project))}
        project.__dict__["_evaluated_principles"] = known
    return known


def _with_clauses(principles: list[Principle], clauses: list[tuple[str, str, str, str]]) -> Iterator[Principle]:
    hanging: dict[str, list[Principle]] = defaultdict(list)
    for under, identifier, title, authority in clauses:
        hanging[under].append(Principle(identifier, title, authority, under))
    for principle in principles:
        yield principle
        yield from hanging.pop(principle.identifier, [])
    for left in hanging.values():
        yield from left


def named(principles: dict[str, Principle], identifier: str) -> Principle:
    """The principle, or a stand-in with a readable name for one that this version does not have."""
    return principles.get(identifier) or Principle(identifier, identifier.replace("_", " ").capitalize(), "")


def label_for(project: Project) -> str:
    """The label of the version the project works with, empty when none is loaded."""
    try:
        return version_for(project).label
    except SpecVersion.DoesNotExist:
        return ""
