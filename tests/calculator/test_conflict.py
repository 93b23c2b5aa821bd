"""Two people save one scenario: the second sees both values and decides."""

import json
from collections.abc import Callable

import pytest
from django.test import Client

from calculator.errors import StaleScenario
from calculator.models import SavedScenario
from calculator.quick import QuickInputs
from calculator.services import change_scenario, rename_scenario, save_quick_scenario, save_scenario
from calculator.side_by_side import Change
from tests.calculator.scenarios import by_hand
from tests.conftest import Cast
from workspaces.models import AuditEntry, User

pytestmark = pytest.mark.django_db

ClientFor = Callable[[User], Client]
ROOT = "/p/acme/support/calculator/"


@pytest.fixture
def saved(cast: Cast) -> SavedScenario:
    """Opened at version 1, and meanwhile saved by the owner."""
    saved = save_scenario(cast.project, name="Case", inputs=by_hand(), actor=cast.editor)
    return change_scenario(saved, inputs=by_hand(horizon_months=9), actor=cast.owner, version=1)


def test_a_stale_text_is_refused_with_both_values(cast: Cast, client_for: ClientFor, saved: SavedScenario) -> None:
    form = {"content": json.dumps(by_hand(horizon_months=5)), "version": "1"}
    page = client_for(cast.editor).post(f"{ROOT}{saved.pk}/edit/text/", form)
    text = page.content.decode()
    assert page.status_code == 409
    assert "Acme Owner saved “Case” since you opened it" in text
    assert page.context["changes"] == [Change("Horizon", "9", "5", "months")]
    assert SavedScenario.objects.get().inputs["horizon_months"] == 9


def test_the_own_version_can_be_saved_over_it(cast: Cast, client_for: ClientFor, saved: SavedScenario) -> None:
    client = client_for(cast.editor)
    form = {"content": json.dumps(by_hand(horizon_months=5)), "version": "1"}
    page = client.post(f"{ROOT}{saved.pk}/edit/text/", form)
    again = dict(page.context["carried"]) | {"version": str(page.context["scenario"].version)}
    assert client.post(page.context["url"], again).status_code == 303
    assert SavedScenario.objects.get().inputs["horizon_months"] == 5


@pytest.mark.parametrize("version", ["", "1", "99"])
def test_a_save_without_the_current_version_is_stale(
    cast: Cast, client_for: ClientFor, saved: SavedScenario, version: str
) -> None:
    form = {"content": json.dumps(by_hand()), "version": version}
    assert client_for(cast.editor).post(f"{ROOT}{saved.pk}/edit/text/", form).status_code == 409


def test_a_stale_quick_edit_shows_the_numbers_side_by_side(cast: Cast, client_for: ClientFor) -> None:
    inputs = QuickInputs("support", people=10, hours=20, hourly_cost=40)
    saved = save_quick_scenario(cast.project, name="Quick", inputs=inputs, actor=cast.editor)
    form = {"kind": "support", "people": "10", "hours": "20", "hourly_cost": "50", "currency": "EUR", "horizon": "36"}
    client = client_for(cast.editor)
    client.post(f"{ROOT}{saved.pk}/edit/", {**form, "version": "1"})
    page = client.post(f"{ROOT}{saved.pk}/edit/", {**form, "hourly_cost": "60", "version": "1"})
    assert page.status_code == 409
    assert page.context["changes"] == [Change("support: cost of an hour, fully loaded", "50", "60", "EUR/h")]
    again = dict(page.context["carried"]) | {"version": "2"}
    assert client.post(page.context["url"], again).status_code == 303
    assert (SavedScenario.objects.get().quick or {})["hourly_cost"] == 60


def test_a_stale_name_is_refused_too(cast: Cast, client_for: ClientFor, saved: SavedScenario) -> None:
    rename_scenario(saved, name="Theirs", actor=cast.owner, before="Case")
    client = client_for(cast.editor)
    page = client.post(f"{ROOT}{saved.pk}/rename/", {"name": "Other", "before": "Case"})
    assert page.status_code == 409
    assert page.context["changes"] == [Change("Name", "Theirs", "Other")]
    assert SavedScenario.objects.get().name == "Theirs"
    text = page.content.decode()
    assert '<input type="hidden" name="before" value="Theirs">' in text
    assert client.post(page.context["url"], {"name": "Other", "before": "Theirs"}).status_code == 303
    assert SavedScenario.objects.get().name == "Other"


def test_a_stale_save_leaves_no_trace_in_the_trail(cast: Cast, saved: SavedScenario) -> None:
    before = AuditEntry.objects.count()
    with pytest.raises(StaleScenario):
        change_scenario(saved, inputs=by_hand(), actor=cast.editor, version=1)
    assert AuditEntry.objects.count() == before
