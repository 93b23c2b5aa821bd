"""Letters to people."""

from django.core.mail import send_mail
from django.template.loader import render_to_string

from workspaces.models import Invitation


def send_invitation(invitation: Invitation, link: str) -> None:
    """Mails the link; the subject carries no text that a user typed, so no header can be smuggled in."""
    body = render_to_string("workspaces/mail/invitation.txt", {"invitation": invitation, "link": link})
    send_mail("You are invited to Plumbline", body, None, [invitation.email])
