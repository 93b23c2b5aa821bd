"""What the tests of the topics share: addresses, a reader, and the parts of a page they ask for."""

from collections.abc import Callable
from html.parser import HTMLParser
from urllib.parse import urlencode

from django.test import Client
from django.urls import reverse

from explorer.topics import case_study, walk
from tests.conftest import Cast
from workspaces.models import User

ClientFor = Callable[[User], Client]
Read = Callable[..., str]


def address(cast: Cast, slug: str = "", **picked: str) -> str:
    """The front door, or a topic with what was picked."""
    page = "explorer:topic" if slug else "explorer:index"
    return reverse(page, args=[cast.project.path, *([slug] * bool(slug))]) + (f"?{urlencode(picked)}" if picked else "")


def escaped(text: str) -> str:
    """As a template writes it."""
    return text.replace("&", "&amp;").replace("'", "&#x27;").replace('"', "&quot;")


class Page(HTMLParser):
    """The parts of a page that the tests ask for."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.radios: list[tuple[str, str]] = []
        self.hidden: dict[str, str] = {}
        self.rows = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag == "input" and given.get("type") == "radio":
            self.radios.append((given["name"], given["value"]))
        if tag == "input" and given.get("type") == "hidden":
            self.hidden[given["name"]] = given["value"]
        self.rows += tag == "tr"


def predicted(**changes: str) -> dict[str, str]:
    """Every step as the rules decide it."""
    return {step.key: step.holder for step in walk.steps()} | changes


def shipped(**changes: str) -> dict[str, str]:
    """Every round with the answer that holds up."""
    return {each.key: each.right.key for each in case_study.rounds()} | changes
