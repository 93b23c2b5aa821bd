"""Finds what a crash or a lost message left behind, and puts it back on its way."""

from collections.abc import Iterable

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce, Now

from evaluations.execution.ending import finish_if_done
from evaluations.execution.keeping import NO_LEASE
from evaluations.execution.leases import due
from evaluations.execution.limits import MAX_CRASHES, quiet_before_ringing
from evaluations.models import Endpoint, EndpointShare, Run, Sample
from evaluations.outcomes import Outcome

CRASHED = "crashed"


def sweep() -> list[int]:
    """Returns expired leases, ends what crashed too often, ends runs with nothing left; gives the runs to ring for."""
    EndpointShare.objects.filter(leased_until__lt=Now()).delete()
    returned = return_expired_leases()
    for run_id in _runs_with_nothing_open():
        finish_if_done(run_id)
    return runs_lying_still(returned)


def return_expired_leases() -> list[int]:
    """Each step is one conditional UPDATE, so that two sweepers at once do no more than one; gives the runs touched."""
    expired = Sample.objects.filter(leased_until__lt=Now())
    touched = list(expired.values_list("run_id", flat=True).distinct())
    leased = expired.filter(state=Sample.State.LEASED)
    active = Exists(Run.objects.filter(pk=OuterRef("run_id"), state__in=Run.ACTIVE))
    leased.filter(~active).update(state=Sample.State.DROPPED, **NO_LEASE)
    expired.filter(~active, state=Sample.State.ANSWERED).update(
        state=Sample.State.FINISHED,
        finished_at=Now(),
        **NO_LEASE,
        outcome=Outcome.UNSCORED,
        reason="The run was cancelled before the answer was graded.",
    )
    ended = {"state": Sample.State.FINISHED, "finished_at": Now(), "crashes": F("crashes") + 1}
    last_chance = Q(crashes__gte=MAX_CRASHES - 1)
    leased.filter(last_chance).update(
        **ended,
        **NO_LEASE,
        outcome=Outcome.ERRORED,
        fault=CRASHED,
        reason=f"The worker ended {MAX_CRASHES} times while this sample was with it.",
    )
    expired.filter(last_chance, state=Sample.State.ANSWERED).update(
        **ended,
        **NO_LEASE,
        outcome=Outcome.UNSCORED,
        fault=CRASHED,
        reason=f"The answer is there, but grading it ended the worker {MAX_CRASHES} times.",
    )
    again = {"crashes": F("crashes") + 1}
    # A crash is counted apart from the attempts, which count what the endpoint answered.
    leased.update(state=Sample.State.QUEUED, attempts=F("attempts") - 1, **again, **NO_LEASE)
    expired.filter(state=Sample.State.ANSWERED).update(**again, **NO_LEASE)
    return touched


def _open_samples() -> Exists:
    states = (Sample.State.QUEUED, Sample.State.LEASED, Sample.State.ANSWERED)
    return Exists(Sample.objects.filter(run_id=OuterRef("pk"), state__in=states))


def _runs_with_nothing_open() -> list[int]:
    running = Run.objects.filter(state=Run.State.RUNNING)
    return list(running.filter(~_open_samples()).values_list("pk", flat=True))


def runs_lying_still(returned: Iterable[int] = ()) -> list[int]:
    """Active runs with work that may be done now, whose endpoint nobody works with.

    They were quiet for a while, so their doorbell must be lost, or they are among those that just got samples back.
    """
    ready = Sample.objects.filter(due(), run_id=OuterRef("pk"), state=Sample.State.QUEUED)
    ungraded = Sample.objects.filter(run_id=OuterRef("pk"), state=Sample.State.ANSWERED, lease_owner="")
    at_work = EndpointShare.objects.filter(endpoint_id=OuterRef("endpoint_id"))
    paused = Endpoint.objects.filter(pk=OuterRef("endpoint_id"), paused_until__gt=Now())
    still = Run.objects.annotate(last_move=Coalesce("worked_at", "created_at")).filter(
        Exists(ready) | Exists(ungraded),
        ~Exists(at_work),
        ~Exists(paused),
        state__in=Run.ACTIVE,
    )
    quiet = Q(last_move__lt=Now() - quiet_before_ringing())
    return list(still.filter(quiet | Q(pk__in=list(returned))).order_by("last_move").values_list("pk", flat=True)[:100])
