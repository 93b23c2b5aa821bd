"""Letters: unread news put into one e-mail for each person and slot, stored first and sent afterwards."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from smtplib import SMTPException

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from workspaces.mail import send_news
from workspaces.models import Letter, LetterPreference, Notification, WhenSent
from workspaces.notifications.selectors import default_for, notifications_of

HOUR = 6  # UTC, before most of Europe opens its mail
MOST_TRIES = 3
BACKOFF = (timedelta(minutes=5), timedelta(minutes=30))
LEASE = timedelta(minutes=10)
FURTHEST_BACK = timedelta(days=15)


def slot_at(cadence: str, now: datetime) -> datetime:
    """When the slot began that *now* lies in: this minute, today's or yesterday's morning, or Monday's."""
    now = now.astimezone(UTC)
    if cadence == WhenSent.NOW:
        return now.replace(second=0, microsecond=0)
    morning = now.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    today = morning if morning <= now else morning - timedelta(days=1)
    return today if cadence == WhenSent.DAILY else today - timedelta(days=today.weekday())


def write_letters(now: datetime) -> list[int]:
    """Stores the letters that are due and gives their primary keys; two ticks at once write one letter a slot.

    Two queries find what is due, however many people have something unread, and each letter takes its own few.
    """
    wanted: dict[tuple[int, str], list[int]] = defaultdict(list)
    chosen = {(person, kind): when for person, kind, when in _preferences()}
    slots = {when: slot_at(when, now) for when in (WhenSent.NOW, WhenSent.DAILY, WhenSent.WEEKLY)}
    for pk, person, kind, created_at in _unmailed(now):
        when = chosen.get((person, kind), default_for(kind))
        # What came after the morning began is for the next one.
        if when == WhenSent.NOW or (when != WhenSent.NEVER and created_at < slots[WhenSent(when)]):
            wanted[person, when].append(pk)
    written = [_written(person, when, slots[WhenSent(when)], news, now) for (person, when), news in wanted.items()]
    return [letter.pk for letter in written if letter is not None]


def _unmailed(now: datetime) -> Iterable[tuple[int, int, str, datetime]]:
    """Unread news of members, as far back as a weekly letter reaches that was missed once."""
    unread = Notification.objects.filter(letter=None, read_at=None, created_at__gt=now - FURTHEST_BACK)
    members = unread.filter(person__is_active=True, project__organisation__memberships__user=F("person"))
    return members.order_by("pk").values_list("pk", "person", "kind", "created_at")


def _preferences() -> Iterable[tuple[int, str, str]]:
    return LetterPreference.objects.values_list("person", "kind", "when")


def _written(person: int, cadence: str, slot: datetime, news: list[int], now: datetime) -> Letter | None:
    """The letter with what nobody read or mailed meanwhile; None where another tick was faster with the slot."""
    try:
        with transaction.atomic():
            letter = Letter.objects.create(person_id=person, cadence=cadence, slot=slot, next_try_at=now)
            if Notification.objects.filter(pk__in=news, letter=None, read_at=None).update(letter=letter):
                return letter
            letter.delete()
    except IntegrityError:
        pass  # what is left comes with the next slot
    return None


def letters_to_send(now: datetime) -> list[int]:
    waiting = Letter.objects.filter(sent_at=None, failed_at=None, next_try_at__lte=now)
    return list(waiting.order_by("next_try_at").values_list("pk", flat=True))


def send_letter(pk: int, now: datetime) -> None:
    """Sends one letter; a claim by conditional UPDATE lets only one worker do it. Three failures give it up."""
    due = Letter.objects.filter(pk=pk, sent_at=None, failed_at=None, next_try_at__lte=now)
    if not due.update(tries=F("tries") + 1, next_try_at=now + LEASE):
        return
    letter = Letter.objects.select_related("person").get(pk=pk)
    news = list(notifications_of(letter.person).filter(letter=letter))
    if letter.tries > MOST_TRIES:
        Letter.objects.filter(pk=pk).update(failed_at=timezone.now(), said=letter.said or "The worker was lost.")
        return
    try:
        if news and letter.person.is_active:
            send_news(letter.person, news)
    except (SMTPException, OSError) as error:
        _not_sent(letter, now, error)
    else:
        Letter.objects.filter(pk=pk).update(sent_at=timezone.now(), said="")


def _not_sent(letter: Letter, now: datetime, error: Exception) -> None:
    said = f"{type(error).__name__}: {error}"[:300]
    if letter.tries >= MOST_TRIES:
        Letter.objects.filter(pk=letter.pk).update(failed_at=timezone.now(), said=said)
    else:
        Letter.objects.filter(pk=letter.pk).update(next_try_at=now + BACKOFF[letter.tries - 1], said=said)
