"""Calls and tokens a minute, shared by all workers of an endpoint through one row and conditional UPDATEs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F
from django.db.models.functions import Now

from evaluations.endpoints.token_bucket import Level, Limit, Limits
from evaluations.models import Endpoint, EndpointPace

RACES = 8
LOOK_AGAIN_AFTER = 0.05


@dataclass(frozen=True)
class Admission:
    """How many of the first calls may start now, and in how many seconds to ask for the next one."""

    count: int
    seconds: float


def limits_of(endpoint: Endpoint) -> Limits | None:
    """What the endpoint takes in a minute; None where it takes anything."""
    calls, tokens = endpoint.calls_per_minute, endpoint.tokens_per_minute
    if calls is None and tokens is None:
        return None
    return Limits(Limit(calls) if calls else None, Limit(tokens) if tokens else None)


def admit(endpoint_id: int, limits: Limits, tokens: Sequence[int]) -> Admission:
    """Takes as many of the first calls, each told by its tokens, out of the endpoint's buckets as are in them."""
    for _ in range(RACES):
        pace, now = _pace(endpoint_id, limits)
        # A limit that was changed meanwhile counts from the next look on: what is too much in the row is cut off.
        passed = (now - pace.measured_at).total_seconds()
        level = limits.later(Level(pace.calls, pace.tokens), passed)
        count = 0
        while count < len(tokens) and (after := limits.take(level, tokens[count])) is not None:
            level, count = after, count + 1
        wait = limits.seconds_until(level, tokens[count]) if count < len(tokens) else 0.0
        if not count:
            return Admission(0, wait)
        unchanged = EndpointPace.objects.filter(pk=endpoint_id, turn=pace.turn)
        if unchanged.update(calls=level.calls, tokens=level.tokens, measured_at=now, turn=F("turn") + 1):
            return Admission(count, wait)
    return Admission(0, LOOK_AGAIN_AFTER)


def _pace(endpoint_id: int, limits: Limits) -> tuple[EndpointPace, datetime]:
    """The row as it is, made full on first use, and the database's time."""
    found = EndpointPace.objects.filter(pk=endpoint_id).annotate(now=Now()).first()
    if found is None:
        full = limits.full()
        EndpointPace.objects.get_or_create(
            endpoint_id=endpoint_id, defaults={"calls": full.calls, "tokens": full.tokens, "measured_at": Now()}
        )
        found = EndpointPace.objects.annotate(now=Now()).get(pk=endpoint_id)
    return found, found.now


def give_back(endpoint_id: int, tokens: int) -> None:
    """Corrects the tokens that were taken by what calls really took; negative where they took more."""
    if tokens:
        EndpointPace.objects.filter(pk=endpoint_id).update(tokens=F("tokens") + tokens, turn=F("turn") + 1)
