"""The list with its states, the dossier on the screen, trying again and deleting."""

import re
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from reports.dossier import read_dossier
from reports.models import Report
from reports.services import request_report
from reports.wording import shown
from tests.conftest import Cast
from tests.reports.conftest import SignIn
from workspaces.models import AuditEntry, Project

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def index(cast: Cast) -> str:
    return reverse("reports:index", args=[cast.project.path])


def fail(cast: Cast) -> Report:
    report = request_report(cast.project, kind="dossier", actor=cast.evaluator)
    Report.objects.filter(pk=report.pk).update(
        state="failed", reason="The fonts went on holiday.", attempts=3, finished_at=timezone.now()
    )
    return report


def test_an_empty_list_says_what_it_is_for_and_holds_the_button(cast: Cast, client_for: SignIn) -> None:
    page = client_for(cast.evaluator).get(index(cast)).content.decode()
    assert "No report has been made yet" in page
    assert page.count("Make dossier") == 1
    assert "Make dossier" not in client_for(cast.viewer).get(index(cast)).content.decode()


def test_a_waiting_report_asks_for_itself_again_and_a_ready_one_does_not(
    cast: Cast, client_for: SignIn, made: Report
) -> None:
    client = client_for(cast.viewer)
    assert "hx-trigger" not in client.get(index(cast)).content.decode()
    request_report(cast.project, kind="dossier", actor=cast.evaluator)
    page = client.get(index(cast)).content.decode()
    assert 'hx-trigger="every 1s"' in page
    assert "A report is being made" in page
    fragment = client.get(index(cast), headers=HTMX).content.decode()
    assert fragment.count("<html") == 0
    assert 'id="reports-finding" hx-swap-oob="true"' in fragment
    assert fragment.count('class="report"') == 2
    picked = re.search(r'hx-select="#reports" hx-select-oob="([^"]+)"', page)
    assert picked is not None
    Report.objects.filter(state="queued").update(state="cancelled", finished_at=timezone.now())
    last = client.get(index(cast), headers=HTMX).content.decode()
    assert "hx-trigger" not in last
    for key in ("reports", *picked.group(1).replace("#", "").split(", ")):
        assert last.count(f'id="{key}"') == 1, key


def test_a_ready_report_shows_pages_size_hash_maker_and_download(cast: Cast, client_for: SignIn, made: Report) -> None:
    page = client_for(cast.viewer).get(index(cast)).content.decode()
    assert f"{made.pages} pages" in page
    assert made.sha256[:12] in page
    assert "by Acme Evaluator" in page
    assert reverse("reports:download", args=[cast.project.path, made.pk]) in page
    assert "Delete" not in page


def test_a_failed_report_says_why_and_can_be_tried_again(cast: Cast, client_for: SignIn) -> None:
    report = fail(cast)
    page = client_for(cast.viewer).get(index(cast)).content.decode()
    assert "The fonts went on holiday." in page
    assert "Try again" not in page
    client = client_for(cast.evaluator)
    assert "Try again" in client.get(index(cast)).content.decode()
    again = reverse("reports:retry", args=[cast.project.path, report.pk])
    assert client_for(cast.viewer).post(again).status_code == 403
    assert client.post(again).status_code == 303
    report.refresh_from_db()
    assert (report.state, report.attempts, report.reason) == ("queued", 0, "")
    assert client.post(again).status_code == 409  # it is not failed any more
    assert AuditEntry.objects.filter(action="report.retried").count() == 1


def test_the_page_of_a_report_in_the_making_watches_it(cast: Cast, client_for: SignIn, made: Report) -> None:
    waiting = request_report(cast.project, kind="dossier", actor=cast.evaluator)
    client = client_for(cast.viewer)
    address = reverse("reports:report_detail", args=[cast.project.path, waiting.pk])
    page = client.get(address).content.decode()
    assert "This alignment dossier is being made" in page
    assert f'hx-get="{address}"' in page
    assert client.get(address, headers=HTMX).content.decode().count("<html") == 0
    ready = client.get(reverse("reports:report_detail", args=[cast.project.path, made.pk]), headers=HTMX)
    assert ready.headers["HX-Redirect"] == reverse("reports:report_detail", args=[cast.project.path, made.pk])


