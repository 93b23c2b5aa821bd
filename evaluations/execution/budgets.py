"""Keeps a run within its budget: the worst case of a call is held before it, and what it took replaces that after it.

Whoever changes both a run and its samples locks the run first, so that no two wait for each other.
"""

from collections.abc import Sequence

from django.db.models import F, Q, QuerySet, Sum

from evaluations.endpoints.chat_client import Failure, Fault, Reply
from evaluations.models import Run, Sample
from evaluations.runs.spending import Cost, Price, Room, fitting, money_of, total, worst_case

# The endpoint may have worked, and been paid, though no answer came of it: what was held counts as spent.
PAID_PERHAPS = frozenset({Fault.TIMEOUT, Fault.TOO_LARGE, Fault.UNREADABLE})
RACES = 5


def lock(run_id: int) -> Run:
    """The run, locked until the end of the transaction."""
    return Run.objects.select_for_update().get(pk=run_id)


def cost_before(run: Run, sample: Sample) -> Cost:
    """The worst case of asking a sample's case."""
    longest = int(run.settings.get("longest_answer") or 0)
    return worst_case(sample.case.messages, longest, Price.read(run.settings))


def room_of(run_id: int) -> Room:
    found = Run.objects.values_list(
        "budget_tokens", "spent_tokens", "held_tokens", "budget_nano", "spent_nano", "held_nano"
    ).get(pk=run_id)
    limits = (found[:3], found[3:])
    left = [None if limit is None else max(0, limit - spent - held) for limit, spent, held in limits]
    return Room(*left)


def reserve(run_id: int, costs: Sequence[Cost]) -> int:
    """Holds the worst cases of as many of the first calls as fit into the budget together; gives how many."""
    for _ in range(RACES):
        count = fitting(costs, room_of(run_id))
        if not count or _held(run_id, total(costs[:count])):
            return count
    return 0


def _held(run_id: int, needed: Cost) -> bool:
    tokens = F("spent_tokens") + F("held_tokens") + needed.tokens
    nano = F("spent_nano") + F("held_nano") + needed.nano
    within = Run.objects.filter(
        Q(budget_tokens__isnull=True) | Q(budget_tokens__gte=tokens),
        Q(budget_nano__isnull=True) | Q(budget_nano__gte=nano),
        pk=run_id,
    )
    return bool(within.update(held_tokens=F("held_tokens") + needed.tokens, held_nano=F("held_nano") + needed.nano))


def cost_after(price: Price, sample: Sample, result: Reply | Failure) -> Cost:
    """What a call took, as far as anybody knows."""
    if isinstance(result, Reply):
        return price.of(result.prompt_tokens or 0, result.completion_tokens or 0)
    return held_by(sample) if result.fault in PAID_PERHAPS else Cost()


def held_by(sample: Sample) -> Cost:
    return Cost(sample.held_tokens, sample.held_nano)


def settle(run_id: int, *, held: Cost, spent: Cost) -> None:
    """Replaces what was held for calls by what they took."""
    if held == spent == Cost():
        return
    Run.objects.filter(pk=run_id).update(
        held_tokens=F("held_tokens") - held.tokens,
        held_nano=F("held_nano") - held.nano,
        spent_tokens=F("spent_tokens") + spent.tokens,
        spent_nano=F("spent_nano") + spent.nano,
    )


def held_for(samples: QuerySet[Sample]) -> Cost:
    """What is held for samples that are asked right now."""
    found = samples.aggregate(tokens=Sum("held_tokens"), nano=Sum("held_nano"))
    return Cost(found["tokens"] or 0, found["nano"] or 0)


def hold(run: Run, waiting: Sequence[int]) -> list[int]:
    """Holds the worst cases of the first of these samples; gives those that can be paid for."""
    samples = list(Sample.objects.filter(pk__in=waiting).select_related("case").order_by("pk"))
    costs = [cost_before(run, sample) for sample in samples]
    affordable = samples[: reserve(run.pk, costs)]
    for sample, cost in zip(affordable, costs, strict=False):
        sample.held_tokens, sample.held_nano = cost.tokens, cost.nano
    Sample.objects.bulk_update(affordable, ["held_tokens", "held_nano"])
    return [sample.pk for sample in affordable]


def shortage(run: Run, sample: Sample) -> str:
    """Why a sample cannot be asked within the budget, in words; empty when it can be, or when open calls may yet give
    back what is held for them."""
    if run.held_tokens or run.held_nano:
        return ""
    room, cost = room_of(run.pk), cost_before(run, sample)
    if cost.fits(room):
        return ""
    if room.tokens is not None and cost.tokens > room.tokens:
        return f"{room.tokens} tokens are left and the next call could take {cost.tokens}."
    left, next_call = money_of(room.nano or 0), money_of(cost.nano)
    return f"{left:.4f} {run.currency} are left and the next call could cost {next_call:.4f} {run.currency}."
