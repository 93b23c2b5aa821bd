"""Finds what a crash or a lost message left behind, and puts it back on its way."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce, Now

from evaluations.execution import budgets
from evaluations.execution.ending import OPEN, finish_if_done
from evaluations.execution.leases import NO_LEASE, due
from evaluations.execution.limits import MAX_CRASHES, quiet_before_ringing
from evaluations.models import Endpoint, EndpointShare, Run, Sample
from evaluations.outcomes import Outcome

CRASHED = "crashed"
CANCELLED_UNGRADED = "The run was cancelled before the answer was graded."


def sweep() -> list[int]:
    """Returns expired leases, ends what crashed too often, ends runs with nothing left; gives the runs to ring for."""
    EndpointShare.objects.filter(leased_until__lt=Now()).delete()
    returned = return_expired_leases()
    for run_id in _runs_with_nothing_open():
        finish_if_done(run_id)
    return runs_lying_still(returned)


def return_expired_leases() -> list[int]:
    """Puts back what silent workers held, run by run under its lock, so that two sweepers at once do no more than one;
    gives the runs touched."""
    expired = Sample.objects.filter(leased_until__lt=Now())
    touched = list(expired.order_by().values_list("run_id", flat=True).distinct())
    for run_id in touched:
        with transaction.atomic():
            _return_leases(budgets.lock(run_id))
    return touched


def _return_leases(run: Run) -> None:
    expired = Sample.objects.filter(run=run, leased_until__lt=Now())
    # Named, because the database's time goes on between one statement and the next.
    ours = Sample.objects.filter(pk__in=list(expired.values_list("pk", flat=True)))
    leased, answered = ours.filter(state=Sample.State.LEASED), ours.filter(state=Sample.State.ANSWERED)
    # Nobody knows whether the call was made: a budget counts it as made.
    held = budgets.held_for(leased)
    budgets.settle(run.pk, held=held, spent=held)
    finished = {"state": Sample.State.FINISHED, "finished_at": Now(), **NO_LEASE}
    if run.state == Run.State.CANCELLED:
        leased.update(state=Sample.State.DROPPED, **NO_LEASE)
        answered.update(outcome=Outcome.UNSCORED, reason=CANCELLED_UNGRADED, **finished)
        return
    crashed = {"crashes": F("crashes") + 1, "fault": CRASHED}
    last_chance = Q(crashes__gte=MAX_CRASHES - 1)
    reason = f"The worker ended {MAX_CRASHES} times while this sample was with it."
    leased.filter(last_chance).update(outcome=Outcome.ERRORED, reason=reason, **crashed, **finished)
    reason = f"The answer is there, but grading it ended the worker {MAX_CRASHES} times."
    answered.filter(last_chance).update(outcome=Outcome.UNSCORED, reason=reason, **crashed, **finished)
    again = {"crashes": F("crashes") + 1, **NO_LEASE}
    # A crash is counted apart from the attempts, which count what the endpoint answered.
    leased.update(state=Sample.State.QUEUED, attempts=F("attempts") - 1, **again)
    answered.update(**again)


def _runs_with_nothing_open() -> list[int]:
    open_samples = Exists(Sample.objects.filter(run_id=OuterRef("pk"), state__in=OPEN))
    running = Run.objects.filter(state=Run.State.RUNNING)
    return list(running.filter(~open_samples).values_list("pk", flat=True))


def runs_lying_still(returned: Iterable[int] = ()) -> list[int]:
    """Active runs with work that may be done now, whose endpoint nobody works with.

    They were quiet for a while, so their doorbell must be lost, or they are among those that just got samples back.
    """
    ready = Sample.objects.filter(due(), run_id=OuterRef("pk"), state=Sample.State.QUEUED)
    ungraded = Sample.objects.filter(run_id=OuterRef("pk"), state=Sample.State.ANSWERED, lease_owner="")
    at_work = EndpointShare.objects.filter(endpoint_id=OuterRef("endpoint_id"))
    paused = Endpoint.objects.filter(pk=OuterRef("endpoint_id"), paused_until__gt=Now())
    # A queued run without anything open was resumed after its last answer: it has only to be ended.
    still = Run.objects.annotate(last_move=Coalesce("worked_at", "created_at")).filter(
        Exists(ready) | Exists(ungraded) | Q(state=Run.State.QUEUED),
        ~Exists(at_work),
        ~Exists(paused),
        state__in=Run.ACTIVE,
    )
    quiet = Q(last_move__lt=Now() - quiet_before_ringing())
    return list(still.filter(quiet | Q(pk__in=list(returned))).order_by("last_move").values_list("pk", flat=True)[:100])
