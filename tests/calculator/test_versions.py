"""Versions: every save is a row of its own that nothing changes; history, old versions read-only, restoring."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.test import Client

from calculator import services
from calculator.actuals import PROGRAMME, Entry
from calculator.canonical import content_sha256
from calculator.errors import StaleScenario
from calculator.models import Baseline, SavedScenario, ScenarioVersion
from calculator.quick import QuickInputs
from calculator.services import change_scenario, freeze_baseline, save_scenario
from tests.calculator.scenarios import by_hand, uncertain
from tests.conftest import Cast
from tests.evaluations.samples import traffic_sample
from workspaces.models import AuditEntry, User

pytestmark = pytest.mark.django_db

ClientFor = Callable[[User], Client]
ROOT = "/p/acme/support/calculator/"
QUICK = QuickInputs("support", people=10, hours=20, hourly_cost=40)


@pytest.fixture
def saved(cast: Cast) -> SavedScenario:
    """Two versions: the second runs longer and costs an hour more."""
    saved = save_scenario(cast.project, name="Desk", inputs=by_hand(), actor=cast.editor, note="First guess")
    inputs = by_hand(horizon_months=9)
    inputs["use_cases"][0]["hourly_cost"] = 44
    return change_scenario(saved, inputs=inputs, actor=cast.owner, version=1, note="Wages were agreed")


def rows(model: Any) -> dict[int, str]:
    return {row["id"]: json.dumps(row, cls=DjangoJSONEncoder, sort_keys=True) for row in model.objects.values()}


def every_service(cast: Cast, saved: SavedScenario) -> Iterator[tuple[str, Callable[[], object]]]:
    """Each service of the room once, as a person would call it; one that is not here fails the test below."""
    first = saved.versions.select_related("scenario__project").get(number=1)
    yield (
        "save_scenario",
        lambda: services.save_scenario(cast.project, name="New", inputs=by_hand(), actor=cast.editor),
    )
    yield (
        "save_quick_scenario",
        lambda: services.save_quick_scenario(cast.project, name="Quick", inputs=QUICK, actor=cast.editor),
    )
    yield (
        "change_scenario",
        lambda: services.change_scenario(saved, inputs=uncertain(), actor=cast.editor, version=2),
    )
    yield "restore_version", lambda: services.restore_version(first, actor=cast.editor, version=3)
    yield (
        "rename_scenario",
        lambda: services.rename_scenario(saved, name="Renamed", actor=cast.editor, before="Desk"),
    )
    yield "duplicate_scenario", lambda: services.duplicate_scenario(first, name="Copy", actor=cast.editor)
    yield (
        "freeze_baseline",
        lambda: services.freeze_baseline(first, reason="Agreed", actor=cast.editor, replaces=None),
    )
    run = traffic_sample(cast.project, cast.editor, 9, 600).pk
    desk: dict[str, Any] = {"use_case": "desk", "actor": cast.editor}
    yield "link_measurement", lambda: services.link_measurement(saved, run=run, version=4, **desk)
    yield "unlink_measurement", lambda: services.unlink_measurement(saved, version=5, **desk)
    yield (
        "begin_actuals",
        lambda: services.begin_actuals(saved, first_month=date(2026, 9, 1), actor=cast.editor),
    )
    yield (
        "record_actuals",
        lambda: services.record_actuals(saved, entries=[Entry(1, PROGRAMME, 38)], seen={}, actor=cast.editor),
    )
    draft: dict[str, Any] = {"scenario": saved, "version": 1, "content": [("note", "not yet")]}
    yield "keep_draft", lambda: services.keep_draft(cast.project, cast.editor, **draft)
    yield "drop_draft", lambda: services.drop_draft(cast.project, cast.editor, saved)
    yield "prune_drafts", services.prune_drafts
    yield (
        "delete_scenario",
        lambda: services.delete_scenario(SavedScenario.objects.get(name="New"), actor=cast.editor),
    )


def test_no_service_ever_changes_the_row_of_a_version(cast: Cast, saved: SavedScenario) -> None:
    called: set[str] = set()
    known = rows(ScenarioVersion)
    for name, call in every_service(cast, saved):
        call()
        now = rows(ScenarioVersion)
        assert known.keys() <= now.keys() or name == "delete_scenario"
        assert {pk: now[pk] for pk in known.keys() & now.keys()} == {pk: known[pk] for pk in known.keys() & now.keys()}
        known, called = now, called | {name}
    assert called == set(services.__all__)
    assert saved.versions.count() == 6


def test_a_stored_version_refuses_to_be_saved_again(saved: SavedScenario) -> None:
    version = saved.current
    version.note = "Rewritten"
    with pytest.raises(TypeError, match="never changed"):
        version.save()


def test_a_save_makes_a_version_and_leaves_the_one_before(cast: Cast, saved: SavedScenario) -> None:
    second, first = saved.versions.all()
    assert (first.number, second.number, saved.version) == (1, 2, 2)
    assert (first.inputs["horizon_months"], second.inputs["horizon_months"]) == (3, 9)
    assert (first.saved_by, second.saved_by) == (cast.editor, cast.owner)
    assert first.results["answer"]["base"]["npv"] == pytest.approx(188)
    assert saved.headline == second.headline


def test_of_two_saves_on_one_version_the_second_is_refused_and_leaves_no_version(
    cast: Cast, saved: SavedScenario
) -> None:
    with pytest.raises(StaleScenario):
        change_scenario(saved, inputs=by_hand(), actor=cast.editor, version=1)
    assert saved.versions.count() == 2


def test_equal_inputs_have_one_hash_whatever_their_order_their_name_and_the_writing_of_their_numbers() -> None:
    shuffled = dict(reversed(by_hand(name="Other").items()))
    shuffled["horizon_months"] = 3.0
    assert content_sha256(shuffled) == content_sha256(by_hand())
    assert content_sha256(by_hand(horizon_months=4)) != content_sha256(by_hand())
    assert content_sha256({"seed": 2**63 - 1}) != content_sha256({"seed": 2**63 - 2})


def test_the_stored_inputs_still_have_their_hash_when_they_come_back(cast: Cast) -> None:
    inputs = by_hand(discount_rate_annual=1e-7)
    inputs["use_cases"][0]["tasks_per_month"] = 1e6
    saved = save_scenario(cast.project, name="Numbers", inputs=inputs, actor=cast.editor)
    stored = ScenarioVersion.objects.get(scenario=saved)
    assert content_sha256(stored.inputs) == stored.content_sha256 == content_sha256(inputs)


def test_the_history_tells_who_when_why_and_what_changed(
    cast: Cast, client_for: ClientFor, saved: SavedScenario
) -> None:
    page = client_for(cast.viewer).get(f"{ROOT}{saved.pk}/versions/")
    newest, oldest = page.context["rows"]
    assert [(change.label, change.before, change.after) for change in newest.changes] == [
        ("Horizon", "3", "9"),
        ("desk: cost of an hour, fully loaded", "40", "44"),
    ]
    assert oldest.changes is None
    text = page.content.decode()
    for words in ("Wages were agreed", "First guess", "Acme Owner", "Acme Editor", "The first version"):
        assert words in text
    assert text.index("Version 2") < text.index("Version 1</a>")
    assert "“Desk” has 2 versions; the last one moved the middle by +" in text
    assert "Restore" not in text


def test_a_use_case_that_comes_or_goes_is_one_change(cast: Cast, client_for: ClientFor, saved: SavedScenario) -> None:
    change_scenario(saved, inputs=uncertain(), actor=cast.editor, version=2)
    inputs = uncertain()
    inputs["use_cases"].pop()
    change_scenario(saved, inputs=inputs, actor=cast.editor, version=3)
    rows = client_for(cast.viewer).get(f"{ROOT}{saved.pk}/versions/").context["rows"]
    assert [(change.label, change.after) for change in rows[0].changes] == [("Use case mail", "removed")]
    assert ("Use case mail", "added") in [(change.label, change.after) for change in rows[1].changes]


def test_the_history_asks_as_often_for_two_versions_as_for_twenty_and_turns_pages(
    cast: Cast, client_for: ClientFor, saved: SavedScenario, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    client, url = client_for(cast.viewer), f"{ROOT}{saved.pk}/versions/"
    client.get(url)
    with django_assert_max_num_queries(30) as few:
        client.get(url)
    for version in range(2, 22):
        change_scenario(saved, inputs=by_hand(horizon_months=version), actor=cast.editor, version=version)
    with django_assert_max_num_queries(len(few.captured_queries) + 1):  # the one older version of the next page
        first = client.get(url)
    assert [row.version.number for row in first.context["rows"]] == list(range(22, 2, -1))
    assert first.context["rows"][-1].changes is not None
    second = client.get(url, {"page": "2"})
    assert [row.version.number for row in second.context["rows"]] == [2, 1]
    assert client.get(url, {"page": "nonsense"}).status_code == 200


def test_an_old_version_is_read_only_and_leads_to_the_current_one(
    cast: Cast, client_for: ClientFor, saved: SavedScenario
) -> None:
    client = client_for(cast.editor)
    text = client.get(f"{ROOT}{saved.pk}/versions/1/").content.decode()
    assert "This is version 1 as it was saved" in text
    assert f'href="{ROOT}{saved.pk}/edit/"' not in text
    assert f'href="{ROOT}{saved.pk}/versions/1/restore/"' in text
    for number in ("0", "3", "9" * 30):
        assert client.get(f"{ROOT}{saved.pk}/versions/{number}/").status_code == 404


def test_restoring_shows_what_it_changes_and_makes_a_new_version(
    cast: Cast, client_for: ClientFor, saved: SavedScenario
) -> None:
    client, url = client_for(cast.editor), f"{ROOT}{saved.pk}/versions/1/restore/"
    page = client.get(url)
    assert [(change.before, change.after) for change in page.context["changes"]] == [("9", "3"), ("44", "40")]
    answer = client.post(url, {"version": "2"})
    saved.refresh_from_db()
    assert (answer.status_code, saved.version, saved.current.note) == (303, 3, "Version 1 restored")
    assert saved.current.content_sha256 == saved.versions.get(number=1).content_sha256
    assert AuditEntry.objects.get(action="scenario.restored").details["restored"] == 1


def test_restoring_on_a_state_that_moved_shows_both(cast: Cast, client_for: ClientFor, saved: SavedScenario) -> None:
    url = f"{ROOT}{saved.pk}/versions/1/restore/"
    page = client_for(cast.editor).post(url, {"version": "1"})
    assert page.status_code == 409
    assert "Acme Owner saved “Desk” since you opened it" in page.content.decode()
    assert saved.versions.count() == 2


def test_a_restored_quick_scenario_is_edited_by_the_quick_form_again(cast: Cast, client_for: ClientFor) -> None:
    quick = services.save_quick_scenario(cast.project, name="Quick", inputs=QUICK, actor=cast.editor)
    change_scenario(quick, inputs=by_hand(), actor=cast.editor, version=1)
    assert quick.quick is None
    client_for(cast.editor).post(f"{ROOT}{quick.pk}/versions/1/restore/", {"version": "2"})
    assert SavedScenario.objects.get(name="Quick").quick == QUICK.as_dict()


def test_the_notes_that_editors_write_reach_the_history(
    cast: Cast, client_for: ClientFor, saved: SavedScenario
) -> None:
    client = client_for(cast.editor)
    form = {"content": json.dumps(by_hand()), "version": "2", "note": "Back to three months"}
    client.post(f"{ROOT}{saved.pk}/edit/text/", form)
    assert saved.versions.get(number=3).note == "Back to three months"
    long = client.post(f"{ROOT}{saved.pk}/edit/text/", {**form, "version": "3", "note": "x" * 301})
    assert long.status_code == 422
    assert "at most 300" in long.content.decode()


def test_versions_of_others_are_not_reached_by_an_address_of_mine(
    cast: Cast, client_for: ClientFor, saved: SavedScenario
) -> None:
    theirs = save_scenario(cast.other_project, name="Theirs", inputs=by_hand(), actor=cast.stranger)
    client = client_for(cast.owner)
    for place in ("", "restore/", "freeze/", "download/", "download/xlsx/"):
        assert client.get(f"{ROOT}{theirs.pk}/versions/1/{place}").status_code == 404


def test_a_scenario_goes_with_all_its_versions(cast: Cast, client_for: ClientFor, saved: SavedScenario) -> None:
    page = client_for(cast.editor).get(f"{ROOT}{saved.pk}/delete/").content.decode()
    assert "all its 2 versions" in page
    client_for(cast.editor).post(f"{ROOT}{saved.pk}/delete/")
    assert not ScenarioVersion.objects.exists()


def test_a_project_may_go_though_it_has_a_baseline(cast: Cast, saved: SavedScenario) -> None:
    freeze_baseline(saved.current, reason="Agreed", actor=cast.editor, replaces=None)
    cast.project.delete()
    assert not Baseline.objects.exists()
