"""Real Celery workers beside the real simulated assistant: a run ends once, whatever dies on the way."""

import json
import os
import signal
import time
import urllib.request
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import kombu.pools
import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import Count, Sum
from django.db.models.functions import Now

from alignment_app.celery import app, make_broker_folders
from evaluations import services
from evaluations.execution.limits import lease
from evaluations.models import Endpoint, EndpointPace, EndpointShare, Run, Sample, Verdict
from evaluations.selectors import summary_of
from evaluations.tasks import sweep_runs, work_on_run
from tests import processes
from tests.evaluations.conftest import Bench
from tests.processes import Worker, end, wait_for

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def fresh_pools() -> None:
    """A closed pool of the test before would be found again by its address."""
    kombu.pools.reset()
    vars(app)["_pool"] = None


def socket_url() -> str:
    """PostgreSQL's address where it is reached by a socket in a folder of its own."""
    found = connection.settings_dict
    return f"postgresql://{found['USER']}:{found['PASSWORD']}@/{found['NAME']}?host={quote(found['OPTIONS']['host'])}"


@pytest.fixture
def at_work(
    fresh_pools: None, worker: Worker, simulated_assistant: str, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Worker, Bench]]:
    """A broker, the simulated assistant and a project; workers are started by the test."""
    monkeypatch.setenv("LOG_LEVEL", "INFO")  # the word that a worker is ready is spoken at this level
    folders = app.conf.broker_transport_options
    for key, folder in (("data_folder_in", "queue"), ("data_folder_out", "queue"), ("control_folder", "control")):
        if key in folders:
            # In place: what is assigned to Celery's configuration later than its settings is not what it reads.
            monkeypatch.setitem(folders, key, str(worker.data_folder / "broker" / folder))
    make_broker_folders()
    kombu.pools.reset()
    if connection.settings_dict.get("OPTIONS", {}).get("host"):
        monkeypatch.setattr(processes, "database_url", socket_url)
    yield worker, bench
    for process in worker.processes:
        end(process, signal.SIGKILL)  # a gentle end takes the embedded broker's consumer some seconds


def ended(run: Run) -> Any:
    run.refresh_from_db()
    return not run.is_active


def let_leases_run_out() -> None:
    """What waiting for half a minute would do."""
    Sample.objects.filter(leased_until__isnull=False).update(leased_until=Now() - lease())
    EndpointShare.objects.update(leased_until=Now() - lease())
    Run.objects.update(worked_at=Now() - lease())


