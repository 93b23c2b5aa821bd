"""Calls and tokens a minute, shared through one row by all who work for the endpoint."""

from collections.abc import Callable

import pytest
from django.db.models import F

from evaluations.execution import pacing
from evaluations.execution.shift import work_on
from evaluations.models import Endpoint, EndpointPace, Run
from tests.evaluations.conftest import Bench
from tests.evaluations.execution.test_execution import tally_of

pytestmark = pytest.mark.django_db
Finish = Callable[[Run], Run]


def limited(bench: Bench, model: str = "simulated-release-4@0", **limits: int) -> Endpoint:
    run_endpoint = bench.start(model).endpoint
    assert run_endpoint is not None
    Endpoint.objects.filter(pk=run_endpoint.pk).update(**limits)
    run_endpoint.refresh_from_db()
    return run_endpoint


def test_an_endpoint_without_limits_keeps_no_pace(bench: Bench, simulated_assistant: str, run_to_end: Finish) -> None:
    assert pacing.limits_of(bench.endpoint) is None
    run_to_end(bench.start("simulated-release-4@0"))
    assert not EndpointPace.objects.exists()


def test_a_turn_makes_no_more_calls_than_the_minute_takes(bench: Bench, simulated_assistant: str) -> None:
    endpoint = limited(bench, calls_per_minute=60)
    run = Run.objects.get(endpoint=endpoint)
    following = work_on(run.pk, seconds=1.5)
    # A twentieth of sixty at once, and then about one a second.
    assert 3 <= tally_of(simulated_assistant)["calls"] <= 5
    assert run.samples.filter(state="queued", attempts=0).count() == 24 - tally_of(simulated_assistant)["calls"]
    assert following is not None, "the others wait in the queue for the next turn"


def test_the_next_turn_goes_on_at_the_same_pace(bench: Bench, simulated_assistant: str) -> None:
    endpoint = limited(bench, calls_per_minute=60)
    run = Run.objects.get(endpoint=endpoint)
    work_on(run.pk, seconds=0.3)
    calls = tally_of(simulated_assistant)["calls"]
    work_on(run.pk, seconds=0.3)
    assert tally_of(simulated_assistant)["calls"] <= calls + 1


def test_tokens_are_taken_at_an_estimate_and_corrected_by_what_was_used(
    bench: Bench, simulated_assistant: str, run_to_end: Finish
) -> None:
    endpoint = limited(bench, tokens_per_minute=1_000_000)
    run = run_to_end(Run.objects.get(endpoint=endpoint))
    pace = EndpointPace.objects.get(endpoint=endpoint)
    limits = pacing.limits_of(endpoint)
    assert limits is not None
    full = limits.full().tokens
    assert run.state == "completed"
    assert full - run.spent_tokens - 1 <= pace.tokens


def test_of_two_that_look_at_once_one_looks_again(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    endpoint = limited(bench, calls_per_minute=60)
    limits = pacing.limits_of(endpoint)
    assert limits is not None
    looked = pacing._pace

    def another_was_quicker(endpoint_id: int, those: object) -> object:
        found = looked(endpoint_id, limits)
        if found[0].turn == 0:
            EndpointPace.objects.filter(pk=endpoint_id).update(calls=F("calls") - 2, turn=F("turn") + 1)
        return found

    monkeypatch.setattr(pacing, "_pace", another_was_quicker)
    assert pacing.admit(endpoint.pk, limits, [0, 0, 0]).count == 1


def test_a_limit_that_was_lowered_counts_at_once(bench: Bench) -> None:
    endpoint = limited(bench, calls_per_minute=600)
    limits = pacing.limits_of(endpoint)
    assert limits is not None
    assert pacing.admit(endpoint.pk, limits, [0] * 10).count == 10
    endpoint.calls_per_minute = 1
    EndpointPace.objects.update(calls=30.0)
    slower = pacing.limits_of(endpoint)
    assert slower is not None
    assert pacing.admit(endpoint.pk, slower, [0] * 10).count == 1
