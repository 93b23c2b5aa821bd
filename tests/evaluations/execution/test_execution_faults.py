"""Faults of the machine while a run is worked on: time limits, a full disk, a wrong clock."""

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import OperationalError
from django.utils import timezone

from evaluations.execution import keeping, leases, shift, sweeping
from evaluations.models import EndpointShare, Run
from tests.evaluations.conftest import Bench

pytestmark = pytest.mark.django_db
Finish = Callable[[Run], Run]


def assert_nothing_is_held(run: Run) -> None:
    assert not run.samples.filter(state="leased").exists()
    assert not EndpointShare.objects.exists()


def test_a_turn_that_meets_its_time_limit_gives_everything_back(
    bench: Bench, simulated_assistant: str, run_to_end: Finish, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_late(*_: object) -> None:
        raise SoftTimeLimitExceeded

    run = bench.start("simulated-release-4@20")
    with monkeypatch.context() as patched:
        patched.setattr(shift.Shift, "_keep", too_late)
        with pytest.raises(SoftTimeLimitExceeded):
            shift.work_on(run.pk)
    assert_nothing_is_held(run)
    assert run.samples.filter(state="queued", attempts=0).count() == 24
    assert run_to_end(run).state == "completed"


def test_a_full_disk_loses_no_sample_and_the_run_goes_on_when_there_is_room(
    bench: Bench, simulated_assistant: str, run_to_end: Finish, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OperationalError("database or disk is full")

    run = bench.start("simulated-release-4@20")
    with monkeypatch.context() as patched:
        patched.setattr(keeping, "store", full)
        with pytest.raises(OperationalError):
            shift.work_on(run.pk)
    assert_nothing_is_held(run)
    run = run_to_end(run)
    assert run.state == "completed"
    assert set(run.samples.values_list("attempts", flat=True)) == {1}


@pytest.mark.parametrize("hours", [1, -1])
def test_a_clock_that_jumps_neither_ends_a_lease_nor_makes_an_answer_take_less_than_nothing(
    bench: Bench, simulated_assistant: str, run_to_end: Finish, monkeypatch: pytest.MonkeyPatch, hours: int
) -> None:
    now, clock = timezone.now, time.time
    run = bench.start("simulated-release-4@0")
    Run.objects.filter(pk=run.pk).update(state="running")
    assert len(leases.claim(run.pk, "alive", 5, alone_too=True)) == 5
    monkeypatch.setattr(timezone, "now", lambda: now() + timedelta(hours=hours))
    monkeypatch.setattr(time, "time", lambda: clock() + 3600 * hours)
    sweeping.sweep()
    assert run.samples.filter(lease_owner="alive").count() == 5, "leases run by the database's time"
    leases.release(run.pk, run.endpoint_id or 0, "alive")
    run_to_end(run)
    assert run.state == "completed"
    assert all(seconds >= 0 for seconds in run.samples.values_list("seconds", flat=True) if seconds is not None)