def pool_processes(master: int) -> list[int]:
    """The pool processes of a worker's main process, by Linux's own account, whichever thread forked them."""
    threads = Path(f"/proc/{master}/task").glob("*/children")
    children = [pid for thread in threads for pid in thread.read_text(encoding="ascii").split()]
    alive = [pid for pid in children if b"celery" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    return [int(pid) for pid in alive]


def assert_each_sample_has_one_result(run: Run) -> None:
    samples = run.samples.annotate(times=Count("verdicts"))
    assert samples.count() == summary_of(run).total
    assert not samples.exclude(state="finished").exists()
    assert set(samples.values_list("times", flat=True)) == {1}


def test_starting_a_run_is_enough_for_a_worker_to_finish_it(at_work: tuple[Worker, Bench]) -> None:
    worker, bench = at_work
    worker.start()
    run = bench.start()
    wait_for(lambda: ended(run), "the run to end")
    summary = summary_of(run)
    assert (run.state, summary.numerator, summary.denominator) == ("completed", 20, 24)
    assert_each_sample_has_one_result(run)


def test_a_run_whose_worker_is_killed_is_finished_by_another_with_one_result_a_sample(
    at_work: tuple[Worker, Bench],
) -> None:
    worker, bench = at_work
    first = worker.start()
    run = bench.start("simulated-release-4@60", epochs=4)
    wait_for(lambda: run.samples.filter(state="finished").count() > 10, "the first answers")
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    left = run.samples.exclude(state="finished").count()
    assert left > 0, "the kill came too late to show anything"
    let_leases_run_out()
    worker.start()
    sweep_runs.delay()
    wait_for(lambda: ended(run), "the run to end")
    assert run.state == "completed"
    assert_each_sample_has_one_result(run)
    assert run.samples.filter(crashes=1).exists()


def test_a_killed_pool_process_does_not_cost_the_run_anything(at_work: tuple[Worker, Bench]) -> None:
    worker, bench = at_work
    master = worker.start()
    run = bench.start("simulated-release-4@60", epochs=4)
    wait_for(lambda: run.samples.filter(state="finished").count() > 10, "the first answers")
    [child] = pool_processes(master.pid)
    os.kill(child, signal.SIGKILL)
    wait_for(lambda: pool_processes(master.pid) not in ([], [child]), "another pool process to take its place")
    let_leases_run_out()
    sweep_runs.delay()
    wait_for(lambda: ended(run), "the run to end")
    assert run.state == "completed"
    assert_each_sample_has_one_result(run)


def test_cancelling_ends_a_run_within_moments(at_work: tuple[Worker, Bench]) -> None:
    worker, bench = at_work
    worker.start()
    run = bench.start("fault-hang")
    wait_for(lambda: run.samples.filter(state="leased").exists(), "the first calls")
    run.refresh_from_db()
    services.cancel_run(run, actor=bench.cast.evaluator)
    wait_for(lambda: not run.samples.filter(state="leased").exists(), "the open calls to be broken off")
    run.refresh_from_db()
    assert run.state == "cancelled"
    assert run.samples.filter(state="dropped").count() == 24


def test_eight_doorbells_at_once_have_the_effect_of_one(at_work: tuple[Worker, Bench]) -> None:
    worker, bench = at_work
    run = bench.start("simulated-release-4@20", epochs=2)
    for _ in range(8):
        work_on_run.delay(run.pk)
    worker.start(concurrency=3)
    wait_for(lambda: ended(run), "the run to end")
    assert_each_sample_has_one_result(run)
    assert Verdict.objects.count() == 48
    used = run.samples.aggregate(asked=Sum("prompt_tokens"), answered=Sum("completion_tokens"))
    assert run.spent_tokens == used["asked"] + used["answered"], "one charge"


def test_a_pipeline_waits_while_a_worker_does_the_run(at_work: tuple[Worker, Bench]) -> None:
    worker, bench = at_work
    worker.start()
    out = StringIO()
    names = ["--project", bench.project.path, "--suite", bench.suite.name, "--endpoint", bench.endpoint.name]
    call_command("evaluate", *names, "--timeout", "60", "--json", stdout=out)
    said = json.loads(out.getvalue())
    assert (said["state"], said["numerator"], said["denominator"]) == ("completed", 20, 24)


def tally_of(assistant: str) -> dict[str, int]:
    with urllib.request.urlopen(f"{assistant}/tally", timeout=5) as response:  # noqa: S310
        tally: dict[str, int] = json.load(response)
    return tally


def at_this_endpoint(run: Run) -> int:
    return EndpointShare.objects.filter(endpoint__runs=run).values("owner").distinct().count()


def test_two_workers_together_keep_to_the_endpoints_limits(
    at_work: tuple[Worker, Bench], simulated_assistant: str
) -> None:
    worker, bench = at_work
    run = bench.start("simulated-release-4@400", epochs=3, concurrency=3)
    Endpoint.objects.filter(runs=run).update(calls_per_minute=240)
    began = time.monotonic()
    # The first takes all calls that are free; those that are added later go to the second.
    worker.start(concurrency=2)
    wait_for(lambda: at_this_endpoint(run) == 1, "the first worker")
    Endpoint.objects.filter(runs=run).update(concurrency=6)
    work_on_run.delay(run.pk)
    wait_for(lambda: at_this_endpoint(run) == 2, "the second worker")
    wait_for(lambda: tally_of(simulated_assistant)["calls"] >= 20, "some calls")
    passed, tally = time.monotonic() - began, tally_of(simulated_assistant)
    run.refresh_from_db()
    services.cancel_run(run, actor=bench.cast.evaluator)
    assert tally["most_at_once"] <= 6
    # A twentieth of the 240 at once, then 229 a minute, and at most what the two had in hand.
    assert tally["calls"] <= 12 + passed * 229 / 60 + 1
    assert EndpointPace.objects.get(endpoint__runs=run).turn > 0
