"""Ends a run when nothing of it is left to do, and lays it to rest when it cannot go on: each decided once."""

from django.db import transaction
from django.db.models import Count, Q

from evaluations.execution import budgets
from evaluations.execution.leases import next_in_turn
from evaluations.execution.moving import move
from evaluations.models import Run, Sample
from evaluations.outcomes import Outcome, is_inconclusive
from evaluations.runs.states import Move
from workspaces import audit

OPEN = (Sample.State.QUEUED, Sample.State.LEASED, Sample.State.ANSWERED)


def finish_if_done(run_id: int) -> bool:
    """Whether this call ended the run; of several workers that try, one does."""
    if Sample.objects.filter(run_id=run_id, state__in=OPEN).exists():
        return False
    samples = Sample.objects.filter(run_id=run_id)
    counts = samples.aggregate(
        total=Count("pk"),
        errored=Count("pk", filter=Q(outcome=Outcome.ERRORED)),
        unscored=Count("pk", filter=Q(outcome=Outcome.UNSCORED)),
    )
    made, reason = _verdict(run_id, counts)
    with transaction.atomic():
        ended = move(run_id, made, reason=reason, cause="")
        if ended:
            run = Run.objects.select_related("project__organisation").get(pk=run_id)
            audit.record(run.project.organisation, None, "run.finished", run, state=run.state, **counts)
    return ended


def rest(run_id: int, made: Move, cause: Run.Cause, reason: str) -> bool:
    """Pauses or stops a run for a reason that somebody has to mend; whether this call did it."""
    with transaction.atomic():
        resting = move(run_id, made, cause=cause, reason=reason)
        if resting:
            run = Run.objects.select_related("project__organisation").get(pk=run_id)
            audit.record(run.project.organisation, None, f"run.{run.state}", run, cause=cause.value)
    return resting


def stop_if_budget_is_used_up(run_id: int) -> bool:
    """Whether this call stopped the run because its next call does not fit into what is left."""
    with transaction.atomic():
        run = budgets.lock(run_id)
        sample = next_in_turn(run_id)
        short = budgets.shortage(run, sample) if sample and run.state == Run.State.RUNNING else ""
        return bool(short) and rest(run_id, Move.STOP, Run.Cause.BUDGET, f"Budget used up: {short}")


def _verdict(run_id: int, counts: dict[str, int]) -> tuple[Move, str]:
    if counts["total"] and counts["errored"] == counts["total"]:
        return Move.FAIL, f"No answer was received. {most_common_reason(run_id)}".strip()
    if is_inconclusive(**counts):
        lost = counts["errored"] + counts["unscored"]
        reason = f"{lost} of {counts['total']} samples have no usable verdict, more than 5 %."
        return Move.FIND_INCONCLUSIVE, reason
    return Move.COMPLETE, ""


def most_common_reason(run_id: int) -> str:
    """What went wrong most often, in the words kept with the samples."""
    errored = Sample.objects.filter(run_id=run_id, outcome=Outcome.ERRORED)
    first = errored.values("reason").annotate(times=Count("pk")).order_by("-times", "reason").first()
    return str(first["reason"]) if first else ""
