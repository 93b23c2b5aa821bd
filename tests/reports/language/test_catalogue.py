"""The catalogue of German texts: whole, compiled, and true to the code that it translates."""

import re
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo

from calculator.fields import FIELDS_BY_PLACE
from reports.kinds import KINDS
from reports.wording.inputs import LABELS, UNITS
from tools import messages

PLACE = re.compile(r"%\((\w+)\)s|\{(\w+)\}|%%")
TAGS = (re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL), re.compile(r"<[^>]*>", re.DOTALL))


@pytest.fixture(scope="module")
def kept() -> Catalog:
    return messages.kept()


def texts(catalogue: Catalog) -> dict[tuple[str, tuple[str, ...]], tuple[str, ...]]:
    return {(context(message), english(message)): german(message) for message in entries(catalogue)}


def names(catalogue: Catalog) -> set[tuple[str, tuple[str, ...]]]:
    return {(context(message), english(message)) for message in entries(catalogue)}


def context(message: Message) -> str:
    found = message.context or ""
    return found.decode() if isinstance(found, bytes) else found  # as the reader of compiled catalogues leaves it


def german(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def english(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def places(text: str) -> list[str]:
    return sorted(found.group() for found in PLACE.finditer(text))


def entries(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def test_the_catalogue_holds_every_text_of_the_code_and_no_other(kept: Catalog) -> None:
    assert names(kept) == names(messages.extracted()), "run `make messages`"


def test_every_text_has_its_german_and_none_is_doubtful(kept: Catalog) -> None:
    assert len(names(kept)) > 300
    assert messages.untranslated(kept) == []


def test_the_german_has_the_places_of_the_english(kept: Catalog) -> None:
    wrong = []
    for message in entries(kept):
        forms = english(message)
        for number, text in enumerate(german(message)):
            counted = forms[min(number, len(forms) - 1)]
            # One of a thing may be said without its figure, as in “jeden Tag”.
            free = {"%(count)s"} if len(forms) == 2 and number == 0 else set()
            if (set(places(text)) ^ set(places(counted))) - free:
                wrong.append((counted, text))
    assert not wrong


def test_no_place_goes_without_a_name(kept: Catalog) -> None:
    for message in entries(kept):
        for text in (*english(message), *german(message)):
            bare = PLACE.sub("", text) if "%(" in text else ""
            assert "%" not in bare, text


def test_the_compiled_catalogue_is_what_its_texts_compile_to(kept: Catalog) -> None:
    with messages.MO.open("rb") as file:
        compiled = read_mo(file)
    assert texts(compiled) == texts(kept), "run `make messages`"


def test_the_catalogue_is_written_as_the_tool_writes_it(kept: Catalog) -> None:
    assert messages.written(messages.renewed()) == messages.PO.read_bytes(), "run `make messages`"


def test_quotation_marks_are_german(kept: Catalog) -> None:
    wrong = [text for message in entries(kept) for text in german(message) if re.search("[\"'‘’”]", text)]
    assert not wrong
    for message in entries(kept):
        for text in german(message):
            assert text.count("„") == text.count("“")


def test_each_input_of_the_calculator_has_a_german_name_and_unit() -> None:
    fields = FIELDS_BY_PLACE.values()
    assert {field.label for field in fields} == set(LABELS)
    assert {field.unit for field in fields} == set(UNITS)


def test_each_kind_of_report_has_a_german_name(kept: Catalog) -> None:
    assert {kind.name for kind in KINDS.values()} <= {message.id for message in entries(kept)}


def test_the_sections_on_the_screen_bring_no_words_of_their_own() -> None:
    """What a template says itself, no language can change."""
    folder = messages.ROOT / "templates" / "reports" / "dossier"
    for template in folder.glob("*.html"):
        bare = template.read_text()
        for tags in TAGS:
            bare = tags.sub("", bare)
        assert set(re.findall(r"[A-Za-z]{3,}", bare)) == set(), template.name
