"""The calculator for everybody: no account, nothing stored, a limit per address."""

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client

from calculator import limits
from calculator.models import SavedScenario

pytestmark = pytest.mark.django_db

URL = "/calculator/"
FOUR = {"kind": "support", "people": "120", "hours": "20", "hourly_cost": "38", "currency": "EUR"}


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    cache.clear()


def ask(client: Client, **changes: str) -> Any:
    return client.get(URL, {**FOUR, **changes})


def test_four_numbers_give_hours_and_value_with_their_range(client: Client) -> None:
    page = ask(client).content.decode()
    assert "hours in the first year, worth €15.4\u202fk to €170.3\u202fk" in page
    assert "1.0\u202fh" in page or "1.0 h" in page


def test_every_assumption_stands_on_the_page_with_its_source(client: Client) -> None:
    page = ask(client).content.decode()
    for words in (
        "most likely 13\u202f%",
        "studies S03, S04",
        "most likely 40\u202f%",
        "no good evidence exists",
        "not priced",
    ):
        assert words in page
    assert "Fortune 500" not in page


def test_payback_and_chance_of_loss_wait_until_both_costs_are_known(client: Client) -> None:
    for costs in ({}, {"licence": "25"}, {"one_off": "40000"}):
        page = ask(client, **costs).content.decode()
        assert "chance of loss</span>" not in page
        assert "net present value over" not in page
    priced = ask(client, licence="25", one_off="40000").content.decode()
    assert "worth its cost in 72\u202f% of the draws" in priced
    assert "paid back, P50" in priced


def test_a_cost_of_nothing_is_a_cost_that_is_known(client: Client) -> None:
    assert "chance of loss</span>" in ask(client, licence="0", one_off="0").content.decode()


def test_the_first_page_starts_with_an_example_and_says_so(client: Client) -> None:
    page = client.get(URL)
    assert page.status_code == 200
    assert "These are example numbers" in page.content.decode()
    assert "These are example numbers" not in ask(client).content.decode()


def test_the_note_above_the_fields_changes_its_words_and_keeps_its_place(client: Client) -> None:
    """A slider that is dragged must not move away under the hand."""
    update = client.get(URL, FOUR, headers={"HX-Request": "true"}).content.decode()
    assert '<div id="quick-example" hx-swap-oob="true"><p class="note">These are your numbers' in update


def test_htmx_gets_the_answer_and_the_words_beside_the_fields_only(client: Client) -> None:
    page = client.get(URL, {**FOUR, "people": "-1"}, headers={"HX-Request": "true"})
    text = page.content.decode()
    assert page.status_code == 422
    assert "<html" not in text
    assert '<span class="field__error" id="id_people_error" hx-swap-oob="true">Out of range' in text
    assert '<span class="field__error" id="id_hours_error" hx-swap-oob="true"></span>' in text
    assert "HX-Request" in page.headers["Vary"]


def test_a_swapped_answer_carries_its_chart_outside_of_script_elements(client: Client) -> None:
    """htmx removes script elements from fragments; the figure has to come another way."""
    text = client.get(URL, FOUR, headers={"HX-Request": "true"}).content.decode()
    assert "cumulative, EUR" in text.split("data-figure=")[1].split(">")[0]


@pytest.mark.parametrize("value", ["nan", "1e308", "-5", "1,5", "1.500", "٣٫٥", "9" * 5000, "", "<b>"])
@pytest.mark.parametrize("field", ["people", "hours", "hourly_cost"])
def test_bad_numbers_are_refused_beside_their_field(client: Client, field: str, value: str) -> None:
    page = ask(client, **{field: value})
    text = page.content.decode()
    assert page.status_code == 422
    error = text.split(f'id="id_{field}_error">')[1].split("</span>")[0]
    assert error.strip()
    assert "<b>" not in text.split("<form")[1].split('name="hours"')[0]


def test_an_unknown_kind_of_work_or_currency_is_refused(client: Client) -> None:
    for change in ({"kind": "alchemy"}, {"currency": "XXX"}):
        assert ask(client, **change).status_code == 422


def test_nothing_is_stored(client: Client) -> None:
    page = ask(client)
    assert not SavedScenario.objects.exists()
    assert not Session.objects.exists()
    assert "sessionid" not in page.cookies


def test_it_cannot_be_posted_to(client: Client) -> None:
    assert client.post(URL, FOUR).status_code == 405


def test_an_address_that_asks_too_often_is_told_to_wait(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ANSWERS_A_MINUTE", 2)
    monkeypatch.setattr("calculator.limits.this_minute", lambda: 7)
    assert [ask(client).status_code for _ in range(3)] == [200, 200, 429]
    refused = ask(client)
    assert refused.headers["Retry-After"] == "60"
    assert "Try again in a minute" in refused.content.decode()
    assert Client(REMOTE_ADDR="203.0.113.9").get(URL, FOUR).status_code == 200


def test_a_network_of_ipv6_counts_as_one_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ANSWERS_A_MINUTE", 1)
    monkeypatch.setattr("calculator.limits.this_minute", lambda: 7)
    assert Client(REMOTE_ADDR="2001:db8::1").get(URL, FOUR).status_code == 200
    assert Client(REMOTE_ADDR="2001:db8::2").get(URL, FOUR).status_code == 429
    assert Client(REMOTE_ADDR="2001:db8:0:1::2").get(URL, FOUR).status_code == 200
