"""Who works on what, settled by conditional UPDATEs in the database's own time."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Now

from evaluations.execution import budgets
from evaluations.execution.limits import ALONE_FROM, lease
from evaluations.models import Endpoint, EndpointShare, Run, Sample
from evaluations.runs.spending import Cost

NO_LEASE: Mapping[str, Any] = {"lease_owner": "", "leased_until": None, "held_tokens": 0, "held_nano": 0}


def take_share(endpoint_id: int, owner: str) -> int:
    """Reserves all free parallel calls of an endpoint for a worker; 0 when others hold them."""
    with transaction.atomic():
        endpoint = Endpoint.objects.select_for_update().get(pk=endpoint_id)
        EndpointShare.objects.filter(endpoint=endpoint, leased_until__lt=Now()).delete()
        held = EndpointShare.objects.filter(endpoint=endpoint).aggregate(slots=Sum("slots"))["slots"] or 0
        free = max(0, endpoint.concurrency - held)
        if free:
            EndpointShare.objects.create(endpoint=endpoint, owner=owner, slots=free, leased_until=Now() + lease())
    return free


def due() -> Q:
    """Samples whose pause after a failed attempt, if any, is over."""
    return Q(not_before__isnull=True) | Q(not_before__lte=Now())


def claim(run_id: int, owner: str, count: int, *, alone_too: bool, has_budget: bool = False) -> list[Sample]:
    """Leases up to ``count`` queued samples of a running run; with a budget no more than it can pay for.

    Samples that were with crashed workers twice come last and one at a time, and only when ``alone_too`` says that the
    worker holds nothing else.
    """
    with transaction.atomic():
        run = budgets.lock(run_id) if has_budget else None
        waiting = Sample.objects.filter(due(), run_id=run_id, state=Sample.State.QUEUED, run__state=Run.State.RUNNING)
        found = _first(waiting.filter(crashes__lt=ALONE_FROM), count)
        if not found and alone_too:
            found = _first(waiting, 1)
        if found and run is not None:
            found = budgets.hold(run, found)
        if not found:
            return []
        Sample.objects.filter(pk__in=found, state=Sample.State.QUEUED).update(
            state=Sample.State.LEASED,
            lease_owner=owner,
            leased_until=Now() + lease(),
            attempts=F("attempts") + 1,
            not_before=None,
        )
        ours = Sample.objects.filter(pk__in=found, lease_owner=owner, state=Sample.State.LEASED)
        return list(_to_work_on(ours))


def _to_work_on(samples: QuerySet[Sample]) -> QuerySet[Sample]:
    """With their cases, without what neither asking nor grading reads."""
    return samples.select_related("case").defer("case__exemplars", "case__rubric").order_by("pk")


def next_in_turn(run_id: int) -> Sample | None:
    """The sample that would be claimed next if all pauses were over, those that are due first."""
    queued = Sample.objects.filter(run_id=run_id, state=Sample.State.QUEUED).select_related("case")
    first = queued.filter(due(), crashes__lt=ALONE_FROM).order_by("pk").first()
    return first or queued.filter(due()).order_by("pk").first() or queued.order_by("pk").first()


def _first(samples: QuerySet[Sample], count: int) -> list[int]:
    """The first rows that no other worker is about to take (SQLite has one writer and needs no such lock)."""
    locked = samples.select_for_update(skip_locked=True, of=("self",)).order_by("pk")
    return list(locked.values_list("pk", flat=True)[:count])


def claim_ungraded(run_id: int, owner: str, count: int = 500) -> list[Sample]:
    """Leases samples of a running run whose answer is there and not graded, because a crash prevented it or because it
    was recorded; no call is made for them. What crashed twice comes last and alone, as in ``claim``."""
    with transaction.atomic():
        waiting = Sample.objects.filter(
            run_id=run_id, state=Sample.State.ANSWERED, lease_owner="", run__state=Run.State.RUNNING
        )
        found = _first(waiting.filter(crashes__lt=ALONE_FROM), count) or _first(waiting, 1)
        answered = Sample.objects.filter(pk__in=found, state=Sample.State.ANSWERED)
        answered.filter(lease_owner="").update(lease_owner=owner, leased_until=Now() + lease())
        return list(_to_work_on(answered.filter(lease_owner=owner)))


def extend(run_id: int, endpoint_id: int, owner: str) -> None:
    """The worker's sign of life: prolongs its leases."""
    until = Now() + lease()
    EndpointShare.objects.filter(endpoint_id=endpoint_id, owner=owner).update(leased_until=until)
    Sample.objects.filter(run_id=run_id, lease_owner=owner).update(leased_until=until)
    Run.objects.filter(pk=run_id).update(worked_at=Now())


def release(run_id: int, endpoint_id: int, owner: str) -> None:
    """Gives back what a worker still holds: to the queue, or dropped where the run was cancelled."""
    held = Sample.objects.filter(run_id=run_id, lease_owner=owner, state=Sample.State.LEASED)
    with transaction.atomic():
        run = budgets.lock(run_id)
        budgets.settle(run_id, held=budgets.held_for(held), spent=Cost())
        if run.state == Run.State.CANCELLED:
            held.update(state=Sample.State.DROPPED, **NO_LEASE)
        else:
            # The call was not made, so the attempt does not count.
            held.update(state=Sample.State.QUEUED, attempts=F("attempts") - 1, **NO_LEASE)
    EndpointShare.objects.filter(endpoint_id=endpoint_id, owner=owner).delete()


def seconds_until_due(run_id: int) -> float | None:
    """How long until the next queued sample may be asked; 0 when one may be now, None when none is queued."""
    queued = Sample.objects.filter(run_id=run_id, state=Sample.State.QUEUED)
    if queued.filter(due()).exists():
        return 0.0
    soonest = queued.annotate(now=Now()).order_by("not_before").values_list("not_before", "now").first()
    return None if soonest is None else _seconds_between(soonest[1], soonest[0])


def seconds_of_pause(endpoint_id: int) -> float:
    """How much longer the endpoint asked to be left alone; 0 when it did not."""
    times = Endpoint.objects.annotate(now=Now()).values_list("paused_until", "now").get(pk=endpoint_id)
    return _seconds_between(times[1], times[0])


def _seconds_between(now: datetime, then: datetime | None) -> float:
    return max(0.0, (then - now).total_seconds()) if then else 0.0
