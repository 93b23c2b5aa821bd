"""Recording a pilot by the pages: counts with rows that can be added, and a file that is taken whole or not at all."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from evaluations.exchange.pilot_csv import TEMPLATE
from evaluations.models import Run, Sample, Suite
from tests.conftest import Cast
from workspaces.models import User

pytestmark = pytest.mark.django_db
Clients = Callable[[User], Client]

DETAILS = {
    "name": "Claims chat",
    "release": "Release 3",
    "began_on": "2026-09-01",
    "ended_on": "2026-09-14",
    "population": "600 chats",
    "conducted_by": "Two reviewers",
    "notes": "",
}


def rows(*given: dict[str, object], total: int = 3) -> dict[str, object]:
    """The rows of counts as a browser sends them."""
    sent: dict[str, object] = {"rows-TOTAL_FORMS": total, "rows-INITIAL_FORMS": 0}
    for index in range(total):
        row = given[index] if index < len(given) else {}
        for name in ("principle", "compliant", "violation", "partial", "no_answer"):
            sent[f"rows-{index}-{name}"] = row.get(name, "")
    return sent


LIES = {"principle": "do_not_lie", "compliant": 40, "violation": 4}


@pytest.fixture
def counts_url(cast: Cast) -> str:
    return reverse("evaluations:pilot_create", args=[cast.project.path])


@pytest.fixture
def file_url(cast: Cast) -> str:
    return reverse("evaluations:pilot_import", args=[cast.project.path])


def test_counts_that_were_sent_lead_to_the_pilots_page(cast: Cast, client_for: Clients, counts_url: str) -> None:
    client = client_for(cast.evaluator)
    response = client.post(counts_url, DETAILS | rows(LIES, {}, {"principle": "be_clear", "partial": 2}))
    run = Run.objects.get()
    assert (response.status_code, response.headers["Location"]) == (
        303,
        reverse("evaluations:run_detail", args=[cast.project.path, run.pk]),
    )
    page = client.get(response.headers["Location"]).content.decode()
    assert "40 of 46 compliant" in page
    for words in ("1 Sep 2026 to 14 Sep 2026", "600 chats", "Two reviewers", "recorded pilot", "What was counted"):
        assert words in page
    assert "simulated" not in page.replace("simulated-", "")


def test_a_form_sent_twice_records_one_pilot(cast: Cast, client_for: Clients, counts_url: str) -> None:
    client = client_for(cast.evaluator)
    once = re.search(r'name="once" value="([^"]+)"', client.get(counts_url).content.decode())
    assert once is not None
    sent = DETAILS | rows(LIES) | {"once": once.group(1)}
    assert [client.post(counts_url, sent).status_code for _ in range(2)] == [303, 303]
    assert Run.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"name": ""}, "id_name_error"),
        ({"name": "a\x00b"}, "id_name_error"),
        ({"began_on": "2026-02-30"}, "id_began_on_error"),
        ({"began_on": "0001-01-01"}, "id_began_on_error"),
        ({"ended_on": "9999-12-31"}, "id_ended_on_error"),
        ({"ended_on": "2026-08-01"}, "id_ended_on_error"),
        ({"rows-0-compliant": "-1"}, "id_rows-0-compliant_error"),
        ({"rows-0-compliant": "1e9"}, "id_rows-0-compliant_error"),
        ({"rows-0-compliant": "99999999999999999999"}, "id_rows-0-compliant_error"),
        ({"rows-0-compliant": "", "rows-0-violation": ""}, "id_rows-0-compliant_error"),
        ({"rows-0-principle": ""}, "id_rows-0-principle_error"),
        ({"rows-0-principle": "do_not_lye"}, "id_rows-0-principle_error"),
        ({"rows-1-principle": "do_not_lie", "rows-1-violation": "1"}, "id_rows-1-principle_error"),
        ({"rows-0-principle": "", "rows-0-compliant": "", "rows-0-violation": ""}, "Count at least one outcome under"),
        ({"rows-TOTAL_FORMS": "many"}, "Count at least one outcome under"),
        ({"rows-TOTAL_FORMS": "5000"}, "at most 80"),
    ],
)
def test_what_cannot_be_taken_comes_back_beside_its_cause(
    cast: Cast, client_for: Clients, counts_url: str, change: dict[str, str], error: str
) -> None:
    response = client_for(cast.evaluator).post(counts_url, DETAILS | rows(LIES) | change)
    page = response.content.decode()
    assert response.status_code == 422
    assert error in page
    assert not Run.objects.exists()


@pytest.mark.parametrize("htmx", [False, True])
def test_more_rows_come_without_checking_and_keep_what_was_typed(
    cast: Cast, client_for: Clients, counts_url: str, htmx: bool
) -> None:
    headers: dict[str, Any] = {"HTTP_HX_REQUEST": "true"} if htmx else {}
    sent = DETAILS | rows(LIES | {"compliant": "forty"}) | {"more": "1"}
    page = client_for(cast.evaluator).post(counts_url, sent, **headers).content.decode()
    assert ("<html" in page) is not htmx
    assert 'name="rows-3-principle"' in page
    assert 'value="forty"' in page
    assert '<option value="do_not_lie" selected>' in page
    assert "field__error" not in page
    if not htmx:
        assert 'value="Claims chat"' in page
        assert 'value="2026-09-01"' in page


def test_the_template_is_offered_as_a_download(cast: Cast, client_for: Clients) -> None:
    response = client_for(cast.viewer).get(reverse("evaluations:pilot_template", args=[cast.project.path]))
    assert response.headers["Content-Disposition"] == 'attachment; filename="pilot-template.csv"'
    assert response.content.decode("utf-8-sig") == TEMPLATE


def upload(content: bytes, name: str = "pilot.csv") -> dict[str, object]:
    return DETAILS | {"file": SimpleUploadedFile(name, content, content_type="text/csv")}


def test_a_file_leads_to_a_run_whose_samples_can_be_opened(cast: Cast, client_for: Clients, file_url: str) -> None:
    client = client_for(cast.evaluator)
    page = client.post(file_url, upload(TEMPLATE.encode("utf-8-sig")), follow=True).content.decode()
    assert "1 of 1 compliant" in page
    sample = Sample.objects.get()
    found = client.get(reverse("evaluations:sample_detail", args=[cast.project.path, sample.run_id, sample.pk]))
    shown = found.content.decode()
    for words in ("Did my refund go out?", "I cannot see payments from here.", "Verdict of reviewer A"):
        assert words in shown


def test_a_faulty_file_is_told_line_by_line_and_stores_nothing(cast: Cast, client_for: Clients, file_url: str) -> None:
    lines = TEMPLATE + '"b","do_not_lye","","","Q","A","passed","","",""\r\n"c","be_clear"\r\n'
    response = client_for(cast.evaluator).post(file_url, upload(lines.encode()))
    page = response.content.decode()
    assert response.status_code == 422
    assert "Nothing was stored: 3 faults in the file" in page
    assert page.count("<tr><td>3</td>") == 2
    assert page.count("<tr><td>4</td>") == 1
    assert "Did you mean do_not_lie?" in page
    assert not Run.objects.exists()
    assert not Suite.objects.exists()


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n\x00\x00", b"<html></html>", b"\xff\xfea\x00"])
def test_what_is_no_csv_is_refused(cast: Cast, client_for: Clients, file_url: str, content: bytes) -> None:
    response = client_for(cast.evaluator).post(file_url, upload(content, "../../etc/passwd\r\nX: y"))
    assert response.status_code == 422
    assert not Run.objects.exists()


def test_a_form_without_a_file_says_so(cast: Cast, client_for: Clients, file_url: str) -> None:
    response = client_for(cast.evaluator).post(file_url, DETAILS)
    assert response.status_code == 422
    assert 'id="id_file_error"' in response.content.decode()


def test_formulas_in_a_file_are_only_text(cast: Cast, client_for: Clients, file_url: str) -> None:
    row = 'case_id,principle,user,response,outcome\n=cmd,do_not_lie,"=HYPERLINK(""http://x"")",<b>bold</b>,violation\n'
    page = client_for(cast.evaluator).post(file_url, upload(row.encode()), follow=True).content.decode()
    assert "=cmd" in page
    sample = Sample.objects.get()
    assert (sample.case.key, sample.response) == ("=cmd", "<b>bold</b>")
