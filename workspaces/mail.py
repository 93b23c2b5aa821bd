"""Letters to people. Their subjects carry no text that a user typed, so no header can be smuggled in."""

from collections.abc import Sequence

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse

from workspaces.models import Invitation, Notification, User


def letters_leave() -> bool:
    """Whether letters are sent at all: without a mail server they are printed in the log of this machine."""
    return not settings.EMAIL_BACKEND.endswith("console.EmailBackend")


def send_invitation(invitation: Invitation, link: str) -> None:
    """Mails the link."""
    body = render_to_string("workspaces/mail/invitation.txt", {"invitation": invitation, "link": link})
    send_mail("You are invited to Plumbline", body, None, [invitation.email])


def send_news(person: User, news: Sequence[Notification]) -> None:
    """Mails what is new; every link asks for the sign-in, so that a forwarded letter opens nothing."""
    context = {
        "person": person,
        "news": sorted(news, key=lambda entry: (entry.project.name, entry.project_id, entry.created_at)),
        "site": settings.BASE_URL.rstrip("/"),
        "settings_path": reverse("workspaces:notification_settings"),
    }
    count = len(news)
    subject = f"Plumbline: {count} thing{'s' if count > 1 else ''} for you"
    send_mail(subject, render_to_string("workspaces/mail/news.txt", context), None, [person.email])
