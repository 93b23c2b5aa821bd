"""The answer beside the form while somebody types: in pieces, quickly, and with its number of draws."""

import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from calculator.models import SavedScenario
from calculator.preview import draws_for
from calculator.scenario import read_scenario
from calculator.services import save_scenario
from tests.calculator.full_forms import HTMX, Fields, changed, fields_of, full_url, post
from tests.calculator.scenarios import by_hand, uncertain
from tests.conftest import Cast
from workspaces.models import User

pytestmark = pytest.mark.django_db

ClientFor = Callable[[User], Client]
SUPPORT_DESK = Path(__file__).resolve().parents[2] / "alignment_app" / "demo" / "support_desk.json"


@pytest.fixture
def desk(cast: Cast) -> SavedScenario:
    document = json.loads(SUPPORT_DESK.read_text(encoding="utf-8"))
    return save_scenario(cast.project, name="Support desk", inputs=document, actor=cast.editor)


def typed_into(client: Client, saved: SavedScenario, fields: Fields, touched: str) -> Any:
    return post(client, full_url(saved), [*fields, ("touched", touched)], **HTMX)


def test_a_key_brings_the_answer_and_only_the_pieces_it_moves(
    cast: Cast, client_for: ClientFor, desk: SavedScenario
) -> None:
    client = client_for(cast.editor)
    fields = changed(fields_of(client.get(full_url(desk))), u1__minutes_per_task__mode="12")
    text = typed_into(client, desk, fields, "u1-minutes_per_task-mode").content.decode()
    assert "net present value over 36 months" in text
    assert 'id="u1-minutes_per_task-picture" hx-swap-oob="true"' in text
    assert 'id="u1-words" hx-swap-oob="true"' in text
    assert 'id="full-finding" hx-swap-oob="true"' in text
    assert "full-inputs" not in text
    assert "<input" not in text
    assert "u2-minutes_per_task" not in text


def test_the_answer_follows_within_150_ms_of_server_time(
    cast: Cast, client_for: ClientFor, desk: SavedScenario
) -> None:
    client = client_for(cast.editor)
    start = fields_of(client.get(full_url(desk)))
    seconds = []
    for mode in range(20):
        fields = changed(start, u1__minutes_per_task__mode=f"11.{mode:02}")
        begun = time.process_time()  # not by the clock: what others do on this machine is not ours
        typed_into(client, desk, fields, "u1-minutes_per_task-mode")
        seconds.append(time.process_time() - begun)
    assert statistics.median(seconds) < 0.15


def test_the_panel_says_what_the_saved_version_says(cast: Cast, client_for: ClientFor, desk: SavedScenario) -> None:
    page = client_for(cast.editor).get(full_url(desk))
    assert page.context["panel"].finding == "Support desk loses money in 56 % of the draws".replace(" %", "\u202f%")
    assert "as many as the saved version takes" in page.content.decode()


def test_fewer_draws_are_made_of_a_large_scenario_and_the_panel_says_how_many(
    cast: Cast, client_for: ClientFor
) -> None:
    large = uncertain(draws=60_000)
    large["horizon_months"] = 120
    saved = save_scenario(cast.project, name="Large", inputs=large, actor=cast.editor)
    draws = draws_for(read_scenario(large))
    page = client_for(cast.editor).get(full_url(saved)).content.decode()
    assert 500 <= draws < 60_000
    assert "draws while you type; the saved version takes 60\u202f000." in page


def test_another_kind_redraws_its_field_and_the_correlations_alone(
    cast: Cast, client_for: ClientFor, desk: SavedScenario
) -> None:
    client = client_for(cast.editor)
    fields = changed(fields_of(client.get(full_url(desk))), u1__rework_minutes__dist="uniform")
    text = typed_into(client, desk, fields, "u1-rework_minutes-dist").content.decode()
    assert 'name="u1-rework_minutes-min"' in text
    assert 'id="pairs-body" hx-swap-oob="true"' in text
    assert 'name="u1-hourly_cost-value"' not in text


def test_a_button_draws_the_whole_form_anew_and_says_where_the_keyboard_goes_on(
    cast: Cast, client_for: ClientFor, desk: SavedScenario
) -> None:
    client = client_for(cast.editor)
    answer = post(client, full_url(desk), fields_of(client.get(full_url(desk))), "copy:1", **HTMX)
    assert 'id="full-inputs" hx-swap-oob="true"' in answer.content.decode()
    assert json.loads(answer.headers["HX-Trigger-After-Settle"]) == {"full:focus": {"id": "u3-name"}}


def test_a_fault_takes_the_answer_away_and_leaves_the_other_pictures(
    cast: Cast, client_for: ClientFor, desk: SavedScenario
) -> None:
    client = client_for(cast.editor)
    fields = changed(fields_of(client.get(full_url(desk))), u1__hourly_cost__value="1,5")
    text = typed_into(client, desk, fields, "u1-hourly_cost-value u1-plateau-mode").content.decode()
    assert "No answer yet" in text
    assert 'data-wrong="u1-hourly_cost-value"' in text
    assert "1 to put right" in text
    assert 'id="u1-plateau-picture" hx-swap-oob="true"><svg' in text
    assert "Adoption of chat" in text


@pytest.mark.parametrize("document", [by_hand(), {"horizon_months": 1}, by_hand(programme={}), by_hand(use_cases=[])])
def test_certain_and_empty_scenarios_have_a_panel_too(
    cast: Cast, client_for: ClientFor, document: dict[str, Any]
) -> None:
    document = {**document, "alignment_target": {}}
    saved = save_scenario(cast.project, name="Odd", inputs=document, actor=cast.editor)
    client = client_for(cast.editor)
    page = client.get(full_url(saved))
    assert page.status_code == 200
    assert "nan" not in page.context["panel"].finding
    assert typed_into(client, saved, fields_of(page), "horizon").status_code == 200
