"""Which principle the evaluation prompts of the project's version hang on, by their footnote ids."""

from explorer.models import Prompt, SpecVersion
from explorer.selectors import version_for
from workspaces.models import Project


def principles_by_footnote(project: Project) -> dict[str, str]:
    """The identifier of the section by footnote id; empty where no version with prompts is loaded."""
    try:
        version = version_for(project)
    except SpecVersion.DoesNotExist:
        return {}
    rows = Prompt.objects.filter(version=version, section__isnull=False).exclude(section__authority="")
    return dict(rows.values_list("footnote", "section__identifier").distinct())
