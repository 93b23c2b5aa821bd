"""Who works on which judgement, settled by conditional UPDATEs, and what open calls could take out of a budget."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Now

from evaluations.execution.limits import lease
from evaluations.models import EndpointShare, Grading, Judgement

NO_LEASE: Mapping[str, Any] = {"lease_owner": "", "leased_until": None, "held_tokens": 0}
WorstCase = Callable[[Judgement], int]


def lock(grading_id: int) -> Grading:
    """The grading, locked until the end of the transaction; whoever changes it and its judgements locks it first."""
    return Grading.objects.select_for_update().get(pk=grading_id)


def due() -> Q:
    return Q(not_before__isnull=True) | Q(not_before__lte=Now())


def queued(grading_id: int, judge_id: int | None = None) -> QuerySet[Judgement]:
    waiting = Judgement.objects.filter(grading_id=grading_id, state=Judgement.State.QUEUED)
    return waiting if judge_id is None else waiting.filter(judge_id=judge_id)


def claim(grading_id: int, judge_id: int, owner: str, count: int, worst_case: WorstCase) -> list[Judgement]:
    """Leases up to ``count`` judgements of a judge in a running grading; with a budget no more than it can pay for in
    the worst case."""
    with transaction.atomic():
        grading = lock(grading_id)
        if grading.state != Grading.State.RUNNING:
            return []
        waiting = queued(grading_id, judge_id).filter(due()).order_by("place", "pk")
        found = list(_with_what_is_read(waiting)[:count])
        if grading.budget_tokens is not None:
            found = _paid_for(grading, found, worst_case)
        for judgement in found:
            judgement.attempts += 1
        keys = [judgement.pk for judgement in found]
        Judgement.objects.filter(pk__in=keys, state=Judgement.State.QUEUED).update(
            state=Judgement.State.LEASED,
            lease_owner=owner,
            leased_until=Now() + lease(),
            attempts=F("attempts") + 1,
            not_before=None,
        )
    return found


def _with_what_is_read(judgements: QuerySet[Judgement]) -> QuerySet[Judgement]:
    return judgements.select_related("judge", "sample__case").defer("sample__case__exemplars")


def _paid_for(grading: Grading, waiting: Sequence[Judgement], worst_case: WorstCase) -> list[Judgement]:
    """The first judgements that fit into what is left, with what they could take held for them."""
    left, affordable = room_of(grading) or 0, []
    for judgement in waiting:
        judgement.held_tokens = worst_case(judgement)
        if judgement.held_tokens > left:
            break
        left -= judgement.held_tokens
        affordable.append(judgement)
    Judgement.objects.bulk_update(affordable, ["held_tokens"])
    held = sum(judgement.held_tokens for judgement in affordable)
    Grading.objects.filter(pk=grading.pk).update(held_tokens=F("held_tokens") + held)
    return affordable


def room_of(grading: Grading) -> int | None:
    """What may still be spent; None without a limit."""
    if grading.budget_tokens is None:
        return None
    return max(0, grading.budget_tokens - grading.spent_tokens - grading.held_tokens)


def settle(grading_id: int, *, held: int, spent: int) -> None:
    """Replaces what was held for calls by what they took."""
    if held or spent:
        Grading.objects.filter(pk=grading_id).update(
            held_tokens=F("held_tokens") - held, spent_tokens=F("spent_tokens") + spent
        )


def held_for(judgements: QuerySet[Judgement]) -> int:
    return int(judgements.aggregate(held=Sum("held_tokens"))["held"] or 0)


def extend(grading_id: int, endpoint_id: int, owner: str) -> None:
    """The worker's sign of life."""
    until = Now() + lease()
    EndpointShare.objects.filter(endpoint_id=endpoint_id, owner=owner).update(leased_until=until)
    Judgement.objects.filter(grading_id=grading_id, lease_owner=owner).update(leased_until=until)
    Grading.objects.filter(pk=grading_id).update(worked_at=Now())


def release(grading_id: int, endpoint_id: int, owner: str) -> None:
    """Gives back what a worker still holds: to the queue, or dropped where the grading was cancelled."""
    held = Judgement.objects.filter(grading_id=grading_id, lease_owner=owner, state=Judgement.State.LEASED)
    with transaction.atomic():
        grading = lock(grading_id)
        settle(grading_id, held=held_for(held), spent=0)
        if grading.state == Grading.State.CANCELLED:
            held.update(state=Judgement.State.DROPPED, **NO_LEASE)
        else:
            held.update(state=Judgement.State.QUEUED, attempts=F("attempts") - 1, **NO_LEASE)
    EndpointShare.objects.filter(endpoint_id=endpoint_id, owner=owner).delete()
