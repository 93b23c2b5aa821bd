"""API tokens: shown once, kept as a hash, revoked; owners and editors alone."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests.conftest import Cast
from workspaces.models import ApiToken, AuditEntry, User
from workspaces.tokens import MARK, create_token, token_in_force

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]


def address(cast: Cast) -> str:
    return reverse("workspaces:token_list", args=[cast.project.path])


def test_a_token_is_shown_once_and_only_its_hash_is_kept(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast.editor)
    page = client.post(address(cast), {"name": "Pipeline", "days": "30"})
    assert page.status_code == 201
    text = next(word for word in page.content.decode().replace("<", " ").replace(">", " ").split() if MARK in word)
    token = ApiToken.objects.get()
    assert token_in_force(text) == token
    assert text not in str(token.__dict__) + str(AuditEntry.objects.values_list("details", flat=True))
    again = client.get(address(cast)).content.decode()
    assert text not in again
    assert token.prefix in again


def test_a_revoked_token_is_in_force_no_more_and_its_name_is_free_again(cast: Cast, client_for: ClientFor) -> None:
    token, text = create_token(cast.project, name="Pipeline", days=30, actor=cast.owner)
    client = client_for(cast.editor)
    taken = client.post(address(cast), {"name": "Pipeline", "days": "30"})
    assert taken.status_code == 422
    assert "Revoke it first" in taken.content.decode()
    url = reverse("workspaces:token_revoke", args=[cast.project.path, token.pk])
    assert client.post(url).status_code == 303
    assert token_in_force(text) is None
    assert client.post(url).status_code == 303, "the second of two is told, and nothing breaks"
    assert AuditEntry.objects.filter(action="token.revoked").count() == 1
    assert client.post(address(cast), {"name": "Pipeline", "days": "30"}).status_code == 201


@pytest.mark.parametrize("wrong", [{}, {"name": "x"}, {"name": "x", "days": "9999"}, {"name": "a\0b", "days": "30"}])
def test_a_wrong_form_is_shown_again(cast: Cast, client_for: ClientFor, wrong: dict[str, str]) -> None:
    assert client_for(cast.editor).post(address(cast), wrong).status_code == 422
    assert not ApiToken.objects.exists()


def test_evaluators_and_viewers_make_none_and_see_none(cast: Cast, client_for: ClientFor) -> None:
    for person in (cast.evaluator, cast.viewer):
        assert client_for(person).get(address(cast)).status_code == 403
    assert client_for(cast.stranger).get(address(cast)).status_code == 404


def test_the_settings_lead_there(cast: Cast, client_for: ClientFor) -> None:
    settings = client_for(cast.editor).get(reverse("workspaces:project_settings", args=[cast.project.path]))
    assert address(cast) in settings.content.decode()
