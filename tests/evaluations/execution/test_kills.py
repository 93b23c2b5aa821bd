"""kill -9, three times in a row, in the middle of a run of 500 samples: each sample has one result, and none has two.

The sweeper is rung for by the test, as the scheduler does it, and leases run out in seconds instead of half a minute.
"""

import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.db.models import Sum
from kombu import Connection

from evaluations.models import Case, Run, Sample
from evaluations.tasks import sweep_runs
from tests.evaluations.conftest import Bench
from tests.evaluations.execution.test_workers import (  # noqa: F401 - fixtures
    assert_each_sample_has_one_result,
    at_work,
    fresh_pools,
    pool_processes,
)
from tests.evaluations.killing import broker, database
from tests.processes import Worker, wait_for

pytestmark = pytest.mark.django_db(transaction=True)
LEASE = "2"
KILLS = (80, 180, 280)
needs_servers = pytest.mark.skipif(
    connection.vendor != "postgresql" or not django_settings.ENV.redis_url,
    reason="kills a PostgreSQL and a Redis-protocol server; runs beside both",
)


@pytest.fixture(autouse=True)
def short_leases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVALUATION_LEASE_SECONDS", LEASE)
    monkeypatch.setenv("EVALUATION_QUIET_SECONDS", "1")


def five_hundred(bench: Bench, latency: int = 60) -> Run:
    """25 cases, 20 times each, ten at once."""
    again = Case.objects.filter(suite=bench.suite).order_by("position")[0]
    again.pk, again.key, again.position = None, "once-more", 24
    again.save()
    run = bench.start(f"simulated-release-4@{latency}", epochs=20, concurrency=10)
    assert run.samples.count() == 500
    return run


def finished(run: Run) -> int:
    return run.samples.filter(state="finished").count()


def sweep() -> None:
    sweep_runs.delay()


def sweep_at(url: str) -> None:
    with Connection(url) as there:
        sweep_runs.apply_async(connection=there)  # type: ignore[call-arg]


@contextmanager
def scheduler(ring: Callable[[], None] = sweep) -> Iterator[None]:
    """Rings for the sweeper again and again, and does not mind when nobody is there to hear it."""
    stop = threading.Event()

    def tick() -> None:
        while not stop.wait(0.3):
            with contextlib.suppress(Exception):  # the broker is being killed
                ring()

    thread = threading.Thread(target=tick, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def wait_until_ended(run: Run) -> None:
    def ended() -> bool:
        run.refresh_from_db()
        return not run.is_active

    wait_for(ended, "the run to end", 60)


def assert_nothing_lost(run: Run) -> None:
    assert (run.state, run.reason) == ("completed", "")
    assert_each_sample_has_one_result(run)
    assert not run.samples.filter(outcome="errored").exists()
    used = run.samples.aggregate(asked=Sum("prompt_tokens"), answered=Sum("completion_tokens"))
    assert run.spent_tokens == used["asked"] + used["answered"], "each answer is paid for once"


def test_the_worker_is_killed(at_work: tuple[Worker, Bench]) -> None:  # noqa: F811
    worker, bench = at_work
    process = worker.start()
    run = five_hundred(bench)
    with scheduler():
        for count in KILLS:
            wait_for(lambda count=count: finished(run) >= count, f"{count} answers")
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            process = worker.start()
        wait_until_ended(run)
    assert_nothing_lost(run)
    assert run.samples.filter(crashes__gt=0).exists()


def test_the_pool_process_is_killed(at_work: tuple[Worker, Bench]) -> None:  # noqa: F811
    worker, bench = at_work
    master = worker.start()
    run = five_hundred(bench)
    with scheduler():
        for count in KILLS:
            wait_for(lambda count=count: finished(run) >= count, f"{count} answers")
            [child] = wait_for(lambda: pool_processes(master.pid), "a pool process")
            os.kill(child, signal.SIGKILL)
        wait_until_ended(run)
    assert_nothing_lost(run)


@needs_servers
def test_the_broker_is_killed(
    at_work: tuple[Worker, Bench],  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    worker, bench = at_work
    with broker(tmp_path / "broker") as its:
        monkeypatch.setenv("REDIS_URL", its.url)
        worker.start()
        run = five_hundred(bench)
        with scheduler(lambda: sweep_at(its.url)):
            for count in KILLS:
                wait_for(lambda count=count: finished(run) >= count, f"{count} answers")
                its.kill()
                its.start()
            wait_until_ended(run)
        assert_nothing_lost(run)


@needs_servers
def test_the_database_is_killed(at_work: tuple[Worker, Bench]) -> None:  # noqa: F811
    worker, bench = at_work
    run = five_hundred(bench)
    with database() as its:
        worker.start()
        with scheduler():
            for count in KILLS:
                wait_for(lambda count=count: finished(run) >= count, f"{count} answers")
                its.kill()
                its.start_again()
            wait_until_ended(run)
        assert_nothing_lost(run)


def test_a_case_that_ends_the_worker_each_time_ends_as_crashed_and_the_run_goes_on(
    at_work: tuple[Worker, Bench],  # noqa: F811
) -> None:
    worker, bench = at_work
    master = worker.start()
    run = bench.start("simulated-release-4@300")
    poison = run.samples.order_by("pk")[3].pk
    kills = 0
    with scheduler():
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            state = Sample.objects.values_list("state", flat=True).get(pk=poison)
            if state == "finished":
                break
            if state == "leased":
                for child in pool_processes(master.pid):
                    os.kill(child, signal.SIGKILL)
                kills += 1
                taken_back = lambda: Sample.objects.get(pk=poison).state != "leased"  # noqa: E731
                wait_for(taken_back, "the lease to run out")
            time.sleep(0.02)
        wait_until_ended(run)
    sample = Sample.objects.get(pk=poison)
    assert (kills, sample.crashes, sample.outcome, sample.fault) == (3, 3, "errored", "crashed")
    assert run.state == "completed"
    assert run.samples.filter(outcome="errored").count() == 1


def test_a_worker_that_is_asked_to_go_leaves_nothing_behind(at_work: tuple[Worker, Bench]) -> None:  # noqa: F811
    worker, bench = at_work
    first = worker.start()
    run = bench.start("simulated-release-4@200", epochs=3, concurrency=6)
    wait_for(lambda: finished(run) > 5, "the first answers")
    os.kill(first.pid, signal.SIGTERM)
    assert first.wait(timeout=30) == 0
    assert not run.samples.filter(state__in=["leased", "answered"]).exists()
    assert not run.samples.filter(crashes__gt=0).exists()
    with scheduler():
        worker.start()
        wait_until_ended(run)
    assert_nothing_lost(run)
