"""The quick form inside a project: who may compute, who may save, and what is saved."""

from collections.abc import Callable

import pytest
from django.test import Client

from calculator.models import SavedScenario
from tests.conftest import Cast
from workspaces.models import AuditEntry, User

pytestmark = pytest.mark.django_db

ClientFor = Callable[[User], Client]
URL = "/p/acme/support/calculator/quick/"
FOUR = {"kind": "legal", "people": "40", "hours": "15", "hourly_cost": "90", "currency": "USD"}
PRICED = {**FOUR, "licence": "30", "one_off": "20000"}


def test_a_viewer_computes_and_is_offered_no_button_to_save(cast: Cast, client_for: ClientFor) -> None:
    page = client_for(cast.viewer).get(URL, FOUR)
    assert page.status_code == 200
    assert "Save to the project" not in page.content.decode()
    assert "Save to the project" in client_for(cast.editor).get(URL, FOUR).content.decode()


def test_a_viewer_and_an_evaluator_cannot_save(cast: Cast, client_for: ClientFor) -> None:
    for user in (cast.viewer, cast.evaluator):
        assert client_for(user).post(f"{URL}save/", {**FOUR, "name": "Mine"}).status_code == 403
    assert not SavedScenario.objects.exists()


def test_a_stranger_finds_nothing(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast.stranger)
    assert client.get(URL, FOUR).status_code == 404
    assert client.post(f"{URL}save/", {**FOUR, "name": "Mine"}).status_code == 404


def test_an_editor_saves_what_the_form_says(cast: Cast, client_for: ClientFor) -> None:
    answer = client_for(cast.editor).post(f"{URL}save/", {**PRICED, "name": "First case"})
    saved = SavedScenario.objects.get()
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/p/acme/support/calculator/{saved.pk}/"
    assert (saved.project, saved.name, saved.currency, saved.created_by) == (
        cast.project,
        "First case",
        "USD",
        cast.editor,
    )
    assert saved.quick
    assert saved.quick["people"] == 40
    assert saved.inputs["programme"] == {"seats": 40, "licence_per_seat_month": 30.0, "integration_one_off": 20000.0}
    assert saved.headline["priced"]
    entry = AuditEntry.objects.get(action="scenario.saved")
    assert entry.details["name"] == "First case"


def test_the_saved_numbers_are_those_that_were_shown(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast.editor)
    shown = client.get(URL, PRICED).context["answer"]
    client.post(f"{URL}save/", {**PRICED, "name": "Same"})
    saved = SavedScenario.objects.get()
    assert saved.headline["range"]["p50"] == pytest.approx(shown.npv["p50"], rel=1e-12)
    assert saved.headline["loss"] == shown.probability_of_loss


def test_without_costs_the_saved_page_tells_value_and_no_loss(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast.editor)
    page = client.post(f"{URL}save/", {**FOUR, "name": "Bare"}, follow=True).content.decode()
    assert "of freed time in the first year" in page
    assert "chance of loss</span>" not in page
    assert "What the programme costs is not known yet" in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"people": "1e308", "name": "x"}, "digits 0 to 9"),
        ({"name": ""}, "This field is required"),
        ({"name": "a\nb"}, "one line of plain text"),
        ({"name": "x" * 121}, "at most 120"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_saved(
    cast: Cast, client_for: ClientFor, changes: dict[str, str], words: str
) -> None:
    page = client_for(cast.editor).post(f"{URL}save/", {**FOUR, **changes})
    assert page.status_code == 422
    assert words in page.content.decode()
    assert 'value="15"' in page.content.decode()  # what was typed is still there
    assert not SavedScenario.objects.exists()


def test_a_name_is_given_once_in_a_project(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast.editor)
    client.post(f"{URL}save/", {**FOUR, "name": "Case"})
    again = client.post(f"{URL}save/", {**FOUR, "name": "case"})
    assert again.status_code == 422
    assert "has a scenario “case” already" in again.content.decode()
    assert SavedScenario.objects.count() == 1


def test_it_works_without_javascript(cast: Cast, client_for: ClientFor) -> None:
    """A real form with a button and an address; what it answers holds the form that saves."""
    page = client_for(cast.editor).get(URL, FOUR).content.decode()
    assert f'method="get" action="{URL}"' in page
    assert '<button class="button" type="submit">Calculate</button>' in page
    assert f'method="post" action="{URL}save/"' in page
    assert '<input type="hidden" name="people" value="40">' in page
    assert "data-slider-for" in page
    assert 'type="range" hidden' in page  # a slider that nothing moves is not shown


def test_an_edit_starts_from_what_was_saved_and_recomputes(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast.editor)
    client.post(f"{URL}save/", {**PRICED, "name": "Case"})
    saved = SavedScenario.objects.get()
    edit = f"/p/acme/support/calculator/{saved.pk}/edit/"
    page = client.get(edit)
    assert page.context["form"]["people"].value() == 40
    assert client.get(edit, {**PRICED, "people": "80"}).context["form"]["people"].value() == "80"
    answer = client.post(edit, {**PRICED, "people": "80", "version": "1"})
    changed = SavedScenario.objects.get()
    assert answer.status_code == 303
    assert changed.quick
    assert (changed.version, changed.quick["people"], changed.name) == (2, 80, "Case")
    assert changed.headline["range"]["p95"] > saved.headline["range"]["p95"]


def test_an_edit_with_a_bad_number_is_refused(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast.editor)
    client.post(f"{URL}save/", {**PRICED, "name": "Case"})
    saved = SavedScenario.objects.get()
    page = client.post(f"/p/acme/support/calculator/{saved.pk}/edit/", {**PRICED, "people": "0", "version": "1"})
    assert page.status_code == 422
    assert SavedScenario.objects.get().version == 1
