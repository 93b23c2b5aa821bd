"""Signing in and out, the limits on trying, and the reset of a password, through the pages."""

import re

import pytest
from django.core import mail
from django.test import Client

from alignment_app.logs import LineFormatter
from tests.conftest import PASSWORD, Cast
from workspaces.models import AuditEntry

pytestmark = pytest.mark.django_db


def sign_in(client: Client, email: str, password: str, **extra: str) -> int:
    return client.post("/accounts/login/", {"login": email, "password": password, **extra}).status_code


def test_the_right_password_opens_the_projects(client: Client, cast: Cast) -> None:
    response = client.post("/accounts/login/", {"login": cast.owner.email.upper(), "password": PASSWORD}, follow=True)
    assert response.redirect_chain[-1][0] == "/projects/"
    assert "Support assistant" in response.content.decode()


def test_a_wrong_password_and_an_unknown_person_look_the_same(client: Client, cast: Cast) -> None:
    pages = [
        client.post("/accounts/login/", {"login": email, "password": "not this one"}).content.decode()
        for email in (cast.owner.email, "nobody@acme.example")
    ]
    words = [re.findall(r'role="alert">([^<]+)<', page) for page in pages]
    assert words[0] == words[1] != []


def test_after_five_wrong_passwords_the_right_one_has_to_wait(client: Client, cast: Cast) -> None:
    for _ in range(6):
        sign_in(client, cast.owner.email, "wrong")
    sign_in(client, cast.owner.email, PASSWORD)
    assert client.get("/projects/").status_code == 302


def test_tries_that_failed_are_logged_without_what_was_typed_and_a_lock_out_is_on_the_trail(
    client: Client, cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(8):
        sign_in(client, cast.owner.email, "my secret of another site")
    sign_in(client, "a-password@in-the-wrong-place.example", "x")
    told = [entry for entry in caplog.records if entry.name == "plumbline.sign_in"]
    assert [entry.getMessage() for entry in told[:6]] == [
        *["Signing in failed."] * 5,
        "Signing in was refused after too many tries.",
    ]
    assert {vars(entry)["person"] for entry in told} == {cast.owner.pk, None}
    assert "127.0.0.1" in LineFormatter().format(told[0])
    assert not any(word in LineFormatter().format(entry) for entry in told for word in ("secret", "password"))
    entry = AuditEntry.objects.get(action="person.locked_out")
    assert (entry.organisation, entry.actor) == (cast.organisation, None)
    assert cast.owner.name in entry.target


def test_a_successful_sign_in_is_logged(client: Client, cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO", logger="plumbline.sign_in"):
        sign_in(client, cast.viewer.email, PASSWORD)
    assert [
        (entry.getMessage(), vars(entry)["person"]) for entry in caplog.records if entry.name.endswith("sign_in")
    ] == [("Signed in.", cast.viewer.pk)]


@pytest.mark.parametrize("target", ["//evil.example", "https:evil", "javascript:alert(1)", "/\\evil.example"])
def test_sign_in_leads_nowhere_else(client: Client, cast: Cast, target: str) -> None:
    response = client.post("/accounts/login/", {"login": cast.owner.email, "password": PASSWORD, "next": target})
    assert response.status_code == 302
    assert response.headers["Location"] == "/projects/"


def test_an_old_session_is_dead_after_signing_out(client: Client, cast: Cast) -> None:
    sign_in(client, cast.owner.email, PASSWORD)
    old = client.cookies["sessionid"].value
    response = client.post("/accounts/logout/")
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    replay = Client()
    replay.cookies["sessionid"] = old
    assert replay.get("/projects/").status_code == 302


def test_the_session_id_changes_at_sign_in(client: Client, cast: Cast) -> None:
    session = client.session
    session["seen"] = True
    session.save()
    before = session.session_key
    sign_in(client, cast.owner.email, PASSWORD)
    assert client.session.session_key != before


def test_a_disabled_person_is_out_at_once(client: Client, cast: Cast) -> None:
    sign_in(client, cast.viewer.email, PASSWORD)
    cast.viewer.is_active = False
    cast.viewer.save()
    assert client.get("/projects/").status_code == 302


def test_nobody_signs_up_without_an_invitation(client: Client, db: None) -> None:
    fields = {"email": "new@acme.example", "password1": PASSWORD, "password2": PASSWORD}
    assert "by invitation" in client.get("/accounts/signup/").content.decode()
    assert "by invitation" in client.post("/accounts/signup/", fields).content.decode()


def test_a_reset_link_changes_the_password_once(client: Client, cast: Cast) -> None:
    client.post("/accounts/password/reset/", {"email": cast.editor.email})
    link = re.search(r"https?://testserver(/accounts/password/reset/key/\S+)", str(mail.outbox[0].body))
    assert link is not None
    form = client.get(link[1], follow=True)
    path = form.redirect_chain[-1][0]
    fields = {"password1": "another long sentence", "password2": "another long sentence"}
    client.post(path, fields)
    assert sign_in(Client(), cast.editor.email, "another long sentence") == 302
    again = Client().get(link[1], follow=True)
    assert "does not work any more" in again.content.decode()


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("x1y2" * 65, "at most 256 characters"),
        ("nul\0in the middle", "Null characters"),
        ("password1234", "too common"),
    ],
)
def test_a_new_password_that_will_not_do_is_refused_and_the_old_one_stays(
    client: Client, cast: Cast, password: str, said: str
) -> None:
    sign_in(client, cast.editor.email, PASSWORD)
    fields = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    assert said in client.post("/accounts/password/change/", fields).content.decode()
    assert sign_in(Client(), cast.editor.email, PASSWORD) == 302


@pytest.mark.parametrize(
    "password", ["a phrase of sixty-four characters, taken as it was typed, to the ", "  spaces around  "]
)
def test_a_new_password_is_taken_as_typed_and_every_other_session_ends(
    client: Client, cast: Cast, password: str
) -> None:
    elsewhere = Client()
    for each in (client, elsewhere):
        sign_in(each, cast.editor.email, PASSWORD)
    fields = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    assert client.post("/accounts/password/change/", fields).status_code == 302
    assert (client.get("/projects/").status_code, elsewhere.get("/projects/").status_code) == (200, 302)
    assert sign_in(Client(), cast.editor.email, password) == 302


def test_a_reset_for_an_unknown_address_says_the_same(client: Client, cast: Cast) -> None:
    known = client.post("/accounts/password/reset/", {"email": cast.editor.email}, follow=True)
    unknown = Client().post("/accounts/password/reset/", {"email": "nobody@acme.example"}, follow=True)
    assert known.redirect_chain == unknown.redirect_chain


@pytest.mark.parametrize("password", ["x" * 5000, "nul\0in the middle of it", "😀" * 12, "  leading and trailing  "])
def test_odd_passwords_are_wrong_and_not_an_error(client: Client, cast: Cast, password: str) -> None:
    assert sign_in(client, cast.owner.email, password) == 200


def test_a_post_without_the_token_is_refused_with_our_page(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/accounts/login/", {"login": cast.owner.email, "password": PASSWORD})
    assert response.status_code == 403
    assert "Reload it" in response.content.decode()
