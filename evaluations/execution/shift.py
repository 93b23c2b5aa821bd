"""One worker's turn at a run: claim, ask, store, grade, until nothing is left or the turn is over."""

import logging
import os
import socket
import time
import uuid
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Now

from evaluations.endpoints.calling import chat_endpoint_for
from evaluations.endpoints.chat_client import Failure, Fault, Reply
from evaluations.endpoints.chat_usage import estimate_of_prompt
from evaluations.errors import EndpointNeedsKey
from evaluations.execution import keeping, leases, pacing
from evaluations.execution.caller import Caller, Result
from evaluations.execution.ending import OPEN, finish_if_done, most_common_reason, rest, stop_if_budget_is_used_up
from evaluations.execution.limits import GIVE_UP_AFTER, SLICE_SECONDS, heartbeat_seconds
from evaluations.execution.moving import take_up
from evaluations.execution.recorded import grade_recorded
from evaluations.models import Endpoint, Run, Sample
from evaluations.outcomes import Outcome
from evaluations.runs.settings import parameters_for
from evaluations.runs.spending import Price
from evaluations.runs.states import Move
from workspaces.outbound import OutboundRefused

PATIENCE = 0.25
LOOK_AT_RUN_EVERY = 1.0
IDLE_SECONDS = 0.5

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
    if endpoint.kind == Endpoint.Kind.RECORDED:
        return FollowUp(run.pk, 0.0) if grade_recorded(run.run, endpoint, time.monotonic() + seconds) else None
    pause = leases.seconds_of_pause(endpoint.pk)
    if pause:
        return FollowUp(run.pk, pause)
    owner = f"{socket.gethostname()[:40]}:{os.getpid()}:{uuid.uuid4().hex[:12]}"
    slots = leases.take_share(endpoint.pk, owner)
    if not slots:
        return None
    turn = None
    try:
        with Caller(chat_endpoint_for(endpoint, run.run.settings), slots) as caller:
            turn = Shift(run, owner, slots, caller)
            turn.work(time.monotonic() + seconds)
    except OutboundRefused as refusal:
        keeping.give_up(run.pk, Fault.ADDRESS.value, str(refusal))
    except EndpointNeedsKey as lost:
        rest(run.pk, Move.PAUSE, Run.Cause.NEEDS_KEY, str(lost))
    finally:
        leases.release(run.pk, endpoint.pk, owner)
    _give_up_on_a_dead_endpoint(run)
    if run.run.has_budget:
        stop_if_budget_is_used_up(run.pk)
    finish_if_done(run.pk)
    following = follow_up(endpoint)
    if following is not None and (turn is None or not turn.claimed):
        # What it waits for is with another worker, so ringing at once would only spin.
        return FollowUp(following.run_id, max(following.seconds, IDLE_SECONDS))
    return following


def _begin(run_id: int) -> "RunAtWork | None":
    take_up(run_id)
    if not Run.objects.filter(pk=run_id, state=Run.State.RUNNING).update(worked_at=Now()):
        return None
    run = Run.objects.select_related("endpoint__project").get(pk=run_id)
    return RunAtWork(run.pk, run, run.endpoint) if run.endpoint else None


@dataclass(frozen=True)
class RunAtWork:
    """A run with its endpoint, which an executed run always has."""

    pk: int
    run: Run
    endpoint: Endpoint


