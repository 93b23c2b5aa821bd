"""A log on its way in by the pages: uploaded, seen, mapped by a person, stored once; and the files on their way out."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evaluations.models import ImportedLog, LogDraft, Run, Sample, Suite
from evaluations.services.importing import DRAFT_LIFE
from tests.conftest import Cast
from tests.evaluations.exchange.logs import as_json, eval_file, inspect_log, inspect_sample
from workspaces.models import User

pytestmark = pytest.mark.django_db
Clients = Callable[[User], Client]
SAMPLES = (
    inspect_sample("a", scores={"match": {"value": "C"}, "judge": {"value": "I"}}),
    inspect_sample("b", metadata={"principle": "honesty"}, scores={"match": {"value": "I"}, "judge": {"value": "I"}}),
    inspect_sample("c", metadata={}, error={"message": "timeout"}, scores={}),
)


def upload(cast: Cast, client: Client, data: bytes, name: str = "desk.eval") -> Any:
    url = reverse("evaluations:exchange_import", args=[cast.project.path])
    return client.post(url, {"file": SimpleUploadedFile(name, data)})


@pytest.fixture
def client(cast: Cast, client_for: Clients) -> Client:
    return client_for(cast.evaluator)


@pytest.fixture
def preview_url(cast: Cast, client: Client) -> str:
    response = upload(cast, client, eval_file(*SAMPLES))
    assert response.status_code == 303
    return str(response.headers["Location"])


def test_a_log_is_shown_before_anything_of_it_counts(client: Client, preview_url: str) -> None:
    page = client.get(preview_url).content.decode()
    assert "3 samples of 3 cases, 1 errored" in page
    assert "2 names that are no principle" in page
    assert "honesty" in page
    assert not Run.objects.exists()
    assert not Suite.objects.exists()


def test_a_person_chooses_the_scorer_and_what_the_names_stand_for(cast: Cast, client: Client, preview_url: str) -> None:
    sent = {"name": "Desk", "release": "Release 7", "scorer": "judge", "principle_0": "be_clear", "principle_1": "="}
    response = client.post(preview_url, sent)
    run = Run.objects.get()
    assert response.status_code == 303
    assert (run.release, run.source, run.created_by) == ("Release 7", "recorded", cast.evaluator)
    rows = Sample.objects.filter(run=run).order_by("case__position").values_list("principle", "outcome")
    assert list(rows) == [
        ("do_not_lie", "violation"),
        ("be_clear", "violation"),
        ("no_principle_named", "errored"),
    ]
    log = ImportedLog.objects.get(run=run)
    assert (log.mapping, log.unmapped) == ({"honesty": "be_clear"}, {"": 1})
    page = client.get(response.headers["Location"]).content.decode()
    assert "Imported from a log of Inspect" in page
    assert "honesty → be_clear" in page


def test_sending_the_form_twice_stores_one_run(client: Client, preview_url: str) -> None:
    sent = {"name": "Desk", "release": "Release 7", "scorer": "match"}
    places = [client.post(preview_url, sent).headers["Location"] for _ in range(2)]
    assert places[0] == places[1]
    assert Run.objects.count() == 1
    assert not LogDraft.objects.exists()


def test_what_was_typed_stays_when_the_form_is_wrong(client: Client, preview_url: str) -> None:
    response = client.post(preview_url, {"name": "My name", "release": "", "scorer": "nobody", "principle_0": "odd"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "My name" in page
    assert not Run.objects.exists()


@pytest.mark.parametrize("data", [b"", b"hello", b"\0\0", as_json(inspect_log()), eval_file(*SAMPLES)[:40]])
def test_a_file_that_cannot_be_taken_is_refused_beside_its_field(cast: Cast, client: Client, data: bytes) -> None:
    response = upload(cast, client, data)
    assert response.status_code == 422
    assert "field__error" in response.content.decode()
    assert not LogDraft.objects.exists()


def test_what_could_not_be_read_is_listed_before_and_after(client: Client, cast: Cast) -> None:
    whole = eval_file(*SAMPLES)
    url = upload(cast, client, whole[: whole.index(b"samples/c") + 60]).headers["Location"]
    assert "samples/c_epoch_1.json" in client.get(url).content.decode()
    run_url = client.post(url, {"name": "Part", "release": "R", "scorer": "match"}).headers["Location"]
    page = client.get(run_url).content.decode()
    assert "the log came in part" in page
    assert "samples/c_epoch_1.json" in page


def test_a_log_that_is_too_large_for_memory_is_read_from_its_file(client: Client, cast: Cast, settings: Any) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10
    rows = b"case_id,principle,user,response,outcome\na,be_clear,Q,A,compliant\n"
    for data in (rows, eval_file(*SAMPLES), as_json(inspect_log(*SAMPLES))):
        assert upload(cast, client, data).status_code == 303


def test_the_same_file_again_is_told(client: Client, cast: Cast, preview_url: str) -> None:
    client.post(preview_url, {"name": "First import", "release": "R", "scorer": "match"})
    page = client.get(upload(cast, client, eval_file(*SAMPLES)).headers["Location"]).content.decode()
    assert "The same file was imported before" in page
    assert "First import" in page


def test_a_draft_that_nobody_took_is_swept_away_by_the_next(client: Client, cast: Cast, preview_url: str) -> None:
    LogDraft.objects.update(created_at=timezone.now() - DRAFT_LIFE * 2)
    upload(cast, client, eval_file(*SAMPLES))
    assert LogDraft.objects.count() == 1
    assert client.get(preview_url).status_code == 404


def test_a_viewer_may_neither_upload_nor_look_into_a_draft(cast: Cast, client_for: Clients, preview_url: str) -> None:
    viewer = client_for(cast.viewer)
    assert upload(cast, viewer, eval_file(*SAMPLES)).status_code == 403
    assert viewer.get(preview_url).status_code == 403
    assert client_for(cast.stranger).get(preview_url).status_code == 404


def test_markup_in_a_log_is_shown_as_it_stands(client: Client, cast: Cast) -> None:
    bad = "<script>alert(1)</script>"
    sample = inspect_sample(bad, metadata={"principle": bad}, scores={bad: {"value": bad}})
    url = upload(cast, client, eval_file(sample), name=f"{bad}.eval").headers["Location"]
    assert bad not in client.get(url).content.decode()
    run_url = client.post(url, {"name": bad, "release": bad, "scorer": bad}).headers["Location"]
    assert bad not in client.get(run_url).content.decode()


def test_the_evaluations_page_leads_to_the_import_and_names_the_tool(
    client: Client, cast: Cast, preview_url: str
) -> None:
    client.post(preview_url, {"name": "Desk", "release": "R", "scorer": "match"})
    page = client.get(reverse("evaluations:index", args=[cast.project.path])).content.decode()
    assert "Log of Inspect" in page
    assert reverse("evaluations:exchange_import", args=[cast.project.path]) in page
