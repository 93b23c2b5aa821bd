"""How fast a run goes through the real path: row, task, call, answer stored, graded by rules, each durably.

``python -m benchmarks.throughput [--servers] [--many]``: 1,000 answers of 200 ms at 50 at once, by a real worker
process on the embedded default, or with ``--servers`` on PostgreSQL and a Redis-protocol server. The yardsticks come
from the same run: a bare loop of the same client, which stores and grades nothing, and the ideal,
samples × latency / at once.
``--many`` adds 10,000 answers, which should take ten times as long, and two workers on one endpoint.
"""

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from evaluations import services
from evaluations.endpoints.chat_client import ChatEndpoint, Reply, ask
from evaluations.models import Case, Endpoint, Run, Suite
from evaluations.starter import starter_suite
from evaluations.tasks import work_on_run
from tests.processes import end, simulated_assistant, wait_for
from workspaces.models import Project
from workspaces.outbound import OutboundRules, outbound_client
from workspaces.services import create_organisation, create_person, create_project

ROOT = Path(__file__).resolve().parent.parent
LATENCY_MS, AT_ONCE, FEW, MANY = 200, 50, 1_000, 10_000
ROUNDS = 3
MODEL = f"simulated-share-0.07@{LATENCY_MS}"
CLOCK_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Use:
    """What a worker used: CPU seconds of all its processes, and the peak memory of the one that works, in MB."""

    cpu: float
    peak: float


def ideal(samples: int) -> float:
    return samples * LATENCY_MS / 1000 / AT_ONCE


def laid_out_project() -> tuple[Project, Suite, Endpoint]:
    """A project with a thousand cases and an endpoint that takes fifty calls at once."""
    call_command("migrate", verbosity=0)
    owner = create_person("bench@bench.example", "Bench", "a long enough sentence")
    organisation = create_organisation("bench", "Bench")
    project = create_project(organisation, name="Throughput", slug="throughput", actor=owner)
    endpoint = services.simulated_endpoint(project, owner, MODEL)
    Endpoint.objects.filter(pk=endpoint.pk).update(concurrency=AT_ONCE)
    suite = Suite.objects.create(project=project, name="A thousand cases", origin=Suite.Origin.STARTER)
    shipped = starter_suite().cases
    Case.objects.bulk_create(
        Case(
            suite=suite,
            position=number,
            key=f"{shipped[number % len(shipped)].key[:80]}-{number}",
            principle=shipped[number % len(shipped)].principle,
            expected=shipped[number % len(shipped)].expected,
            messages=shipped[number % len(shipped)].messages,
            graders=shipped[number % len(shipped)].graders,
        )
        for number in range(FEW)
    )
    endpoint.refresh_from_db()
    return project, suite, endpoint


