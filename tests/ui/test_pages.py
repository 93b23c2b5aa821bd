"""Frame, errors and headers as every page has them."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.template import Context, Template
from django.test import Client

from tests.conftest import Cast
from workspaces.models import User

ClientFor = Callable[[User], Client]
pytestmark = pytest.mark.django_db

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
}


@pytest.mark.parametrize(
    ("path", "status"),
    [("/", 200), ("/accounts/login/", 200), ("/no/such/page", 404), ("/p/acme/support/", 302), ("/livez", 200)],
)
def test_every_answer_carries_the_policy_and_a_request_id(client: Client, path: str, status: int) -> None:
    response = client.get(path)
    assert response.status_code == status
    assert set(response.headers["Content-Security-Policy"].split("; ")) == POLICY
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert len(response.headers["X-Request-ID"]) == 16


@pytest.mark.parametrize(
    ("path", "status"), [("/no/such/page", 404), ("/api/v1/nothing", 404), ("/static/ui/tokens.css", 200)]
)
def test_a_trial_is_no_less_strict_about_pages_that_are_not_there_and_about_files(
    client: Client, settings: Any, path: str, status: int
) -> None:
    settings.DEBUG = settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True
    response = client.get(path)
    response.close()
    assert response.status_code == status
    assert set(response.headers["Content-Security-Policy"].split("; ")) == POLICY
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_pages_for_a_person_are_kept_out_of_caches(cast: Cast, client_for: ClientFor) -> None:
    response = client_for(cast.owner).get("/projects/")
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "HX-Request" in response.headers["Vary"]


@pytest.mark.parametrize("debug", [True, False])
def test_an_unknown_address_gets_our_page_in_every_mode(client: Client, settings: object, debug: bool) -> None:
    settings.DEBUG = debug  # type: ignore[attr-defined]
    page = client.get("/no/such/page")
    assert page.status_code == 404
    assert "There is nothing here" in page.content.decode()
    assert "urlpatterns" not in page.content.decode()


def test_a_host_that_is_not_served_gets_our_page(client: Client, settings: object) -> None:
    settings.ALLOWED_HOSTS = ["plumbline.example"]  # type: ignore[attr-defined]
    page = client.get("/", headers={"Host": "evil.example"})
    assert page.status_code == 400
    assert "cannot be read" in page.content.decode()


def test_a_wrong_method_gets_our_page_and_the_list_of_right_ones(client: Client) -> None:
    page = client.get("/theme/")
    assert page.status_code == 405
    assert page.headers["Allow"] == "POST"
    assert "does not take" in page.content.decode()


def test_a_broken_view_gets_our_page_without_a_traceback(
    cast: Cast, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("ui.registries.panels_for", broken)
    client = client_for(cast.owner)
    client.raise_request_exception = False
    page = client.get("/p/acme/support/")
    assert page.status_code == 500
    assert "broke on our side" in page.content.decode()
    assert "secret detail" not in page.content.decode()
    assert page.headers["X-Request-ID"] in page.content.decode()


def test_the_theme_is_kept_and_drawn_by_the_server(client: Client) -> None:
    response = client.post("/theme/", {"theme": "dark", "next": "/accounts/login/"})
    assert (response.status_code, response.headers["Location"]) == (303, "/accounts/login/")
    assert 'data-theme="dark"' in client.get("/").content.decode()
    client.post("/theme/", {"theme": "", "next": "//evil.example"})
    assert "data-theme" not in client.get("/").content.decode()


def test_the_search_answers_htmx_with_the_hits_alone(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast.viewer)
    fragment = client.get("/p/acme/support/search/?q=zzzz", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert "Nothing in this project" in fragment
    assert "<html" in client.get("/p/acme/support/search/?q=zzzz").content.decode()


@pytest.mark.parametrize("query", ["", "'", '"', "%", "* OR 1=1", "a" * 5000, "\0", "<script>"])
def test_no_query_breaks_the_search(cast: Cast, client_for: ClientFor, query: str) -> None:
    response = client_for(cast.viewer).get("/p/acme/support/search/", {"q": query})
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


def test_a_moment_is_said_in_utc_and_marked_for_the_readers_own_zone() -> None:
    page = Template("{% moment at %}|{% moment never %}").render(
        Context({"at": datetime(2026, 11, 26, 0, 46, tzinfo=UTC), "never": None})
    )
    assert page == '<time datetime="2026-11-26T00:46:00+00:00" data-local>26 Nov 2026, 00:46 UTC</time>|'
