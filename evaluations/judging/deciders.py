"""Whose verdicts the results of runs rest on, and how often the judge among them errs."""

from collections.abc import Collection

from django.db.models import Count

from evaluations.judging.standing import confusion_of, correcting_calibrations
from evaluations.models import Grading, Sample
from evaluations.statistics import Calibration


def deciders_of(runs: Collection[int]) -> dict[int, str]:
    """The source that decided most of the answers of each run: *person*, *judge*, or empty for the rules."""
    decided = Sample.objects.filter(run__in=runs, state=Sample.State.FINISHED).order_by()
    rows = decided.values_list("run_id", "decided_by").annotate(times=Count("pk")).order_by("times", "decided_by")
    return {run: source if source in ("person", "judge") else "" for run, source, _ in rows}


def calibrations_of_runs(runs: Collection[int]) -> dict[int, Calibration]:
    """How the judge whose grading decides each run judged responses of known worth; two queries for all of them."""
    held = Grading.objects.filter(run__in=runs, state=Grading.State.COMPLETED, counts=True, trusted=True)
    judges = {run: judge for run, judge in held.order_by("finished_at", "pk").values_list("run_id", "judge_id") if run}
    rows = correcting_calibrations(set(judges.values())) if judges else {}
    confusions = {run: confusion_of(rows[judge]) for run, judge in judges.items() if judge in rows}
    counts = {run: confusion.for_correction for run, confusion in confusions.items() if confusion is not None}
    return {run: known for run, known in counts.items() if known is not None}
