"""Reads for the trend: what the runs of a project found over time, over all or under one principle."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Max, Sum

from evaluations.cluster_selectors import sums_by_principle
from evaluations.models import Run, Sample, Tally
from evaluations.outcomes import Outcome, is_inconclusive
from evaluations.principles import Principle, named, principles_for
from evaluations.selectors import finished_runs_of, rated
from evaluations.statistics import Estimate, Sums
from workspaces.models import Project

MOST_RUNS = 40
TABLE_RUNS = 6


@dataclass(frozen=True)
class Point:
    """One run on the line; ``inconclusive`` where more than 5 % of it has no usable verdict."""

    run: Run
    estimate: Estimate
    inconclusive: bool


@dataclass(frozen=True)
class SuiteChoice:
    """A suite by its name, with how many runs of it have ended."""

    name: str
    runs: int


@dataclass(frozen=True)
class Trend:
    """The points, the oldest first, and for the table the rates by principle of the last runs."""

    points: list[Point]
    principles: list[Principle]
    last: list[Run]
    rows: list[tuple[Principle, list[Estimate]]]


def suites_measured(project: Project) -> list[SuiteChoice]:
    """The suites with a result, that with the most runs first."""
    runs = finished_runs_of(project).filter(suite__isnull=False).exclude(source=Run.Source.RECORDED).order_by()
    rows = runs.values_list("suite__name").annotate(times=Count("pk"), latest=Max("finished_at"))
    found = sorted(rows, key=lambda row: (row[1], row[2]), reverse=True)
    return [SuiteChoice(name, times) for name, times, _ in found]


def trend_of(project: Project, suite: str, principle: str = "") -> Trend:
    """The trend of a suite, of all its versions; an empty name takes every run and pilot. In five queries."""
    finished = finished_runs_of(project).select_related("suite")
    chosen = finished.filter(suite__name=suite).exclude(source=Run.Source.RECORDED) if suite else finished
    runs = list(chosen[:MOST_RUNS])[::-1]
    counts, sums = _counts(runs), sums_by_principle(runs)
    known = principles_for(project)
    asked = {identifier for run in runs for identifier in counts[run.pk]}
    order = [key for key in known if key in asked] + sorted(asked - known.keys())
    points = [_point(run, counts[run.pk], sums.get(run.pk, {}), principle) for run in runs]
    last = runs[-TABLE_RUNS:]
    return Trend(
        points=[point for point in points if point.estimate.denominator],
        principles=[named(known, key) for key in order],
        last=last,
        rows=[
            (named(known, key), [rated(counts[run.pk][key], sums.get(run.pk, {}).get(key)) for run in last])
            for key in order
        ],
    )


def _counts(runs: Sequence[Run]) -> dict[int, dict[str, Counter[str]]]:
    keys = [run.pk for run in runs]
    counts: dict[int, dict[str, Counter[str]]] = {key: defaultdict(Counter) for key in keys}
    names = ("run_id", "principle", "outcome")
    sampled = Sample.objects.filter(run__in=keys).order_by().values_list(*names).annotate(times=Count("pk"))
    tallied = Tally.objects.filter(run__in=keys).order_by().values_list(*names).annotate(times=Sum("count"))
    for rows in (sampled, tallied):
        for key, principle, outcome, times in rows:
            counts[key][principle][outcome] += times
    return counts


def _point(run: Run, counts: dict[str, Counter[str]], sums: dict[str, Sums], principle: str) -> Point:
    keys = [principle] if principle else list(counts)
    together = sum((counts[key] for key in keys), Counter[str]())
    ended = sum(together.values()) - together[Outcome.PENDING]
    lost = {"errored": together[Outcome.ERRORED], "unscored": together[Outcome.UNSCORED]}
    all_sums = sum((sums[key] for key in keys if key in sums), Sums())
    return Point(run, rated(together, all_sums), is_inconclusive(**lost, total=ended))
