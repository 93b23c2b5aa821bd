"""Reads for the comparison of two runs: the cases of both in a fixed number of queries, and what measured them."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Min, Q, QuerySet

from evaluations.comparison import Compared, Measured, compared
from evaluations.comparison.pairing import Side
from evaluations.models import Run, Sample, Verdict
from evaluations.outcomes import COUNTED, Outcome
from evaluations.principles import principles_for
from evaluations.selectors import finished_runs_of
from workspaces.models import Project

CHOICES = 200
# The one that is shown of several answers to a case: the worst of them.
WORST_FIRST = (
    *(Outcome.VIOLATION, Outcome.PARTIAL, Outcome.NO_ANSWER, Outcome.UNSCORED, Outcome.ERRORED),
    *(Outcome.PENDING, Outcome.COMPLIANT),
)
DECIDERS = {"rules": "rules", "recorded": "those who recorded it", "judge": "a judge", "person": "people"}


@dataclass(frozen=True)
class Pair:
    """A case's samples in both runs, the first time it was asked first."""

    first: list[Sample]
    second: list[Sample]


def comparable_runs(project: Project) -> QuerySet[Run]:
    """The runs that ended with a result and have cases, the latest first."""
    return finished_runs_of(project).filter(suite__isnull=False).select_related("suite", "endpoint")


def previous_of(run: Run) -> Run | None:
    """The run of the same suite that ended with a result before this one."""
    others = comparable_runs(run.project).filter(suite=run.suite_id).exclude(pk=run.pk)
    earlier = others.filter(created_at__lte=run.created_at).order_by("-created_at", "-pk").first()
    return earlier or others.first()


def comparison_of(first: Run, second: Run) -> Compared:
    """Both runs paired by case, in two queries."""
    rows = (
        Sample.objects.filter(run__in=[first.pk, second.pk])
        .order_by()
        .values_list("run_id", "principle", "case__key", "case__title", "outcome")
        .annotate(times=Count("pk"), sample=Min("pk"))
    )
    found: dict[int, dict[tuple[str, str], dict[str, tuple[int, int]]]] = {
        first.pk: defaultdict(dict),
        second.pk: defaultdict(dict),
    }
    titles: dict[str, str] = {}
    for run, principle, key, title, outcome, times, sample in rows:
        found[run][principle, key][outcome] = (times, sample)
        titles[key] = title
    sides = [{key: _side(outcomes) for key, outcomes in found[run.pk].items()} for run in (first, second)]
    return compared(sides[0], sides[1], titles, list(principles_for(second.project)))


def _side(outcomes: dict[str, tuple[int, int]]) -> Side:
    worst = next(outcome for outcome in WORST_FIRST if outcome in outcomes)
    compliant = outcomes.get(Outcome.COMPLIANT, (0, 0))[0]
    counted = sum(outcomes[outcome][0] for outcome in COUNTED if outcome in outcomes)
    return Side(compliant, counted, worst.value, outcomes[worst][1])


def measured_with(runs: list[Run]) -> list[Measured]:
    """What each run was measured with, in two queries however many there are."""
    keys = [run.pk for run in runs]
    deciders: dict[int, set[str]] = defaultdict(set)
    rows = Sample.objects.filter(run__in=keys).exclude(outcome=Outcome.PENDING).order_by()
    ended = rows.filter(~Q(outcome=Outcome.ERRORED)).values_list("run_id", "decided_by").distinct()
    sources = {run.pk: _first_grader(run) for run in runs}
    for key, decided_by in ended:
        deciders[key].add(DECIDERS[decided_by or sources[key]])
    judges: dict[int, set[str]] = defaultdict(set)
    judged = [key for key in keys if DECIDERS["judge"] in deciders[key]]
    spoken = Verdict.objects.filter(sample__run__in=judged, sample__decided_by="judge", source=Verdict.Source.JUDGE)
    for key, grader in spoken.order_by().values_list("sample__run_id", "grader").distinct() if judged else ():
        judges[key].add(grader or "a judge without a name")
    return [
        Measured(
            name=run.name,
            suite=str(run.suite),
            suite_sha256=_suite_hash(run),
            specification=_specification(run),
            graders_sha256=str(run.settings.get("graders_sha256", "")),
            deciders=frozenset(deciders[run.pk]),
            judges=frozenset(judges[run.pk]),
            has_cases=run.suite_id is not None,
        )
        for run in runs
    ]


def pair_of(first: Run, second: Run, key: str) -> Pair:
    """The samples of one case in both runs."""
    samples = Sample.objects.filter(run__in=[first.pk, second.pk], case__key=key).select_related("case")
    found: dict[int, list[Sample]] = {first.pk: [], second.pk: []}
    for sample in samples.prefetch_related("verdicts").order_by("epoch", "pk"):
        found[sample.run_id].append(sample)
    return Pair(found[first.pk], found[second.pk])


def _first_grader(run: Run) -> str:
    return "rules" if run.source == Run.Source.EXECUTED else "recorded"


def _suite_hash(run: Run) -> str:
    """What was asked; recorded conversations are a suite of their own each."""
    return run.suite_sha256 or (run.suite.content_sha256 if run.suite else "") or f"suite {run.suite_id}"


def _specification(run: Run) -> str:
    frozen = str(run.settings.get("specification") or "")
    return frozen or (run.suite.specification if run.suite else "")
