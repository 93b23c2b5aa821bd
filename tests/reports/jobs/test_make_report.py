"""Making a report: one worker at a time, three attempts, a file with its hash, or a reason in words."""

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db.models.functions import Now
from django.utils import timezone

from reports import making
from reports.errors import TypesettingFailed, TypesettingTooLong
from reports.models import Report
from reports.services import request_report
from reports.typesetting import set_report
from tests.conftest import Cast
from workspaces.models import AuditEntry, Project

pytestmark = pytest.mark.django_db


def ask(cast: Cast) -> Report:
    return request_report(cast.project, kind="dossier", actor=cast.evaluator)


def broken(error: Exception) -> Any:
    def fail(*_: Any, **__: Any) -> None:
        raise error

    return fail


def test_a_made_report_has_its_file_hash_size_pages_and_facts(cast: Cast, made: Report) -> None:
    with made.file.open("rb") as file:
        content = file.read()
    assert content.startswith(b"%PDF-1.7")
    assert made.sha256 == hashlib.sha256(content).hexdigest()
    assert made.size == len(content)
    assert made.pages > 8
    assert made.facts["making"]["by"] == "Acme Evaluator"
    assert made.expires_at
    assert made.expires_at > timezone.now() + timedelta(days=179)
    assert "mail" not in str(made.file.name)
    entry = AuditEntry.objects.get(action="report.made")
    assert entry.details == {"sha256": made.sha256}


def test_a_report_is_not_made_for_somebody_who_left_while_it_waited(cast: Cast) -> None:
    report = ask(cast)
    cast.evaluator.memberships.all().delete()
    assert making.make(report.pk) is False
    report.refresh_from_db()
    assert (report.state, report.facts, bool(report.file)) == (Report.State.FAILED, {}, False)
    assert "does not belong to the organisation any more" in report.reason


def test_a_report_is_claimed_by_one_worker_only(cast: Cast) -> None:
    report = ask(cast)
    assert making.claim(report.pk)
    assert making.claim(report.pk) is None


def test_a_report_whose_worker_died_is_claimed_again_after_its_lease(cast: Cast) -> None:
    report = ask(cast)
    assert making.claim(report.pk)
    Report.objects.update(leased_until=Now() - timedelta(seconds=1))
    assert making.sweep() == [report.pk]
    again = making.claim(report.pk)
    assert again
    assert again.attempts == 2


def test_a_report_whose_worker_died_three_times_fails_and_says_so(cast: Cast) -> None:
    report = ask(cast)
    for _ in range(3):
        assert making.claim(report.pk)
        Report.objects.update(leased_until=Now() - timedelta(seconds=1))
    assert making.sweep() == []
    report.refresh_from_db()
    assert report.state == "failed"
    assert report.reason == "The worker ended 3 times while it was making this report."


def test_a_worker_that_lost_its_lease_stores_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    report = ask(cast)
    real = set_report

    def overtaken(*given: Any) -> Any:
        Report.objects.update(lease_owner="somebody else")
        return real(*given)

    monkeypatch.setattr(making, "set_report", overtaken)
    making.make(report.pk)
    report.refresh_from_db()
    assert (report.state, report.sha256, report.file.name) == ("running", "", "")
    assert default_storage.listdir(f"reports/{cast.project.pk}")[1] == []


def test_a_report_deleted_while_it_is_made_leaves_no_file(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    report = ask(cast)
    real = set_report

    def deleted(*given: Any) -> Any:
        Report.objects.all().delete()
        return real(*given)

    monkeypatch.setattr(making, "set_report", deleted)
    making.make(report.pk)
    assert default_storage.listdir(f"reports/{cast.project.pk}")[1] == []
    assert not AuditEntry.objects.filter(action="report.made").exists()


def test_a_document_that_cannot_be_set_fails_at_once_with_a_reason_without_internals(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    failure = TypesettingFailed("The report could not be set. The cause is in the log.", "error: /secret/path")
    monkeypatch.setattr(making, "set_report", broken(failure))
    report = ask(cast)
    making.make(report.pk)
    report.refresh_from_db()
    assert (report.state, report.attempts) == ("failed", 1)
    assert report.reason == "The report could not be set. The cause is in the log."


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (TypesettingTooLong("Setting the report took more than 60 seconds and was stopped."), "more than 60 seconds"),
        (OSError("disk full at /var/secret"), "Something unexpected stopped this report."),
    ],
)
def test_what_may_pass_is_tried_three_times_before_it_fails(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    monkeypatch.setattr(making, "set_report", broken(error))
    report = ask(cast)
    for attempt in (1, 2, 3):
        making.make(report.pk)
        report.refresh_from_db()
        assert (report.state, report.attempts) == ("queued" if attempt < 3 else "failed", attempt)
    assert said in report.reason
    assert "It was tried 3 times." in report.reason
    assert "secret" not in report.reason


def test_making_a_ready_report_again_changes_nothing(made: Report) -> None:
    making.make(made.pk)
    again = Report.objects.get(pk=made.pk)
    assert (again.sha256, again.file.name, again.attempts) == (made.sha256, made.file.name, 1)


def test_the_sweeper_rings_for_a_report_that_was_forgotten(cast: Cast) -> None:
    report = ask(cast)
    assert making.sweep() == []  # its own message may still come
    Report.objects.update(requested_at=timezone.now() - timedelta(seconds=11))
    assert making.sweep() == [report.pk]


def test_an_expired_report_goes_away_with_its_file_and_stays_in_the_trail(
    made: Report, measured: Project, django_capture_on_commit_callbacks: Any
) -> None:
    Report.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with django_capture_on_commit_callbacks(execute=True):
        assert making.sweep() == []
    assert not Report.objects.exists()
    assert not default_storage.exists(str(made.file.name))
    assert AuditEntry.objects.get(action="report.expired").details == {"sha256": made.sha256}
