"""The pages of gates: who may do what in the own project and another, the brief, the record, wrong input."""

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from roadmap.models import GateCondition, GateRequest
from tests.conftest import Cast
from tests.roadmap.conftest import Find, SignIn
from tests.roadmap.doing import note, settle, take_on
from tests.roadmap.gating import CONDITIONAL, approvers, ask, open_gate, phase_of, vote

pytestmark = pytest.mark.django_db

ROLES = ["owner", "editor", "evaluator", "viewer", "stranger"]
# What is sent → what each of the roles gets. The editor asked; owner and evaluator may approve, the viewer may not.
MATRIX: dict[str, tuple[str, dict[str, Any], dict[str, int]]] = {
    "gate_record": ("get", {}, dict(zip(ROLES, (200, 200, 200, 200, 404), strict=True))),
    "gate_snapshot": ("get", {}, dict(zip(ROLES, (200, 200, 200, 200, 404), strict=True))),
    "gate_decide": (
        "post",
        {"decision": "reject", "note": "Too early."},
        dict(zip(ROLES, (303, 403, 303, 403, 404), strict=True)),
    ),
    "gate_withdraw": ("post", {"why": "A mistake."}, dict(zip(ROLES, (403, 303, 403, 403, 404), strict=True))),
    "gate_reopen": ("post", {"why": "It moved."}, dict(zip(ROLES, (409, 403, 409, 403, 404), strict=True))),
}


@pytest.fixture
def asked(cast: Cast) -> GateRequest:
    settle(cast.project, cast.owner, phase=1)
    take_on(cast.project, cast.owner, cast.evaluator, "risk_owner")
    return ask(cast.project, cast.editor)


def url(cast: Cast, name: str, request: GateRequest, **more: object) -> str:
    return reverse(f"roadmap:{name}", kwargs={"slug": cast.project.path, "gate": request.pk, **more})


def brief_in(page: str) -> str:
    return page.split('name="brief" value="')[1].split('"')[0]


@pytest.mark.parametrize("name", MATRIX)
def test_who_may_do_what_with_a_request(cast: Cast, client_for: SignIn, asked: GateRequest, name: str) -> None:
    method, data, expected = MATRIX[name]
    found = {}
    for role in ROLES:
        browser, sent = client_for(getattr(cast, role)), dict(data)
        page = browser.get(url(cast, "gate_decide", asked)).content.decode()
        if 'name="brief"' in page:
            sent["brief"] = brief_in(page)
        with transaction.atomic():
            found[role] = getattr(browser, method)(url(cast, name, asked), sent).status_code
            transaction.set_rollback(True)
    assert found == expected


def test_who_may_ask_and_who_may_fulfil(cast: Cast, client_for: SignIn, asked: GateRequest) -> None:
    vote(asked, cast.owner, CONDITIONAL, "Tell the works council.")
    condition = GateCondition.objects.get()
    fulfil = url(cast, "gate_condition_fulfil", asked, condition=condition.pk)
    asking = reverse("roadmap:gate_ask", args=[cast.project.path, asked.phase.pk])
    found = {}
    for role in ROLES:
        browser = client_for(getattr(cast, role))
        with transaction.atomic():
            answers = browser.get(asking), browser.post(fulfil, {"note": "They know."})
            found[role] = [answer.status_code for answer in answers]
            transaction.set_rollback(True)
    closed = [403, 403]
    assert found == {
        "owner": [200, 303],
        "editor": [200, 303],
        "evaluator": closed,
        "viewer": closed,
        "stranger": [404, 404],
    }


