"""Calls and tokens a minute: no stretch of a minute sees more than the limit, and nothing waits for ever."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.endpoints.token_bucket import MINUTE, Level, Limit, Limits

TIMES = st.lists(st.floats(0, 20), min_size=1, max_size=200)


def admitted(limits: Limits, pauses: list[float], tokens: int) -> list[float]:
    """When calls were let through that came after these pauses."""
    level, at, times = limits.full(), 0.0, []
    for pause in pauses:
        at += pause
        level = limits.later(level, pause)
        after = limits.take(level, tokens)
        if after is not None:
            level = after
            times.append(at)
    return times


def most_in_a_minute(times: list[float]) -> int:
    return max((sum(1 for at in times if 0 <= at - begin < MINUTE - 1e-6) for begin in times), default=0)


@given(st.integers(1, 2000), TIMES)
def test_no_minute_sees_more_calls_than_the_limit(per_minute: int, pauses: list[float]) -> None:
    assert most_in_a_minute(admitted(Limits(Limit(per_minute), None), pauses, 0)) <= per_minute


@given(st.integers(100, 100_000), st.integers(1, 99), TIMES)
def test_no_minute_sees_more_tokens_than_the_limit(per_minute: int, tokens: int, pauses: list[float]) -> None:
    times = admitted(Limits(None, Limit(per_minute)), pauses, min(tokens, per_minute // 20))
    assert most_in_a_minute(times) * min(tokens, per_minute // 20) <= per_minute + 1


@given(st.integers(1, 5000), st.integers(1, 5000), st.integers(0, 20_000), st.floats(-50, 50), st.floats(-9000, 50))
def test_after_the_wait_that_is_told_a_call_is_let_through(
    calls: int, tokens: int, size: int, left_calls: float, left_tokens: float
) -> None:
    limits = Limits(Limit(calls), Limit(tokens))
    level = Level(min(left_calls, limits.full().calls), min(left_tokens, limits.full().tokens))
    wait = limits.seconds_until(level, size)
    assert wait >= 0
    assert limits.take(limits.later(level, wait + 1e-6), size) is not None


def test_a_call_larger_than_the_bucket_goes_when_it_is_full_and_leaves_a_debt() -> None:
    limits = Limits(None, Limit(1000))
    after = limits.take(limits.full(), 400)
    assert after is not None
    assert after.tokens == pytest.approx(50 - 400)
    assert limits.take(after, 1) is None
    assert limits.seconds_until(after, 50) == pytest.approx(400 / limits.tokens.per_second)  # type: ignore[union-attr]


def test_a_clock_that_goes_backwards_fills_nothing() -> None:
    limits = Limits(Limit(60), None)
    assert limits.later(Level(0.5, 0), -3600) == Level(0.5, 0)
