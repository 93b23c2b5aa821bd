"""The full form as a browser sees it: its fields read out of the page, and posted back."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.test import Client

from calculator.models import SavedScenario

Fields = list[tuple[str, str]]
ROOT = "/p/acme/support/calculator/"
FORM = "application/x-www-form-urlencoded"
HTMX = {"HX-Request": "true"}


def full_url(saved: SavedScenario | None = None) -> str:
    return f"{ROOT}{saved.pk}/full/" if saved else f"{ROOT}full/"


def fields_of(page: Any) -> Fields:
    """What a browser would post from the page's form, buttons left out."""
    reader = _FormReader()
    reader.feed(page.content.decode())
    return reader.fields


def changed(fields: Fields, **changes: str) -> Fields:
    """The fields with other texts; `u1__hourly_cost__value` stands for `u1-hourly_cost-value`."""
    wanted = {name.replace("__", "-"): text for name, text in changes.items()}
    kept = [(name, wanted.pop(name, text)) for name, text in fields]
    return [*kept, *wanted.items()]


def post(client: Client, url: str, fields: Fields, do: str = "", **headers: str) -> Any:
    pressed = [("do", do)] if do else []
    return client.post(url, urlencode([*fields, *pressed]), content_type=FORM, headers=headers)


def pressed(client: Client, url: str, fields: Fields, do: str) -> Fields:
    """Presses a button without scripts and follows to the page that comes; its fields."""
    answer = post(client, url, fields, do)
    assert answer.status_code == 303, answer.status_code
    return fields_of(client.get(answer.headers["Location"].partition("#")[0]))


def texts(fields: Fields) -> dict[str, str]:
    return dict(fields)


def said(page: HttpResponse | Any, name: str) -> str:
    """What is said beside a field of the page."""
    reader = _SaidReader(f"{name}-said")
    reader.feed(page.content.decode())
    return " ".join("".join(reader.words).split())


class _FormReader(HTMLParser):
    """Collects the controls of the form that is the full form, as a browser without scripts submits them."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: Fields = []
        self._inside = False
        self._select: str | None = None
        self._options: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "form":
            self._inside = found.get("id") == "full-form"
        if not self._inside:
            return
        if tag == "input" and found.get("name"):
            self.fields.append((str(found["name"]), found.get("value") or ""))
        elif tag == "select":
            self._select, self._options = str(found["name"]), []
        elif tag == "option":
            self._options.append((found.get("value") or "", "selected" in found))
            self._plain_option = "value" not in found

    def handle_data(self, data: str) -> None:
        if self._select and self._options and self._plain_option and data.strip():
            self._options[-1] = (data.strip(), self._options[-1][1])

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "select" and self._select:
            chosen = [value for value, selected in self._options if selected]
            self.fields.append((self._select, (chosen or [self._options[0][0]])[0]))
            self._select = None


class _SaidReader(HTMLParser):
    def __init__(self, wanted: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self._wanted, self._depth = wanted, 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._depth or dict(attrs).get("id") == self._wanted:
            self._depth += 1

    def handle_endtag(self, tag: str) -> None:
        self._depth -= bool(self._depth)

    def handle_data(self, data: str) -> None:
        if self._depth:
            self.words.append(data)
