"""The full form without scripts: what is opened is what is posted, what is saved, and who may do it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from calculator.models import SavedScenario, ScenarioDraft
from calculator.quick import QuickInputs
from calculator.services import change_scenario, save_quick_scenario, save_scenario
from tests.calculator.full_forms import ROOT, changed, fields_of, full_url, post, pressed, said, texts
from tests.calculator.scenarios import by_hand, uncertain
from tests.conftest import Cast
from workspaces.models import AuditEntry, User

pytestmark = pytest.mark.django_db

ClientFor = Callable[[User], Client]


@pytest.fixture
def saved(cast: Cast) -> SavedScenario:
    return save_scenario(cast.project, name="Support desk", inputs=uncertain(), actor=cast.editor)


def plain(document: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name != "name"}


@pytest.mark.parametrize("case", ["case1", "case2", "case3"])
def test_a_shared_case_is_opened_posted_and_saved_as_the_same_scenario(
    cast: Cast, client_for: ClientFor, shared_data: Path, case: str
) -> None:
    document = json.loads((shared_data / "impact_cases" / f"{case}.input.json").read_text(encoding="utf-8"))
    first = save_scenario(cast.project, name="Case", inputs=document, actor=cast.editor)
    client = client_for(cast.editor)
    answer = post(client, full_url(first), fields_of(client.get(full_url(first))), "save")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{ROOT}{first.pk}/")
    first.refresh_from_db()
    assert first.version == 2
    assert first.current.inputs == plain(document)
    assert first.current.content_sha256 == first.versions.get(number=1).content_sha256


def test_every_kind_of_distribution_survives_the_form(cast: Cast, client_for: ClientFor, saved: SavedScenario) -> None:
    client = client_for(cast.editor)
    post(client, full_url(saved), fields_of(client.get(full_url(saved))), "save")
    saved.refresh_from_db()
    expected = {**plain(uncertain()), "currency": "EUR"}
    expected["use_cases"][0]["adoption"]["kind"] = "logistic"
    assert saved.current.inputs == expected


def test_a_new_scenario_is_filled_in_and_saved(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast.editor)
    fields = changed(
        fields_of(client.get(full_url())),
        name="Two desks",
        u1__name="chat",
        u1__tasks_per_month__value="5000",
        u1__minutes_per_task__value="12",
        u1__hourly_cost__value="40",
        s__integration_one_off__value="20000",
        note="From the workshop",
    )
    answer = post(client, full_url(), fields, "save")
    made = SavedScenario.objects.get()
    assert answer.headers["Location"] == f"{ROOT}{made.pk}/"
    assert (made.name, made.current.note, made.current.inputs["horizon_months"]) == (
        "Two desks",
        "From the workshop",
        36,
    )
    use_case = made.current.inputs["use_cases"][0]
    assert (use_case["id"], use_case["tasks_per_month"]) == ("chat", 5000)
    assert use_case["time_saved_share"] == {"dist": "pert", "min": -0.1, "mode": 0.1, "max": 0.35}
    assert "cost_per_violation" not in use_case
    assert not ScenarioDraft.objects.exists()
    assert AuditEntry.objects.filter(action="scenario.saved").count() == 1


def test_a_name_is_needed_and_one_that_is_taken_is_refused_with_all_that_was_typed(
    cast: Cast, client_for: ClientFor, saved: SavedScenario
) -> None:
    client = client_for(cast.editor)
    fields = changed(fields_of(client.get(full_url())), u1__tasks_per_month__value="123")
    missing = post(client, full_url(), fields, "save")
    assert (missing.status_code, "This field is required" in missing.content.decode()) == (422, True)
    taken = post(client, full_url(), changed(fields, name="support DESK"), "save")
    assert taken.status_code == 422
    assert "has a scenario “support DESK” already" in taken.content.decode()
    assert texts(fields_of(taken))["u1-tasks_per_month-value"] == "123"


def test_viewers_and_evaluators_do_not_get_in_and_strangers_find_nothing(
    cast: Cast, client_for: ClientFor, saved: SavedScenario
) -> None:
    for url in (full_url(), full_url(saved)):
        for user, status in ((cast.viewer, 403), (cast.evaluator, 403), (cast.stranger, 404), (cast.owner, 200)):
            assert client_for(user).get(url).status_code == status
            if status != 200:
                assert post(client_for(user), url, [("name", "x")], "save").status_code == status
    assert SavedScenario.objects.count() == 1
    assert not ScenarioDraft.objects.exists()


def test_a_scenario_of_another_project_is_not_there(cast: Cast, client_for: ClientFor) -> None:
    theirs = save_scenario(cast.other_project, name="Theirs", inputs=by_hand(), actor=cast.stranger)
    assert client_for(cast.owner).get(full_url(theirs)).status_code == 404


def test_a_quick_scenario_is_opened_in_the_full_form_and_leaves_the_quick_one(
    cast: Cast, client_for: ClientFor
) -> None:
    inputs = QuickInputs("legal", people=40, hours=15, hourly_cost=90, licence=30, one_off=20_000)
    quick = save_quick_scenario(cast.project, name="Quick", inputs=inputs, actor=cast.editor)
    client = client_for(cast.editor)
    assert f'href="{full_url(quick)}"' in client.get(f"{ROOT}{quick.pk}/edit/").content.decode()
    page = client.get(full_url(quick))
    assert "came from the quick form" in page.content.decode()
    assert post(client, full_url(quick), fields_of(page), "save").status_code == 303
    quick.refresh_from_db()
    assert (quick.version, quick.quick) == (2, None)
    assert client.get(f"{ROOT}{quick.pk}/edit/").headers["Location"] == full_url(quick)


def test_of_two_saves_on_one_version_the_second_sees_both_values_and_may_save_over_it(
    cast: Cast, client_for: ClientFor, saved: SavedScenario
) -> None:
    client = client_for(cast.editor)
    fields = changed(fields_of(client.get(full_url(saved))), u1__hourly_cost__value="51", note="Dearer")
    other = uncertain()
    other["use_cases"][0]["hourly_cost"] = 44
    change_scenario(saved, inputs=other, actor=cast.owner, version=1)
    conflict = post(client, full_url(saved), fields, "save")
    page = conflict.content.decode()
    assert conflict.status_code == 409
    assert ">44<" in page
    assert ">51<" in page
    carried = [*fields, ("version", "2")]
    assert post(client, full_url(saved), carried, "save").status_code == 303
    saved.refresh_from_db()
    assert (saved.version, saved.current.inputs["use_cases"][0]["hourly_cost"], saved.current.note) == (3, 51, "Dearer")


def test_the_conflict_page_itself_carries_everything(cast: Cast, client_for: ClientFor, saved: SavedScenario) -> None:
    client = client_for(cast.editor)
    fields = changed(fields_of(client.get(full_url(saved))), u1__hourly_cost__value="51")
    change_scenario(saved, inputs=by_hand(), actor=cast.owner, version=1)
    page = post(client, full_url(saved), fields, "save")
    carried = dict(page.context["carried"])
    assert carried["do"] == "save"
    assert carried["u1-hourly_cost-value"] == "51"
    assert [text for name, text in page.context["carried"] if name == "use_case"] == ["1", "2"]


def test_use_cases_are_added_copied_moved_and_removed_without_scripts(
    cast: Cast, client_for: ClientFor, saved: SavedScenario
) -> None:
    client, url = client_for(cast.editor), full_url(saved)

    def names(fields: list[tuple[str, str]]) -> list[str]:
        found = texts(fields)
        return [found[f"u{key}-name"] for name, key in fields if name == "use_case"]

    fields = changed(fields_of(client.get(url)), u1__tasks_per_month__value="777", note="Half a thought")
    fields = pressed(client, url, fields, "copy:1")
    assert names(fields) == ["desk", "desk copy", "mail"]
    assert texts(fields)["u3-tasks_per_month-value"] == "777"
    fields = pressed(client, url, fields, "down:1")
    assert names(fields) == ["desk copy", "desk", "mail"]
    fields = pressed(client, url, fields, "up:2")
    assert names(fields) == ["desk copy", "mail", "desk"]
    fields = pressed(client, url, fields, "add")
    assert names(fields) == ["desk copy", "mail", "desk", "Use case 4"]
    fields = pressed(client, url, fields, "remove:2")
    assert names(fields) == ["desk copy", "desk", "Use case 4"]
    assert texts(fields)["note"] == "Half a thought"
    saved.refresh_from_db()
    assert saved.version == 1
    assert post(client, url, fields, "save").status_code == 303
    saved.refresh_from_db()
    assert [one["id"] for one in saved.current.inputs["use_cases"]] == ["desk copy", "desk", "Use case 4"]


def test_another_kind_of_distribution_is_drawn_after_a_button_and_brings_its_numbers_back(
    cast: Cast, client_for: ClientFor
) -> None:
    client, url = client_for(cast.editor), full_url()
    fields = changed(fields_of(client.get(url)), u1__minutes_per_task__value="12", u1__minutes_per_task__dist="pert")
    fields = pressed(client, url, fields, "show:u1-minutes_per_task")
    found = texts(fields)
    assert [found[f"u1-minutes_per_task-{name}"] for name in ("min", "mode", "max")] == ["12", "12", "12"]
    fields = changed(fields, u1__minutes_per_task__min="9", u1__minutes_per_task__max="20")
    for kind in ("normal", "point", "pert"):
        fields = pressed(client, url, changed(fields, u1__minutes_per_task__dist=kind), "show")
    found = texts(fields)
    assert [found[f"u1-minutes_per_task-{name}"] for name in ("min", "mode", "max")] == ["9", "12", "20"]


def test_a_kind_that_was_chosen_and_not_looked_at_is_not_saved(
    cast: Cast, client_for: ClientFor, saved: SavedScenario
) -> None:
    client = client_for(cast.editor)
    fields = changed(fields_of(client.get(full_url(saved))), u1__rework_minutes__dist="uniform")
    page = post(client, full_url(saved), fields, "save")
    assert (page.status_code, "Another kind was chosen" in page.content.decode()) == (422, True)
    assert post(client, full_url(saved), fields_of(page), "save").status_code == 303


def test_a_link_beside_a_default_leads_to_its_evidence_and_judgement_is_called_judgement(
    cast: Cast, client_for: ClientFor
) -> None:
    client = client_for(cast.editor)
    fields = pressed(client, full_url(), changed(fields_of(client.get(full_url())), u1__work="support"), "show")
    page = client.get(full_url()).content.decode()
    assert texts(fields)["u1-time_saved_share-mode"] == "0.13"
    assert f'href="{ROOT}evidence/#S03"' in page
    assert "our judgement for customer support" in page
    assert "no good evidence exists" in page
    assert "no default exists, commit to a cost" in page
    assert "time per task × time saved" in page


def test_no_cost_of_a_violation_is_assumed_and_the_panel_says_so(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast.editor)
    fields = changed(
        fields_of(client.get(full_url())),
        u1__tasks_per_month__value="5000",
        u1__minutes_per_task__value="12",
        u1__hourly_cost__value="40",
        u1__violation_rate__value="0.01",
    )
    assert texts(fields)["u1-cost_per_violation-value"] == ""
    pressed(client, full_url(), fields, "show")
    page = client.get(full_url()).content.decode()
    assert "Violations are not priced in Use case 1" in page
    assert "What the programme costs is not given yet" in page
    assert "net present value over" not in page
    assert "0.0" not in said(client.get(full_url()), "u1-cost_per_violation")
    pressed(client, full_url(), changed(fields, u1__cost_per_violation__value="12"), "show")
    assert "not priced in" not in client.get(full_url()).content.decode()


@pytest.mark.parametrize("time_saved", [{"dist": "pert", "min": 0, "mode": 0.2, "max": 0.3}, 0.2])
def test_a_scenario_without_any_cost_is_worth_something_and_has_no_net_value(
    cast: Cast, client_for: ClientFor, time_saved: object
) -> None:
    use_case = {"id": "a", "tasks_per_month": 900, "minutes_per_task": 20, "hourly_cost": 40}
    given = {
        "horizon_months": 12,
        "use_cases": [{**use_case, "time_saved_share": time_saved}],
        "programme": {"seats": 3},
    }
    free = save_scenario(cast.project, name="Free", inputs=given, actor=cast.editor)
    client = client_for(cast.viewer)
    for url in (ROOT, f"{ROOT}{free.pk}/"):
        page = client.get(url).content.decode()
        assert "chance of loss</span>" not in page
        assert "net present value</span>" not in page
    assert "What the programme costs is not known yet" in page
    assert "Free" in client.get(f"{ROOT}{free.pk}/").context["finding"]
    known = save_scenario(
        cast.project, name="Known", inputs={**given, "programme": {"maintenance_month": 0}}, actor=cast.editor
    )
    assert (free.headline["priced"], known.headline["priced"]) == (False, True)


def test_the_number_of_queries_does_not_grow_with_the_use_cases(
    cast: Cast, client_for: ClientFor, django_assert_max_num_queries: Any
) -> None:
    client = client_for(cast.editor)
    small = by_hand()
    large = by_hand(use_cases=[{"id": f"desk {place}", "tasks_per_month": 5} for place in range(20)])
    del small["alignment_target"], large["alignment_target"]
    counts = []
    for name, document in (("Small", small), ("Large", large)):
        made = save_scenario(cast.project, name=name, inputs=document, actor=cast.editor)
        with django_assert_max_num_queries(40) as counted:
            client.get(full_url(made))
        counts.append(len(counted))
    assert counts[0] == counts[1]
