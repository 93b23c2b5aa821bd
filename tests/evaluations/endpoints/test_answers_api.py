"""``POST /api/v1/answers``: recorded answers sent by a program, all of them or none."""

import json
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from evaluations import services
from evaluations.endpoints.recorded_answers import MAX_BYTES
from evaluations.models import Endpoint, RecordedResponse
from evaluations.services import EndpointValues, Secrets
from tests.conftest import Cast
from workspaces.models import AuditEntry, Project, User
from workspaces.tokens import create_token

pytestmark = pytest.mark.django_db
JSONL = '{"case": "a", "response": "One."}\n{"case": "a", "response": "Two."}\n'


@pytest.fixture(autouse=True)
def fresh_counters() -> None:
    cache.clear()


def place(project: Project, actor: User, name: str = "Test bench") -> Endpoint:
    return services.add_endpoint(project, actor, EndpointValues(name=name, kind="recorded"), Secrets())


@pytest.fixture
def endpoint(cast: Cast) -> Endpoint:
    return place(cast.project, cast.editor)


@pytest.fixture
def token(cast: Cast) -> str:
    return create_token(cast.project, name="Pipeline", days=30, actor=cast.evaluator)[1]


def send(token: str, content: str | bytes, kind: str = "application/x-ndjson", **asked: str) -> tuple[int, Any]:
    query = {"endpoint": "Test bench"} | asked
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    response = Client().post("/api/v1/answers", content, content_type=kind, query_params=query, headers=headers)
    assert response.headers["Content-Type"].startswith("application/json")
    return response.status_code, response.json()


@pytest.mark.parametrize(
    ("content", "kind"), [(JSONL, "application/x-ndjson"), ("case,response\na,One.\na,Two.", "text/csv")]
)
def test_answers_are_stored_as_if_they_had_been_uploaded(
    cast: Cast, endpoint: Endpoint, token: str, content: str, kind: str
) -> None:
    assert send(token, content, kind) == (201, {"endpoint": "Test bench", "answers": 2})
    stored = RecordedResponse.objects.filter(endpoint=endpoint).values_list("case_key", "epoch", "text")
    assert sorted(stored) == [("a", 1, "One."), ("a", 2, "Two.")]
    assert AuditEntry.objects.get(action="responses.recorded").actor == cast.evaluator


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "empty"),
        (JSONL + "{", "not a JSON object"),
        (b"case,response\na,\xff\x81", "UTF-8"),
        ("case,response\na,x\x00", "NUL"),
        ("[]", "is missing"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(
    endpoint: Endpoint, token: str, content: str | bytes, words: str
) -> None:
    status, said = send(token, content)
    assert status == 422
    assert any(words in fault["message"] for fault in said["errors"])
    assert not RecordedResponse.objects.exists()


def test_a_fault_has_its_line(endpoint: Endpoint, token: str) -> None:
    _, said = send(token, JSONL + "no")
    assert [fault["line"] for fault in said["errors"]] == [3]


def test_too_much_is_refused_before_it_is_read(endpoint: Endpoint, token: str) -> None:
    assert send(token, b"x" * (MAX_BYTES + 1))[0] == 413


def test_without_a_token_nothing_is_taken(cast: Cast, endpoint: Endpoint) -> None:
    theirs = create_token(cast.other_project, name="Theirs", days=30, actor=cast.stranger)[1]
    assert send("", JSONL)[0] == 401
    assert send("nonsense", JSONL)[0] == 401
    assert send(theirs, JSONL)[0] == 422, "an endpoint of that name in another project is not there"
    assert not RecordedResponse.objects.exists()


def test_only_recorded_endpoints_in_use_take_answers(cast: Cast, endpoint: Endpoint, token: str) -> None:
    called = services.simulated_endpoint(cast.project, cast.editor)
    services.archive_endpoint(endpoint, cast.editor, archived=True)
    for name in (called.name, endpoint.name, "x" * 5000, "\x00"):
        status, said = send(token, JSONL, endpoint=name)
        assert (status, said["errors"][0]["field"]) == (422, "endpoint"), name[:20]
    assert not RecordedResponse.objects.exists()


def test_the_page_of_the_endpoint_shows_the_line_that_works(cast: Cast, endpoint: Endpoint, client_for: Any) -> None:
    page = (
        client_for(cast.evaluator).get(f"/p/{cast.project.path}/evaluations/endpoints/{endpoint.pk}/").content.decode()
    )
    assert "/api/v1/answers?endpoint=Test%20bench" in page
    described = Client().get("/api/v1/openapi.json").json()["paths"]["/api/v1/answers"]["post"]
    assert {"application/x-ndjson", "text/csv"} == set(described["requestBody"]["content"])
    assert json.dumps(described)