@pytest.mark.parametrize("name", [*MATRIX, "gate_condition_fulfil"])
def test_an_own_project_does_not_open_the_gates_of_another(
    cast: Cast, client_for: SignIn, asked: GateRequest, name: str
) -> None:
    more = {"condition": 1} if name == "gate_condition_fulfil" else {}
    crossed = url(cast, name, asked, **more).replace(cast.project.path, cast.other_project.path)
    browser = client_for(cast.stranger)
    assert browser.get(crossed).status_code in (404, 405)
    assert browser.post(crossed, {"why": "Mine.", "decision": "reject"}).status_code in (404, 405)
    asked.refresh_from_db()
    assert asked.is_open


def test_the_brief_says_what_is_asked_what_changed_and_what_a_no_does(
    cast: Cast, client_for: SignIn, asked: GateRequest, find: Find
) -> None:
    page = client_for(cast.evaluator).get(url(cast, "gate_decide", asked)).content.decode()
    assert "<h1>Approve pilot?</h1>" in page
    for words in (
        "Forty colleagues in the service desk",
        "600 conversations a month",
        "You have not voted on this gate before",
        "stays closed",
        "0 of 2 approvals",
        "9 criteria: 9 not applicable",
    ):
        assert words in page
    assert asked.sha256[:16] in page
    assert 'class="loop"' not in page


def test_a_vote_through_the_page_keeps_the_hash_of_what_was_shown(
    cast: Cast, client_for: SignIn, asked: GateRequest
) -> None:
    browser = client_for(cast.evaluator)
    seen = brief_in(browser.get(url(cast, "gate_decide", asked)).content.decode())
    due = (timezone.localdate() + timedelta(days=9)).isoformat()
    sent = {"brief": seen, "decision": "conditional", "condition_1": "Tell the works council.", "due_1": due}
    assert browser.post(url(cast, "gate_decide", asked), sent).status_code == 303
    found = asked.votes.get()
    assert found.brief_sha256 == seen == hashlib.sha256(found.brief.encode()).hexdigest()
    record = client_for(cast.viewer).get(url(cast, "gate_record", asked)).content.decode()
    assert "Tell the works council." in record
    assert "1 of 1 conditions open" in record
    assert "Recomputed just now" in record


def test_an_outdated_brief_is_shown_again_with_409(cast: Cast, client_for: SignIn, asked: GateRequest) -> None:
    browser = client_for(cast.evaluator)
    seen = brief_in(browser.get(url(cast, "gate_decide", asked)).content.decode())
    vote(asked, cast.owner)
    answer = browser.post(url(cast, "gate_decide", asked), {"brief": seen, "decision": "approve"})
    assert answer.status_code == 409
    assert "Read it again, then decide." in answer.content.decode()
    assert asked.votes.count() == 1


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"decision": ""}, "Choose one of the decisions."),
        ({"decision": "perhaps"}, "Choose one of the decisions."),
        ({"decision": "reject"}, "Say why it is rejected."),
        ({"decision": "conditional"}, "Write at least one condition"),
        ({"decision": "conditional", "condition_1": "Do it."}, "Say by when."),
        ({"decision": "conditional", "due_1": "2027-01-01"}, "Say what has to be done."),
        ({"decision": "conditional", "condition_1": "Do it.", "due_1": "1999-01-01"}, "due on a day from today"),
        ({"decision": "approve", "note": "\ud800"}, "not valid text"),
        ({"decision": "approve", "note": "x" * 2001}, "2000"),
    ],
)
def test_wrong_input_is_said_and_nothing_is_stored(
    cast: Cast, client_for: SignIn, asked: GateRequest, sent: dict[str, str], said: str
) -> None:
    browser = client_for(cast.evaluator)
    seen = brief_in(browser.get(url(cast, "gate_decide", asked)).content.decode())
    body = "&".join(f"{key}={value}" for key, value in ({"brief": seen} | sent).items())
    if "\ud800" in body:
        body = body.replace("\ud800", "%ED%A0%80")
    answer = browser.post(url(cast, "gate_decide", asked), body, content_type="application/x-www-form-urlencoded")
    if "\ud800" not in sent.get("note", ""):  # the browser's decoder replaces it before the form sees it
        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert not asked.votes.exists()
    else:
        assert answer.status_code in (303, 422)


