"""A worker's turn at a run whose answers were recorded elsewhere: they are with the samples already, to be graded."""

import time
import uuid

from evaluations.endpoints.chat_client import Failure, Fault
from evaluations.execution import keeping, leases
from evaluations.execution.ending import finish_if_done
from evaluations.models import Endpoint, Run

BATCH = 200
NOT_RECORDED = Failure(Fault.NOT_RECORDED, "No recorded response.", 0.0)


def grade_recorded(run: Run, endpoint: Endpoint, until: float) -> bool:
    """Grades what waits, batch by batch, until it is done, the run rests or is cancelled, or the turn is over; whether
    the turn ended too soon.

    Safe to be done by several workers at once: samples are claimed as for a call, and only of a running run.
    """
    owner = f"recorded:{uuid.uuid4().hex[:24]}"
    try:
        while worked := _grade_some(run, owner):
            leases.extend(run.pk, endpoint.pk, owner)
            if time.monotonic() >= until:
                break
    finally:
        leases.release(run.pk, endpoint.pk, owner)
    return not finish_if_done(run.pk) and worked


def _grade_some(run: Run, owner: str) -> bool:
    """Grades a batch, or ends one that has no answer; False when nothing may be claimed."""
    if answered := leases.claim_ungraded(run.pk, owner, BATCH):
        keeping.grade_answers(owner, answered)
        return True
    missing = leases.claim(run.pk, owner, BATCH, alone_too=True)
    keeping.store(owner, [(sample, NOT_RECORDED) for sample in missing])
    return bool(missing)
