"""Reads about imported logs, and the results of a run as rows of a file."""

from collections.abc import Iterable, Iterator

from evaluations.exchange.export.results import Result, turns_as_columns
from evaluations.exchange.formats import TOOLS
from evaluations.models import ImportedLog, Run, Sample
from workspaces.models import Project

BATCH = 500


def tools_of(runs: Iterable[Run]) -> dict[int, str]:
    """Which tool the log of each imported run is of, by the run's primary key."""
    rows = ImportedLog.objects.filter(run__in=[run.pk for run in runs]).values_list("run_id", "tool")
    return {key: TOOLS[tool] for key, tool in rows}


def earlier_imports(project: Project, sha256: str) -> list[Run]:
    """The runs that came out of the same file."""
    return list(Run.objects.filter(project=project, imported_log__sha256=sha256).order_by("pk"))


def results_of(run: Run) -> Iterator[Result]:
    """The finished samples of a run with the verdict that decides, in order, a batch at a time."""
    samples = Sample.objects.filter(run=run, state=Sample.State.FINISHED).select_related("case")
    ordered = samples.prefetch_related("verdicts").order_by("case__position", "epoch", "pk")
    for sample in ordered.iterator(chunk_size=BATCH):
        yield _result(sample)


def _result(sample: Sample) -> Result:
    verdicts = list(sample.verdicts.all())
    deciding = [each for each in verdicts if each.outcome == sample.outcome] or verdicts
    if sample.decided_by:
        deciding = [each for each in deciding if each.source == sample.decided_by] or deciding
    verdict = deciding[-1] if deciding else None
    return {
        "case_id": sample.case.key,
        "principle": sample.principle,
        **turns_as_columns(sample.case.messages),
        "response": sample.response,
        "outcome": sample.outcome,
        "score": verdict.score if verdict else None,
        "grader": (verdict.grader or verdict.source) if verdict else "",
        "note": sample.reason,
        "epoch": sample.epoch,
        "title": sample.case.title,
        "model": sample.model,
        "fault": sample.fault,
        "decided_by": sample.decided_by,
    }
