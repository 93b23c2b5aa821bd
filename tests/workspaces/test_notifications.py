"""Notifications: told once for each state, read, mailed in letters of one slot each."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.conftest import Cast
from ui import registries
from ui.registries import Waiting
from workspaces import clock, services
from workspaces.models import Letter, LetterPreference, Notification, NotificationKind, User, Waiver
from workspaces.notifications import letters
from workspaces.notifications.letters import letters_to_send, send_letter, slot_at, write_letters
from workspaces.notifications.reading import choose
from workspaces.notifications.selectors import preferences_of, tasks_of
from workspaces.notifications.telling import News, tell, tell_what_waits
from workspaces.waivers import ask_waiver, decide_waiver

pytestmark = pytest.mark.django_db

ClientFor = Callable[[User], Client]


@pytest.fixture
def waits(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> list[Waiting]:
    """What waits, as a list that a test can change."""
    entries: list[Waiting] = []
    monkeypatch.setattr(registries, "waiting", [lambda projects, people: entries])
    return entries


def thing(cast: Cast, person: User, key: str = "thing:1", **more: object) -> Waiting:
    values = {"kind": "criterion", "title": "Look at it", "detail": "", "url": "/projects/", **more}
    return Waiting(person=person.pk, project=cast.project.pk, key=key, **values)  # type: ignore[arg-type]


def told(person: User) -> list[str]:
    return list(Notification.objects.filter(person=person).order_by("pk").values_list("text", flat=True))


def news(cast: Cast, person: User, key: str = "one", kind: NotificationKind = NotificationKind.CRITERION) -> None:
    with transaction.atomic():
        tell(cast.project, News(kind, f"News {key}", "/projects/", key), [person])


def ask(cast: Cast) -> Waiver:
    until = timezone.localdate() + timedelta(days=30)
    return ask_waiver(cast.project, cast.editor, subject="rule:one", title="Drop it", reason="Because.", until=until)


def test_the_same_state_is_told_once_and_another_one_again(cast: Cast, waits: list[Waiting]) -> None:
    waits.append(thing(cast, cast.editor, "thing:1:open"))
    tell_what_waits(cast.project)
    tell_what_waits(cast.project)
    assert told(cast.editor) == ["Look at it"]
    waits[:] = [thing(cast, cast.editor, "thing:1:overdue", title="It is overdue")]
    tell_what_waits(cast.project)
    assert told(cast.editor) == ["Look at it", "It is overdue"]
    assert told(cast.owner) == []


def test_what_waits_no_more_counts_as_read_and_is_not_told_again_when_it_comes_back(
    cast: Cast, waits: list[Waiting]
) -> None:
    waits.append(thing(cast, cast.editor))
    tell_what_waits(cast.project)
    waits.clear()
    tell_what_waits(cast.project)
    assert Notification.objects.get().read_at is not None
    waits.append(thing(cast, cast.editor))
    tell_what_waits(cast.project)
    assert Notification.objects.count() == 1


def test_news_is_only_stored_inside_the_transaction_of_what_it_tells(cast: Cast) -> None:
    class Undone(Exception):
        pass

    def told_and_undone() -> None:
        with transaction.atomic():
            news(cast, cast.editor)
            raise Undone

    with pytest.raises(Undone):
        told_and_undone()
    assert not Notification.objects.exists()


def test_a_waiver_waits_for_the_owners_and_its_decision_is_told_to_whoever_asked(
    cast: Cast, client_for: ClientFor
) -> None:
    waiver = ask(cast)
    assert [entry.title for entry in tasks_of(cast.owner).entries] == ["Decide on the waiver for “Drop it”"]
    assert not tasks_of(cast.editor).entries
    clock.tell_project(cast.project.pk)
    assert told(cast.owner) == ["Decide on the waiver for “Drop it”"]

    decide_waiver(waiver, cast.owner, granted=True)
    assert told(cast.editor) == ["Acme Owner grants the waiver for “Drop it”"]
    assert not tasks_of(cast.owner).entries


def test_whoever_asked_does_not_decide_so_nothing_waits_for_them(cast: Cast) -> None:
    until = timezone.localdate() + timedelta(days=30)
    ask_waiver(cast.project, cast.owner, subject="rule:two", title="Mine", reason="Because.", until=until)
    assert not tasks_of(cast.owner).entries


def test_the_bell_counts_what_is_not_read_and_one_click_reads_it_and_leads_there(
    cast: Cast, client_for: ClientFor
) -> None:
    news(cast, cast.editor, "one")
    news(cast, cast.editor, "two")
    client, page = client_for(cast.editor), reverse("workspaces:notifications")
    assert "2 notifications not read" in client.get(page).content.decode()
    assert 'aria-label="2 not read"' in client.get(reverse("workspaces:project_list")).content.decode()

    first = Notification.objects.order_by("pk")[0]
    response = client.post(reverse("workspaces:notification_open", args=[first.pk]))
    assert (response.status_code, response.headers["Location"]) == (303, "/projects/")
    assert "1 notification not read" in client.get(page).content.decode()
    assert client.post(reverse("workspaces:notification_read", args=[first.pk])).status_code == 303


def test_marking_all_as_read_leaves_what_came_since_the_page_was_drawn(cast: Cast, client_for: ClientFor) -> None:
    news(cast, cast.editor, "one")
    seen = Notification.objects.get().pk
    news(cast, cast.editor, "two")
    client, address = client_for(cast.editor), reverse("workspaces:notifications_read")
    for odd in ("", "abc", "٣", "9" * 40, "-1"):
        assert client.post(address, {"up_to": odd}).status_code == 303
    assert Notification.objects.filter(read_at=None).count() == 2
    client.post(address, {"up_to": seen})
    assert Notification.objects.get(read_at=None).key == "two"


def test_notifications_of_others_cannot_be_opened_and_those_of_a_project_one_left_are_gone(
    cast: Cast, client_for: ClientFor
) -> None:
    news(cast, cast.editor)
    entry = Notification.objects.get()
    for name in ("notification_open", "notification_read"):
        address = reverse(f"workspaces:{name}", args=[entry.pk])
        assert client_for(cast.owner).post(address).status_code == 404
    services.remove_member(cast.organisation.memberships.get(user=cast.editor), actor=cast.owner)
    page = client_for(cast.editor).get(reverse("workspaces:notifications")).content.decode()
    assert "News one" not in page


@pytest.mark.parametrize(
    ("cadence", "now", "slot"),
    [
        ("now", "2026-11-25T10:15:40", "2026-11-25T10:15:00"),
        ("daily", "2026-11-25T06:00:00", "2026-11-25T06:00:00"),
        ("daily", "2026-11-25T05:59:59", "2026-11-24T06:00:00"),
        ("weekly", "2026-11-25T10:00:00", "2026-11-23T06:00:00"),  # a Wednesday → its Monday
        ("weekly", "2026-11-23T05:59:00", "2026-11-16T06:00:00"),
    ],
)
def test_a_slot_begins_at_the_minute_the_morning_or_monday(cadence: str, now: str, slot: str) -> None:
    found = slot_at(cadence, datetime.fromisoformat(now).replace(tzinfo=UTC))
    assert found == datetime.fromisoformat(slot).replace(tzinfo=UTC)


def morning(day: int) -> datetime:
    """Half an hour after the daily letters are written, so many days ahead."""
    return (timezone.now() + timedelta(days=day)).astimezone(UTC).replace(hour=6, minute=30, second=0, microsecond=0)


def post(now: datetime) -> None:
    write_letters(now)
    for pk in letters_to_send(now):
        send_letter(pk, now)


def test_one_letter_a_day_holds_everything_unread_and_links_that_ask_for_the_sign_in(
    cast: Cast, settings: object
) -> None:
    settings.BASE_URL = "https://plumbline.example"  # type: ignore[attr-defined]
    for key in ("one", "two"):
        news(cast, cast.editor, key)
    news(cast, cast.editor, "read")
    Notification.objects.filter(key="read").update(read_at=timezone.now())
    post(morning(2))
    post(morning(2) + timedelta(hours=3))
    (sent,) = mail.outbox
    assert sent.subject == "Plumbline: 2 things for you"
    assert sent.to == [cast.editor.email]
    assert "News one" in sent.body
    assert "News read" not in sent.body
    assert "https://plumbline.example/projects/" in sent.body


def test_what_comes_after_the_morning_waits_for_the_next_one(cast: Cast) -> None:
    news(cast, cast.editor)
    Notification.objects.update(created_at=morning(2) + timedelta(hours=1))
    post(morning(2) + timedelta(hours=2))
    assert not mail.outbox
    post(morning(3))
    assert len(mail.outbox) == 1


def test_mentions_are_mailed_at_once_and_never_means_never(cast: Cast) -> None:
    choose(cast.owner, {**preferences_of(cast.owner), "mention": "never"})
    for person in (cast.owner, cast.editor):
        news(cast, person, "mention", NotificationKind.MENTION)
    post(timezone.now())
    assert [letter.to for letter in mail.outbox] == [[cast.editor.email]]


def test_what_is_old_by_two_weeks_is_mailed_no_more(cast: Cast) -> None:
    news(cast, cast.editor)
    post(morning(20))
    assert not mail.outbox


def test_finding_what_is_due_takes_two_queries_for_everybody(cast: Cast) -> None:
    for person in cast:
        news(cast, person)
    Notification.objects.update(created_at=timezone.now() + timedelta(days=1))
    with CaptureQueriesContext(connection) as captured:
        write_letters(timezone.now())
    assert len(captured) == 2


def test_two_ticks_at_once_write_and_send_one_letter(cast: Cast) -> None:
    news(cast, cast.editor)
    first, second = write_letters(morning(2)), write_letters(morning(2))
    assert (len(first), second) == (1, [])
    send_letter(first[0], morning(2))
    send_letter(first[0], morning(2))
    assert len(mail.outbox) == 1


def test_a_mail_server_that_fails_three_times_is_given_up_with_its_reason(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object) -> None:
        raise SMTPServerDisconnected("gone away")

    monkeypatch.setattr(letters, "send_news", broken)
    news(cast, cast.editor)
    now = morning(2)
    (pk,) = write_letters(now)
    for _ in range(5):
        for waiting in letters_to_send(now):
            send_letter(waiting, now)
        now += timedelta(hours=1)
    letter = Letter.objects.get(pk=pk)
    assert (letter.tries, letter.sent_at, letter.said) == (3, None, "SMTPServerDisconnected: gone away")
    assert letter.failed_at is not None


def test_nobody_who_left_or_was_shut_out_gets_a_letter(cast: Cast) -> None:
    news(cast, cast.editor)
    news(cast, cast.viewer)
    services.remove_member(cast.organisation.memberships.get(user=cast.editor), actor=cast.owner)
    User.objects.filter(pk=cast.viewer.pk).update(is_active=False)
    post(morning(2))
    assert not mail.outbox


def test_the_settings_page_keeps_what_differs_from_the_default(cast: Cast, client_for: ClientFor) -> None:
    client, address = client_for(cast.editor), reverse("workspaces:notification_settings")
    values = {**preferences_of(cast.editor), "review": "weekly"}
    assert client.post(address, values).status_code == 303
    assert list(LetterPreference.objects.values_list("kind", "when")) == [("review", "weekly")]
    client.post(address, {**values, "review": "daily"})
    assert not LetterPreference.objects.exists()
    wrong = client.post(address, {**values, "review": "hourly"})
    assert wrong.status_code == 422
    assert "Choose one of the four." in wrong.content.decode()


def test_pages_say_what_they_are_for_while_they_are_empty(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast.viewer)
    assert "Nothing waits for you" in client.get(reverse("workspaces:tasks")).content.decode()
    page = client.get(reverse("workspaces:project_tasks", args=[cast.project.path])).content.decode()
    assert "Nothing waits for you" in page
    assert "You are told what needs you, once" in client.get(reverse("workspaces:notifications")).content.decode()


def test_the_page_takes_as_many_queries_for_forty_notifications_as_for_four(cast: Cast, client_for: ClientFor) -> None:
    client, page = client_for(cast.editor), reverse("workspaces:notifications")

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page).status_code == 200
        return len(captured)

    for number in range(4):
        news(cast, cast.editor, f"few {number}")
    queries()
    few = queries()
    for number in range(36):
        news(cast, cast.editor, f"many {number}")
    assert queries() == few