@contextmanager
def worker(concurrency: int = 1) -> Iterator[subprocess.Popen[bytes]]:
    """A real worker in a process group of its own, ready for work."""
    command = [sys.executable, "-m", "celery", "-A", "alignment_app", "worker", "-c", str(concurrency)]
    environment = os.environ | {
        "LOG_LEVEL": "INFO",
        "SIMULATED_ASSISTANT_URL": settings.SIMULATED_ASSISTANT_URL,
    }
    with tempfile.NamedTemporaryFile(suffix=".log") as log:
        process = subprocess.Popen(
            [*command, "--without-gossip", "--without-mingle"],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            wait_for(lambda: b"ready." in Path(log.name).read_bytes(), "the worker to be ready")
            yield process
        finally:
            end(process)


def family(master: int) -> list[int]:
    """A worker's process and its pool, whichever thread forked it."""
    threads = Path(f"/proc/{master}/task").glob("*/children")
    return [master, *(int(pid) for thread in threads for pid in thread.read_text(encoding="ascii").split())]


def use_of(master: int) -> Use:
    cpu, peaks = 0.0, []
    for pid in family(master):
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(") ", 1)[1].split()
        cpu += (int(fields[11]) + int(fields[12])) / CLOCK_TICKS
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
        peaks.append(int(status.split("VmHWM:")[1].split()[0]) / 1024)
    return Use(cpu, max(peaks))


def run_through(project: Project, suite: Suite, endpoint: Endpoint, epochs: int, rings: int = 1) -> float:
    """Seconds from pressing Start until the last verdict stands and the run has ended."""
    started = time.perf_counter()
    run = services.start_run(project, suite=suite, endpoint=endpoint, release="Release 4", actor=None, epochs=epochs)
    for _ in range(rings - 1):
        work_on_run.delay(run.pk)
    while Run.objects.values_list("state", flat=True).get(pk=run.pk) in Run.ACTIVE:
        time.sleep(0.02)
    seconds = time.perf_counter() - started
    run.refresh_from_db()
    assert run.state == Run.State.COMPLETED, run.reason
    assert run.samples.filter(state="finished", verdicts__isnull=False).count() == FEW * epochs
    return seconds


def bare_loop(url: str, conversations: Sequence[list[dict[str, str]]]) -> float:
    """The same questions by the same client, as many at once, and the answers thrown away."""
    port = int(url.split(":")[2].split("/")[0])

    async def loop() -> None:
        free = asyncio.Semaphore(AT_ONCE)
        endpoint = ChatEndpoint(url, MODEL)
        listed = OutboundRules(frozenset({("127.0.0.1", port)}))
        async with outbound_client(connections=AT_ONCE, outbound=listed) as client:

            async def one(messages: list[dict[str, str]]) -> None:
                async with free:
                    assert isinstance(await ask(client, endpoint, messages), Reply)

            await asyncio.gather(*(one(messages) for messages in conversations))

    started = time.perf_counter()
    asyncio.run(loop())
    return time.perf_counter() - started


def most_at_once(url: str) -> int:
    with urllib.request.urlopen(f"{url}/tally", timeout=5) as answer:  # noqa: S310 - loopback only
        return int(json.load(answer)["most_at_once"])


def say(name: str, seconds: float, yardstick: float, samples: int, more: str = "") -> None:
    ratio, to_ideal = seconds / yardstick, seconds / ideal(samples)
    print(f"{name:<46} {ratio:5.2f}   ({seconds:.2f} s : {yardstick:.2f} s; {to_ideal:.2f} × ideal{more})", flush=True)


def measure(many: bool) -> None:
    where = "PostgreSQL and Valkey" if settings.ENV.redis_url else "SQLite and files"
    with simulated_assistant() as url:
        settings.SIMULATED_ASSISTANT_URL = url
        project, suite, endpoint = laid_out_project()
        conversations = list(suite.cases.values_list("messages", flat=True))
        with worker() as process:
            ours, bare, used = in_turn(
                lambda: run_through(project, suite, endpoint, 1), lambda: bare_loop(url, conversations), process.pid
            )
            more = f"; worker {used.cpu:.1f} s of CPU, peak {use_of(process.pid).peak:.0f} MB"
            say(f"1,000 answers, {where} : bare loop", ours, bare, FEW, more)
            if many:
                ten = run_through(project, suite, endpoint, MANY // FEW)
                peak = use_of(process.pid).peak
                say(f"10,000 answers, {where} : 10 × 1,000", ten, ours * MANY / FEW, MANY, f"; peak {peak:.0f} MB")
        if many:
            with worker(), worker():
                seconds = run_through(project, suite, endpoint, 2, rings=4)
            say("2,000 answers by two workers : 2 × 1,000", seconds, ours * 2, 2 * FEW)
            print(f"{'most calls open at once, of 50 allowed':<46} {most_at_once(url):5d}", flush=True)


def in_turn(ours: Callable[[], float], bare: Callable[[], float], worker_pid: int) -> tuple[float, float, Use]:
    """The medians of both, measured in turn so that a busy machine slows both, and what one of ours used."""
    ours()
    rounds: tuple[list[float], list[float]] = ([], [])
    used = []
    for _ in range(ROUNDS):
        rounds[1].append(bare())
        before = use_of(worker_pid)
        rounds[0].append(ours())
        after = use_of(worker_pid)
        used.append(Use(after.cpu - before.cpu, after.peak))
    median = sorted(used, key=lambda use: use.cpu)[len(used) // 2]
    return statistics.median(rounds[0]), statistics.median(rounds[1]), median


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.throughput", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--servers", action="store_true", help="on PostgreSQL and a Redis-protocol server")
    parser.add_argument("--many", action="store_true", help="10,000 answers and two workers as well")
    arguments = parser.parse_args()
    if not arguments.servers:
        measure(arguments.many)
        return 0
    again = [sys.executable, "-m", "benchmarks.throughput", *(["--many"] if arguments.many else [])]
    environment = os.environ | {"BENCHMARK_ON_SERVERS": "1", "LOG_LEVEL": "WARNING"}
    return subprocess.call([sys.executable, "tools/with_servers.py", *again], cwd=ROOT, env=environment)


if __name__ == "__main__":
    sys.exit(main())
