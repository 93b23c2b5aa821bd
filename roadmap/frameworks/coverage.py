"""How far a project's criteria cover a framework, and what was decided about each of its identifiers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from roadmap.frameworks.records import FrameworkList, Identifier
from roadmap.models import Applicability
from roadmap.state_selectors import Stated
from workspaces.models import Project

UNDECIDED, YES, NO = "not decided", "yes", "no"


@dataclass(frozen=True)
class Covered:
    """One identifier with the criteria that are mapped to it and the decision that holds."""

    identifier: Identifier
    entries: Sequence[Stated]
    decision: Applicability | None

    @property
    def is_settled(self) -> bool:
        """Whether criteria are mapped to it and none of them is unsettled."""
        return bool(self.entries) and not any(entry.state.is_unsettled for entry in self.entries)

    @property
    def applies(self) -> str:
        if self.decision is None:
            return UNDECIDED
        return YES if self.decision.applies else NO

    @property
    def evidence(self) -> list[tuple[int, str]]:
        """What counts as evidence for its criteria, each piece once, as primary key and title."""
        shown = [one for entry in self.entries for one in entry.state.inputs.shown if not one.problem]
        return list({one.use.evidence_id: (one.use.evidence_id, one.title) for one in shown}.values())


@dataclass(frozen=True)
class Coverage:
    """A framework as it stands in a project."""

    framework: FrameworkList
    groups: Sequence[tuple[str, Sequence[Covered]]]

    @property
    def rows(self) -> list[Covered]:
        return [row for _, rows in self.groups for row in rows]

    @property
    def total(self) -> int:
        return len(self.rows)

    @property
    def mapped(self) -> int:
        return sum(bool(row.entries) for row in self.rows)

    @property
    def settled(self) -> int:
        return sum(row.is_settled for row in self.rows)

    @property
    def decided(self) -> int:
        return sum(row.decision is not None for row in self.rows)

    @property
    def unfounded(self) -> int:
        """How many apply by decision and have no criterion."""
        return sum(row.applies == YES and not row.entries for row in self.rows)

    def narrowed(self, fits: Callable[[Covered], bool]) -> list[tuple[str, list[Covered]]]:
        """The groups with the rows that fit; empty ones are left out."""
        found = [(title, [row for row in rows if fits(row)]) for title, rows in self.groups]
        return [(title, rows) for title, rows in found if rows]


def coverage_of(
    framework: FrameworkList, entries: Sequence[Stated], decisions: Mapping[str, Applicability]
) -> Coverage:
    """The framework's identifiers in their order; *decisions* are those that hold, by identifier."""
    mapped: dict[str, list[Stated]] = defaultdict(list)
    for entry in entries:
        for name in entry.criterion.mappings.get(framework.key, ()):
            mapped[name].append(entry)
    return Coverage(
        framework,
        [
            (group.title, [Covered(one, mapped[one.name], decisions.get(one.name)) for one in group.identifiers])
            for group in framework.groups
        ],
    )


def decisions_in_force(project: Project) -> dict[str, dict[str, Applicability]]:
    """The latest decision about each identifier, by framework and identifier; one query."""
    found: dict[str, dict[str, Applicability]] = defaultdict(dict)
    for decision in Applicability.objects.filter(project=project).order_by("number"):
        found[decision.framework][decision.identifier] = decision
    return found


def decisions_about(project: Project, framework: FrameworkList, name: str) -> QuerySet[Applicability]:
    """Every decision about an identifier, the latest first."""
    rows = Applicability.objects.filter(project=project, framework=framework.key, identifier=name)
    return rows.order_by("-number")
