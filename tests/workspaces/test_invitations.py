"""Invitations, members and roles, through the pages."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client, override_settings
from django.utils import timezone

from tests.conftest import PASSWORD, Cast
from workspaces.models import AuditEntry, Invitation, Membership, Role, User

ClientFor = Callable[[User], Client]
pytestmark = pytest.mark.django_db


def invited(owner: Client, email: str = "new@acme.example", role: str = Role.EDITOR) -> str:
    """Invites through the page and gives the path out of the letter."""
    response = owner.post("/o/acme/people/", {"email": email, "role": role})
    assert response.status_code == 303
    found = re.search(r"http://testserver(/invitations/\S+/)", str(mail.outbox[-1].body))
    assert found is not None
    return found[1]


def test_an_invited_person_makes_an_account_and_is_in(cast: Cast, client_for: ClientFor, client: Client) -> None:
    path = invited(client_for(cast.owner))
    assert "Join Acme" in client.get(path).content.decode()
    fields = {"name": "New Person", "password": PASSWORD, "password_again": PASSWORD, "role": "owner", "email": "x@y.z"}
    response = client.post(path, fields, follow=True)
    assert "Support assistant" in response.content.decode()
    membership = Membership.objects.get(user__email="new@acme.example")
    assert (membership.organisation, membership.role) == (cast.organisation, Role.EDITOR)


@override_settings(EMAIL_BACKEND="django.core.mail.backends.console.EmailBackend")
def test_without_a_mail_server_the_link_is_handed_to_who_invites(cast: Cast, client_for: ClientFor) -> None:
    """A stranger who tries the product has no mail server: the letter would be a line in a log."""
    owner = client_for(cast.owner)
    page = owner.post("/o/acme/people/", {"email": "new@acme.example", "role": Role.EDITOR}, follow=True)
    found = re.search(r"http://testserver(/invitations/\S+?/)", page.content.decode())
    assert found is not None
    assert "Join Acme" in Client().get(found[1]).content.decode()
    assert found[1] not in owner.get("/o/acme/people/").content.decode()


def test_an_invitation_works_once(cast: Cast, client_for: ClientFor, client: Client) -> None:
    path = invited(client_for(cast.owner))
    client.post(path, {"name": "New", "password": PASSWORD, "password_again": PASSWORD})
    again = Client().get(path)
    assert again.status_code == 404
    assert "not open" in again.content.decode()


def test_an_old_invitation_does_not_open(cast: Cast, client_for: ClientFor, client: Client) -> None:
    path = invited(client_for(cast.owner))
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    fields = {"name": "New", "password": PASSWORD, "password_again": PASSWORD}
    assert client.post(path, fields).status_code == 404
    assert not User.objects.filter(email="new@acme.example").exists()


def test_an_account_of_another_address_cannot_take_it(cast: Cast, client_for: ClientFor) -> None:
    path = invited(client_for(cast.owner))
    response = client_for(cast.stranger).post(path)
    assert response.status_code == 422
    assert "is for new@acme.example" in response.content.decode()
    assert not Membership.objects.filter(user=cast.stranger, organisation=cast.organisation).exists()


def test_somebody_with_an_account_joins_with_it(cast: Cast, client_for: ClientFor, client: Client) -> None:
    path = invited(client_for(cast.owner), email=cast.stranger.email)
    assert "Sign in with it" in client.get(path).content.decode()
    assert client_for(cast.stranger).post(path).status_code == 303
    assert Membership.objects.get(user=cast.stranger, organisation=cast.organisation).role == Role.EDITOR


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"password_again": "something else here"}, "do not match"),
        ({"password": "short", "password_again": "short"}, "at least 12"),
        ({"password": "new@acme.example", "password_again": "new@acme.example"}, "too similar"),
        ({"name": "   "}, "required"),
    ],
)
def test_a_bad_account_is_refused_beside_the_field(
    cast: Cast, client_for: ClientFor, client: Client, fields: dict[str, str], complaint: str
) -> None:
    path = invited(client_for(cast.owner))
    response = client.post(path, {"name": "New", "password": PASSWORD, "password_again": PASSWORD, **fields})
    assert response.status_code == 422
    assert complaint in response.content.decode()
    assert Invitation.objects.get(email="new@acme.example").is_open


def test_only_owners_invite_and_change_roles(cast: Cast, client_for: ClientFor) -> None:
    membership = Membership.objects.get(user=cast.viewer)
    editor = client_for(cast.editor)
    assert editor.get("/o/acme/people/").status_code == 200
    assert editor.post("/o/acme/people/", {"email": "a@b.example", "role": "viewer"}).status_code == 403
    assert editor.post(f"/o/acme/people/{membership.pk}/role/", {"role": "owner"}).status_code == 403
    membership.refresh_from_db()
    assert membership.role == Role.VIEWER


def test_the_only_owner_stays(cast: Cast, client_for: ClientFor) -> None:
    owner, membership = client_for(cast.owner), Membership.objects.get(user=cast.owner)
    for path, fields in (("role", {"role": "viewer"}), ("remove", {})):
        page = owner.post(f"/o/acme/people/{membership.pk}/{path}/", fields, follow=True)
        assert "only owner" in page.content.decode()
    membership.refresh_from_db()
    assert membership.role == Role.OWNER


def test_a_removed_member_finds_nothing_any_more(cast: Cast, client_for: ClientFor) -> None:
    membership = Membership.objects.get(user=cast.viewer)
    client_for(cast.owner).post(f"/o/acme/people/{membership.pk}/remove/")
    assert client_for(cast.viewer).get("/p/acme/support/").status_code == 404
    assert AuditEntry.objects.filter(action="member.removed", actor=cast.owner).count() == 1


def test_the_activity_page_shows_the_trail_to_owners(cast: Cast, client_for: ClientFor) -> None:
    page = client_for(cast.owner).get("/o/acme/activity/").content.decode()
    assert "chain intact" in page
    assert "project.created" in page
    assert client_for(cast.editor).get("/o/acme/activity/").status_code == 403
