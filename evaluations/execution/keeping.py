"""Stores answers as they arrive, then grades them: two steps, so that an answer is never paid for twice."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from evaluations.chat_client import Failure, Reply, backoff_seconds
from evaluations.execution.limits import MAX_ATTEMPTS
from evaluations.graders import grade
from evaluations.models import Endpoint, Sample, Verdict
from evaluations.outcomes import Outcome

NO_LEASE: Mapping[str, Any] = {"lease_owner": "", "leased_until": None}


def store(owner: str, results: Iterable[tuple[Sample, Reply | Failure]]) -> list[Sample]:
    """Writes what came of the calls in one transaction; gives the samples that now wait for grading.

    A sample whose lease was lost meanwhile is left alone: another worker answers for it now.
    """
    answered = []
    with transaction.atomic():
        for sample, result in results:
            if isinstance(result, Failure):
                _store_failure(owner, sample, result)
            elif _store_reply(owner, sample, result):
                answered.append(sample)
    return answered


def _ours(owner: str, sample: Sample, state: str) -> Any:
    return Sample.objects.filter(pk=sample.pk, lease_owner=owner, state=state)


def _store_reply(owner: str, sample: Sample, reply: Reply) -> bool:
    sample.response = reply.text
    stored: int = _ours(owner, sample, Sample.State.LEASED).update(
        state=Sample.State.ANSWERED,
        response=reply.text,
        model=reply.model,
        finish_reason=reply.finish_reason,
        prompt_tokens=reply.prompt_tokens,
        completion_tokens=reply.completion_tokens,
        seconds=reply.seconds,
        fault="",
        reason="",
        answered_at=Now(),
    )
    return bool(stored)


def _store_failure(owner: str, sample: Sample, failure: Failure) -> None:
    leased = _ours(owner, sample, Sample.State.LEASED)
    said = {"fault": failure.fault.value, "reason": failure.message, "seconds": failure.seconds}
    if failure.retryable and sample.attempts < MAX_ATTEMPTS:
        pause = timedelta(seconds=backoff_seconds(sample.attempts, failure.retry_after))
        leased.update(state=Sample.State.QUEUED, not_before=Now() + pause, **said, **NO_LEASE)
    else:
        leased.update(state=Sample.State.FINISHED, outcome=Outcome.ERRORED, finished_at=Now(), **said, **NO_LEASE)


def grade_answers(owner: str, samples: Iterable[Sample]) -> int:
    """Grades stored answers by the rules of their cases and writes outcome and verdict together; gives how many."""
    graded = [(sample, grade(sample.response, sample.case.graders, sample.case.expected)) for sample in samples]
    verdicts = []
    with transaction.atomic():
        for sample, result in graded:
            finished = _ours(owner, sample, Sample.State.ANSWERED).update(
                state=Sample.State.FINISHED,
                outcome=result.outcome,
                reason=result.reason,
                finished_at=Now(),
                **NO_LEASE,
            )
            if finished:
                verdicts.append(
                    Verdict(
                        sample=sample,
                        source=Verdict.Source.RULES,
                        outcome=result.outcome,
                        reason=result.reason,
                        details=result.details,
                    )
                )
        Verdict.objects.bulk_create(verdicts)
    return len(verdicts)


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
