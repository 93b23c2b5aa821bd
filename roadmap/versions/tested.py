"""What was tested, and on which version: cases and counted results by principle, and the version before another."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, QuerySet

from evaluations.coverage import current_cases
from evaluations.models import Sample, Suite, Tally
from evaluations.reported.standing import counts_for_decisions
from explorer import selectors as explorer
from explorer.comparison.comparing import compare
from explorer.house.selectors import clauses_in_force
from explorer.models import SpecVersion, Stance
from roadmap.versions.todo import Touching
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


def not_asked_again(project: Project, used: SpecVersion) -> list[str]:
    """Titles of the principles that the version in use changed, and whose cases no counted run has asked with it.

    Traffic samples do not count: they are not asked again.
    """
    versions = explorer.versions_for(project)
    older = [version.label for version in versions[versions.index(used) + 1 :]]
    if not older or not Stance.objects.filter(project=project, version_label__in=older).exists():
        return []  # it never worked with another one
    before = version_before(project, used.label)
    if before is None:
        return []
    touched = Touching(compare(explorer.outline_of(before), explorer.outline_of(used)).changes).still_there
    clauses = clauses_in_force(project).filter(principle__in=touched).values_list("principle", "identifier")
    tested = {principle: {principle} for principle in touched}
    for principle, identifier in clauses:
        tested[principle].add(identifier)
    wanted = {identifier for each in tested.values() for identifier in each}
    ours = current_cases(project).filter(principle__in=wanted).exclude(suite__origin=Suite.Origin.TRAFFIC)
    cases = {*ours.order_by().values_list("principle", flat=True)}
    measured = {
        identifier
        for identifier, results in results_under(project, wanted).items()
        if any(result.specification == used.label for result in results)
    }
    return [touched[key].title for key, each in tested.items() if (each & cases) - measured]


def results_under(project: Project, tested: Iterable[str]) -> dict[str, list[Result]]:
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


def case_counts(project: Project, tested: Iterable[str]) -> dict[str, list[CaseCount]]:
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
