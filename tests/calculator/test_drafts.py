"""What is typed and not saved survives a reload, belongs to its person, and is forgotten in time."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from calculator.models import SavedScenario, ScenarioDraft
from calculator.services import change_scenario, keep_draft, prune_drafts, save_scenario
from calculator.tasks import prune_drafts as prune_task
from tests.calculator.full_forms import changed, fields_of, full_url, post, pressed, texts
from tests.calculator.scenarios import by_hand, uncertain
from tests.conftest import Cast
from workspaces.models import AuditEntry, User

pytestmark = pytest.mark.django_db

ClientFor = Callable[[User], Client]


@pytest.fixture
def saved(cast: Cast) -> SavedScenario:
    return save_scenario(cast.project, name="Support desk", inputs=uncertain(), actor=cast.editor)


def test_what_was_typed_wrong_and_right_is_there_after_a_reload(
    cast: Cast, client_for: ClientFor, saved: SavedScenario
) -> None:
    client, entries = client_for(cast.editor), AuditEntry.objects.count()
    fields = changed(fields_of(client.get(full_url(saved))), u1__hourly_cost__value="4o", note="In the middle of it")
    post(client, full_url(saved), [*fields, ("touched", "u1-hourly_cost-value")], **{"HX-Request": "true"})
    page = client.get(full_url(saved))
    found = texts(fields_of(page))
    assert (found["u1-hourly_cost-value"], found["note"]) == ("4o", "In the middle of it")
    assert "Not saved yet" in page.content.decode()
    assert AuditEntry.objects.count() == entries


def test_a_draft_is_its_persons_own(cast: Cast, client_for: ClientFor, saved: SavedScenario) -> None:
    client = client_for(cast.editor)
    pressed(client, full_url(saved), changed(fields_of(client.get(full_url(saved))), note="mine"), "show")
    page = client_for(cast.owner).get(full_url(saved)).content.decode()
    assert "mine" not in page
    assert "Not saved yet" not in page


def test_a_draft_of_a_new_scenario_and_one_of_a_saved_one_stand_apart(
    cast: Cast, client_for: ClientFor, saved: SavedScenario
) -> None:
    client = client_for(cast.editor)
    for url, note in ((full_url(), "new"), (full_url(saved), "old"), (full_url(), "newer")):
        pressed(client, url, changed(fields_of(client.get(url)), note=note), "show")
    assert ScenarioDraft.objects.count() == 2
    assert texts(fields_of(client.get(full_url())))["note"] == "newer"
    assert texts(fields_of(client.get(full_url(saved))))["note"] == "old"


def test_discarding_brings_back_what_is_saved(cast: Cast, client_for: ClientFor, saved: SavedScenario) -> None:
    client = client_for(cast.editor)
    pressed(client, full_url(saved), changed(fields_of(client.get(full_url(saved))), horizon="7"), "show")
    fields = pressed(client, full_url(saved), fields_of(client.get(full_url(saved))), "discard")
    assert texts(fields)["horizon"] == "18"
    assert not ScenarioDraft.objects.exists()


def test_a_draft_on_an_older_version_says_so_and_is_saved_on_that_version(
    cast: Cast, client_for: ClientFor, saved: SavedScenario
) -> None:
    client = client_for(cast.editor)
    pressed(client, full_url(saved), changed(fields_of(client.get(full_url(saved))), horizon="7"), "show")
    change_scenario(saved, inputs=by_hand(), actor=cast.owner, version=1)
    page = client.get(full_url(saved))
    assert "saved version 2 since you began on version 1" in page.content.decode()
    assert post(client, full_url(saved), fields_of(page), "save").status_code == 409
    assert ScenarioDraft.objects.exists()


def test_drafts_that_nobody_touched_for_thirty_days_go(cast: Cast, saved: SavedScenario) -> None:
    for scenario, days in ((saved, 31), (None, 29)):
        keep_draft(cast.project, cast.editor, scenario=scenario, version=1, content=[("note", "x")])
        then = timezone.now() - timedelta(days=days)
        ScenarioDraft.objects.filter(scenario=scenario).update(updated_at=then)
    assert prune_drafts() == 1
    assert ScenarioDraft.objects.get().scenario is None
    prune_task()
    assert ScenarioDraft.objects.count() == 1


def test_a_draft_that_is_too_large_or_holds_a_nul_breaks_nothing(cast: Cast) -> None:
    keep_draft(cast.project, cast.editor, scenario=None, version=None, content=[("note", "a\x00b")])
    assert ScenarioDraft.objects.get().content == [["note", "a\ufffdb"]]
    keep_draft(cast.project, cast.editor, scenario=None, version=None, content=[("note", "x" * 1_000_001)])
    assert ScenarioDraft.objects.get().content == [["note", "a\ufffdb"]]


def test_a_deleted_scenario_takes_its_drafts_along(cast: Cast, saved: SavedScenario) -> None:
    keep_draft(cast.project, cast.editor, scenario=saved, version=1, content=[("note", "x")])
    saved.delete()
    assert not ScenarioDraft.objects.exists()