class Shift:
    """The loop of one turn. What is in ``held`` is leased to this worker and on its way; what is in ``waiting`` is
    leased as well and waits until the endpoint takes another call this minute."""

    def __init__(self, work: RunAtWork, owner: str, slots: int, caller: Caller) -> None:
        self.work_item = work
        self.owner = owner
        self.caller = caller
        # Some samples wait beside those being asked, so that a free slot never waits for the database.
        self.reach = slots + max(1, slots // 2)
        self.worth_a_claim = max(1, slots // 4)
        self.price = Price.read(work.run.settings)
        self.limits = pacing.limits_of(work.endpoint)
        self.held: dict[int, Sample] = {}
        self.waiting: list[Sample] = []
        self.paced: dict[int, int] = {}
        self.claimed = 0
        self.ended = False
        self.resting = False
        self._next_admission = 0.0
        self._next_look = 0.0
        self._next_heartbeat = time.monotonic() + heartbeat_seconds()

    def work(self, until: float) -> None:
        while ungraded := leases.claim_ungraded(self.work_item.pk, self.owner):
            keeping.grade_answers(self.owner, ungraded)
            self._heartbeat()
        more = True
        while not self.ended:
            going_on = not self.resting and time.monotonic() < until
            if more and going_on and self.reach - len(self.held) - len(self.waiting) >= self.worth_a_claim:
                more = self._refill()
            if going_on:
                self._admit()
            if not self.held and not (self.waiting and going_on):
                return
            self._keep(self.caller.results(PATIENCE))
            more = self._look() or more
            self._heartbeat()

    def _refill(self) -> bool:
        """Claims what there is room for; False when nothing was waiting."""
        room = self.reach - len(self.held) - len(self.waiting)
        alone = not self.held and not self.waiting
        run = self.work_item.run
        claimed = leases.claim(run.pk, self.owner, room, alone_too=alone, has_budget=run.has_budget)
        self.claimed += len(claimed)
        self.waiting += claimed
        return bool(claimed)

    def _admit(self) -> None:
        """Submits what the endpoint's minute has room for."""
        count = len(self.waiting)
        if self.limits is not None and self.waiting:
            if time.monotonic() < self._next_admission:
                return
            tokens = [self._tokens_of(sample) for sample in self.waiting]
            admission = pacing.admit(self.work_item.endpoint.pk, self.limits, tokens)
            self._next_admission = time.monotonic() + admission.seconds
            count = admission.count
            self.paced.update({sample.pk: size for sample, size in zip(self.waiting[:count], tokens, strict=False)})
        for sample in self.waiting[:count]:
            self.held[sample.pk] = sample
            wishes = parameters_for(self.work_item.run.settings, sample.epoch)
            self.caller.submit(sample.pk, sample.case.messages, wishes)
        del self.waiting[:count]

    def _tokens_of(self, sample: Sample) -> int:
        """What a call is taken to need until it is known."""
        return estimate_of_prompt(sample.case.messages) + int(self.work_item.run.settings.get("longest_answer") or 0)

    def _keep(self, results: list[Result]) -> None:
        if not results:
            return
        pairs = [(self.held.pop(key), result) for key, result in results]
        keeping.grade_answers(self.owner, keeping.store(self.owner, pairs, self.price))
        if self.limits is not None and self.limits.tokens is not None:
            self._correct(pairs)
        for _, result in pairs:
            if isinstance(result, Failure):
                self._heed(result)

    def _correct(self, pairs: list[tuple[Sample, Reply | Failure]]) -> None:
        """Gives back to the endpoint's minute what its calls were thought to need and did not."""
        surplus = 0
        for sample, result in pairs:
            thought = self.paced.pop(sample.pk, 0)
            if isinstance(result, Reply):
                surplus += thought - (result.prompt_tokens or 0) - (result.completion_tokens or 0)
        pacing.give_back(self.work_item.endpoint.pk, surplus)

    def _heed(self, failure: Failure) -> None:
        """What one failure means for the calls to come."""
        run_id = self.work_item.pk
        if failure.retry_after:
            self.caller.pause(failure.retry_after)
            keeping.pause_endpoint(self.work_item.endpoint.pk, failure.retry_after)
        match failure.fault:
            case Fault.UNAUTHORISED:
                reason = f"The endpoint refused the key or the right to use it. {failure.message}"
                self.resting = rest(run_id, Move.PAUSE, Run.Cause.UNAUTHORISED, reason) or self.resting
            case Fault.QUOTA:
                reason = f"The endpoint's quota is used up. {failure.message}"
                self.resting = rest(run_id, Move.STOP, Run.Cause.QUOTA, reason) or self.resting
            case Fault.ADDRESS:
                keeping.give_up(run_id, failure.fault.value, failure.message)

    def _look(self) -> bool:
        """Now and then: whether somebody paused, stopped or cancelled the run. What is open of a resting run is waited
        for, of a cancelled one broken off. True when samples that had to wait may have become due."""
        if time.monotonic() < self._next_look:
            return False
        self._next_look = time.monotonic() + LOOK_AT_RUN_EVERY
        state = Run.objects.values_list("state", flat=True).get(pk=self.work_item.pk)
        self.ended = state not in (Run.State.RUNNING, Run.State.QUEUED, *Run.RESTING)
        self.resting = state != Run.State.RUNNING
        return True

    def _heartbeat(self) -> None:
        if time.monotonic() >= self._next_heartbeat:
            self._next_heartbeat = time.monotonic() + heartbeat_seconds()
            leases.extend(self.work_item.pk, self.work_item.endpoint.pk, self.owner)


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
