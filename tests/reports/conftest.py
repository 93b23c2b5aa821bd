"""A project with something to report, and shorthands for making reports of it."""

import signal
from collections.abc import Callable, Iterator
from datetime import date
from urllib.parse import quote

import kombu.pools
import pytest
from django.db import connection
from django.test import Client

from alignment_app.celery import app, make_broker_folders
from calculator.services import save_scenario
from evaluations import services as evaluations
from evaluations.services.pilots import PilotDetails
from reports.kinds import PORTFOLIO
from reports.making import make
from reports.models import Report
from reports.services import request_report
from tests import processes
from tests.conftest import Cast
from tests.reports.portfolio import portfolios
from tests.reports.scenario import SCENARIO as SCENARIO  # for the tests beside
from workspaces.models import Project, User
from workspaces.services import create_project

SignIn = Callable[[User], Client]


@pytest.fixture
def fresh_pools() -> None:
    """A closed pool of the test before would be found again by its address."""
    kombu.pools.reset()
    vars(app)["_pool"] = None


@pytest.fixture
def ringing(fresh_pools: None, worker: processes.Worker, monkeypatch: pytest.MonkeyPatch) -> Iterator[processes.Worker]:
    """A worker that can be started, on a broker that this process rings at too."""
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
    yield worker
    for process in worker.processes:
        processes.end(process, signal.SIGKILL)  # a gentle end takes the embedded broker's consumer some seconds


def socket_url() -> str:
    """PostgreSQL's address where it is reached by a socket in a folder of its own."""
    found = connection.settings_dict
    return f"postgresql://{found['USER']}:{found['PASSWORD']}@/{found['NAME']}?host={quote(found['OPTIONS']['host'])}"


@pytest.fixture
def measured(cast: Cast) -> Project:
    """The cast's project after a pilot of 200 answers, with one scenario."""
    details = PilotDetails(
        name="Mail desk, October",
        release="release 4",
        began_on=date(2026, 10, 1),
        ended_on=date(2026, 10, 31),
        population="Every tenth reply",
        conducted_by="Priya Raman",
    )
    counts = {"do_not_lie": {"compliant": 94, "violation": 6}, "be_clear": {"compliant": 90, "partial": 10}}
    evaluations.record_pilot(cast.project, details=details, actor=cast.owner, counts=counts)
    save_scenario(cast.project, name="Mail desk", inputs=SCENARIO, actor=cast.owner)
    return cast.project


@pytest.fixture
def made(cast: Cast, measured: Project) -> Report:
    """A finished dossier of the measured project."""
    report = request_report(measured, kind="dossier", actor=cast.evaluator)
    make(report.pk)
    report.refresh_from_db()
    return report


@pytest.fixture
def lively(cast: Cast) -> Project:
    """The cast's project with something of everything that a portfolio tells, beside one that is fresh."""
    project = cast.project
    portfolios.measure(project, cast.owner)
    portfolios.price(project, cast.owner)
    portfolios.offend(project, cast.owner, cast.editor)
    for title, days in (("Ends soon", 10), ("Ends late", 90)):
        portfolios.waive(project, title, days, cast.editor, cast.owner)
    create_project(cast.organisation, name="Fresh one", slug="fresh", actor=cast.owner)
    return project


@pytest.fixture
def portfolio(cast: Cast, lively: Project) -> Report:
    """A finished portfolio that the evaluator asked for."""
    report = request_report(cast.organisation, kind=PORTFOLIO, actor=cast.evaluator)
    make(report.pk)
    report.refresh_from_db()
    assert report.state == "ready", report.reason
    return report
