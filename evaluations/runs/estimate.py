"""What a run would take: calls, tokens, money and time, before anybody has been asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Avg

from evaluations.endpoints.chat_usage import estimate_of_prompt, estimate_of_text
from evaluations.models import Case, Endpoint, Sample, Suite
from evaluations.runs.settings import Wishes, longest_answer
from evaluations.runs.spending import Price, money_of, worst_case

LAST_ANSWERS = 100
# A long suite is judged by its first cases.
CASES_READ = 2000


@dataclass(frozen=True)
class RunEstimate:
    """What a run would take.

    ``seconds`` is None as long as nobody knows how fast the endpoint answers, ``money`` where it has no price.
    ``by_past_answers`` says whether the tokens of the answers are what this endpoint's last ones took; otherwise they
    are as long as the cases' own example answers. ``worst_…`` is what a budget would have to hold at most; None where
    nothing limits the answers.
    """

    calls: int
    at_once: int
    seconds_a_call: float | None
    seconds: float | None
    paced: bool
    tokens_in: int
    tokens_out: int
    by_past_answers: bool
    money: Decimal | None
    currency: str
    worst_tokens: int | None
    worst_money: Decimal | None

    @property
    def tokens(self) -> int:
        return self.tokens_in + self.tokens_out


@dataclass(frozen=True)
class Past:
    """What the last answers of an endpoint took on average; None where there are none."""

    seconds: float | None
    completion_tokens: float | None


def past_of(endpoint: Endpoint) -> Past:
    """Of its last answers, by the order they were asked in."""
    answered = Sample.objects.filter(run__endpoint=endpoint, seconds__isnull=False, answered_at__isnull=False)
    last = list(answered.order_by("-pk").values_list("pk", flat=True)[:LAST_ANSWERS])
    found = Sample.objects.filter(pk__in=last).aggregate(seconds=Avg("seconds"), tokens=Avg("completion_tokens"))
    return Past(found["seconds"], found["tokens"])


def estimate_of_run(
    suite: Suite | None, endpoint: Endpoint | None, epochs: int = 1, wishes: Wishes | None = None
) -> RunEstimate | None:
    """None while something is not chosen."""
    if suite is None or endpoint is None:
        return None
    cases = Case.objects.filter(suite=suite)
    return estimate_of_cases(cases.order_by("position")[:CASES_READ], cases.count(), endpoint, epochs, wishes)


def estimate_of_cases(
    cases: Iterable[Case], count: int, endpoint: Endpoint, epochs: int = 1, wishes: Wishes | None = None
) -> RunEstimate:
    """What asking ``count`` cases would take; they are judged by the given ones, the first of them or all."""
    read = list(cases)
    calls, share = count * epochs, count * epochs / max(1, len(read))
    past, longest = past_of(endpoint), longest_answer(wishes or Wishes(), endpoint.parameters)
    tokens_in = round(share * sum(estimate_of_prompt(case.messages) for case in read))
    tokens_out = round(share * _answers(read, past, longest))
    price = Price(endpoint.price_in or Decimal(0), endpoint.price_out or Decimal(0))
    priced = endpoint.price_in is not None and endpoint.price_out is not None
    worst = None if longest is None else [worst_case(case.messages, longest, price) for case in read]
    seconds, paced = _seconds(endpoint, calls, tokens_in + tokens_out, past)
    return RunEstimate(
        calls=calls,
        at_once=min(endpoint.concurrency, max(calls, 1)),
        seconds_a_call=past.seconds,
        seconds=seconds,
        paced=paced,
        tokens_in=tokens_in,
        tokens_out=tokens_out,
        by_past_answers=past.completion_tokens is not None,
        money=money_of(price.of(tokens_in, tokens_out).nano) if priced else None,
        currency=endpoint.currency,
        worst_tokens=None if worst is None else round(share * sum(cost.tokens for cost in worst)),
        worst_money=money_of(round(share * sum(cost.nano for cost in worst))) if worst is not None and priced else None,
    )


def _answers(cases: Iterable[Case], past: Past, longest: int | None) -> float:
    """The tokens of one answer to each of the cases."""
    total = 0.0
    for case in cases:
        examples = [estimate_of_text(text) for text in case.exemplars.values() if isinstance(text, str)]
        by_example = sum(examples) / len(examples) if examples else 0.0
        expected = by_example if past.completion_tokens is None else past.completion_tokens
        total += expected if longest is None else min(expected, longest)
    return total


def _seconds(endpoint: Endpoint, calls: int, tokens: int, past: Past) -> tuple[float | None, bool]:
    """How long it takes, and whether a limit on the minute decides that."""
    by_minute = [
        60.0 * needed / limit
        for needed, limit in ((calls, endpoint.calls_per_minute), (tokens, endpoint.tokens_per_minute))
        if limit
    ]
    if past.seconds is None:
        return None, False
    at_speed = calls * past.seconds / min(endpoint.concurrency, max(calls, 1))
    slowest = max([at_speed, *by_minute])
    return slowest, slowest > at_speed
