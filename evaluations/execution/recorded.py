"""A worker's turn at a run whose answers were recorded elsewhere: looked up, stored and graded like any others."""

import uuid
from collections.abc import Iterable

from evaluations.chat_client import Failure, Fault, Reply
from evaluations.execution import keeping, leases
from evaluations.execution.ending import finish_if_done
from evaluations.models import Endpoint, RecordedResponse, Run, Sample

BATCH = 200
NOT_RECORDED = "No recorded response."


def grade_recorded(run: Run, endpoint: Endpoint) -> None:
    """Works through all that waits. Safe to be done by several workers at once: samples are claimed as for a call."""
    owner = f"recorded:{uuid.uuid4().hex[:24]}"
    try:
        while ungraded := leases.claim_ungraded(run.pk, owner):
            keeping.grade_answers(owner, ungraded)
        while samples := leases.claim(run.pk, owner, BATCH, alone_too=True):
            keeping.grade_answers(owner, keeping.store(owner, _looked_up(endpoint, samples)))
            leases.extend(run.pk, endpoint.pk, owner)
    finally:
        leases.release(run.pk, endpoint.pk, owner)
    finish_if_done(run.pk)


def _looked_up(endpoint: Endpoint, samples: Iterable[Sample]) -> list[tuple[Sample, Reply | Failure]]:
    held = list(samples)
    keys = {sample.case.key for sample in held}
    found = {
        (response.case_key, response.epoch): response
        for response in RecordedResponse.objects.filter(endpoint=endpoint, case_key__in=keys)
    }
    return [(sample, _as_answer(found.get((sample.case.key, sample.epoch)))) for sample in held]


def _as_answer(response: RecordedResponse | None) -> Reply | Failure:
    if response is None:
        return Failure(Fault.NOT_RECORDED, NOT_RECORDED, 0.0)
    return Reply(response.text, response.model, "", prompt_tokens=None, completion_tokens=None, seconds=0.0)