def test_a_gate_is_asked_for_on_its_page_and_a_blocked_one_says_why(cast: Cast, client_for: SignIn, find: Find) -> None:
    browser = client_for(cast.editor)
    asking = reverse("roadmap:gate_ask", args=[cast.project.path, phase_of(cast.project, 1).pk])
    sent = {"scope": "The service desk", "until": (timezone.localdate() + timedelta(days=60)).isoformat()}
    page = browser.get(asking).content.decode()
    assert "<h1>‘Approve pilot’ cannot be asked for yet</h1>" in page
    assert "P1.1 Someone is answerable" in page
    refused = browser.post(asking, sent)
    assert refused.status_code == 422
    assert "Nothing was asked." in refused.content.decode()
    settle(cast.project, cast.owner, phase=1)
    assert browser.post(asking, {"scope": "", "until": ""}).status_code == 422
    assert browser.post(asking, sent).status_code == 303
    assert browser.post(asking, sent).status_code == 409
    assert GateRequest.objects.get().scope == "The service desk"


def test_the_canonical_text_has_the_hash_of_the_request(cast: Cast, client_for: SignIn, asked: GateRequest) -> None:
    answer = client_for(cast.viewer).get(url(cast, "gate_snapshot", asked))
    assert hashlib.sha256(answer.content).hexdigest() == asked.sha256
    assert answer["Content-Disposition"].startswith("attachment")


def test_a_snapshot_that_was_tampered_with_is_seen(cast: Cast, client_for: SignIn, asked: GateRequest) -> None:
    GateRequest.objects.filter(pk=asked.pk).update(snapshot={**asked.snapshot, "template": "Mine"})
    page = client_for(cast.viewer).get(url(cast, "gate_record", asked)).content.decode()
    assert "The snapshot does not have the hash it was frozen with" in page


def test_the_rail_and_the_phase_show_the_decision(cast: Cast, client_for: SignIn) -> None:
    request = open_gate(cast)
    browser = client_for(cast.viewer)
    rail = browser.get(reverse("roadmap:index", args=[cast.project.path])).content.decode()
    assert "gate-approved" in rail
    assert "Approved" in rail
    assert "by 2 people" in rail
    phase = browser.get(reverse("roadmap:phase_detail", args=[cast.project.path, request.phase.pk])).content.decode()
    assert "‘Approve pilot’ is open" in phase


@pytest.mark.parametrize("name", ["gate_record", "gate_decide"])
def test_the_pages_cost_the_same_with_more_votes_conditions_and_requests(
    cast: Cast, client_for: SignIn, name: str
) -> None:
    settle(cast.project, cast.owner, phase=1)
    approvers(cast)
    first = ask(cast.project, cast.editor)
    vote(first, cast.owner, CONDITIONAL, "One")
    browser = client_for(cast.editor)
    browser.get(url(cast, name, first))
    with CaptureQueriesContext(connection) as few:
        browser.get(url(cast, name, first))
    GateCondition.objects.bulk_create(
        GateCondition(vote=first.votes.get(), position=place, text=f"No. {place}", due_on=timezone.localdate())
        for place in range(2, 12)
    )
    GateRequest.objects.bulk_create(
        GateRequest(
            phase=first.phase,
            number=number,
            state="rejected",
            scope="x",
            until=first.until,
            snapshot=first.snapshot,
            sha256=first.sha256,
            asked_by=cast.editor,
            decided_at=timezone.now(),
        )
        for number in range(2, 12)
    )
    for number in range(10):
        note(cast.project, cast.editor, f"Note {number}")
    with CaptureQueriesContext(connection) as many:
        browser.get(url(cast, name, first))
    # each open condition has a form that offers the evidence
    allowed = 10 if name == "gate_record" else 0
    assert len(many) - len(few) <= allowed
