"""Reports by the clock: one for each time, in the name of somebody who may, and a link by mail."""

import smtplib
import threading
import uuid
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import connection
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from reports import clock, mailing
from reports.making import make
from reports.models import Report, ReportSchedule, ReportTemplate
from reports.services import request_report
from reports.services.schedules import ask_if_due, due_schedules
from reports.tasks import mail_report
from tests.conftest import Cast
from tests.reports.conftest import SignIn
from workspaces.models import AuditEntry, Membership, Project

pytestmark = pytest.mark.django_db


def url(cast: Cast, name: str = "schedule_create", *keys: int) -> str:
    return reverse(f"reports:{name}", args=[cast.project.path, *keys])


def form(**more: Any) -> dict[str, Any]:
    return {"kind": "dossier", "every": "week", "weekday": "0", "at": "07:00", "zone": "Europe/Berlin", **more}


def started(cast: Cast, client_for: SignIn, **more: Any) -> ReportSchedule:
    response = client_for(cast.evaluator).post(url(cast), form(**more))
    assert response.status_code == 303, response.content.decode()
    return ReportSchedule.objects.get()


def due(schedule: ReportSchedule, ago: timedelta = timedelta(minutes=1)) -> datetime:
    ReportSchedule.objects.filter(pk=schedule.pk).update(next_at=timezone.now() - ago)
    return timezone.now()


@pytest.mark.parametrize(
    ("role", "status"), [("owner", 303), ("editor", 303), ("evaluator", 303), ("viewer", 403), ("stranger", 404)]
)
def test_those_who_may_evaluate_start_one(cast: Cast, client_for: SignIn, role: str, status: int) -> None:
    assert client_for(getattr(cast, role)).post(url(cast), form()).status_code == status


def test_it_is_due_at_the_local_time_of_its_zone(cast: Cast, client_for: SignIn) -> None:
    schedule = started(cast, client_for, every="month", month_day="31", weekday="")
    assert schedule.next_at
    assert schedule.next_at.astimezone(ZoneInfo("Europe/Berlin")).hour == 7
    page = client_for(cast.viewer).get(url(cast, "schedule_list")).content.decode()
    assert "On day 31 of every month, or its last one, at 07:00, Europe/Berlin" in page
    assert "Pause" not in page


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"zone": "Mars/Olympus"}, "This time zone is not known here."),
        ({"zone": ""}, "This field is required."),
        ({"kind": "evaluation"}, "Select a valid choice"),
        ({"weekday": ""}, "Choose the day of the week."),
        ({"every": "month", "month_day": ""}, "Choose the day of the month."),
        ({"every": "month", "month_day": "32"}, "less than or equal to 31"),
        ({"at": "25:00"}, "Enter a valid time."),
        ({"recipients": ["424242"]}, "not one of the available choices"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    cast: Cast, client_for: SignIn, change: dict[str, Any], said: str
) -> None:
    response = client_for(cast.evaluator).post(url(cast), form(**change))
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not ReportSchedule.objects.exists()


def test_each_time_asks_once_with_its_sections_and_then_waits_for_the_next(cast: Cast, client_for: SignIn) -> None:
    template = ReportTemplate.objects.create(
        organisation=cast.project.organisation, name="Short", kind="dossier", sections=["summary", "provenance"]
    )
    schedule = started(cast, client_for, kind=f"template-{template.pk}")
    assert due_schedules() == []
    now = due(schedule)
    assert due_schedules() == [schedule.pk]
    report = ask_if_due(schedule.pk, now)
    assert report
    assert (report.sections, report.requested_by, report.schedule) == (
        ["summary", "provenance"],
        cast.evaluator,
        schedule,
    )
    assert ask_if_due(schedule.pk, now) is None
    schedule.refresh_from_db()
    assert schedule.next_at
    assert schedule.next_at > now
    assert Report.objects.count() == 1


def test_times_that_were_missed_give_one_report(cast: Cast, client_for: SignIn) -> None:
    schedule = started(cast, client_for)
    ask_if_due(schedule.pk, due(schedule, timedelta(days=40)))
    assert Report.objects.count() == 1
    assert due_schedules() == []


def test_whoever_lost_the_right_is_not_asked_for(cast: Cast, client_for: SignIn) -> None:
    schedule = started(cast, client_for)
    Membership.objects.filter(user=cast.evaluator).update(role="viewer")
    assert ask_if_due(schedule.pk, due(schedule)) is None
    schedule.refresh_from_db()
    assert schedule.next_at is None
    assert "may not ask for reports" in client_for(cast.owner).get(url(cast, "schedule_list")).content.decode()
    assert client_for(cast.owner).post(url(cast, "schedule_resume", schedule.pk)).status_code == 303
    schedule.refresh_from_db()
    assert schedule.created_by == cast.owner
    assert ask_if_due(schedule.pk, due(schedule))


def test_a_full_queue_is_said_and_the_next_time_still_comes(cast: Cast, client_for: SignIn) -> None:
    schedule = started(cast, client_for)
    for _ in range(3):
        request_report(cast.project, kind="dossier", actor=cast.owner)
    assert ask_if_due(schedule.pk, due(schedule)) is None
    schedule.refresh_from_db()
    assert "3 reports of this project are waiting" in schedule.said
    assert schedule.next_at


