"""The demo's "continue as …": offered while trying out on loopback, and to nobody else."""

import pytest
from django.test import Client

from alignment_app.demo import people
from alignment_app.demo.people import DemoPerson
from tests.conftest import Cast

pytestmark = pytest.mark.django_db
HERE = {"HTTP_HOST": "localhost:8000", "REMOTE_ADDR": "127.0.0.1"}


@pytest.fixture
def demo(cast: Cast, settings: object) -> Cast:
    settings.DEBUG = True  # type: ignore[attr-defined] # the test runner switches it off
    settings.ALLOWED_HOSTS = ["localhost", "testserver", "plumbline.example"]  # type: ignore[attr-defined]
    people.write([DemoPerson(cast.owner.email, "Lea", "alignment lead", "Acme", "owner", "x-y-z")])
    return cast


def test_on_loopback_one_press_signs_in(client: Client, demo: Cast) -> None:
    assert "Continue as Lea" in client.get("/accounts/login/", **HERE).content.decode()
    response = client.post("/accounts/continue-as/", {"email": demo.owner.email}, **HERE)
    assert (response.status_code, response.headers["Location"]) == (303, "/projects/")


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"REMOTE_ADDR": "192.0.2.7"},
        {"HTTP_HOST": "plumbline.example"},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
    ],
)
def test_from_elsewhere_it_is_neither_offered_nor_taken(client: Client, demo: Cast, elsewhere: dict[str, str]) -> None:
    where = HERE | elsewhere
    assert "Continue as" not in client.get("/accounts/login/", **where).content.decode()
    assert client.post("/accounts/continue-as/", {"email": demo.owner.email}, **where).status_code == 404
    assert client.get("/projects/").status_code == 302


def test_with_debug_off_it_is_refused(client: Client, demo: Cast, settings: object) -> None:
    settings.DEBUG = False  # type: ignore[attr-defined]
    assert "Continue as" not in client.get("/accounts/login/", **HERE).content.decode()
    assert client.post("/accounts/continue-as/", {"email": demo.owner.email}, **HERE).status_code == 404


def test_people_who_are_not_of_the_demo_cannot_be_taken(client: Client, demo: Cast) -> None:
    assert client.post("/accounts/continue-as/", {"email": demo.stranger.email}, **HERE).status_code == 404
    assert client.post("/accounts/continue-as/", {"email": ""}, **HERE).status_code == 404