def test_the_page_of_a_failed_report_says_why(cast: Cast, client_for: SignIn) -> None:
    page = client_for(cast.viewer).get(reverse("reports:report_detail", args=[cast.project.path, fail(cast).pk]))
    assert page.status_code == 200
    assert "This alignment dossier could not be made" in page.content.decode()
    assert "The fonts went on holiday." in page.content.decode()


def words(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value] if value else []
    if isinstance(value, dict):
        return [word for key, entry in value.items() if key in SHOWN_KEYS for word in words(entry)]
    return [word for entry in value for word in words(entry)] if isinstance(value, list | tuple) else []


SHOWN_KEYS = {
    "summary", "principles", "evaluation", "business", "roadmap", "method", "provenance", "figures", "rows", "results",
    "scenarios", "phases", "criteria", "pilots", "groups", "facts", "hashes", "result",
    "finding", "value", "label", "detail", "title", "text", "rate_text", "interval_text", "count_text", "asks",
    "identifier", "section", "statement", "owner", "due", "status", "name", "gate", "progress", "sha256", "version",
}  # fmt: skip


def test_the_screen_shows_the_same_words_as_the_file(cast: Cast, client_for: SignIn, made: Report) -> None:
    page = client_for(cast.viewer).get(reverse("reports:report_detail", args=[cast.project.path, made.pk]))
    text = page.content.decode()
    said = words(shown(read_dossier(made.facts)).as_context())
    assert len(said) > 400
    assert [word for word in said if escape(word) not in text] == []
    assert made.sha256 in text


def test_a_made_report_stays_as_it_was_while_the_preview_moves_on(
    cast: Cast, client_for: SignIn, made: Report, measured: Project
) -> None:
    measured.purpose = "A purpose that was written later"
    measured.save()
    client = client_for(cast.viewer)
    detail = client.get(reverse("reports:report_detail", args=[measured.path, made.pk])).content.decode()
    preview = client.get(reverse("reports:preview", args=[measured.path])).content.decode()
    assert "written later" not in detail
    assert "written later" in preview
    assert "92.0\u202f% of answers complied" in preview


def test_the_preview_of_a_project_without_anything_measured_says_so(cast: Cast, client_for: SignIn) -> None:
    page = client_for(cast.stranger).get(reverse("reports:preview", args=[cast.other_project.path])).content.decode()
    assert "Nothing measured yet" in page
    assert "No business case yet" in page


def test_what_people_write_is_escaped_on_the_screen(cast: Cast, client_for: SignIn) -> None:
    cast.project.purpose = "<script>alert(1)</script>{{7*7}}"
    cast.project.save()
    page = client_for(cast.viewer).get(reverse("reports:preview", args=[cast.project.path])).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}" in page


@pytest.mark.parametrize(("role", "status"), [("owner", 303), ("editor", 303), ("evaluator", 403), ("viewer", 403)])
def test_those_who_may_edit_may_delete(
    cast: Cast,
    client_for: SignIn,
    made: Report,
    role: str,
    status: int,
    django_capture_on_commit_callbacks: Any,
) -> None:
    address = reverse("reports:delete", args=[cast.project.path, made.pk])
    with django_capture_on_commit_callbacks(execute=True):
        assert client_for(getattr(cast, role)).post(address).status_code == status
    gone = status == 303
    assert Report.objects.exists() is not gone
    assert default_storage.exists(str(made.file.name)) is not gone
    assert AuditEntry.objects.filter(action="report.deleted").count() == int(gone)


@pytest.mark.parametrize("name", ["reports:report_detail", "reports:download", "reports:retry", "reports:delete"])
def test_a_report_is_found_in_its_own_project_only(cast: Cast, client_for: SignIn, made: Report, name: str) -> None:
    client = client_for(cast.stranger)
    for path in (cast.project.path, cast.other_project.path):
        address = reverse(name, args=[path, made.pk])
        assert client.get(address).status_code in (404, 405)
        assert client.post(address).status_code in (404, 405)
    assert Report.objects.filter(pk=made.pk).exists()


def test_the_list_costs_the_same_with_ten_times_the_reports(cast: Cast, client_for: SignIn, made: Report) -> None:
    client = client_for(cast.editor)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get(index(cast))
        return len(captured)

    client.get(index(cast))
    before = queries()
    for _ in range(10):
        fail(cast)
    assert queries() == before
