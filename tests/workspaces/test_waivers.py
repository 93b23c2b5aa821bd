"""Waivers: asked for by one person, decided by another, and over after their last day."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.conftest import Cast
from workspaces import selectors, services
from workspaces.audit import verify
from workspaces.errors import OwnRequest, WaiverAlreadyAsked, WaiverClosed, WaiverOutOfDate, WaiverRefused
from workspaces.models import AuditEntry, Role, User, Waiver
from workspaces.waivers import ask_waiver, decide_waiver, latest_day, withdraw_waiver

pytestmark = pytest.mark.django_db

ClientFor = Callable[[User], Client]


def ahead(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def asked(cast: Cast, actor: User | None = None, subject: str = "rule:one", days: int = 30) -> Waiver:
    actor = actor or cast.editor
    return ask_waiver(cast.project, actor, subject=subject, title="Drop it", reason=" Because. ", until=ahead(days))


def another_owner(cast: Cast) -> User:
    person = services.create_person("second@acme.example", "Second Owner", None)
    services.add_member(cast.organisation, person, Role.OWNER, actor=cast.owner)
    return person


def page(cast: Cast) -> str:
    return reverse("workspaces:waivers", args=[cast.project.path])


def decide(cast: Cast, waiver: Waiver) -> str:
    return reverse("workspaces:waiver_decide", args=[cast.project.path, waiver.pk])


def withdraw(cast: Cast, waiver: Waiver) -> str:
    return reverse("workspaces:waiver_withdraw", args=[cast.project.path, waiver.pk])


def test_a_waiver_is_asked_for_and_granted_with_a_trail(cast: Cast) -> None:
    waiver = asked(cast)
    assert (waiver.reason, waiver.is_open, waiver.is_in_force) == ("Because.", True, False)
    decide_waiver(waiver, cast.owner, granted=True, note=" Only this year. ")

    stored = Waiver.objects.get()
    assert (stored.is_open, stored.is_in_force, stored.decision_note) == (False, True, "Only this year.")
    assert list(selectors.waivers_in_force(cast.project)) == [stored]
    actions = AuditEntry.objects.filter(action__startswith="waiver.").order_by("sequence")
    assert [(entry.action, entry.actor) for entry in actions] == [
        ("waiver.asked", cast.editor),
        ("waiver.granted", cast.owner),
    ]
    assert verify(cast.organisation).first_bad is None


def test_whoever_asked_does_not_decide(cast: Cast) -> None:
    waiver = asked(cast, cast.owner)
    for granted in (True, False):
        with pytest.raises(OwnRequest):
            decide_waiver(waiver, cast.owner, granted=granted, note="Mine.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Waiver.objects.filter(pk=waiver.pk).update(decided_by=cast.owner, decided_at=timezone.now(), granted=True)
    assert Waiver.objects.get().is_open


def test_a_refusal_says_why(cast: Cast) -> None:
    waiver = asked(cast)
    with pytest.raises(WaiverRefused):
        decide_waiver(waiver, cast.owner, granted=False, note="  ")
    decide_waiver(waiver, cast.owner, granted=False, note="Wash your hands.")
    assert not Waiver.objects.get().is_in_force


@pytest.mark.parametrize("days", [0, -1, 400])
def test_the_last_day_lies_ahead_and_within_twelve_months(cast: Cast, days: int) -> None:
    with pytest.raises(WaiverRefused) as refusal:
        asked(cast, days=days)
    assert list(refusal.value.problems) == ["until"]
    for day in (ahead(1), latest_day()):
        ask_waiver(cast.project, cast.editor, subject=f"rule:{day}", title="x", reason="y", until=day)


def test_twelve_months_after_a_leap_day_is_the_last_of_february(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workspaces.waivers.timezone.localdate", lambda: date(2028, 2, 29))
    assert latest_day() == date(2029, 2, 28)


@pytest.mark.parametrize("reason", ["", "  ", "x" * 2001, "a\0b", "a\ud800b"])
def test_a_request_says_why_in_words_that_can_be_kept(cast: Cast, reason: str) -> None:
    with pytest.raises(WaiverRefused) as refusal:
        ask_waiver(cast.project, cast.editor, subject="rule:one", title="x", reason=reason, until=ahead(3))
    assert list(refusal.value.problems) == ["reason"]


def test_one_request_about_a_subject_waits_at_a_time(cast: Cast) -> None:
    first = asked(cast)
    with pytest.raises(WaiverAlreadyAsked):
        asked(cast, cast.owner)
    withdraw_waiver(first, cast.editor)
    second = asked(cast)
    decide_waiver(second, cast.owner, granted=True)
    assert asked(cast).is_open  # a longer one may be asked for while it is in force


def test_of_two_decisions_the_second_is_told(cast: Cast) -> None:
    waiver, same = asked(cast), Waiver.objects.get()
    decide_waiver(waiver, cast.owner, granted=True)
    with pytest.raises(WaiverClosed):
        decide_waiver(same, another_owner(cast), granted=False, note="No.")
    assert Waiver.objects.get().granted


def test_what_was_withdrawn_cannot_be_granted_and_the_other_way_round(cast: Cast) -> None:
    waiver, same = asked(cast), Waiver.objects.get()
    withdraw_waiver(waiver, cast.editor)
    with pytest.raises(WaiverClosed):
        decide_waiver(same, cast.owner, granted=True)
    with pytest.raises(WaiverClosed):
        withdraw_waiver(same, cast.editor)
    refused = asked(cast, subject="rule:two")
    stale = Waiver.objects.get(pk=refused.pk)
    decide_waiver(refused, cast.owner, granted=False, note="No.")
    with pytest.raises(WaiverClosed):
        withdraw_waiver(stale, cast.editor)


def test_a_request_whose_day_has_passed_is_not_granted(cast: Cast) -> None:
    waiver = asked(cast)
    Waiver.objects.update(until=ahead(-1))
    waiver.refresh_from_db()
    with pytest.raises(WaiverOutOfDate):
        decide_waiver(waiver, cast.owner, granted=True)
    decide_waiver(waiver, cast.owner, granted=False, note="Too late.")


def test_a_waiver_holds_on_its_last_day_and_not_after(cast: Cast) -> None:
    decide_waiver(asked(cast), cast.owner, granted=True)
    Waiver.objects.update(until=ahead(0))
    assert selectors.waivers_in_force(cast.project).exists()
    Waiver.objects.update(until=ahead(-1))
    assert not selectors.waivers_in_force(cast.project).exists()
    assert [
        len(each) for each in (selectors.waivers_of(cast.project).in_force, selectors.waivers_of(cast.project).ended)
    ] == [0, 1]


def test_the_page_tells_what_waits_what_holds_and_what_ended(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast.viewer)
    assert "A waiver is leave to depart from a rule until a day" in client.get(page(cast)).content.decode()
    waits, holds, ended = (asked(cast, subject=f"rule:{number}") for number in range(3))
    decide_waiver(holds, cast.owner, granted=True)
    decide_waiver(ended, cast.owner, granted=False, note="Not <here>.")
    text = client.get(page(cast)).content.decode()

    assert "1 waiver in force, 1 waits for an owner" in text
    assert "Not &lt;here&gt;." in text
    assert "Refused by Acme Owner" in text
    assert "Acme Editor asked on" in text
    assert "<textarea" not in text
    assert decide(cast, waits) not in text
    assert client_for(cast.stranger).get(page(cast)).status_code == 404


def test_owners_grant_and_refuse_on_the_page(cast: Cast, client_for: ClientFor) -> None:
    client, granted, refused = client_for(cast.owner), asked(cast), asked(cast, subject="rule:two")
    assert decide(cast, granted) in client.get(page(cast)).content.decode()
    assert client.post(decide(cast, granted), {"decision": "grant"}).status_code == 303
    missing = client.post(decide(cast, refused), {"decision": "refuse"})
    assert missing.status_code == 422
    assert "Say why it is refused." in missing.content.decode()
    assert client.post(decide(cast, refused), {"decision": "refuse", "note": "No."}).status_code == 303
    assert client.post(decide(cast, refused), {"decision": "grant"}).status_code == 409
    assert Waiver.objects.get(pk=granted.pk).is_in_force


@pytest.mark.parametrize(
    "sent",
    [{}, {"decision": "perhaps"}, {"decision": "grant", "note": "a\0b"}, {"decision": "grant", "note": "x" * 2001}],
)
def test_a_wrong_decision_is_shown_again(cast: Cast, client_for: ClientFor, sent: dict[str, str]) -> None:
    response = client_for(cast.owner).post(decide(cast, asked(cast)), sent)
    assert response.status_code == 422
    assert "field__error" in response.content.decode()
    assert Waiver.objects.get().is_open


def test_an_owner_who_asked_is_told_that_another_has_to_decide(cast: Cast, client_for: ClientFor) -> None:
    waiver, client = asked(cast, cast.owner), client_for(cast.owner)
    assert "another owner has to decide" in client.get(page(cast)).content.decode()
    response = client.post(decide(cast, waiver), {"decision": "grant"})
    assert response.status_code == 422
    assert "another owner has to decide" in response.content.decode()


def test_who_may_decide_and_withdraw(cast: Cast, client_for: ClientFor) -> None:
    waiver = asked(cast, cast.owner)
    for person in (cast.viewer, cast.evaluator, cast.editor):
        assert client_for(person).post(decide(cast, waiver), {"decision": "grant"}).status_code == 403
        assert client_for(person).post(withdraw(cast, waiver)).status_code == 403
    assert client_for(cast.owner).get(withdraw(cast, waiver)).status_code == 405
    mine = asked(cast, cast.editor, subject="rule:two")
    assert client_for(cast.editor).post(withdraw(cast, mine)).status_code == 303
    assert client_for(cast.editor).post(withdraw(cast, mine)).status_code == 409
    assert client_for(cast.owner).post(withdraw(cast, waiver)).status_code == 303


def test_the_page_takes_as_many_queries_for_twenty_waivers_as_for_two(cast: Cast, client_for: ClientFor) -> None:
    client, counts = client_for(cast.owner), []
    for start, end in ((0, 2), (2, 20)):
        for number in range(start, end):
            waiver = asked(cast, subject=f"rule:{number}")
            if number % 2:
                decide_waiver(waiver, cast.owner, granted=True)
        with CaptureQueriesContext(connection) as queries:
            client.get(page(cast))
        counts.append(len(queries))
    assert counts[0] == counts[1]
