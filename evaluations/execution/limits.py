"""The times and counts of execution. The operator may set the first two; tests shorten them."""

from datetime import timedelta

from django.conf import settings

MAX_ATTEMPTS = 3
MAX_CRASHES = 3
# From this many crashes on a sample is worked on alone, so that a poisonous one does not take others with it.
ALONE_FROM = 2
# A worker turns to the next message after this long, so that one long run does not hold up everybody's jobs.
SLICE_SECONDS = 15.0
# With nothing answered and this many samples given up, the endpoint is taken for dead.
GIVE_UP_AFTER = 10


def lease() -> timedelta:
    """How long a worker may be silent before its samples go to another."""
    return timedelta(seconds=settings.EVALUATION_LEASE_SECONDS)


def heartbeat_seconds() -> float:
    return lease().total_seconds() / 3


def quiet_before_ringing() -> timedelta:
    """How long a run with work to do may lie still before the sweeper rings for it."""
    return timedelta(seconds=settings.EVALUATION_QUIET_SECONDS)
