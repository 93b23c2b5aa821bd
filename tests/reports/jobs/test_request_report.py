"""Asking for a report: who may, how often, and that pressing twice gives one."""

import io
import uuid
from typing import Any

import pytest
from django.urls import reverse
from pypdf import PdfReader

from calculator.models import SavedScenario
from evaluations.models import Run
from reports.kinds import KINDS
from reports.making import make
from reports.models import Report
from reports.services import request_report
from reports.tasks import make_report
from tests.conftest import Cast
from tests.reports.conftest import SignIn
from workspaces.models import AuditEntry, Project

pytestmark = pytest.mark.django_db


def url(cast: Cast) -> str:
    return reverse("reports:report_create", args=[cast.project.path])


def form() -> dict[str, str]:
    return {"kind": "dossier", "once": str(uuid.uuid4())}


@pytest.mark.parametrize(
    ("role", "status"), [("owner", 303), ("editor", 303), ("evaluator", 303), ("viewer", 403), ("stranger", 404)]
)
def test_those_who_may_evaluate_may_ask(cast: Cast, client_for: SignIn, role: str, status: int) -> None:
    response = client_for(getattr(cast, role)).post(url(cast), form())
    assert response.status_code == status
    assert Report.objects.count() == (1 if status == 303 else 0)


def test_a_request_is_queued_and_written_into_the_trail(cast: Cast, client_for: SignIn) -> None:
    response = client_for(cast.evaluator).post(url(cast), form())
    assert response.headers["Location"] == reverse("reports:index", args=[cast.project.path])
    report = Report.objects.get()
    assert (report.state, report.kind, report.requested_by) == ("queued", "dossier", cast.evaluator)
    entry = AuditEntry.objects.get(action="report.requested")
    assert entry.actor == cast.evaluator


def test_pressing_the_button_twice_gives_one_report(cast: Cast, client_for: SignIn) -> None:
    client, posted = client_for(cast.evaluator), form()
    assert client.post(url(cast), posted).status_code == 303
    assert client.post(url(cast), posted).status_code == 303
    assert Report.objects.count() == 1
    assert AuditEntry.objects.filter(action="report.requested").count() == 1


def test_the_same_key_in_another_project_is_another_report(cast: Cast) -> None:
    once = uuid.uuid4()
    first = request_report(cast.project, kind="dossier", actor=cast.owner, once=once)
    second = request_report(cast.other_project, kind="dossier", actor=cast.stranger, once=once)
    assert first.pk != second.pk


def test_a_fourth_report_at_once_is_refused_and_nothing_is_stored(cast: Cast, client_for: SignIn) -> None:
    client = client_for(cast.evaluator)
    for _ in range(3):
        client.post(url(cast), form())
    response = client.post(url(cast), form())
    assert response.status_code == 409
    assert "3 reports of this project are waiting or being made." in response.content.decode()
    assert Report.objects.count() == 3


@pytest.mark.parametrize(
    "posted",
    [{}, {"kind": "dossier"}, {"kind": "poster", "once": str(uuid.uuid4())}, {"kind": "dossier", "once": "one"}],
)
def test_a_broken_form_is_answered_with_the_page_and_the_fault(
    cast: Cast, client_for: SignIn, posted: dict[str, str]
) -> None:
    response = client_for(cast.evaluator).post(url(cast), posted)
    assert response.status_code == 422
    page = response.content.decode()
    assert 'role="alert"' in page or "field__error" in page
    assert not Report.objects.exists()


def test_an_unreachable_broker_does_not_lose_the_report(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    def unreachable(*_: Any) -> None:
        raise make_report.OperationalError("no route")

    monkeypatch.setattr(make_report, "delay", unreachable)
    with django_capture_on_commit_callbacks(execute=True):
        request_report(cast.project, kind="dossier", actor=cast.evaluator)
    assert Report.objects.get().state == "queued"


def test_opening_the_form_makes_nothing_and_offers_every_kind(
    cast: Cast, client_for: SignIn, measured: Project
) -> None:
    page = client_for(cast.evaluator).get(f"{url(cast)}?kind=evaluation")
    assert all(kind.name in page.content.decode() for kind in KINDS.values() if not kind.of_organisation)
    assert "Mail desk, October, release 4" in page.content.decode()
    assert not Report.objects.exists()
    assert client_for(cast.viewer).get(url(cast)).status_code == 403


@pytest.mark.parametrize(("kind", "subject"), [("evaluation", "run"), ("case", "scenario")])
def test_a_report_about_one_thing_needs_that_thing(
    cast: Cast, client_for: SignIn, measured: Project, kind: str, subject: str
) -> None:
    client = client_for(cast.evaluator)
    chosen = Run.objects.get().pk if subject == "run" else SavedScenario.objects.get().pk
    refused = client.post(url(cast), {"kind": kind, "once": str(uuid.uuid4())})
    assert refused.status_code == 422
    assert f"Choose the {subject} that it is about." in refused.content.decode()
    assert client.post(url(cast), {"kind": kind, "once": str(uuid.uuid4()), subject: "999999"}).status_code == 422
    taken = client.post(url(cast), {"kind": kind, "once": str(uuid.uuid4()), subject: chosen, "paper": "us-letter"})
    assert taken.status_code == 303
    report = Report.objects.get()
    assert (report.kind, report.of, report.paper) == (kind, chosen, "us-letter")
    make(report.pk)
    report.refresh_from_db()
    assert report.state == "ready"
    assert set(report.facts["sections"]) == set(KINDS[kind].sections)
    shown = client.get(reverse("reports:report_detail", args=[measured.path, report.pk])).content.decode()
    assert KINDS[kind].name in shown
    with report.file.storage.open(str(report.file.name), "rb") as file:
        box = PdfReader(io.BytesIO(file.read())).pages[0].mediabox
    assert round(float(box.width)) == 612
