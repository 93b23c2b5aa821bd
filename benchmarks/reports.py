"""Reports, each as a ratio to its bound: the demo's dossier as a worker makes it, Typst's part of it, the request for
one, and the memory that the child takes for 200 pages.

``python -m benchmarks.reports``; the bounds are those of the issue that asked for reports.
"""

import json
import os
import statistics
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from unittest.mock import patch

from django.core.management import call_command
from django.test import Client

from reports import typesetting
from reports.attached import attachment_of
from reports.context import build_dossier
from reports.dossier import Dossier
from reports.making import make
from reports.models import Report
from reports.services import request_report
from reports.tasks import make_report
from reports.typesetting import set_report
from reports.wording import shown
from workspaces.models import Project, User

ROUNDS = 7
PROJECT, PERSON = "meridian/support-assistant", "lea.brandt@meridian.example"
WHOLE, TYPST, REQUEST = 1.0, 0.3, 0.1  # seconds
MOST_MB, MANY_PAGES = 200, 200
# Takes the place of the real child, with its order and its environment, and says what it needed. VmHWM is the
# high-water mark of this program alone: ru_maxrss would still hold that of the process that started it.
CHILD = """
import json, sys, time
sys.path.insert(0, sys.argv[1])
import typesetting_child, typst
order = json.load(sys.stdin)
started = time.perf_counter()
pages = typesetting_child.write_pdf(**order["document"])
seconds = time.perf_counter() - started
peak = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(json.dumps({"seconds": seconds, "peak_mb": peak / 1024, "pages": pages}))
"""


@dataclass(frozen=True)
class Setting:
    """What a child needed for a report."""

    seconds: float
    peak_mb: float
    pages: int


def measure() -> None:
    """Prints one line for each."""
    project = demo_project()
    dossier = build_dossier(project, by="Benchmark")
    settings = [set_in_child(dossier) for _ in range(ROUNDS)]
    pages = f"; {settings[0].pages} pages"
    say("demo dossier in the worker : 1 s", median(lambda: one_report(project)), WHOLE, pages)
    say("of it Typst : 0.3 s", statistics.median(one.seconds for one in settings), TYPST)
    say("request for a report : 100 ms", request_seconds(project), REQUEST)
    large = of_many_pages(dossier)
    ratio, name = large.peak_mb / MOST_MB, f"memory of the child at {large.pages} pages : {MOST_MB} MB"
    print(f"{name:<46} {ratio:5.2f}   ({large.peak_mb:.0f} MB : {MOST_MB} MB)", flush=True)


def say(name: str, seconds: float, bound: float, more: str = "") -> None:
    print(f"{name:<46} {seconds / bound:5.2f}   ({seconds * 1000:.0f} ms : {bound * 1000:.0f} ms{more})", flush=True)


def demo_project() -> Project:
    call_command("migrate", verbosity=0)
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        call_command("demo", stdout=nowhere)
    organisation, _, slug = PROJECT.partition("/")
    return Project.objects.select_related("organisation").get(organisation__slug=organisation, slug=slug)


def median(work: Callable[[], object]) -> float:
    """The median of some rounds after one that warms up."""
    work()
    rounds = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        work()
        rounds.append(time.perf_counter() - started)
    return statistics.median(rounds)


def one_report(project: Project) -> None:
    """Asks for a report, and makes it as a worker does: facts, words, child, file, row, trail."""
    with patch.object(make_report, "delay"):
        report = request_report(project, kind="dossier", actor=None)
    make(report.pk)
    report.refresh_from_db()
    assert report.state == Report.State.READY, report.reason


def request_seconds(project: Project) -> float:
    """From the form that was sent to the answer, from the socket's other side."""
    client = Client(headers={"host": "localhost"})
    person = User.objects.get(email=PERSON)
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")

    def ask() -> None:
        posted = {"kind": "dossier", "once": str(uuid.uuid4())}
        assert client.post(f"/p/{project.path}/reports/new/", posted).status_code == 303
        Report.objects.filter(state=Report.State.QUEUED).delete()

    with patch.object(make_report, "delay"):
        return median(ask)


def of_many_pages(dossier: Dossier) -> Setting:
    """What a child needs for some 200 pages: the principles, results, criteria and evidence again and again."""
    few, some = set_in_child(grown(dossier, 2)), set_in_child(grown(dossier, 4))
    times = 2 + 2 * (MANY_PAGES - few.pages) // (some.pages - few.pages)
    while (large := set_in_child(grown(dossier, times))).pages < MANY_PAGES:
        times += 1
    return large


def grown(dossier: Dossier, times: int) -> Dossier:
    phases = tuple(replace(phase, criteria=phase.criteria * times) for phase in dossier.phases)
    run = replace(dossier.run, results=dossier.run.results * times) if dossier.run else None
    evidence = dossier.evidence * times
    return replace(dossier, principles=dossier.principles * times, phases=phases, run=run, evidence=evidence)


def set_in_child(dossier: Dossier) -> Setting:
    told: list[Setting] = []

    def run(order: dict[str, Any], folder: str, seconds: float) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-c", CHILD, str(typesetting.CHILD.parent)]
        environment = typesetting.child_environment(folder)
        done = subprocess.run(
            command, input=json.dumps(order).encode(), capture_output=True, check=True, cwd=folder, env=environment
        )
        told.append(Setting(**json.loads(done.stdout)))
        return done

    with patch.object(typesetting, "_run_child", run):
        set_report(shown(dossier).as_context(), attachment_of(dossier))
    return told[0]


if __name__ == "__main__":
    measure()
