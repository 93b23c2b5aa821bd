"""One worker's turn at a run: claim, ask, store, grade, until nothing is left or the turn is over."""

import logging
import os
import socket
import time
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Now

from evaluations.chat_client import HOPELESS, ChatEndpoint, Failure, Fault
from evaluations.execution import keeping, leases
from evaluations.execution.caller import Caller, Result
from evaluations.execution.ending import OPEN, finish_if_done, most_common_reason
from evaluations.execution.limits import GIVE_UP_AFTER, SLICE_SECONDS, heartbeat_seconds
from evaluations.models import Endpoint, Run, Sample
from evaluations.outcomes import Outcome
from workspaces.outbound import OutboundRefused

PATIENCE = 0.25
LOOK_AT_RUN_EVERY = 1.0

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class FollowUp:
    """Whose turn it is next, and in how many seconds."""

    run_id: int
    seconds: float


def work_on(run_id: int, *, seconds: float = SLICE_SECONDS) -> FollowUp | None:
    """Works on a run for about so long. None when there is nothing to follow: it ended, or another worker is at it."""
    run = _begin(run_id)
    if run is None:
        return None
    endpoint = run.endpoint
    pause = leases.seconds_of_pause(endpoint.pk)
    if pause:
        return FollowUp(run.pk, pause)
    owner = f"{socket.gethostname()[:40]}:{os.getpid()}:{uuid.uuid4().hex[:12]}"
    slots = leases.take_share(endpoint.pk, owner)
    if not slots:
        return None
    try:
        with Caller(chat_endpoint(run), slots) as caller:
            Shift(run, owner, slots, caller).work(time.monotonic() + seconds)
    except OutboundRefused as refusal:
        keeping.give_up(run.pk, Fault.ADDRESS.value, str(refusal))
    finally:
        leases.release(run.pk, endpoint.pk, owner)
    _give_up_on_a_dead_endpoint(run)
    finish_if_done(run.pk)
    return follow_up(endpoint)


def _begin(run_id: int) -> "RunAtWork | None":
    Run.objects.filter(pk=run_id, state=Run.State.QUEUED).update(state=Run.State.RUNNING, started_at=Now())
    if not Run.objects.filter(pk=run_id, state=Run.State.RUNNING).update(worked_at=Now()):
        return None
    run = Run.objects.select_related("endpoint").get(pk=run_id)
    return RunAtWork(run.pk, run, run.endpoint) if run.endpoint else None


@dataclass(frozen=True)
class RunAtWork:
    """A run with its endpoint, which an executed run always has."""

    pk: int
    run: Run
    endpoint: Endpoint


def chat_endpoint(work: RunAtWork) -> ChatEndpoint:
    """Where to ask, by the settings frozen with the run; the simulated assistant is wherever it was started."""
    frozen = work.run.settings
    simulated = work.endpoint.kind == Endpoint.Kind.SIMULATED
    if simulated and not settings.SIMULATED_ASSISTANT_URL:
        raise OutboundRefused("The simulated assistant is not running; the operator names it SIMULATED_ASSISTANT_URL.")
    return ChatEndpoint(
        base_url=settings.SIMULATED_ASSISTANT_URL if simulated else frozen["base_url"],
        model=frozen["model"],
        deadline=float(frozen["deadline"]),
    )


class Shift:
    """The loop of one turn. What is in ``held`` is leased to this worker and on its way."""

    def __init__(self, work: RunAtWork, owner: str, slots: int, caller: Caller) -> None:
        self.work_item = work
        self.owner = owner
        self.caller = caller
        # Some samples wait beside those being asked, so that a free slot never waits for the database.
        self.reach = slots + max(1, slots // 2)
        self.worth_a_claim = max(1, slots // 4)
        self.held: dict[int, Sample] = {}
        self.ended = False
        self._next_look = 0.0
        self._next_heartbeat = time.monotonic() + heartbeat_seconds()

    def work(self, until: float) -> None:
        keeping.grade_answers(self.owner, leases.claim_ungraded(self.work_item.pk, self.owner))
        more = True
        while not self.ended:
            if more and time.monotonic() < until and self.reach - len(self.held) >= self.worth_a_claim:
                more = self._refill()
            if not self.held:
                return
            self._keep(self.caller.results(PATIENCE))
            more = self._look() or more
            self._heartbeat()

    def _refill(self) -> bool:
        """Claims what there is room for; False when nothing was waiting."""
        room = self.reach - len(self.held)
        claimed = leases.claim(self.work_item.pk, self.owner, room, alone_too=not self.held)
        for sample in claimed:
            self.held[sample.pk] = sample
            self.caller.submit(sample.pk, sample.case.messages)
        return bool(claimed)

    def _keep(self, results: list[Result]) -> None:
        if not results:
            return
        pairs = [(self.held.pop(key), result) for key, result in results]
        keeping.grade_answers(self.owner, keeping.store(self.owner, pairs))
        for _, result in pairs:
            if isinstance(result, Failure):
                self._heed(result)

    def _heed(self, failure: Failure) -> None:
        """What one failure means for the calls to come."""
        if failure.retry_after:
            self.caller.pause(failure.retry_after)
            keeping.pause_endpoint(self.work_item.endpoint.pk, failure.retry_after)
        if failure.fault in HOPELESS:
            keeping.give_up(self.work_item.pk, failure.fault.value, failure.message)

    def _look(self) -> bool:
        """Now and then: whether the run was cancelled. True when samples that had to wait may have become due."""
        if time.monotonic() < self._next_look:
            return False
        self._next_look = time.monotonic() + LOOK_AT_RUN_EVERY
        self.ended = not Run.objects.filter(pk=self.work_item.pk, state=Run.State.RUNNING).exists()
        return True

    def _heartbeat(self) -> None:
        if time.monotonic() >= self._next_heartbeat:
            self._next_heartbeat = time.monotonic() + heartbeat_seconds()
            self.ended = not leases.extend(self.work_item.pk, self.work_item.endpoint.pk, self.owner)


def _give_up_on_a_dead_endpoint(work: RunAtWork) -> None:
    """Does not ask hundreds of samples three times each where the first ten all failed and none was answered."""
    samples = Sample.objects.filter(run_id=work.pk)
    errored = samples.filter(outcome=Outcome.ERRORED)
    if errored.count() < GIVE_UP_AFTER or samples.exclude(answered_at=None).exists():
        return
    fault = errored.values_list("fault", flat=True).first() or ""
    keeping.give_up(work.pk, fault, most_common_reason(work.pk))


def follow_up(endpoint: Endpoint) -> FollowUp | None:
    """The run of this endpoint that has waited longest and has work to do."""
    unfinished = Exists(Sample.objects.filter(run_id=OuterRef("pk"), state__in=OPEN))
    waiting = Run.objects.filter(unfinished, endpoint=endpoint, state__in=Run.ACTIVE)
    in_turn = waiting.order_by(F("worked_at").asc(nulls_first=True), "pk").values_list("pk", flat=True)
    pauses = [(leases.seconds_until_due(pk), pk) for pk in in_turn[:20]]
    ready = [(pause, pk) for pause, pk in pauses if pause is not None]
    if not ready:
        return None
    pause, pk = min(ready, key=lambda entry: entry[0])
    return FollowUp(pk, max(pause, leases.seconds_of_pause(endpoint.pk)))
