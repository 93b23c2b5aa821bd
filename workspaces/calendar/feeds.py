"""The secret address of a person's calendar: made, replaced, ended, and recognised by its hash."""

import hmac
import secrets

from django.conf import settings
from django.db import transaction

from ui import registries
from workspaces.calendar.icalendar import DayEvent, calendar_text
from workspaces.models import CalendarFeed, User
from workspaces.selectors import projects_of
from workspaces.services import token_hash

LONGEST = 100


@transaction.atomic
def renew_feed(person: User) -> str:
    """A new secret address, which ends the one before; its token is kept as a hash and cannot be shown again."""
    token = secrets.token_urlsafe(32)
    CalendarFeed.objects.filter(person=person).delete()
    CalendarFeed.objects.create(person=person, token_sha256=token_hash(token))
    return token


def end_feed(person: User) -> None:
    """Ends the address: whoever reads it finds nothing from now on."""
    CalendarFeed.objects.filter(person=person).delete()


def feed_of(person: User) -> CalendarFeed | None:
    return CalendarFeed.objects.filter(person=person).first()


def person_of(token: str) -> User | None:
    """Whose calendar it is; None for a token that has ended, and for a person who may not sign in any more."""
    if len(token) > LONGEST:
        return None
    wanted = token_hash(token)
    feed = CalendarFeed.objects.select_related("person").filter(token_sha256=wanted).first()
    if feed is None or not hmac.compare_digest(feed.token_sha256, wanted) or not feed.person.is_active:
        return None
    return feed.person


def calendar_of(person: User, site: str) -> str:
    """The person's days in all projects that they may see today: titles and addresses, and nothing else.

    Args:
        site: where the product was asked, for installations that are not told their own address.
    """
    projects = list(projects_of(person))
    names = {project.pk: project.name for project in projects}
    site = (settings.BASE_URL or site).rstrip("/")
    events = [
        DayEvent(f"{day.key}@plumbline", f"{day.title} · {names[day.project]}", day.on, f"{site}{day.url}")
        for day in registries.days_ahead(projects, person)
    ]
    return calendar_text(f"Plumbline, {person.name}", events)
