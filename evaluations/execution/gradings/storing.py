"""Stores what the calls about a judgement came to: a verdict, or what is still to be asked."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from evaluations.endpoints.chat_client import HOPELESS, Failure, Fault, Reply, backoff_seconds
from evaluations.execution.gradings.claims import NO_LEASE, lock, settle
from evaluations.execution.limits import MAX_ATTEMPTS
from evaluations.judging.prompt import Scale
from evaluations.judging.reading import Reading, read_verdict
from evaluations.judging.scoring import Word, verdict_of
from evaluations.models import Judgement

PAID_PERHAPS = frozenset({Fault.TIMEOUT, Fault.TOO_LARGE, Fault.UNREADABLE})


@dataclass
class Asked:
    """A judgement whose calls are under way: the mark of each call, and what came so far."""

    judgement: Judgement
    response: str
    open: dict[int, str] = field(default_factory=dict)
    readings: list[Reading] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    prompt_tokens: int = 0
    completion_tokens: int = 0
    worst_call: int = 0
    lost: int = 0
    # The turn ended before all of its calls were made: that is no attempt.
    cut_short: bool = False

    def take(self, key: int, result: Reply | Failure) -> None:
        """Reads one answer of the judge, or notes that none came."""
        boundary = self.open.pop(key)
        if isinstance(result, Failure):
            self.failures.append(result)
            self.lost += self.worst_call if result.fault in PAID_PERHAPS else 0
            return
        self.prompt_tokens += result.prompt_tokens or 0
        self.completion_tokens += result.completion_tokens or 0
        scale = Scale(self.judgement.judge.scale)
        self.readings.append(read_verdict(result.text, scale, boundary, self.response))

    @property
    def usable(self) -> list[Reading]:
        kept = [Reading.of_json(stored) for stored in self.judgement.scores if stored.get("score") is not None]
        return [*kept, *(reading for reading in self.readings if reading.score is not None)]

    @property
    def spent(self) -> int:
        return self.prompt_tokens + self.completion_tokens + self.lost


def missing(judgement: Judgement) -> int:
    """How many gradings of it are still to be asked."""
    kept = sum(stored.get("score") is not None for stored in judgement.scores)
    return max(0, judgement.judge.gradings - kept)


def store(owner: str, finished: Sequence[Asked]) -> None:
    """Writes what came of some judgements of one grading, in one transaction. One whose lease was lost stays."""
    if not finished:
        return
    with transaction.atomic():
        grading_id = finished[0].judgement.grading_id
        lock(grading_id)
        stored = [asked for asked in finished if _stored(owner, asked)]
        settle(
            grading_id,
            held=sum(asked.judgement.held_tokens for asked in stored),
            spent=sum(asked.spent for asked in stored),
        )


def _stored(owner: str, asked: Asked) -> bool:
    judgement = asked.judgement
    ours = Judgement.objects.filter(pk=judgement.pk, lease_owner=owner, state=Judgement.State.LEASED)
    taken = {
        "prompt_tokens": F("prompt_tokens") + asked.prompt_tokens,
        "completion_tokens": F("completion_tokens") + asked.completion_tokens,
        **NO_LEASE,
    }
    usable, again = asked.usable, {"state": Judgement.State.QUEUED, "scores": [each.as_json() for each in asked.usable]}
    not_its_fault = any(failure.fault in HOPELESS for failure in asked.failures)
    if not_its_fault or (asked.cut_short and len(usable) < judgement.judge.gradings):
        return bool(ours.update(attempts=F("attempts") - 1, **again, **taken))
    if len(usable) < judgement.judge.gradings and judgement.attempts < MAX_ATTEMPTS and _worth_asking(asked):
        return bool(ours.update(not_before=_not_before(asked), **again, **taken))
    return bool(ours.update(**_ended(asked), **taken))


def _worth_asking(asked: Asked) -> bool:
    """A judge that answered in another form may do better; one that cannot be reached only after some faults."""
    return all(failure.retryable for failure in asked.failures)


def _not_before(asked: Asked) -> object:
    if not asked.failures:
        return None
    wished = [failure.retry_after for failure in asked.failures if failure.retry_after]
    return Now() + timedelta(seconds=backoff_seconds(asked.judgement.attempts, max(wished, default=None)))


def _ended(asked: Asked) -> dict[str, object]:
    judge = asked.judgement.judge
    failed = [Reading(None, problem=f"The judge gave no answer: {each.message}") for each in asked.failures]
    unread = [reading for reading in asked.readings if reading.score is None]
    readings = [*asked.usable, *unread, *failed]
    word = verdict_of(readings, Scale(judge.scale), judge.gradings, judge.threshold)
    fault = asked.failures[0].fault.value if asked.failures else ""
    return {"scores": [each.as_json() for each in readings], "fault": fault, **ended_with(word)}


def ended_with(word: Word) -> dict[str, object]:
    """The fields of a judgement that has its verdict."""
    return {
        "state": Judgement.State.FINISHED,
        "outcome": word.outcome,
        "score": word.score,
        "reason": word.reason,
        "quotes": list(word.quotes),
        "dropped_quotes": word.invented,
        "finished_at": Now(),
    }
