"""The baseline: one frozen version at a time, with its reason; replaced ones stay; nothing frozen can be deleted."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from calculator.errors import BaselineMoved, ScenarioIsBaseline
from calculator.models import Baseline, SavedScenario
from calculator.quick import QuickInputs
from calculator.selectors import baseline_of
from calculator.services import (
    change_scenario,
    delete_scenario,
    freeze_baseline,
    save_quick_scenario,
    save_scenario,
)
from calculator.shown import money_station
from tests.calculator.scenarios import by_hand, uncertain
from tests.conftest import Cast
from workspaces.models import AuditEntry, User

pytestmark = pytest.mark.django_db

ClientFor = Callable[[User], Client]
ROOT = "/p/acme/support/calculator/"


@pytest.fixture
def saved(cast: Cast) -> SavedScenario:
    saved = save_scenario(cast.project, name="Desk", inputs=uncertain(), actor=cast.editor)
    return change_scenario(saved, inputs=by_hand(), actor=cast.editor, version=1)


def freeze(saved: SavedScenario, number: int, actor: User, replaces: int | None = None) -> Baseline:
    version = saved.versions.select_related("scenario__project").get(number=number)
    return freeze_baseline(version, reason=f"Agreed on version {number}", actor=actor, replaces=replaces)


def test_a_project_without_one_says_what_a_baseline_is_for(cast: Cast, client_for: ClientFor) -> None:
    page = client_for(cast.editor).get(f"{ROOT}baseline/").content.decode()
    assert baseline_of(cast.project) is None
    assert "Nothing is frozen as the baseline yet" in page
    assert "What shall the project be held against?" in page


def test_an_editor_freezes_a_version_with_a_reason(cast: Cast, client_for: ClientFor, saved: SavedScenario) -> None:
    client, url = client_for(cast.editor), f"{ROOT}{saved.pk}/versions/1/freeze/"
    assert f'href="{url}"' in client.get(f"{ROOT}{saved.pk}/versions/1/").content.decode()
    missing = client.post(url, {"reason": " "})
    assert missing.status_code == 422
    assert "This field is required" in missing.content.decode()
    answer = client.post(url, {"reason": "Agreed by the board"})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{ROOT}baseline/")
    found = baseline_of(cast.project)
    assert found
    assert (found.version.scenario, found.version.number, found.frozen_by) == (saved, 1, cast.editor)
    assert found.version.content_sha256 == saved.versions.get(number=1).content_sha256
    page = client.get(f"{ROOT}baseline/").content.decode()
    assert "The project is held against “Desk”, version 1: P50 €553" in page
    assert "Agreed by the board" in page
    entry = AuditEntry.objects.get(action="baseline.frozen")
    assert entry.details["reason"] == "Agreed by the board"
    assert entry.details["sha256"] == found.version.content_sha256


def test_later_versions_leave_the_baseline_as_it_is(cast: Cast, saved: SavedScenario) -> None:
    frozen = freeze(saved, 1, cast.owner)
    change_scenario(saved, inputs=by_hand(horizon_months=12), actor=cast.editor, version=2)
    found = baseline_of(cast.project)
    assert found == frozen
    assert found.version.headline == frozen.version.headline


def test_another_one_replaces_it_and_the_record_keeps_both(
    cast: Cast, client_for: ClientFor, saved: SavedScenario
) -> None:
    first = freeze(saved, 1, cast.owner)
    client = client_for(cast.editor)
    form = client.get(f"{ROOT}{saved.pk}/versions/2/freeze/").context["form"]
    assert form["replaces"].value() == first.pk
    client.post(f"{ROOT}{saved.pk}/versions/2/freeze/", {"reason": "Now certain", "replaces": first.pk})
    newest, oldest = (one for one, _ in client.get(f"{ROOT}baseline/").context["rows"])
    assert (newest.version.number, newest.is_in_force, oldest.is_in_force) == (2, True, False)
    assert (oldest.pk, oldest.reason, oldest.replaced_at) == (first.pk, first.reason, newest.frozen_at)


@pytest.mark.parametrize("seen", ["", "0", "999"])
def test_who_saw_another_state_sees_the_one_in_force_first(
    cast: Cast, client_for: ClientFor, saved: SavedScenario, seen: str
) -> None:
    first = freeze(saved, 1, cast.owner)
    client, url = client_for(cast.editor), f"{ROOT}{saved.pk}/versions/2/freeze/"
    page = client.post(url, {"reason": "Mine", "replaces": seen})
    text = page.content.decode()
    assert page.status_code == 409
    assert baseline_of(cast.project) == first
    assert "The baseline was changed since you opened this page" in text
    assert "Agreed on version 1" in text
    assert 'value="Mine"' in text
    again = {"reason": "Mine", "replaces": page.context["form"]["replaces"].value()}
    assert client.post(url, again).status_code == 303


def test_the_database_holds_one_in_force_per_project(cast: Cast, saved: SavedScenario) -> None:
    freeze(saved, 1, cast.owner)
    with pytest.raises(IntegrityError), transaction.atomic():
        Baseline.objects.create(project=cast.project, version=saved.current, reason="Second")
    theirs = save_scenario(cast.other_project, name="Theirs", inputs=by_hand(), actor=cast.stranger)
    freeze_baseline(theirs.current, reason="Ours", actor=cast.stranger, replaces=None)
    assert Baseline.objects.filter(replaced_at__isnull=True).count() == 2


def test_the_version_in_force_cannot_be_frozen_again(cast: Cast, client_for: ClientFor, saved: SavedScenario) -> None:
    first = freeze(saved, 1, cast.owner)
    with pytest.raises(BaselineMoved):
        freeze(saved, 1, cast.owner, replaces=first.pk)
    page = client_for(cast.editor).get(f"{ROOT}{saved.pk}/versions/1/freeze/").content.decode()
    assert "Version 1 of “Desk” is the baseline" in page
    assert "<textarea" not in page
    assert 'name="reason"' not in page


def test_a_refused_freezing_leaves_no_trace(cast: Cast, saved: SavedScenario) -> None:
    freeze(saved, 1, cast.owner)
    before = AuditEntry.objects.count()
    with pytest.raises(BaselineMoved):
        freeze(saved, 2, cast.editor)
    assert AuditEntry.objects.count() == before


def test_a_scenario_is_not_deleted_while_a_version_of_it_is_or_was_the_baseline(
    cast: Cast, client_for: ClientFor, saved: SavedScenario
) -> None:
    assert "Delete “Desk”?" in client_for(cast.editor).get(f"{ROOT}{saved.pk}/delete/").content.decode()
    first = freeze(saved, 1, cast.owner)
    asked = client_for(cast.editor).get(f"{ROOT}{saved.pk}/delete/").content.decode()
    assert "“Desk” cannot be deleted" in asked
    assert '<button class="button danger"' not in asked
    page = client_for(cast.editor).post(f"{ROOT}{saved.pk}/delete/")
    assert page.status_code == 409
    assert "Version 1 of “Desk” is frozen as the project’s baseline" in page.content.decode()
    other = save_scenario(cast.project, name="Other", inputs=by_hand(), actor=cast.editor)
    freeze_baseline(other.current, reason="Better", actor=cast.owner, replaces=first.pk)
    with pytest.raises(ScenarioIsBaseline, match="was the project’s baseline once"):
        delete_scenario(saved, actor=cast.editor)
    assert SavedScenario.objects.count() == 2
    assert not AuditEntry.objects.filter(action="scenario.deleted").exists()


def test_the_list_the_loop_and_the_overview_show_it(cast: Cast, client_for: ClientFor, saved: SavedScenario) -> None:
    client = client_for(cast.viewer)
    assert "Nothing is frozen as the baseline yet" in client.get(ROOT).content.decode()
    freeze(saved, 1, cast.owner)
    save_scenario(cast.project, name="Later", inputs=by_hand(), actor=cast.editor)
    station = money_station(cast.project)
    assert (station.detail, station.url) == ("baseline €553", f"{ROOT}{saved.pk}/versions/1/")
    assert "baseline, version 1" in client.get(ROOT).content.decode()
    overview = client.get("/p/acme/support/").content.decode()
    assert "Frozen as the baseline" in overview
    assert "“Desk” is worth its cost" in overview


def test_a_baseline_without_known_costs_is_possible_and_says_so(cast: Cast, client_for: ClientFor) -> None:
    inputs = QuickInputs("support", people=10, hours=20, hourly_cost=40)
    quick = save_quick_scenario(cast.project, name="Quick", inputs=inputs, actor=cast.editor)
    client, url = client_for(cast.editor), f"{ROOT}{quick.pk}/versions/1/freeze/"
    assert "it holds a gross value and no net present value" in client.get(url).content.decode()
    assert client.post(url, {"reason": "All we know"}).status_code == 303


def test_viewers_read_the_baseline_and_are_offered_no_button(
    cast: Cast, client_for: ClientFor, saved: SavedScenario
) -> None:
    freeze(saved, 1, cast.owner)
    client = client_for(cast.viewer)
    for url in (f"{ROOT}baseline/", f"{ROOT}{saved.pk}/", f"{ROOT}{saved.pk}/versions/"):
        page = client.get(url)
        assert page.status_code == 200
        assert "/freeze/" not in page.content.decode()
