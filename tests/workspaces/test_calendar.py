"""Calendars: files that RFC 5545 allows, behind a secret that can be ended, with titles and nothing else."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import example, given
from hypothesis import strategies as st

from roadmap.models import Criterion, Phase
from roadmap.services import plan_phase, update_criterion
from tests.conftest import Cast
from workspaces import services
from workspaces.calendar.feeds import end_feed, renew_feed
from workspaces.calendar.icalendar import DayEvent, calendar_text, escaped, folded
from workspaces.models import CalendarFeed, User

ClientFor = Callable[[User], Client]


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


def unescaped(text: str) -> str:
    """The way back, written apart: a mark and the sign behind it are one."""
    found, signs = "", iter(text)
    for sign in signs:
        if sign == "\\":
            behind = next(signs)
            found += "\n" if behind == "n" else behind
        else:
            found += sign
    return found


def feed(client: Client, token: str) -> str:
    response = client.get(reverse("workspaces:calendar_feed", args=[token]))
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return response.content.decode()


def test_a_calendar_of_one_day_is_exactly_this() -> None:
    text = calendar_text(
        "Due, mine", [DayEvent("a-1@plumbline", "One; two, three\\four", date(2028, 2, 29), "https://x/")]
    )
    assert unfolded(text) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Plumbline//Due days//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "X-WR-CALNAME:Due\\, mine",
        "BEGIN:VEVENT",
        "UID:a-1@plumbline",
        "DTSTAMP:20280229T000000Z",
        "DTSTART;VALUE=DATE:20280229",
        "DTEND;VALUE=DATE:20280301",
        "SUMMARY:One\\; two\\, three\\\\four",
        "TRANSP:TRANSPARENT",
        "URL:https://x/",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


@example("x" * 300)
@example("é" * 150)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
def test_folded_lines_fit_and_unfold_to_what_they_were(text: str) -> None:
    line = f"SUMMARY:{escaped(text)}"
    cut = folded(line)
    assert all(len(piece.encode()) <= 75 for piece in cut.split("\r\n"))
    assert cut.replace("\r\n ", "") == line


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=100))
def test_escaped_text_reads_back_as_it_was_and_breaks_no_line(text: str) -> None:
    assert unescaped(escaped(text)) == text
    assert not {"\r", "\n"} & set(escaped(f"{text}\r\nBEGIN:VALARM\n"))


@pytest.mark.django_db
def test_the_feed_holds_the_days_of_what_one_owns_and_of_phases_with_the_same_uid_after_a_move(
    cast: Cast, client_for: ClientFor
) -> None:
    today = timezone.localdate()
    phase = Phase.objects.get(project=cast.project, number=1)
    plan_phase(phase, actor=cast.owner, planned_on=today + timedelta(days=40), owner=None)
    criterion = Criterion.objects.get(phase=phase, code="P1.1")
    others = Criterion.objects.get(phase=phase, code="P1.2")
    due = today + timedelta(days=9)
    criterion = update_criterion(criterion, actor=cast.owner, owner=cast.editor, due_on=due, note="A secret note.")
    update_criterion(others, actor=cast.owner, owner=cast.owner, due_on=due)
    token = renew_feed(cast.editor)
    text = feed(Client(), token)
    lines = unfolded(text)
    assert f"UID:criterion-{criterion.pk}-due@plumbline" in lines
    assert f"UID:phase-{phase.pk}-planned@plumbline" in lines
    assert f"criterion-{others.pk}-" not in text
    assert "secret note" not in text
    assert feed(Client(), token) == text

    update_criterion(criterion, actor=cast.owner, due_on=due + timedelta(days=1))
    moved = unfolded(feed(Client(), token))
    at = moved.index(f"UID:criterion-{criterion.pk}-due@plumbline")
    assert moved[at + 2] == f"DTSTART;VALUE=DATE:{due + timedelta(days=1):%Y%m%d}"


@pytest.mark.django_db
def test_the_address_is_shown_once_kept_as_a_hash_and_ends_when_it_is_renewed_or_ended(
    cast: Cast, client_for: ClientFor
) -> None:
    client, renew = client_for(cast.editor), reverse("workspaces:calendar_renew")
    shown = client.post(renew)
    page = shown.content.decode()
    assert shown.status_code == 201
    token = page.split("testserver/calendar/")[1].split(".ics")[0]
    assert token not in client.get(reverse("workspaces:notification_settings")).content.decode()
    assert token not in CalendarFeed.objects.get().token_sha256
    assert "BEGIN:VCALENDAR" in feed(Client(), token)

    second = client.post(renew).content.decode().split("testserver/calendar/")[1].split(".ics")[0]
    address = reverse("workspaces:calendar_feed", args=[token])
    assert Client().get(address).status_code == 404
    assert client.post(reverse("workspaces:calendar_end")).status_code == 303
    assert Client().get(reverse("workspaces:calendar_feed", args=[second])).status_code == 404
    assert Client().get(reverse("workspaces:calendar_feed", args=["x" * 500])).status_code == 404


@pytest.mark.django_db
def test_a_calendar_is_empty_once_its_person_has_left_and_closed_once_they_are_shut_out(cast: Cast) -> None:
    phase = Phase.objects.get(project=cast.project, number=1)
    plan_phase(phase, actor=cast.owner, planned_on=timezone.localdate() + timedelta(days=40), owner=None)
    token = renew_feed(cast.editor)
    assert "BEGIN:VEVENT" in feed(Client(), token)
    services.remove_member(cast.organisation.memberships.get(user=cast.editor), actor=cast.owner)
    assert "BEGIN:VEVENT" not in feed(Client(), token)
    User.objects.filter(pk=cast.editor.pk).update(is_active=False)
    assert Client().get(reverse("workspaces:calendar_feed", args=[token])).status_code == 404
    end_feed(cast.editor)
