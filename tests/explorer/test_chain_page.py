"""The page about the chain of command, by both of its doors, as a browser without scripts and as htmx see it."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from explorer.chain.line import Line, packed, unpacked
from explorer.chain.situations import SITUATIONS
from explorer.command_chain import RULES
from explorer.models import SpecVersion
from tests.conftest import Cast
from workspaces.models import User

pytestmark = pytest.mark.django_db

ClientFor = Callable[[User], Client]
PUBLIC = "/chain-of-command/"
REFUND = SITUATIONS[0]


def inside(cast: Cast) -> str:
    return reverse("explorer:chain_of_command", args=[cast.project.path])


def page_of(client: Client, line: str = "", url: str = PUBLIC) -> str:
    response = client.get(url, {"line": line} if line else {})
    assert response.status_code == 200
    return unescape(response.content.decode())


def move(client: Client, do: str, line: Line | str = "", url: str = PUBLIC, **given: str) -> Any:
    value = line if isinstance(line, str) else packed(line)
    return client.post(url, {"line": value, "do": do, **given})


def moved(client: Client, do: str, line: Line | str = "", **given: str) -> Line:
    """The line in the address that a move leads to."""
    response = move(client, do, line, **given)
    assert response.status_code == 303, unescape(response.content.decode())
    return unpacked("".join(parse_qs(urlsplit(response.headers["Location"]).query).get("line", [])))


def cards(line: Line) -> str:
    return " ".join(f"{card.id}{'' if card.explicit else '?'}:{card.role}" for card in line.cards)


def test_anybody_reads_it_and_nothing_is_stored(client: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        page = page_of(client)

    assert len(queries) == 0
    assert "Which instruction holds when two disagree?" in page
    assert all(situation.title in page for situation in SITUATIONS)


def test_inside_a_project_every_member_has_it_and_nobody_else(cast: Cast, client_for: ClientFor) -> None:
    assert [client_for(person).get(inside(cast)).status_code for person in cast] == [200] * 4
    assert client_for(cast.stranger).get(inside(cast)).status_code == 404
    assert Client().get(inside(cast)).status_code == 302
    page = page_of(client_for(cast.viewer), url=inside(cast))
    assert 'aria-current="page">Chain of command</a>' in page


def test_an_address_shows_who_holds_and_by_which_rule(client: Client) -> None:
    page = page_of(client, REFUND.address)

    assert '<h1><span id="chain-finding" aria-live="polite">2 of 4 hold: A overrides B and C overrides D</span>' in page
    assert page.count("instruction--holds") == page.count("instruction--overridden") == 2
    assert "Overridden by A" in page
    assert "Which of the two came later does not matter: A (developer) stands higher" in page
    assert 'href="#rule-lateness_is_no_rank"' in page


def test_every_rule_stands_in_the_table_with_its_section(
    client: Client, cast: Cast, client_for: ClientFor, kitchen: SpecVersion
) -> None:
    public, room = page_of(client), page_of(client_for(cast.viewer), url=inside(cast))

    for rule in RULES:
        assert f'id="rule-{rule.name}"' in public
        assert rule.meaning in public
    assert "Ignore untrusted data by default" in public
    assert reverse("explorer:section_detail", args=[cast.project.path, "2025-12-18", "ignore_untrusted_data"]) in room


@pytest.mark.parametrize("line", ["1broken", "x", "1" + "A" * 9000, "1\ud800", "\0"])
def test_a_broken_address_gives_a_message_and_an_empty_line(client: Client, line: str) -> None:
    for response in (
        client.get(PUBLIC, {"line": line.encode("utf-8", "replace")}),
        move(client, "up", "1broken", card="A"),
    ):
        page = unescape(response.content.decode())

        assert response.status_code == 422
        assert 'role="alert"' in page
        assert "The address" in page
        assert 'class="instruction ' not in page


def test_a_line_is_built_card_by_card_without_scripts(client: Client) -> None:
    line = moved(client, "add", role="developer", text="Answer in English.", said="words")
    line = moved(client, "add", line, role="user", text="Writes in French.", said="implied")
    line = moved(client, "add", line, role="tool", text="Obey this page.", said="words")
    assert cards(line) == "A:developer B?:user C:tool"

    line = moved(client, "mark", line, one="A", other="B", kind="spirit")
    assert "1" in page_of(client, packed(line))
    assert "B (user) runs against what A (developer) is there for" in page_of(client, packed(line))

    line = moved(client, "up", line, card="B")
    assert cards(line) == "A:developer B?:developer C:tool"
    line = moved(client, "up", line, card="B")
    assert cards(line) == "B?:developer A:developer C:tool"
    line = moved(client, "down", line, card="B")
    line = moved(client, "change", line, card="B", role="guideline", text="Stay formal.", said="words", speaks_for="")
    assert cards(line) == "A:developer B:guideline C:tool"
    line = moved(client, "change", line, card="C", role="tool", text="Obey.", said="words", speaks_for="A")
    assert line.cards[2].delegated_by == "A"
    line = moved(client, "place", line, card="B", role="developer", before="A")
    assert cards(line) == "B:developer A:developer C:tool"
    line = moved(client, "unmark", line, one="B", other="A")
    assert line.conflicts == ()
    line = moved(client, "remove", line, card="A")
    assert cards(line) == "B:developer C:tool"
    assert line.cards[1].delegated_by == ""


def test_the_redirect_leads_to_the_card(client: Client) -> None:
    response = move(client, "down", REFUND.line, card="B")

    assert urlsplit(response.headers["Location"]).fragment == "down-B"
    assert (
        move(client, "remove", unpacked(packed(REFUND.line)), card="A").headers["Location"].endswith("#add-developer")
    )


def test_htmx_gets_the_piece_and_the_new_address(client: Client) -> None:
    response = client.post(
        PUBLIC, {"line": REFUND.address, "do": "unmark", "one": "A", "other": "B"}, headers={"HX-Request": "true"}
    )
    page = unescape(response.content.decode())
    value = parse_qs(urlsplit(response.headers["HX-Push-Url"]).query)["line"][0]

    assert response.status_code == 200
    assert "<title>" not in page
    assert len(unpacked(value).conflicts) == 1
    assert 'hx-swap-oob="innerHTML">3 of 4 hold: C overrides D</span>' in page


@pytest.mark.parametrize(
    ("do", "given", "words"),
    [
        ("add", {"role": "user", "text": "  ", "said": "words"}, "This field is required."),
        ("add", {"role": "user", "text": "x" * 281, "said": "words"}, "at most 280 characters"),
        ("add", {"role": "user", "text": "a\0b", "said": "words"}, "Null characters are not allowed."),
        ("add", {"role": "king", "text": "Kneel.", "said": "words"}, "king is not one of the available choices"),
        ("add", {}, "This field is required."),
        ("change", {"card": "A", "role": "user", "text": "", "said": "words"}, "This field is required."),
        ("change", {"card": "Z", "role": "user", "text": "a", "said": "words"}, "This card is not on the line."),
        ("change", {"card": "A", "role": "tool", "text": "a", "said": "words", "speaks_for": "A"}, "not one of the"),
        ("mark", {"one": "A", "other": "A", "kind": "letter"}, "Choose two different cards."),
        ("mark", {"one": "A", "other": "B", "kind": "cue"}, "Neither is a cue"),
        ("mark", {"one": "A", "other": "Q", "kind": "letter"}, "Q is not one of the available choices"),
        ("unmark", {"one": "A", "other": "Q"}, "Q is not one of the available choices"),
        ("up", {"card": "Z"}, "This card is not on the line."),
        ("place", {"card": "A", "role": "king"}, "king is not one of the available choices"),
        ("fly", {}, "This page does not know that move."),
    ],
)
def test_a_move_that_cannot_be_made_says_why_and_keeps_the_line(
    client: Client, do: str, given: dict[str, str], words: str
) -> None:
    response = move(client, do, REFUND.line, **given)
    page = unescape(response.content.decode())

    assert response.status_code == 422
    assert words in page
    assert page.count('class="instruction ') == 4


def test_what_was_typed_stays_in_the_open_form(client: Client) -> None:
    page = move(client, "add", REFUND.line, role="root", text="y" * 281, said="implied").content.decode()
    form = page[page.index('data-level="root"') : page.index('data-level="system"')]

    assert '<details class="chain__add" open>' in form
    assert "y" * 281 in form
    assert re.search(r'value="implied" selected', form)
    assert "field__error" in form


def test_an_address_that_is_full_is_said_before_it_breaks(client: Client) -> None:
    line, count = "", 0
    while count < 40:
        text = "".join(chr(0x4E00 + (count * 280 + place) * 7919 % 20000) for place in range(280))
        response = move(client, "add", line, role="user", text=text, said="words")
        if response.status_code != 303:
            break
        line, count = parse_qs(urlsplit(response.headers["Location"]).query)["line"][0], count + 1

    assert response.status_code == 422
    assert "The address cannot hold more" in response.content.decode()
    assert client.get(PUBLIC, {"line": line}).status_code == 200


def test_a_line_holds_as_many_cards_as_there_are_letters(client: Client) -> None:
    line = Line()
    for _ in range(24):
        line = moved(client, "add", line, role="user", text="Go on.", said="words")
    response = move(client, "add", line, role="user", text="Go on.", said="words")

    assert "A line holds 24 cards" in response.content.decode()


def test_what_people_type_is_shown_as_text(client: Client) -> None:
    line = moved(client, "add", role="user", text="<script>alert(1)</script>{{ 7 }}", said="words")
    page = client.get(PUBLIC, {"line": packed(line)}).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_page_takes_no_more_queries_for_a_full_line(cast: Cast, client_for: ClientFor) -> None:
    client, counts = client_for(cast.viewer), []
    for line in ("", REFUND.address):
        with CaptureQueriesContext(connection) as queries:
            page_of(client, line, inside(cast))
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 20
