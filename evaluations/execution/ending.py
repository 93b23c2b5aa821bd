"""Ends a run when nothing of it is left to do: completed, inconclusive or failed, decided once."""

from django.db import transaction
from django.db.models import Count, Q
from django.db.models.functions import Now

from evaluations.models import Run, Sample
from evaluations.outcomes import Outcome, is_inconclusive
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
    state, reason = _verdict(run_id, counts)
    with transaction.atomic():
        ended = Run.objects.filter(pk=run_id, state=Run.State.RUNNING).update(
            state=state, reason=reason, finished_at=Now()
        )
        if ended:
            run = Run.objects.select_related("project__organisation").get(pk=run_id)
            audit.record(run.project.organisation, None, "run.finished", run, state=state, **counts)
    return bool(ended)


def _verdict(run_id: int, counts: dict[str, int]) -> tuple[Run.State, str]:
    if counts["total"] and counts["errored"] == counts["total"]:
        return Run.State.FAILED, f"No answer was received. {most_common_reason(run_id)}".strip()
    if is_inconclusive(**counts):
        lost = counts["errored"] + counts["unscored"]
        reason = f"{lost} of {counts['total']} samples have no usable verdict, more than 5 %."
        return Run.State.INCONCLUSIVE, reason
    return Run.State.COMPLETED, ""


def most_common_reason(run_id: int) -> str:
    """What went wrong most often, in the words kept with the samples."""
    errored = Sample.objects.filter(run_id=run_id, outcome=Outcome.ERRORED)
    first = errored.values("reason").annotate(times=Count("pk")).order_by("-times", "reason").first()
    return str(first["reason"]) if first else ""
