"""What tests a rule of the company's own, and where a case is shown: for the pages of the explorer."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable

from django.db.models import Count, Exists, OuterRef, QuerySet, Sum
from django.urls import reverse

from evaluations.cluster_selectors import sums_by_principle
from evaluations.models import Case, Run, Sample, Suite, Tally
from evaluations.reported.standing import counts_for_decisions
from evaluations.selectors import rated
from evaluations.statistics import Estimate
from ui.registries import CaseKey, CaseLink, Coverage, Measured
from workspaces.models import Project

# Runs looked through for the latest result of each rule; they are asked together, so the first one mostly has all.
LOOKED_THROUGH = 50


def current_cases(project: Project) -> QuerySet[Case]:
    """The cases of the newest version of each suite that can be run."""
    newer = Suite.objects.filter(project=project, name=OuterRef("suite__name"), version__gt=OuterRef("suite__version"))
    cases = Case.objects.filter(suite__project=project).exclude(suite__origin=Suite.Origin.RECORDED)
    return cases.filter(~Exists(newer))


def coverage_of_rules(project: Project, identifiers: Collection[str]) -> dict[str, Coverage]:
    """Cases by kind and the latest result of each rule, in four queries however many rules there are."""
    kinds = _cases_by_kind(project, identifiers)
    latest = _latest_results(project, identifiers)
    found = {}
    for identifier in identifiers:
        release, measured = latest.get(identifier, ("", None))
        found[identifier] = Coverage(
            cases=kinds.get(identifier, {}),
            latest=measured,
            release=release,
            new_case_url=reverse("evaluations:house_case_create", args=[project.path, identifier]),
        )
    return found


def _cases_by_kind(project: Project, identifiers: Collection[str]) -> dict[str, dict[str, int]]:
    rows = (
        current_cases(project)
        .filter(principle__in=identifiers)
        .order_by()
        .values_list("principle", "kind")
        .annotate(times=Count("pk"))
    )
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for identifier, kind, times in rows:
        counts[identifier][kind] = times
    labels = [*Case.Kind.choices, ("", "Of no kind")]
    return {
        identifier: {str(label): found[kind] for kind, label in labels if kind in found}
        for identifier, found in counts.items()
    }


def _latest_results(project: Project, identifiers: Collection[str]) -> dict[str, tuple[str, Measured]]:
    """For each rule the release and the result of the latest finished run that asked for it."""
    of_these = {"principle__in": list(identifiers)}
    asked = Sample.objects.filter(run=OuterRef("pk"), **of_these)
    tallied = Tally.objects.filter(run=OuterRef("pk"), **of_these)
    runs = list(counts_for_decisions(project).filter(Exists(asked) | Exists(tallied))[:LOOKED_THROUGH])
    counts: dict[tuple[int, str], Counter[str]] = defaultdict(Counter)
    within = {"run__in": [run.pk for run in runs], **of_these}
    sampled = Sample.objects.filter(**within).values_list("run_id", "principle", "outcome")
    counted = Tally.objects.filter(**within).values_list("run_id", "principle", "outcome")
    for rows in (sampled.annotate(times=Count("pk")), counted.annotate(times=Sum("count"))):
        for run_id, identifier, outcome, times in rows:
            counts[run_id, identifier][outcome] += times
    sums = sums_by_principle(runs, identifiers)
    latest: dict[str, tuple[str, Measured]] = {}
    for run in runs:
        for identifier in identifiers:
            if identifier not in latest and (run.pk, identifier) in counts:
                found = rated(counts[run.pk, identifier], sums.get(run.pk, {}).get(identifier))
                latest[identifier] = (run.release, _measured(project, run, identifier, found))
    return latest


def _measured(project: Project, run: Run, identifier: str, found: Estimate) -> Measured:
    address = reverse("evaluations:run_detail", args=[project.path, run.pk])
    return Measured(
        numerator=found.numerator,
        denominator=found.denominator,
        rate=found.rate,
        low=found.low,
        high=found.high,
        url=f"{address}?principle={identifier}#samples",
        simulated=run.simulated,
    )


def links_to_cases(project: Project, keys: Collection[CaseKey]) -> dict[CaseKey, CaseLink]:
    """The pages of cases by the rule they test and their key, the newest version of each; one query."""
    wanted = set(keys)
    rows: Iterable[Case] = (
        Case.objects.filter(
            suite__project=project,
            principle__in={principle for principle, _ in wanted},
            key__in={key for _, key in wanted},
        )
        .only("suite_id", "principle", "key", "title")
        .order_by("suite__version", "pk")
        if wanted
        else []
    )
    return {
        (case.principle, case.key): CaseLink(
            str(case), reverse("evaluations:case_detail", args=[project.path, case.suite_id, case.pk])
        )
        for case in rows
        if (case.principle, case.key) in wanted
    }
