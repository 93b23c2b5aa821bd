"""Saved scenarios: list, page, text, name, removal, download."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from calculator.models import SavedScenario
from calculator.services import save_scenario
from tests.calculator.scenarios import by_hand, uncertain
from tests.conftest import Cast
from workspaces.models import AuditEntry, User

pytestmark = pytest.mark.django_db

ClientFor = Callable[[User], Client]
ROOT = "/p/acme/support/calculator/"


@pytest.fixture
def saved(cast: Cast) -> SavedScenario:
    return save_scenario(cast.project, name="Support desk", inputs=uncertain(), actor=cast.editor)


def upload(content: bytes, name: str = "case.json") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/json")


def test_an_empty_project_says_what_the_page_is_for(cast: Cast, client_for: ClientFor) -> None:
    page = client_for(cast.viewer).get(ROOT).content.decode()
    assert "No business case yet" in page
    assert f'href="{ROOT}quick/"' in page


def test_the_list_shows_the_middle_the_range_and_the_chance_of_loss(
    cast: Cast, client_for: ClientFor, saved: SavedScenario
) -> None:
    save_scenario(cast.project, name="Certain", inputs=by_hand(), actor=cast.editor)
    page = client_for(cast.viewer).get(ROOT).content.decode()
    assert f'href="{ROOT}{saved.pk}/">Support desk</a>' in page
    assert "nothing is uncertain" in page
    assert "€188" in page


def test_the_list_asks_the_database_as_often_for_one_as_for_twenty(
    cast: Cast,
    client_for: ClientFor,
    saved: SavedScenario,
    django_assert_max_num_queries: Callable[[int], Any],
) -> None:
    client = client_for(cast.viewer)
    client.get(ROOT)
    with django_assert_max_num_queries(30) as one:
        client.get(ROOT)
    for number in range(20):
        save_scenario(cast.project, name=f"Case {number}", inputs=by_hand(), actor=cast.editor)
    with django_assert_max_num_queries(len(one.captured_queries)):
        client.get(ROOT)


def test_a_list_does_not_load_what_it_does_not_show(
    cast: Cast, saved: SavedScenario, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    from calculator.selectors import scenarios_of

    with django_assert_num_queries(1):
        found = scenarios_of(cast.project)[0]
        assert found.headline["priced"]
    assert {"inputs", "results"} <= found.current.get_deferred_fields()


def test_the_page_tells_the_range_first_and_holds_every_input_with_its_unit(
    cast: Cast, client_for: ClientFor, saved: SavedScenario
) -> None:
    page = client_for(cast.viewer).get(f"{ROOT}{saved.pk}/").content.decode()
    assert "Support desk" in page.split("<h1>")[1].split("</h1>")[0]
    assert "of the draws" in page.split("<h1>")[1].split("</h1>")[0]
    for words in (
        "measured, 3 of 60",
        "triangular 20 · 25 · 45",
        "lognormal p50 10, p90 60, max 500",
        "normal mean 0.3, sd 0.2",
        "EUR/violation",
        "min/assisted task",
        "400 draws, seed 11",
    ):
        assert words in page
    assert page.count('data-chart="') == 6
    assert "Show the numbers" in page


def test_a_certain_scenario_has_no_range_and_says_so(cast: Cast, client_for: ClientFor) -> None:
    certain = save_scenario(cast.project, name="Certain", inputs=by_hand(), actor=cast.editor)
    page = client_for(cast.viewer).get(f"{ROOT}{certain.pk}/").content.decode()
    assert "nothing in it is uncertain, so it has no range" in page
    assert "chance of loss</span>" not in page


def test_the_page_is_not_computed_again(
    cast: Cast, client_for: ClientFor, saved: SavedScenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("calculator.results.simulate", lambda scenario: pytest.fail("computed within a read"))
    assert client_for(cast.viewer).get(f"{ROOT}{saved.pk}/").status_code == 200


def test_buttons_that_a_viewer_may_not_press_are_not_shown(
    cast: Cast, client_for: ClientFor, saved: SavedScenario
) -> None:
    page = client_for(cast.viewer).get(f"{ROOT}{saved.pk}/").content.decode()
    assert "Delete Support desk" not in page
    assert f"{saved.pk}/edit/" not in page
    assert f'href="{ROOT}{saved.pk}/download/xlsx/"' in page


@pytest.mark.parametrize(
    "place",
    ["edit/", "edit/text/", "rename/", "duplicate/", "delete/", "versions/1/restore/", "versions/1/freeze/"],
)
def test_changes_are_for_editors_and_strangers_see_nothing(
    cast: Cast, client_for: ClientFor, saved: SavedScenario, place: str
) -> None:
    url = f"{ROOT}{saved.pk}/{place}"
    for user, status in ((cast.viewer, 403), (cast.evaluator, 403), (cast.stranger, 404)):
        client = client_for(user)
        assert client.get(url).status_code == status
        assert client.post(url, {"name": "x", "version": 1}).status_code == status
    assert SavedScenario.objects.get().version == 1


def test_a_scenario_of_another_project_is_not_there(cast: Cast, client_for: ClientFor) -> None:
    other = save_scenario(cast.other_project, name="Theirs", inputs=by_hand(), actor=cast.stranger)
    client = client_for(cast.owner)
    for place in ("", "edit/", "edit/text/", "rename/", "delete/", "download/"):
        assert client.get(f"{ROOT}{other.pk}/{place}").status_code == 404
    assert client.get(f"{ROOT}{10**30}/").status_code == 404


def test_a_file_is_computed_and_saved_under_its_own_name(cast: Cast, client_for: ClientFor) -> None:
    content = json.dumps(by_hand()).encode()
    answer = client_for(cast.editor).post(f"{ROOT}new/", {"file": upload(content)})
    saved = SavedScenario.objects.get()
    assert answer.status_code == 303
    assert (saved.name, saved.quick, saved.results["answer"]["base"]["npv"]) == ("By hand", None, pytest.approx(188))


def test_a_text_is_computed_and_saved_under_the_name_given(cast: Cast, client_for: ClientFor) -> None:
    form = {"content": json.dumps(by_hand()), "name": "Mine"}
    assert client_for(cast.editor).post(f"{ROOT}new/", form).status_code == 303
    assert SavedScenario.objects.get().inputs["name"] == "Mine"


def test_every_fault_of_a_scenario_is_listed_by_field(cast: Cast, client_for: ClientFor) -> None:
    bad = by_hand(horizon_months=0, currency="euro", colour="<script>alert(1)</script>")
    page = client_for(cast.editor).post(f"{ROOT}new/", {"content": json.dumps(bad), "name": "Bad"})
    text = page.content.decode()
    assert page.status_code == 422
    for words in ("horizon_months", "a whole number from 1 to 600", "three capital letters", "There is no such field"):
        assert words in text
    assert "<script>alert" not in text
    assert "3 things to put right" in text
    assert not SavedScenario.objects.exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"{", "not JSON"),
        (b"\xff", "not UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"horizon_months": NaN}', "A whole number is needed"),
        (b'{"horizon_months": 1e999}', "A whole number is needed"),
        (b'{"horizon_months": ' + b"9" * 5000 + b"}", "too many digits"),
        (b" " * 1_000_001, "too large"),
        (b"[]", "a JSON object"),
        (b'"x"', "a JSON object"),
        (json.dumps(by_hand(monte_carlo={"n": 10_000_000})).encode(), "1,000,000"),
    ],
)
def test_a_file_that_is_no_scenario_is_refused_with_a_sentence(
    cast: Cast, client_for: ClientFor, content: bytes, words: str
) -> None:
    page = client_for(cast.editor).post(f"{ROOT}new/", {"file": upload(content), "name": "File"})
    assert page.status_code == 422
    assert words in page.content.decode()


def test_so_large_a_simulation_is_for_the_command_line(cast: Cast, client_for: ClientFor) -> None:
    bad = uncertain(draws=1_000_000)
    page = client_for(cast.editor).post(f"{ROOT}new/", {"content": json.dumps(bad), "name": "Large"})
    assert page.status_code == 422
    assert "for a scenario of this size" in page.content.decode()


def test_nothing_chosen_and_nothing_written_is_said(cast: Cast, client_for: ClientFor) -> None:
    page = client_for(cast.editor).post(f"{ROOT}new/", {"name": "x"})
    assert page.status_code == 422
    assert "Choose a file or write a scenario" in page.content.decode()


def test_a_missing_name_and_a_faulty_scenario_are_told_together(cast: Cast, client_for: ClientFor) -> None:
    page = client_for(cast.editor).post(f"{ROOT}new/", {"content": '{"horizon_months": 0}'}).content.decode()
    assert "A name is needed" in page
    assert "1 thing to put right" in page


def test_a_scenario_without_any_name_is_asked_for_one(cast: Cast, client_for: ClientFor) -> None:
    page = client_for(cast.editor).post(f"{ROOT}new/", {"content": '{"horizon_months": 3}'})
    assert page.status_code == 422
    assert "A name is needed" in page.content.decode()


def test_the_text_of_a_scenario_is_edited_and_computed_anew(
    cast: Cast, client_for: ClientFor, saved: SavedScenario
) -> None:
    client = client_for(cast.editor)
    assert client.get(f"{ROOT}{saved.pk}/edit/").headers["Location"] == f"{ROOT}{saved.pk}/full/"
    shown = client.get(f"{ROOT}{saved.pk}/edit/text/").context["form"]["content"].value()
    changed = json.loads(shown) | {"horizon_months": 24}
    form = {"content": json.dumps(changed), "version": "1"}
    assert client.post(f"{ROOT}{saved.pk}/edit/text/", form).status_code == 303
    saved.refresh_from_db()
    assert (saved.version, saved.name) == (2, "Support desk")
    assert len(saved.results["answer"]["base"]["cash_flow"]) == 25


def test_a_faulty_edit_keeps_what_was_written(cast: Cast, client_for: ClientFor, saved: SavedScenario) -> None:
    form = {"content": '{"horizon_months": 0, "remark": 1}', "version": "1"}
    page = client_for(cast.editor).post(f"{ROOT}{saved.pk}/edit/text/", form)
    assert page.status_code == 422
    assert "&quot;remark&quot;: 1" in page.content.decode()
    saved.refresh_from_db()
    assert saved.version == 1


def test_a_download_is_the_scenario_that_the_command_reads(
    cast: Cast, client_for: ClientFor, saved: SavedScenario
) -> None:
    answer = client_for(cast.viewer).get(f"{ROOT}{saved.pk}/download/")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="support-desk.json"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert json.loads(answer.content) == {**uncertain(), "name": "Support desk"}


def test_a_scenario_is_renamed_and_the_trail_knows_both_names(
    cast: Cast, client_for: ClientFor, saved: SavedScenario
) -> None:
    client = client_for(cast.editor)
    save_scenario(cast.project, name="Taken", inputs=by_hand(), actor=cast.editor)
    taken = client.post(f"{ROOT}{saved.pk}/rename/", {"name": "Taken", "before": "Support desk"})
    assert taken.status_code == 422
    assert "has a scenario “Taken” already" in taken.content.decode()
    assert client.post(f"{ROOT}{saved.pk}/rename/", {"name": "Desk", "before": "Support desk"}).status_code == 303
    saved.refresh_from_db()
    assert (saved.name, saved.inputs["name"], saved.version) == ("Desk", "Desk", 1)
    assert AuditEntry.objects.get(action="scenario.renamed").details == {"before": "Support desk", "after": "Desk"}


def test_deleting_asks_once_names_the_scenario_and_leaves_a_trace(
    cast: Cast, client_for: ClientFor, saved: SavedScenario
) -> None:
    client = client_for(cast.editor)
    assert "Delete “Support desk”?" in client.get(f"{ROOT}{saved.pk}/delete/").content.decode()
    page = client.get(f"{ROOT}{saved.pk}/").content.decode()
    assert f'href="{ROOT}{saved.pk}/delete/">Delete Support desk</a>' in page
    answer = client.post(f"{ROOT}{saved.pk}/delete/")
    assert (answer.status_code, answer.headers["Location"]) == (303, ROOT)
    assert not SavedScenario.objects.exists()
    assert AuditEntry.objects.get(action="scenario.deleted").details["name"] == "Support desk"
