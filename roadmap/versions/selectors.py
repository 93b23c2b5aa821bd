"""Reads what a version touches in a project; computed each time, in a number of queries that does not grow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from evaluations.coverage import current_cases
from evaluations.models import Case, Run, Suite
from explorer import selectors as explorer
from explorer.comparison.comparing import compare
from explorer.house.selectors import clauses_in_force
from explorer.models import HouseClause, Section, SpecVersion
from explorer.stances.selectors import entries_for
from explorer.stances.standing import StanceEntry
from roadmap.checks.facts import accepted, responsibilities_in_force
from roadmap.models import Responsibility
from roadmap.versions import subjects
from roadmap.versions.tested import CaseCount, Result, case_counts, results_under
from roadmap.versions.todo import Touching, VersionWork
from workspaces.models import Project


@dataclass(frozen=True)
class Ground:
    """Everything that the tasks about a version follow from."""

    project: Project
    old: SpecVersion
    new: SpecVersion
    adopted: bool
    touching: Touching
    sections: Sequence[Section]
    entries: Mapping[str, StanceEntry]
    clauses: Sequence[HouseClause] = ()
    results: Mapping[str, Sequence[Result]] = field(default_factory=dict)
    cases: Mapping[str, Sequence[CaseCount]] = field(default_factory=dict)
    responsibilities: Sequence[Responsibility] = ()

    def holders(self, role: str, words: str) -> str:
        """Who holds a responsibility, by name; else what it is called."""
        names = [held.person.name for held in accepted(self.responsibilities, role)]
        return ", ".join(dict.fromkeys(names)) or f"the {words}, once there is one"

    def measured(self, principle: str) -> bool:
        """Whether a counted result under it was asked with the new version."""
        return any(result.specification == self.new.label for result in self.results.get(principle, ()))

    def tested_by(self, principle: str) -> list[str]:
        """The principle and the clauses that hang under it: what cases and results go by."""
        return [principle, *(clause.identifier for clause in self.clauses if clause.principle == principle)]


def ground_of(project: Project, old: SpecVersion, new: SpecVersion) -> Ground:
    """What the version finds in the project."""
    sections = explorer.outline_of(new)
    touching = Touching(compare(explorer.outline_of(old), sections).changes)
    entries, _ = entries_for(project, sections)
    clauses = list(clauses_in_force(project).filter(principle__in=touching.principles).order_by("identifier"))
    tested = [*touching.principles, *(clause.identifier for clause in clauses)]
    return Ground(
        project=project,
        old=old,
        new=new,
        adopted=explorer.version_for(project).label == new.label,
        touching=touching,
        sections=sections,
        entries={entry.section.identifier: entry for entry in entries},
        clauses=clauses,
        results=results_under(project, tested),
        cases=case_counts(project, tested),
        responsibilities=list(responsibilities_in_force(project)),
    )


def work_on(project: Project, old: SpecVersion, new: SpecVersion) -> VersionWork:
    """Everything that is to be done about *new*, which the project knew as *old* before."""
    ground = ground_of(project, old, new)
    return VersionWork(old.label, new.label, ground.adopted, ground.touching, subjects.all_of(ground))


def cases_to_run(project: Project, old: SpecVersion, new: SpecVersion) -> list[Case]:
    """The current cases on what the version touches, each key once: out of the newest suite that holds it.

    Traffic samples are left out: what is masked in them is looked at by people before it is asked anywhere.
    """
    touching = Touching(compare(explorer.outline_of(old), explorer.outline_of(new)).changes)
    clauses = clauses_in_force(project).filter(principle__in=touching.still_there).values_list("identifier", flat=True)
    rows = (
        current_cases(project)
        .filter(principle__in=[*touching.still_there, *clauses])
        .exclude(suite__origin=Suite.Origin.TRAFFIC)
        .order_by("-suite_id", "position")
    )
    found: dict[str, Case] = {}
    for case in rows:
        found.setdefault(case.key, case)
    return sorted(found.values(), key=lambda case: (case.principle, case.key))


def latest_executed(project: Project) -> Run | None:
    """The run that a new one takes its endpoint, release and settings from: the latest whose endpoint is in use."""
    runs = Run.objects.filter(
        project=project, source=Run.Source.EXECUTED, state__in=Run.FINISHED, endpoint__archived_at__isnull=True
    )
    return runs.select_related("endpoint", "suite").order_by("-created_at", "-pk").first()
