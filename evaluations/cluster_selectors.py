"""Sums over the cases of runs that asked cases several times, made by the database: what clustered intervals need."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet

from evaluations.models import Run, Sample
from evaluations.outcomes import COUNTED, Outcome
from evaluations.statistics import Asked, Sums

COMPLIANT = Count("pk", filter=Q(outcome=Outcome.COMPLIANT))
SUMS = "COUNT(*), SUM(k), SUM(n), SUM(k * k), SUM(k * n), SUM(n * n)"


def may_repeat(run: Run) -> bool:
    """Whether a case of the run can have several answers; recorded conversations are counted as they came."""
    return run.epochs > 1 or (run.source == Run.Source.RECORDED and run.suite_id is not None)


def sums_of_runs(runs: Iterable[Run]) -> dict[int, Sums]:
    """The sums of each run that may have asked a case twice, in one query or none."""
    rows = _summed(runs, ["run_id"], {})
    return {key: sums for (key,), sums in rows}


def sums_by_principle(
    runs: Iterable[Run], identifiers: Collection[str] = (), *, errors_count: bool = False
) -> dict[int, dict[str, Sums]]:
    """The same by run and principle. A case tests one principle, so those of a section or level may be added up.

    Args:
        identifiers: these principles alone; all of them without any.
        errors_count: take errored samples as violations.
    """
    within = {"principle__in": list(identifiers)} if identifiers else {}
    found: dict[int, dict[str, Sums]] = defaultdict(dict)
    for (key, principle), sums in _summed(runs, ["run_id", "principle"], within, errors_count):
        found[key][principle] = sums
    return found


def asked_in(run: Run, *, errors_count: bool = False) -> list[Asked]:
    """Each case of one run with its counted answers and its weight; for pages that look at one run closely."""
    rows = (
        _counted(errors_count)
        .filter(run=run)
        .order_by()
        .values_list("case_id", "case__weight")
        .annotate(k=COMPLIANT, n=Count("pk"))
    )
    return [Asked(k, n, weight) for _, weight, k, n in rows]


def _counted(errors_count: bool) -> QuerySet[Sample]:
    return Sample.objects.filter(outcome__in=[*COUNTED, Outcome.ERRORED] if errors_count else COUNTED)


def _summed(
    runs: Iterable[Run], names: list[str], within: dict[str, Any], errors_count: bool = False
) -> list[tuple[tuple[Any, ...], Sums]]:
    keys = [run.pk for run in runs if may_repeat(run)]
    if not keys:
        return []
    per_case = (
        _counted(errors_count)
        .filter(run__in=keys, **within)
        .order_by()
        .values(*names, "case_id")
        .annotate(k=COMPLIANT, n=Count("pk"))
    )
    # The ORM groups once; grouping its groups again needs a query around it. Nothing of a user's is in the text.
    inner, parameters = per_case.query.sql_with_params()
    grouped = ", ".join(names)
    with connection.cursor() as cursor:
        # Only names of our own columns are written into the text; every value is a parameter of the inner query.
        statement = f"SELECT {grouped}, {SUMS} FROM ({inner}) cases GROUP BY {grouped}"  # noqa: S608 - names of ours
        cursor.execute(statement, parameters)
        rows = cursor.fetchall()
    return [(row[: len(names)], Sums(*(int(value) for value in row[len(names) :]))) for row in rows]
