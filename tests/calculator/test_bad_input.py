"""The same bad input at every door: the command, the text and the file of a saved scenario, and the quick form."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import translation

from calculator.models import SavedScenario
from tests.calculator.scenarios import by_hand, with_use_case
from tests.conftest import Cast
from workspaces.models import User

ROOT = "/p/acme/support/calculator/"
QUICK = {"kind": "legal", "people": "40", "hours": "15", "hourly_cost": "90", "currency": "USD"}


def seats(text: str) -> bytes:
    """The scenario with this text as the number of seats."""
    return json.dumps(by_hand(programme={"seats": 7_654_321})).encode().replace(b"7654321", text.encode())


CONTENT: dict[str, tuple[bytes, str, str]] = {
    "NaN": (seats("NaN"), "programme.seats", "must be finite"),
    "infinity": (seats("Infinity"), "programme.seats", "must be finite"),
    "minus infinity": (seats("-Infinity"), "programme.seats", "must be finite"),
    "1e999": (seats("1e999"), "programme.seats", "must be finite"),
    "1e308": (seats("1e308"), "programme.seats", "out of range"),
    "negative seats": (seats("-1"), "programme.seats", "out of range"),
    "a number with a comma": (seats('"1,5"'), "programme.seats", "A number is needed"),
    "Arabic digits": (seats('"\\u0663"'), "programme.seats", "A number is needed"),
    "min above mode": (
        json.dumps(with_use_case(realisation={"dist": "pert", "min": 0.5, "mode": 0.4, "max": 1})).encode(),
        "use_cases.desk.realisation.min",
        "must not be above mode",
    ),
    "10 million draws": (json.dumps(by_hand(monte_carlo={"n": 10_000_000})).encode(), "monte_carlo.n", "out of range"),
    "5 MB": (b'{"name": "' + b"x" * 5_000_000 + b'"}', "scenario", "too large"),
    "lists nested 100,000 deep": (b"[" * 100_000 + b"]" * 100_000, "scenario", "nested too deeply"),
    "objects nested 100,000 deep": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "scenario", "nested too deeply"),
    "a ramp that may be negative": (
        json.dumps(with_use_case(adoption={"ramp_months": {"dist": "normal", "mean": 2, "sd": 1}})).encode(),
        "use_cases.desk.adoption.ramp_months",
        "out of range",
    ),
    "a discount rate that may be below −100 %": (
        json.dumps(by_hand(discount_rate_annual={"dist": "normal", "mean": 0.1, "sd": 0.4})).encode(),
        "discount_rate_annual",
        "out of range",
    ),
}


@pytest.mark.parametrize("name", CONTENT)
def test_the_command_refuses_it_with_field_value_and_range(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content, field, words = CONTENT[name]
    file = tmp_path / "case.json"
    file.write_bytes(content)
    with pytest.raises(SystemExit) as ended:
        call_command("estimate", str(file), "--json")
    out = capsys.readouterr().out
    errors = json.loads(out)["errors"]
    assert ended.value.code == 1
    assert "nan" not in out.lower().replace('"nan"', "")
    assert [one["message"] for one in errors if (one["field"] or "scenario") == field and words in one["message"]]
    assert all(one["allowed"] for one in errors)


@pytest.mark.django_db
@pytest.mark.parametrize("door", ["file", "text"])
@pytest.mark.parametrize("name", CONTENT)
def test_a_saved_scenario_refuses_it_beside_the_field(
    name: str, door: str, cast: Cast, client_for: Callable[[User], Client]
) -> None:
    content, field, words = CONTENT[name]
    form: dict[str, Any] = {"name": "Case"}
    form |= {"file": SimpleUploadedFile("case.json", content)} if door == "file" else {"content": content.decode()}
    page = client_for(cast.editor).post(f"{ROOT}new/", form)
    text = page.content.decode()
    assert page.status_code == 422
    assert words in text
    assert f"<code>{field}</code>" in text
    assert not SavedScenario.objects.exists()


READINGS: dict[str, tuple[str, str]] = {
    "1,5": ("hours", "Write a decimal point"),
    "1.500": ("hours", "write 1500 or 1.5"),
    "٣": ("hours", "digits 0 to 9"),
    "१२": ("hours", "digits 0 to 9"),
    "NaN": ("hours", "digits 0 to 9"),
    "-inf": ("hours", "digits 0 to 9"),
    "1e308": ("hours", "digits 0 to 9"),
    "-4": ("people", "Out of range: 1 to"),
    "9" * 24: ("people", "Out of range: 1 to"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en-gb", "de"])
@pytest.mark.parametrize("typed", READINGS)
def test_what_is_typed_is_refused_alike_in_every_locale(
    typed: str, language: str, cast: Cast, client_for: Callable[[User], Client]
) -> None:
    field, words = READINGS[typed]
    with translation.override(language):
        for url in ("/calculator/", f"{ROOT}quick/"):
            headers = {"accept-language": language}
            page = client_for(cast.editor).get(url, {**QUICK, field: typed}, headers=headers)
            beside = page.content.decode().split(f'id="id_{field}_error">')[1].split("</span>")[0]
            assert page.status_code == 422
            assert words in beside


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en-gb", "de", "ar"])
def test_a_plain_number_has_one_reading_in_every_locale(
    language: str, cast: Cast, client_for: Callable[[User], Client]
) -> None:
    with translation.override(language):
        typed = {**QUICK, "hours": "12.5"}
        page = client_for(cast.editor).get(f"{ROOT}quick/", typed, headers={"accept-language": language})
        assert page.context["answer"].inputs.hours == 12.5


def test_the_numbers_of_a_file_do_not_depend_on_the_locale(tmp_path: Path) -> None:
    file, answers = tmp_path / "case.json", []
    file.write_text(json.dumps(by_hand(programme={"seats": 1.500})))
    for language in ("en-gb", "de", "ar"):
        with translation.override(language):
            out = io.StringIO()
            call_command("estimate", str(file), "--json", stdout=out)
            answers.append(out.getvalue())
    assert len(set(answers)) == 1
    assert json.loads(answers[0])["base_inputs"]["programme.seats"] == 1.5
