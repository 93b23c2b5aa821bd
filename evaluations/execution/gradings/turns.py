"""One worker's turn at a grading: it claims judgements of one endpoint, asks, stores, and says who is next."""

import itertools
import logging
import os
import socket
import time
import uuid
from dataclasses import dataclass

from django.db.models import Count
from django.db.models.functions import Now

from evaluations.endpoints.calling import chat_endpoint_for
from evaluations.endpoints.chat_client import Failure, Fault
from evaluations.endpoints.chat_usage import estimate_of_prompt
from evaluations.errors import EndpointNeedsKey
from evaluations.execution import leases, pacing, shift
from evaluations.execution.caller import Caller, Result
from evaluations.execution.gradings import claims, storing
from evaluations.execution.gradings.ending import OPEN, finish_if_done, rest
from evaluations.execution.keeping import pause_endpoint
from evaluations.execution.limits import SLICE_SECONDS, heartbeat_seconds
from evaluations.judging.prompt import Question, Scale, judge_messages, new_boundary
from evaluations.judging.scoring import SAYS_NOTHING, VIOLATION, Word, says_nothing
from evaluations.judging.texts import SpecTexts, question_of
from evaluations.models import Endpoint, Grading, Judge, Judgement
from evaluations.runs.spending import Price, worst_case
from workspaces.outbound import OutboundRefused

PATIENCE = 0.25
LOOK_EVERY = 1.0
LOOK_AGAIN_AFTER = 1.0
AT_MOST_AT_ONCE = 50  # judgements that one worker holds

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Next:
    """What to ring for after a turn: this grading in so many seconds, and a run that waits for the endpoint."""

    grading_seconds: float | None = None
    run: shift.FollowUp | None = None


def work_on(grading_id: int, *, seconds: float = SLICE_SECONDS) -> Next:
    """Works on a grading for about so long."""
    Grading.objects.filter(pk=grading_id, state=Grading.State.QUEUED).update(state=Grading.State.RUNNING, reason="")
    if not Grading.objects.filter(pk=grading_id, state=Grading.State.RUNNING).update(worked_at=Now()):
        return Next()
    judge = _judge_to_ask(grading_id)
    if judge is None or judge.endpoint is None:
        finish_if_done(grading_id)
        return Next()
    endpoint = judge.endpoint
    pause = leases.seconds_of_pause(endpoint.pk)
    if pause:
        return Next(pause)
    owner = f"{socket.gethostname()[:40]}:{os.getpid()}:{uuid.uuid4().hex[:12]}"
    slots = leases.take_share(endpoint.pk, owner)
    if not slots:
        return Next(LOOK_AGAIN_AFTER)
    _take_turn(grading_id, judge, endpoint, owner, slots, seconds)
    finish_if_done(grading_id)
    return Next(_seconds_until_next(grading_id), shift.follow_up(endpoint))


def _judge_to_ask(grading_id: int) -> Judge | None:
    """The judge with most to do among those whose judgements are due, else any with something queued or leased."""
    waiting = Judgement.objects.filter(grading_id=grading_id, state__in=OPEN)
    by_need = waiting.values("judge").annotate(ready=Count("pk", filter=claims.due()), left=Count("pk"))
    first = by_need.order_by("-ready", "-left", "judge").first()
    judges = Judge.objects.select_related("project", "endpoint__project")
    return judges.get(pk=first["judge"]) if first else None


def _take_turn(grading_id: int, judge: Judge, endpoint: Endpoint, owner: str, slots: int, seconds: float) -> None:
    try:
        with Caller(chat_endpoint_for(endpoint, judge.settings), slots) as caller:
            Turn(grading_id, judge, endpoint, owner, slots, caller).work(time.monotonic() + seconds)
    except OutboundRefused as refusal:
        rest(grading_id, f"The judge’s address may not be called: {refusal}")
    except EndpointNeedsKey as lost:
        rest(grading_id, str(lost))
    finally:
        claims.release(grading_id, endpoint.pk, owner)


def _seconds_until_next(grading_id: int) -> float | None:
    """In how many seconds there is something to ask; None where the grading does not go on."""
    if not Grading.objects.filter(pk=grading_id, state=Grading.State.RUNNING).exists():
        return None
    waiting = claims.queued(grading_id)
    if waiting.filter(claims.due()).exists():
        return 0.0
    soonest = waiting.annotate(now=Now()).order_by("not_before").values_list("not_before", "now").first()
    if soonest is None or soonest[0] is None:
        return LOOK_AGAIN_AFTER
    return max(0.0, (soonest[0] - soonest[1]).total_seconds())


