"""Reads for the spec map: every principle of the project's version with what a run found under it."""

from django.urls import reverse

from evaluations.models import Run
from evaluations.principles import label_for, principles_for
from evaluations.selectors import results_by_principle
from evaluations.spec_map import Leaf
from explorer import selectors as explorer
from workspaces.models import Project


def leaves_of(project: Project, run: Run | None) -> list[Leaf]:
    """The leaves in the order of the document. Without a run the whole map is hollow."""
    label = label_for(project)
    if not label:
        return []
    results = {result.identifier: result for result in results_by_principle(run)} if run is not None else {}
    chapters = explorer.chapter_titles(explorer.version_for(project))
    changed = _changed_since(project, run)
    leaves: list[Leaf] = []
    chapter = ""
    for identifier, principle in principles_for(project).items():
        chapter = chapters.get(identifier, chapter)  # a house clause stands behind the principle it hangs under
        result = results.get(identifier)
        measured = result is not None and result.denominator > 0
        leaves.append(
            Leaf(
                identifier=identifier,
                title=principle.title,
                authority=principle.authority,
                chapter=chapter,
                numerator=result.numerator if result else 0,
                denominator=result.denominator if result else 0,
                stale=measured and identifier in changed,
                url=reverse("explorer:section_detail", args=[project.path, label, identifier])
                if identifier in chapters
                else reverse("explorer:house_clause_detail", args=[project.path, identifier]),
            )
        )
    return leaves


def _changed_since(project: Project, run: Run | None) -> set[str]:
    """The principles whose text moved between the version that the run's cases were written for and the project's."""
    if run is None or run.suite is None or not run.suite.specification:
        return set()
    return explorer.differing(project, run.suite.specification)
