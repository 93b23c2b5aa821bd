"""Stores answers as they arrive, then grades them: two steps, so that an answer is never paid for twice."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from evaluations.endpoints.chat_client import Failure, Fault, Reply, backoff_seconds
from evaluations.execution import budgets
from evaluations.execution.leases import NO_LEASE
from evaluations.execution.limits import MAX_ATTEMPTS
from evaluations.execution.rows import update_each
from evaluations.graders import GradeResult, grade
from evaluations.models import Endpoint, Sample, Verdict
from evaluations.outcomes import Outcome
from evaluations.runs.spending import Cost, Price

# The endpoint is at fault for the whole run: the sample waits for the run to go on, and the attempt does not count.
NOT_THE_SAMPLES = frozenset({Fault.UNAUTHORISED, Fault.QUOTA})


def store(owner: str, results: Iterable[tuple[Sample, Reply | Failure]], price: Price | None = None) -> list[Sample]:
    """Writes what came of the calls in one transaction; gives the samples that now wait for grading.

    A sample whose lease was lost meanwhile is left alone: another worker answers for it now. The samples are of one
    run, whose spending is counted with them.
    """
    pairs = list(results)
    if not pairs:
        return []
    replies = [(sample, result) for sample, result in pairs if isinstance(result, Reply)]
    with transaction.atomic():
        budgets.lock(pairs[0][0].run_id)
        stored = _store_replies(owner, replies)
        for sample, result in pairs:
            if isinstance(result, Failure) and _store_failure(owner, sample, result):
                stored.add(sample.pk)
        _settle([pair for pair in pairs if pair[0].pk in stored], price or Price())
    return [sample for sample, _ in replies if sample.pk in stored]


def _settle(pairs: Sequence[tuple[Sample, Reply | Failure]], price: Price) -> None:
    held, spent = Cost(), Cost()
    for sample, result in pairs:
        held += budgets.held_by(sample)
        spent += budgets.cost_after(price, sample, result)
    if pairs:
        budgets.settle(pairs[0][0].run_id, held=held, spent=spent)


def _ours(owner: str, sample: Sample, state: str) -> QuerySet[Sample]:
    return Sample.objects.filter(pk=sample.pk, lease_owner=owner, state=state)


def _store_replies(owner: str, replies: Sequence[tuple[Sample, Reply]]) -> set[int]:
    """The primary keys of what was stored."""
    now, rows = timezone.now(), {}
    for sample, reply in replies:
        sample.response = reply.text
        rows[sample.pk] = {
            "state": Sample.State.ANSWERED.value,
            "response": reply.text,
            "model": reply.model,
            "finish_reason": reply.finish_reason,
            "prompt_tokens": reply.prompt_tokens,
            "completion_tokens": reply.completion_tokens,
            "tokens_estimated": reply.tokens_estimated,
            "seconds": reply.seconds,
            "fault": "",
            "reason": "",
            "held_tokens": 0,
            "held_nano": 0,
            "answered_at": now,
        }
    return update_each(Sample, rows, owner=owner, state=Sample.State.LEASED.value)


def _store_failure(owner: str, sample: Sample, failure: Failure) -> bool:
    leased = _ours(owner, sample, Sample.State.LEASED)
    said = {"fault": failure.fault.value, "reason": failure.message, "seconds": failure.seconds}
    if failure.fault in NOT_THE_SAMPLES:
        return bool(leased.update(state=Sample.State.QUEUED, attempts=F("attempts") - 1, **said, **NO_LEASE))
    if failure.retryable and sample.attempts < MAX_ATTEMPTS:
        pause = timedelta(seconds=backoff_seconds(sample.attempts, failure.retry_after))
        return bool(leased.update(state=Sample.State.QUEUED, not_before=Now() + pause, **said, **NO_LEASE))
    ended = {"state": Sample.State.FINISHED, "outcome": Outcome.ERRORED, "finished_at": Now()}
    return bool(leased.update(**ended, **said, **NO_LEASE))


def grade_answers(owner: str, samples: Iterable[Sample]) -> int:
    """Grades stored answers by the rules of their cases and writes outcome and verdict together; gives how many."""
    graded = [(sample, _graded(sample)) for sample in samples]
    if not graded:
        return 0
    now = timezone.now()
    rows = {
        sample.pk: {
            "state": Sample.State.FINISHED.value,
            "outcome": result.outcome.value,
            "reason": result.reason,
            "finished_at": now,
            **NO_LEASE,
        }
        for sample, result in graded
    }
    with transaction.atomic():
        finished = update_each(Sample, rows, owner=owner, state=Sample.State.ANSWERED.value)
        verdicts = [
            Verdict(
                sample=sample,
                source=Verdict.Source.RULES,
                outcome=result.outcome,
                reason=result.reason,
                details=result.details,
            )
            for sample, result in graded
            if sample.pk in finished
        ]
        Verdict.objects.bulk_create(verdicts)
    return len(verdicts)


def _graded(sample: Sample) -> GradeResult:
    case = sample.case
    return grade(sample.response, case.graders, case.expected, case.exemplars)


def pause_endpoint(endpoint_id: int, seconds: float) -> None:
    """Keeps every worker from the endpoint for as long as it asked; a shorter wish does not end a longer pause."""
    until = Now() + timedelta(seconds=seconds)
    Endpoint.objects.filter(pk=endpoint_id, paused_until__isnull=True).update(paused_until=until)
    Endpoint.objects.filter(pk=endpoint_id, paused_until__lt=until).update(paused_until=until)


def give_up(run_id: int, fault: str, reason: str) -> int:
    """Ends all samples that still wait, because asking them would end the same way; gives how many."""
    return Sample.objects.filter(run_id=run_id, state=Sample.State.QUEUED).update(
        state=Sample.State.FINISHED,
        outcome=Outcome.ERRORED,
        fault=fault,
        reason=f"Not asked: {reason}",
        finished_at=Now(),
    )