class Turn:
    """The loop of one turn. A judgement is with this worker until all its calls have come back."""

    def __init__(
        self, grading_id: int, judge: Judge, endpoint: Endpoint, owner: str, slots: int, caller: Caller
    ) -> None:
        self.grading_id = grading_id
        self.judge = judge
        self.scale = Scale(judge.scale)
        self.endpoint = endpoint
        self.owner = owner
        self.slots = slots
        self.caller = caller
        self.limits = pacing.limits_of(endpoint)
        self.texts = SpecTexts(judge)
        self.asked: dict[int, storing.Asked] = {}
        self.of_call: dict[int, int] = {}
        self.waiting: list[tuple[int, int, list[dict[str, str]]]] = []
        self.numbers = itertools.count(1)
        self.resting = self.ended = False
        self._next_look = self._next_admission = 0.0
        self._next_heartbeat = time.monotonic() + heartbeat_seconds()

    def work(self, until: float) -> None:
        while not self.ended:
            going_on = not self.resting and time.monotonic() < until
            if going_on:
                self._refill()
                self._admit()
            elif self.waiting:
                self._take_back()
            if not self.asked:
                return
            self._keep(self.caller.results(PATIENCE))
            self._look()
            self._heartbeat()

    def _refill(self) -> None:
        while len(self.of_call) + len(self.waiting) < self.slots + max(1, self.slots // 2):
            if len(self.asked) >= AT_MOST_AT_ONCE:
                return
            count = max(1, self.slots // 4)
            claimed = claims.claim(self.grading_id, self.judge.pk, self.owner, count, self._worst_case)
            for judgement in claimed:
                self._begin(judgement)
            if not claimed:
                self._rest_if_out_of_budget()
                return

    def _begin(self, judgement: Judgement) -> None:
        question = self._question(judgement)
        if says_nothing(question.response):
            self._settle_without_asking(judgement)
            return
        asked = storing.Asked(judgement, question.response, worst_call=self._worst_call(question))
        for _ in range(storing.missing(judgement)):
            key, boundary = next(self.numbers), new_boundary()
            asked.open[key] = boundary
            self.waiting.append((key, judgement.pk, judge_messages(question, self.scale, boundary)))
        self.asked[judgement.pk] = asked

    def _settle_without_asking(self, judgement: Judgement) -> None:
        ours = Judgement.objects.filter(pk=judgement.pk, lease_owner=self.owner)
        if ours.update(**storing.ended_with(Word(VIOLATION, None, SAYS_NOTHING)), **claims.NO_LEASE):
            claims.settle(self.grading_id, held=judgement.held_tokens, spent=0)

    def _question(self, judgement: Judgement) -> Question:
        return question_of(judgement, self.texts)

    def _worst_case(self, judgement: Judgement) -> int:
        return storing.missing(judgement) * self._worst_call(self._question(judgement))

    def _worst_call(self, question: Question) -> int:
        messages = judge_messages(question, self.scale, new_boundary())
        return worst_case(messages, longest_verdict(self.judge), Price()).tokens

    def _admit(self) -> None:
        """Submits what the endpoint's minute has room for."""
        count = len(self.waiting)
        if self.limits is not None and self.waiting:
            if time.monotonic() < self._next_admission:
                return
            sizes = [estimate_of_prompt(messages) for _, _, messages in self.waiting]
            admission = pacing.admit(self.endpoint.pk, self.limits, sizes)
            self._next_admission = time.monotonic() + admission.seconds
            count = admission.count
        for key, pk, messages in self.waiting[:count]:
            self.of_call[key] = pk
            self.caller.submit(key, messages, {"max_tokens": longest_verdict(self.judge)})
        del self.waiting[:count]

    def _take_back(self) -> None:
        """What was not submitted yet will not be; judgements that wait for nothing else are given back as they are."""
        for key, pk, _ in self.waiting:
            del self.asked[pk].open[key]
            self.asked[pk].cut_short = True
        self.waiting.clear()
        untouched = [pk for pk, asked in self.asked.items() if not asked.open]
        for pk in untouched:
            del self.asked[pk]

    def _keep(self, results: list[Result]) -> None:
        finished = []
        for key, result in results:
            asked = self.asked[self.of_call.pop(key)]
            asked.take(key, result)
            if isinstance(result, Failure):
                self._heed(result)
            if not asked.open:
                finished.append(self.asked.pop(asked.judgement.pk))
        storing.store(self.owner, finished)

    def _heed(self, failure: Failure) -> None:
        if failure.retry_after:
            self.caller.pause(failure.retry_after)
            pause_endpoint(self.endpoint.pk, failure.retry_after)
        reasons = {
            Fault.UNAUTHORISED: "The judge’s endpoint refused the key or the right to use it.",
            Fault.QUOTA: "The quota of the judge’s endpoint is used up.",
            Fault.ADDRESS: "The judge’s address may not be called.",
        }
        if failure.fault in reasons:
            rest(self.grading_id, f"{reasons[failure.fault]} {failure.message}")
            self.resting = True

    def _rest_if_out_of_budget(self) -> None:
        if self.asked:
            return
        grading = Grading.objects.get(pk=self.grading_id)
        first = (
            claims.queued(self.grading_id, self.judge.pk)
            .filter(claims.due())
            .select_related("judge__project", "sample__case")
        )
        judgement, room = first.order_by("place", "pk").first(), claims.room_of(grading)
        if judgement is None or room is None or grading.held_tokens:
            return
        needed = self._worst_case(judgement)
        if needed > room:
            rest(self.grading_id, f"Budget used up: {room} tokens are left and the next judgement could take {needed}.")
            self.resting = True

    def _look(self) -> None:
        """Now and then: whether somebody paused or cancelled the grading."""
        if time.monotonic() < self._next_look:
            return
        self._next_look = time.monotonic() + LOOK_EVERY
        state = Grading.objects.values_list("state", flat=True).get(pk=self.grading_id)
        self.resting = self.resting or state == Grading.State.PAUSED
        self.ended = state == Grading.State.CANCELLED

    def _heartbeat(self) -> None:
        if time.monotonic() >= self._next_heartbeat:
            self._next_heartbeat = time.monotonic() + heartbeat_seconds()
            claims.extend(self.grading_id, self.endpoint.pk, self.owner)


def longest_verdict(judge: Judge) -> int:
    """The most tokens that a judge's answer may have, as it was frozen."""
    return int(judge.settings["longest_answer"])
