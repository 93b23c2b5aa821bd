"""``POST /api/v1/results``: results of tests that ran elsewhere, all of them or none, and never a page."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluations import api
from evaluations.models import Run, Sample
from evaluations.reported.reading import MAX_BYTES, MAX_RESULTS
from tests.conftest import Cast
from workspaces import services
from workspaces.models import ApiToken, AuditEntry, Membership
from workspaces.tokens import create_token, revoke_token

pytestmark = pytest.mark.django_db
URL = "/api/v1/results"


@pytest.fixture(autouse=True)
def fresh_counters() -> None:
    cache.clear()


@pytest.fixture
def token(cast: Cast) -> str:
    return create_token(cast.project, name="Pipeline", days=30, actor=cast.editor)[1]


def result(**changed: Any) -> dict[str, Any]:
    told = {"case_id": "a-1", "principle": "do_not_lie", "user": "Did it go out?", "response": "I cannot see it."}
    return {**told, "outcome": "compliant", **changed}


def body(**changed: Any) -> dict[str, Any]:
    told = {"release": "Release 5", "commit": "4f2c1d9", "branch": "main", "idempotency_key": "build-1"}
    return {**told, "results": [result()], **changed}


def send(token: str, content: Any, **headers: str) -> tuple[int, dict[str, Any]]:
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    known = {"Authorization": f"Bearer {token}"} if token else {}
    response = Client().post(URL, data, content_type="application/json", headers={**known, **headers})
    assert response.headers["Content-Type"].startswith("application/json")
    return response.status_code, response.json()


def fields(answer: dict[str, Any]) -> list[str]:
    assert all(set(fault) == {"field", "value", "allowed", "message"} for fault in answer["errors"])
    return [fault["field"] for fault in answer["errors"]]


def test_results_become_a_run_that_is_marked_as_reported_and_decides_nothing(cast: Cast, token: str) -> None:
    results = [
        result(),
        result(case_id="a-2", outcome="violation", score=0.25, grader="judge-x", note="Promises too much."),
    ]
    status, answer = send(token, body(results=results))
    assert status == 201
    assert answer["created"] is True
    assert (answer["numerator"], answer["denominator"], answer["results"]) == (1, 2, 2)
    assert answer["counts_for_decisions"] is False
    run = Run.objects.get(pk=answer["run"])
    assert (run.source, run.project, run.release, run.created_by) == (
        "reported",
        cast.project,
        "Release 5",
        cast.editor,
    )
    assert (run.reported.commit, run.reported.branch) == ("4f2c1d9", "main")
    verdict = Sample.objects.get(run=run, outcome="violation").verdicts.get()
    assert (verdict.grader, verdict.score, verdict.reason) == ("judge-x", 0.25, "Promises too much.")
    assert AuditEntry.objects.filter(action="results.reported").count() == 1


def test_the_same_report_again_is_answered_with_the_first_and_another_one_refused(token: str) -> None:
    first = send(token, body())[1]
    again = {**body(), "results": [dict(reversed(result().items()))]}  # the same, written differently
    status, answer = send(token, again)
    assert (status, answer["run"], answer["created"]) == (200, first["run"], False)
    status, answer = send(token, body(release="Release 6"))
    assert (status, fields(answer)) == (409, ["idempotency_key"])
    assert Run.objects.count() == 1


def test_the_key_may_come_as_a_header_and_must_not_contradict_the_field(token: str) -> None:
    content = {name: value for name, value in body().items() if name != "idempotency_key"}
    assert send(token, content, **{"Idempotency-Key": "k-1"})[0] == 201
    assert send(token, content, **{"Idempotency-Key": "k-1"})[0] == 200
    assert fields(send(token, content)[1]) == ["idempotency_key"]
    assert fields(send(token, body(), **{"Idempotency-Key": "k-2"})[1]) == ["idempotency_key"]


def test_epochs_are_taken_as_given_or_counted(token: str) -> None:
    results = [result(), result(epoch=3), result(), result(case_id="b")]
    _, answer = send(token, body(results=results))
    kept = Sample.objects.filter(run=answer["run"]).values_list("case__key", "epoch")
    assert sorted(kept) == [("a-1", 1), ("a-1", 2), ("a-1", 3), ("b", 1)]
    status, answer = send(token, body(idempotency_key="2", results=[result(epoch=1), result(epoch=1)]))
    assert (status, fields(answer)) == (422, ["results[1].epoch"])


def test_every_fault_is_named_at_once_and_nothing_is_stored(token: str) -> None:
    results = [
        result(principle="do_not_lye", outcome="fine"),
        {"case_id": 7},
        result(user="x\0y"),
        result(score="high", epoch=0),
        "no object",
        result(colour="red"),
    ]
    status, answer = send(token, body(release="", commit="no such;thing", colour="red", results=results))
    assert status == 422
    assert {"release", "commit", "colour", "results[0].principle", "results[0].outcome"} <= set(fields(answer))
    assert {"results[1].case_id", "results[1].response", "results[2].user", "results[3].score"} <= set(fields(answer))
    assert {"results[4]", "results[5].colour"} <= set(fields(answer))
    assert "do_not_lie" in next(f["message"] for f in answer["errors"] if f["field"] == "results[0].principle")
    assert not Run.objects.exists()


def test_a_hundred_faults_are_enough(token: str) -> None:
    status, answer = send(token, body(results=[result(case_id=f"c{n}", outcome="?") for n in range(2000)]))
    assert status == 422
    assert len(answer["errors"]) == 101


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe{}",
        b"[" * 100_000,
        b'{"release": NaN}',
        b'{"release": "a", "release": "b"}',
        b'{"results": ' + b"9" * 5000 + b"}",
        b'{"results": 1e999, "release": 1e999, "commit": ["\\ud800"]}',
        b'{"results": [{"case_id": "\\ud800", "epoch": ' + b"9" * 400 + b"}]}",
        b'{"results": [[[]]], "branch": {"a": 1}}',
    ],
)
def test_what_cannot_be_read_is_told_and_never_breaks(token: str, content: bytes) -> None:
    status, answer = send(token, content)
    assert status == 422
    assert fields(answer)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from([*body(), *result(), "epoch", "score", "x"]), inner, max_size=6)
        ),
        max_leaves=15,
    )
)
def test_no_json_breaks_it(token: str, content: Any) -> None:
    cache.clear()
    assert send(token, content)[0] == 422
    assert send(token, {**body(), "results": content})[0] == 422


def test_what_is_too_large_is_413_and_too_many_422(token: str) -> None:
    status, answer = send(token, b'{"release": "' + b"x" * MAX_BYTES + b'"}')
    assert (status, fields(answer)) == (413, ["body"])
    status, answer = send(token, body(results=[{}] * (MAX_RESULTS + 1)))
    assert (status, fields(answer)) == (422, ["results"])


def test_without_a_token_in_force_nobody_gets_in(cast: Cast, token: str) -> None:
    known = ApiToken.objects.get()
    for wrong in ("", "plb_no", token[:-1], token + "x", "x" * 10_000, "plb_\ufffd"):
        status, answer = send(wrong, body())
        assert (status, fields(answer)) == (401, ["Authorization"])
    ApiToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert send(token, body())[0] == 401
    ApiToken.objects.update(expires_at=timezone.now() + timedelta(days=1))
    assert send(token, body())[0] == 201
    known.project = cast.project
    revoke_token(known, actor=cast.editor)
    assert send(token, body())[0] == 401


def test_a_session_counts_for_nothing(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.owner, backend="allauth.account.auth_backends.AuthenticationBackend")
    response = client.post(URL, body(), content_type="application/json")
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_token_reaches_its_own_project_only(cast: Cast, token: str) -> None:
    status, answer = send(token, body(project=cast.other_project.path))
    assert status == 403
    assert cast.other_project.name not in json.dumps(answer)
    assert send(token, body(project="no/such"))[1] == answer, "whether a project exists does not show"
    theirs = create_token(cast.other_project, name="Theirs", days=30, actor=cast.stranger)[1]
    assert send(theirs, body())[0] == 201, "the same key in another project is another key"
    assert not Run.objects.filter(project=cast.project).exists()
    assert send(token, body(project=cast.project.path))[0] == 201


def test_who_may_no_longer_evaluate_takes_their_tokens_along(cast: Cast, token: str) -> None:
    membership = Membership.objects.get(user=cast.editor)
    services.change_role(membership, "viewer", actor=cast.owner)
    assert send(token, body())[0] == 403
    services.remove_member(membership, actor=cast.owner)
    assert send(token, body())[0] == 403


def test_a_token_may_report_so_often_a_minute(token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "REPORTS_A_MINUTE", 2)
    # Both halves of a minute may be met; three times the limit never fits into two.
    codes = [send(token, body())[0] for _ in range(6)]
    assert codes[:1] == [201]
    assert 429 in codes


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete", "options"])
def test_other_methods_and_addresses_are_refused_in_json(method: str) -> None:
    client = Client()
    for url, status in ((URL, 405), ("/api/v1/", 404), ("/api/v1/docs", 404), ("/api/v2/results", 404)):
        response = getattr(client, method)(url)
        assert response.status_code == status
        assert fields(response.json()) == [""]


def test_the_description_is_served_as_json_and_names_every_field() -> None:
    response = Client().get("/api/v1/openapi.json")
    assert response.status_code == 200
    operation = response.json()["paths"][URL]["post"]
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    assert set(schema["properties"]["results"]["items"]["properties"]) >= {*result(), "epoch", "score", "note"}
    assert {"200", "201", "401", "403", "409", "413", "422", "429"} <= set(operation["responses"])


def test_a_fault_of_ours_is_told_in_json_too(token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("not for everybody's eyes")

    monkeypatch.setattr(api, "read_report", broken)
    status, answer = send(token, body())
    assert status == 500
    assert "eyes" not in json.dumps(answer)
