"""The person's own account: the name that others see, the password, and what both end."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.conftest import PASSWORD, Cast
from workspaces.models import AuditEntry, User

pytestmark = pytest.mark.django_db

ClientFor = Callable[[User], Client]
ANOTHER = "a plumb bob hangs true"


def changed(client: Client, **fields: str) -> tuple[int, str]:
    given = {"oldpassword": PASSWORD, "password1": ANOTHER, "password2": ANOTHER} | fields
    response = client.post("/accounts/password/change/", given)
    return response.status_code, response.headers.get("Location", "")


def test_every_page_leads_to_the_account_and_from_there_to_the_password(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast.viewer)
    assert 'href="/account/"' in client.get("/projects/").content.decode()
    page = client.get("/account/").content.decode()
    assert f"You are signed in as {cast.viewer.name}" in page
    assert f'<p class="muted">{cast.viewer.email}</p>' in page
    assert 'href="/accounts/password/change/"' in page
    assert "<td>Viewer</td>" in page


def test_a_new_name_is_kept_and_told_to_the_trail_once(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast.viewer)
    for _ in range(2):
        assert client.post("/account/", {"name": "Vera Newname"}).status_code == 303
    assert User.objects.get(pk=cast.viewer.pk).name == "Vera Newname"
    entry = AuditEntry.objects.get(action="member.renamed")
    assert (entry.organisation, entry.details["after"]) == (cast.organisation, "Vera Newname")


@pytest.mark.parametrize("name", ["", "   ", "n" * 121, "a\0b"])
def test_a_name_that_nobody_could_read_is_refused_beside_the_field(
    name: str, cast: Cast, client_for: ClientFor
) -> None:
    response = client_for(cast.viewer).post("/account/", {"name": name})
    assert response.status_code == 422
    assert 'id="id_name_error"' in response.content.decode()
    assert not AuditEntry.objects.filter(action="member.renamed").exists()


def test_a_new_password_ends_every_other_session_and_leads_back(cast: Cast) -> None:
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        client.post("/accounts/login/", {"login": cast.viewer.email, "password": PASSWORD})
        assert client.get("/projects/").status_code == 200
    assert changed(here) == (302, "/account/")
    assert "Every other session of yours has ended" in here.get("/account/").content.decode()
    assert elsewhere.get("/projects/").status_code == 302


def test_the_old_password_is_asked_for(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast.viewer)
    status, _ = changed(client, oldpassword="not this one")
    assert status == 200  # allauth answers a wrong form so
    assert User.objects.get(pk=cast.viewer.pk).check_password(PASSWORD)


def test_the_forms_of_the_account_speak_as_the_other_pages_do(cast: Cast, client_for: ClientFor) -> None:
    signing_in = Client().get("/accounts/login/").content.decode()
    changing = client_for(cast.viewer).get("/accounts/password/change/").content.decode()
    assert ">E-mail" in signing_in
    assert "placeholder" not in signing_in.split("<form", 1)[1].split("</form>")[0]
    assert "Current password" in changing
    assert "Current Password" not in changing
