"""Reads what a version touches in a project; computed each time, in a number of queries that does not grow."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, F, QuerySet

from evaluations.coverage import current_cases
from evaluations.models import Case, Run, Sample, Suite, Tally
from evaluations.reported.standing import counts_for_decisions
from explorer import selectors as explorer
from explorer.comparison.comparing import compare
from explorer.house.selectors import clauses_in_force
from explorer.models import HouseClause, Section, SpecVersion, Stance
from explorer.stances.selectors import entries_for
from explorer.stances.standing import StanceEntry
from roadmap.checks.facts import responsibilities_in_force
from roadmap.models import Responsibility
from roadmap.versions import subjects
from roadmap.versions.todo import Touching, VersionWork
from workspaces.models import Project


@dataclass(frozen=True)
class Result:
    """A run that has results under a principle, and the version it was asked with."""

    run: int
    name: str
    specification: str


@dataclass(frozen=True)
class CaseCount:
    """How many cases of one suite test a principle."""

    suite: int
    name: str
    specification: str
    cases: int


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
        names = [held.person.name for held in self.responsibilities if held.role == role and held.accepted_at]
        return ", ".join(dict.fromkeys(names)) or f"the {words}, once there is one"

    def measured(self, principle: str) -> bool:
        """Whether a counted result under it was asked with the new version."""
        return any(result.specification == self.new.label for result in self.results.get(principle, ()))

    def tested_by(self, principle: str) -> list[str]:
        """The principle and the clauses that hang under it: what cases and results go by."""
        return [principle, *(clause.identifier for clause in self.clauses if clause.principle == principle)]


def version_before(project: Project, label: str) -> SpecVersion | None:
    """What the version is held against: the one in use or, once it is adopted, the one that most decisions rest on.

    None where the version is not newer than that, or the oldest there is.
    """
    versions = explorer.versions_for(project)
    order = [version.label for version in versions]
    used = explorer.version_for(project)
    older = versions[order.index(label) + 1 :]
    if used.label != label:
        return used if used in older else None
    rows = Stance.objects.filter(project=project, replaced_at__isnull=True).values_list("version_label", flat=True)
    counts = Counter(rows)
    resting = [version for version in older if counts[version.label]]
    return max(resting, key=lambda version: counts[version.label], default=next(iter(older), None))


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
        results=_results(project, tested),
        cases=_case_counts(project, tested),
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


def _results(project: Project, tested: Iterable[str]) -> dict[str, list[Result]]:
    """The runs with a counted result under each principle, the latest first; three queries."""
    wanted, counted = list(tested), counts_for_decisions(project).order_by().values("pk")
    samples = Sample.objects.filter(run__in=counted, principle__in=wanted, state=Sample.State.FINISHED)
    tallies = Tally.objects.filter(run__in=counted, principle__in=wanted)
    pairs = {*_pairs(samples), *_pairs(tallies)}
    runs = counts_for_decisions(project).annotate(asked_with=F("settings__specification"))
    found: dict[str, list[Result]] = defaultdict(list)
    rows = runs.filter(pk__in={run for _, run in pairs}).values_list("pk", "name", "asked_with")
    for key, name, asked_with in rows:
        for principle in wanted:
            if (principle, key) in pairs:
                found[principle].append(Result(key, name, asked_with or ""))
    return found


def _pairs(rows: QuerySet[Sample] | QuerySet[Tally]) -> Iterable[tuple[str, int]]:
    return rows.order_by().values_list("principle", "run_id").distinct()


def _case_counts(project: Project, tested: Iterable[str]) -> dict[str, list[CaseCount]]:
    rows = (
        current_cases(project)
        .filter(principle__in=list(tested))
        .order_by()
        .values("principle", "suite_id", "suite__name", "suite__version", "suite__specification")
        .annotate(cases=Count("pk"))
        .order_by("suite__name", "suite_id")
    )
    found: dict[str, list[CaseCount]] = defaultdict(list)
    for row in rows:
        name = row["suite__name"] if row["suite__version"] == 1 else f"{row['suite__name']}, v{row['suite__version']}"
        found[row["principle"]].append(CaseCount(row["suite_id"], name, row["suite__specification"], row["cases"]))
    return found
