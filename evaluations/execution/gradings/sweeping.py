"""Finds what a crash or a lost message left of gradings, and puts it back on its way."""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce, Now

from evaluations.execution.gradings.claims import NO_LEASE, held_for, lock, settle
from evaluations.execution.gradings.ending import OPEN, finish_if_done
from evaluations.execution.gradings.storing import ended_with
from evaluations.execution.limits import MAX_ATTEMPTS, quiet_before_ringing
from evaluations.judging.scoring import UNSCORED, Word
from evaluations.models import Grading, Judgement

CRASHED = Word(UNSCORED, None, f"The worker ended {MAX_ATTEMPTS} times while this response was with it.")


def sweep() -> list[int]:
    """Returns expired leases, ends gradings with nothing left to do; gives the gradings to ring for."""
    expired = Judgement.objects.filter(leased_until__lt=Now())
    touched = list(expired.order_by().values_list("grading_id", flat=True).distinct())
    for grading_id in touched:
        with transaction.atomic():
            _return_leases(lock(grading_id))
    open_ones = Exists(Judgement.objects.filter(grading_id=OuterRef("pk"), state__in=OPEN))
    running = Grading.objects.filter(state=Grading.State.RUNNING)
    for grading_id in list(running.filter(~open_ones).values_list("pk", flat=True)):
        finish_if_done(grading_id)
    still = Grading.objects.annotate(last_move=Coalesce("worked_at", "created_at")).filter(state__in=Grading.ACTIVE)
    quiet = Q(last_move__lt=Now() - quiet_before_ringing()) | Q(pk__in=touched)
    return list(still.filter(quiet).order_by("last_move").values_list("pk", flat=True)[:100])


def _return_leases(grading: Grading) -> None:
    expired = Judgement.objects.filter(grading=grading, leased_until__lt=Now())
    # Named, because the database's time goes on between one statement and the next.
    ours = Judgement.objects.filter(pk__in=list(expired.values_list("pk", flat=True)), state=Judgement.State.LEASED)
    held = held_for(ours)
    # Nobody knows whether the calls were made: a budget counts them as made.
    settle(grading.pk, held=held, spent=held)
    if grading.state == Grading.State.CANCELLED:
        ours.update(state=Judgement.State.DROPPED, **NO_LEASE)
        return
    ours.filter(attempts__gte=MAX_ATTEMPTS).update(**ended_with(CRASHED), **NO_LEASE)
    ours.filter(attempts__lt=MAX_ATTEMPTS).update(state=Judgement.State.QUEUED, **NO_LEASE)
