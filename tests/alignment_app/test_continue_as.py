"""The demo's "continue as …": offered while trying out on loopback, and to nobody else."""

from typing import Any

import pytest
from django.test import Client

from alignment_app.demo import people
from alignment_app.demo.people import DemoPerson
from tests.conftest import Cast

pytestmark = pytest.mark.django_db
HERE: dict[str, Any] = {"HTTP_HOST": "localhost:8000", "REMOTE_ADDR": "127.0.0.1"}


@pytest.fixture
def demo(cast: Cast, settings: object) -> Cast:
    settings.DEBUG = True  # type: ignore[attr-defined] # the test runner switches it off
    settings.ALLOWED_HOSTS = ["localhost", "testserver", "plumbline.example"]  # type: ignore[attr-defined]
    people.write([DemoPerson(cast.owner.email, "Lea", "alignment lead", "Acme", "owner", "x-y-z")])
    return cast


def test_on_loopback_one_press_signs_in(demo: Cast) -> None:
    client = Client(**HERE)
    assert "Continue as Lea" in client.get("/accounts/login/").content.decode()
    response = client.post("/accounts/continue-as/", {"email": demo.owner.email})
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
def test_from_elsewhere_it_is_neither_offered_nor_taken(demo: Cast, elsewhere: dict[str, str]) -> None:
    client = Client(**(HERE | elsewhere))
    assert "Continue as" not in client.get("/accounts/login/").content.decode()
    assert client.post("/accounts/continue-as/", {"email": demo.owner.email}).status_code == 404
    assert client.get("/projects/").status_code == 302


def test_with_debug_off_it_is_refused(demo: Cast, settings: object) -> None:
    settings.DEBUG = False  # type: ignore[attr-defined]
    client = Client(**HERE)
    assert "Continue as" not in client.get("/accounts/login/").content.decode()
    assert client.post("/accounts/continue-as/", {"email": demo.owner.email}).status_code == 404


def test_people_who_are_not_of_the_demo_cannot_be_taken(demo: Cast) -> None:
    client = Client(**HERE)
    assert client.post("/accounts/continue-as/", {"email": demo.stranger.email}).status_code == 404
    assert client.post("/accounts/continue-as/", {"email": ""}).status_code == 404
