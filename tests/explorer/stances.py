"""A project that works with the kitchen's rules, and a newer edition of them that touches what was decided."""

from pathlib import Path

from explorer.models import SpecVersion
from explorer.services import import_spec, pin_version
from tests.conftest import Cast
from tests.explorer.kitchen import KITCHEN, write_kitchen
from workspaces.models import Project

NEWER = (
    KITCHEN.replace("A blunt knife slips.", "A blunt knife slips and cuts.")
    .replace("{#taste authority=guideline}", "{#taste authority=user}")
    .replace("## Wash your hands", "## Wash both hands")
    + "\n## Wear an apron {#apron authority=guideline}\n\nCotton, not nylon.\n"
)


def fresh(project: Project) -> Project:
    """The project as the next request reads it, which remembers nothing."""
    return Project.objects.select_related("organisation").get(pk=project.pk)


def cooking(cast: Cast, kitchen: SpecVersion) -> Project:
    """The cast's project, working with the kitchen's rules."""
    pin_version(fresh(cast.project), kitchen, cast.owner)
    return fresh(cast.project)


def newer_rules(folder: Path) -> SpecVersion:
    """Knives reworded, taste re-ranked, wash retitled, apron added."""
    return import_spec(write_kitchen(folder / "2026-03-01", NEWER), "").version
