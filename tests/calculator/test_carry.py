"""The way of the public form's numbers into a project; nothing is stored on it."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client

from calculator.models import SavedScenario
from tests.conftest import PASSWORD, Cast
from workspaces import services
from workspaces.models import Role, User

pytestmark = pytest.mark.django_db

ClientFor = Callable[[User], Client]
PUBLIC, CARRY = "/calculator/", "/calculator/carry/"
NUMBERS = {"kind": "legal", "people": "40", "hours": "15", "hourly_cost": "90", "currency": "USD", "licence": "30"}


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    cache.clear()


def carried_in(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query, keep_blank_values=True).items()}


def test_the_public_page_has_the_button_with_the_numbers_in_its_address(client: Client) -> None:
    page = client.get(PUBLIC, NUMBERS)
    url = page.context["carry_url"]
    assert url.startswith(f"{CARRY}?")
    assert NUMBERS.items() <= carried_in(url).items()
    assert "Carry into a project" in page.content.decode()
    assert "You sign in first." in page.content.decode()


def test_the_button_follows_the_numbers_that_are_typed(client: Client) -> None:
    fragment = client.get(PUBLIC, {**NUMBERS, "people": "55"}, headers={"HX-Request": "true"}).content.decode()
    button = fragment.split('id="quick-carry" hx-swap-oob="true">')[1].split("</div>")[0]
    assert "people=55" in button
    wrong = client.get(PUBLIC, {**NUMBERS, "people": "-1"}, headers={"HX-Request": "true"}).content.decode()
    assert "Carry into a project" not in wrong


def test_who_is_not_signed_in_signs_in_and_comes_back_to_the_same_numbers(client: Client, cast: Cast) -> None:
    asked = client.get(CARRY, NUMBERS)
    assert asked.status_code == 302
    assert not Session.objects.exists()
    login = asked.headers["Location"]
    back = parse_qs(urlsplit(login).query)["next"][0]
    assert urlsplit(back).path == CARRY
    signed_in = client.post(login, {"login": cast.editor.email, "password": PASSWORD, "next": back})
    assert signed_in.headers["Location"] == back
    landed = client.get(back)
    assert urlsplit(landed.headers["Location"]).path == "/p/acme/support/calculator/quick/"
    assert carried_in(landed.headers["Location"]) == NUMBERS
    assert not SavedScenario.objects.exists()


def test_the_only_project_one_may_change_is_opened_at_once_filled_with_the_numbers(
    cast: Cast, client_for: ClientFor
) -> None:
    client = client_for(cast.editor)
    answer = client.get(CARRY, NUMBERS)
    assert answer.status_code == 303
    form = client.get(answer.headers["Location"]).context["form"]
    assert {name: form[name].value() for name in NUMBERS} == NUMBERS
    assert not SavedScenario.objects.exists()


def test_of_several_projects_one_is_chosen_and_only_those_one_may_change_are_offered(
    cast: Cast, client_for: ClientFor
) -> None:
    services.create_project(cast.organisation, name="Second", slug="second", actor=cast.owner)
    services.add_member(cast.other_organisation, cast.editor, Role.VIEWER, actor=None)
    page = client_for(cast.editor).get(CARRY, NUMBERS)
    text = page.content.decode()
    assert page.status_code == 200
    assert [project.name for project, _ in page.context["rows"]] == ["Second", "Support assistant"]
    assert "Their project" not in text
    assert all(carried_in(url) == NUMBERS for _, url in page.context["rows"])


def test_who_may_change_nothing_is_told_and_keeps_the_numbers(cast: Cast, client_for: ClientFor) -> None:
    for user in (cast.viewer, cast.evaluator):
        page = client_for(user).get(CARRY, NUMBERS)
        assert page.status_code == 200
        assert "There is no project that you may change" in page.content.decode()
        assert f'href="{PUBLIC}?kind=legal&amp;people=40' in page.content.decode()


@pytest.mark.parametrize(
    "given",
    [{}, {"people": "x"}, {"people": "\x00"}, {"next": "https://elsewhere.example/"}, {"kind": ["legal", "<b>"]}],
)
def test_strange_numbers_arrive_at_a_form_that_says_what_is_wrong(
    cast: Cast, client_for: ClientFor, given: dict[str, str]
) -> None:
    client = client_for(cast.editor)
    answer = client.get(CARRY, given)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/p/acme/support/calculator/quick/?")
    assert "elsewhere" not in answer.headers["Location"]
    assert client.get(answer.headers["Location"]).status_code in (200, 422)
