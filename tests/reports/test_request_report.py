"""Asking for a report: who may, how often, and that pressing twice gives one."""

import uuid
from typing import Any

import pytest
from django.urls import reverse

from reports.models import Report
from reports.services import request_report
from reports.tasks import make_report
from tests.conftest import Cast
from tests.reports.conftest import SignIn
from workspaces.models import AuditEntry

pytestmark = pytest.mark.django_db


def url(cast: Cast) -> str:
    return reverse("reports:request_dossier", args=[cast.project.path])


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
    assert 'role="alert"' in response.content.decode()
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


def test_asking_by_get_does_nothing(cast: Cast, client_for: SignIn) -> None:
    assert client_for(cast.evaluator).get(url(cast)).status_code == 405
    assert not Report.objects.exists()
