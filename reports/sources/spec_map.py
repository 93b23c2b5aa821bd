"""The spec map: every principle of the pinned version with what the run found under it."""

from evaluations.map_selectors import leaves_of
from evaluations.models import Run
from reports.facts.spec_map import LeafFacts
from workspaces.models import Project


def leaf_facts(project: Project, run: Run | None) -> tuple[LeafFacts, ...]:
    """The leaves in the order of the document."""
    return tuple(
        LeafFacts(
            identifier=leaf.identifier,
            title=leaf.title,
            section=leaf.chapter,
            level=leaf.authority,
            numerator=leaf.numerator,
            denominator=leaf.denominator,
            stale=leaf.stale,
        )
        for leaf in leaves_of(project, run)
    )