def test_it_is_paused_resumed_and_deleted(cast: Cast, client_for: SignIn) -> None:
    schedule, client = started(cast, client_for), client_for(cast.evaluator)
    for name in ("schedule_pause", "schedule_pause", "schedule_resume", "schedule_delete"):
        assert client_for(cast.viewer).post(url(cast, name, schedule.pk)).status_code == 403
        assert client_for(cast.stranger).post(url(cast, name, schedule.pk)).status_code == 404
        assert client.post(url(cast, name, schedule.pk)).status_code == 303
    actions = AuditEntry.objects.filter(action__startswith="report_schedule").values_list("action", flat=True)
    assert [action.partition(".")[2] for action in actions] == ["added", "paused", "resumed", "deleted"]
    assert not ReportSchedule.objects.exists()


def test_named_members_get_a_link_once_and_no_file(cast: Cast, client_for: SignIn, measured: Project) -> None:
    schedule = started(cast, client_for, recipients=[cast.owner.pk, cast.viewer.pk])
    Membership.objects.filter(user=cast.viewer).delete()
    report = ask_if_due(schedule.pk, due(schedule))
    assert report
    assert make(report.pk)
    for _ in range(2):
        mail_report(report.pk)
    (letter,) = mail.outbox
    assert letter.to == [cast.owner.email]
    assert letter.attachments == []
    address = reverse("reports:report_detail", args=[measured.path, report.pk])
    assert f"http://testserver{address}" in letter.body
    assert measured.name not in letter.subject
    assert AuditEntry.objects.get(action="report.mailed").details == {"letters": 1}
    client = client_for(cast.owner)
    assert client.get(address).status_code == 200
    client.logout()
    assert client.get(address).status_code == 302


def test_letters_that_the_mail_server_refused_go_out_later(
    cast: Cast, measured: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = request_report(
        measured, kind="dossier", actor=cast.owner, recipients=[cast.owner], site="http://x.example/"
    )
    assert mailing.unmailed() == []
    make(report.pk)

    def refusing() -> Any:
        raise smtplib.SMTPServerDisconnected("closed")

    with monkeypatch.context() as patched:
        patched.setattr(mailing, "get_connection", refusing)
        assert mailing.mail_report(report.pk) == 0
    assert mailing.unmailed() == [report.pk]
    assert mailing.mail_report(report.pk) == 1
    assert mailing.unmailed() == []
    assert "http://x.example/p/" in mail.outbox[0].body


def test_a_report_without_readers_sends_nothing(cast: Cast, made: Report) -> None:
    assert mailing.unmailed() == []
    assert not make(made.pk)


def test_one_report_is_asked_for_with_readers_too(cast: Cast, client_for: SignIn) -> None:
    posted = {"kind": "dossier", "once": str(uuid.uuid4()), "recipients": [cast.viewer.pk]}
    assert client_for(cast.evaluator).post(url(cast, "report_create"), posted).status_code == 303
    report = Report.objects.get()
    assert list(report.recipients.all()) == [cast.viewer]
    assert report.site == "http://testserver/"
    outsider = {**posted, "once": str(uuid.uuid4()), "recipients": [cast.stranger.pk]}
    assert client_for(cast.evaluator).post(url(cast, "report_create"), outsider).status_code == 422


def test_the_clock_rings_for_what_is_due(cast: Cast, client_for: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    schedule = started(cast, client_for)
    due(schedule)
    rung: list[int] = []
    monkeypatch.setattr(clock.ask_for_due_report, "delay", rung.append)
    clock.ring_due_reports()
    assert rung == [schedule.pk]
    clock.ask_for_due_report(schedule.pk)
    assert Report.objects.count() == 1


def test_a_waiting_report_is_called_off_and_so_is_one_in_the_making(cast: Cast, client_for: SignIn) -> None:
    client = client_for(cast.evaluator)
    for state in ("queued", "running"):
        report = request_report(cast.project, kind="dossier", actor=cast.evaluator)
        if state == "running":
            Report.objects.filter(pk=report.pk).update(
                state=state, lease_owner="w", leased_until=Now() + timedelta(minutes=1)
            )
        assert url(cast, "cancel", report.pk) in client.get(url(cast, "index")).content.decode()
        assert client_for(cast.viewer).post(url(cast, "cancel", report.pk)).status_code == 403
        assert client.post(url(cast, "cancel", report.pk)).status_code == 303
        report.refresh_from_db()
        assert (report.state, report.leased_until) == ("cancelled", None)
        assert client.post(url(cast, "cancel", report.pk)).status_code == 409
        assert not make(report.pk)
        assert "was cancelled" in client.get(url(cast, "report_detail", report.pk)).content.decode()
    assert AuditEntry.objects.filter(action="report.cancelled").count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_several_schedulers_one_asks(cast: Cast, client_for: SignIn) -> None:
    schedule = started(cast, client_for)
    due(schedule)
    ready = threading.Barrier(3)
    found: list[Report | None] = []

    def ask() -> None:
        ready.wait()
        try:
            found.append(ask_if_due(schedule.pk))
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [report is not None for report in found].count(True) == 1
    assert Report.objects.count() == 1


def test_the_list_costs_the_same_with_ten_times_the_schedules(
    cast: Cast, client_for: SignIn, django_assert_num_queries: Any
) -> None:
    schedule = started(cast, client_for, recipients=[cast.owner.pk])
    client = client_for(cast.viewer)
    client.get(url(cast, "schedule_list"))
    with CaptureQueriesContext(connection) as few:
        client.get(url(cast, "schedule_list"))
    for _ in range(9):
        schedule.pk = None
        schedule.save()
        schedule.recipients.set([cast.owner, cast.viewer])
    with django_assert_num_queries(len(few)):
        client.get(url(cast, "schedule_list"))
