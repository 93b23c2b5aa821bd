"""Copies of scenarios, and the names that are proposed for them."""

from collections.abc import Callable

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from calculator.models import SavedScenario
from calculator.quick import QuickInputs
from calculator.selectors import first_free
from calculator.services import change_scenario, save_quick_scenario, save_scenario
from tests.calculator.scenarios import by_hand
from tests.conftest import Cast
from workspaces.models import User

ClientFor = Callable[[User], Client]
ROOT = "/p/acme/support/calculator/"


@pytest.mark.django_db
def test_a_copy_starts_anew_with_the_current_inputs_and_says_where_it_comes_from(
    cast: Cast, client_for: ClientFor
) -> None:
    saved = save_scenario(cast.project, name="Desk", inputs=by_hand(), actor=cast.editor)
    change_scenario(saved, inputs=by_hand(horizon_months=9), actor=cast.editor, version=1)
    client, url = client_for(cast.editor), f"{ROOT}{saved.pk}/duplicate/"
    proposed = client.get(url).context["form"]["name"].value()
    assert proposed == "Desk copy"
    answer = client.post(url, {"name": proposed})
    copy = SavedScenario.objects.get(name="Desk copy")
    assert answer.headers["Location"] == f"{ROOT}{copy.pk}/"
    assert (copy.version, copy.inputs["horizon_months"]) == (1, 9)
    assert copy.current.note == "Copy of “Desk”, version 2"
    assert copy.current.content_sha256 == saved.current.content_sha256
    assert client.get(url).context["form"]["name"].value() == "Desk copy 2"


@pytest.mark.django_db
def test_a_taken_name_is_refused_with_a_free_one(cast: Cast, client_for: ClientFor) -> None:
    saved = save_scenario(cast.project, name="Desk", inputs=by_hand(), actor=cast.editor)
    page = client_for(cast.editor).post(f"{ROOT}{saved.pk}/duplicate/", {"name": "desk"})
    assert page.status_code == 422
    assert "has a scenario “desk” already. “Desk copy” is free." in page.content.decode()
    assert SavedScenario.objects.count() == 1


@pytest.mark.django_db
def test_the_copy_of_a_quick_scenario_is_edited_by_the_quick_form(cast: Cast, client_for: ClientFor) -> None:
    inputs = QuickInputs("support", people=10, hours=20, hourly_cost=40)
    saved = save_quick_scenario(cast.project, name="Quick", inputs=inputs, actor=cast.editor)
    client_for(cast.editor).post(f"{ROOT}{saved.pk}/duplicate/", {"name": "Quick copy"})
    assert SavedScenario.objects.get(name="Quick copy").quick == inputs.as_dict()


@given(name=st.text(min_size=1, max_size=120), taken=st.sets(st.integers(1, 12)))
def test_a_proposed_name_is_free_and_never_too_long(name: str, taken: set[int]) -> None:
    used = {name.casefold()}
    for _ in taken:
        used.add(first_free(name, used).casefold())
    proposed = first_free(name, used)
    assert proposed.casefold() not in used
    assert len(proposed) <= 120
