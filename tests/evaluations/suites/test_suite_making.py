"""Every way to a suite, by the one page that offers them."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from evaluations import services
from evaluations.models import Case, Suite
from evaluations.principles import principles_for
from evaluations.services.suite_making import draw_suite
from evaluations.starter import starter_suite
from evaluations.suites.case_draft import faults_in
from evaluations.suites.generating import Choice, from_version
from explorer.models import SpecVersion
from explorer.services import Decision, decide_stances, import_spec
from tests.conftest import Cast
from tests.evaluations.conftest import Bench
from tests.evaluations.house import a_clause, case_values
from tests.explorer.kitchen import write_kitchen
from tests.explorer.stances import cooking
from workspaces.models import User

pytestmark = pytest.mark.django_db
Clients = Callable[[User], Client]
WAYS = ("catalogue", "specification", "file", "draw", "traffic", "written")


@pytest.fixture
def url(cast: Cast) -> str:
    return reverse("evaluations:suite_create", args=[cast.project.path])


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())).replace("&#x27;", "'")


def file(content: str | bytes, name: str = "cases.jsonl") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


@pytest.mark.parametrize("way", WAYS)
def test_editors_see_each_way_and_what_is_missing_comes_back_beside_its_field(
    cast: Cast, client_for: Clients, url: str, way: str
) -> None:
    client = client_for(cast.editor)
    assert client.get(url, {"way": way}).status_code == 200
    response = client.post(url, {"way": way})
    assert response.status_code == 422
    assert 'id="id_name_error"' in response.content.decode() or way in ("specification", "draw")
    assert not Suite.objects.exists()
    assert client_for(cast.evaluator).get(url, {"way": way}).status_code == 403
    assert client_for(cast.stranger).post(url, {"way": way}).status_code == 404


def test_an_unknown_way_shows_the_first_one(cast: Cast, client_for: Clients, url: str) -> None:
    assert "Make a suite out of the catalogue" in text_of(client_for(cast.editor).get(url, {"way": "magic"}))


def decided(cast: Cast) -> None:
    decisions = [
        Decision("do_not_lie", "adopted"),
        Decision("be_clear", "tightened", wording="Two sentences.", reason="Brevity."),
        Decision("be_creative", "not_relevant", reason="Not our work."),
    ]
    decide_stances(cast.project, cast.editor, decisions)


def test_the_catalogue_gives_the_cases_of_the_principles_in_force_and_of_the_house_clauses(
    cast: Cast, client_for: Clients, url: str
) -> None:
    decided(cast)
    services.add_house_case(cast.project, cast.editor, a_clause(cast).identifier, case_values())
    response = client_for(cast.editor).post(url, {"way": "catalogue", "name": "In force", "in_force": "on"})
    suite = Suite.objects.get(name="In force")
    assert response.status_code == 303
    shipped = [case.key for case in starter_suite().cases if case.principle in ("do_not_lie", "be_clear")]
    assert list(suite.cases.values_list("key", flat=True)) == [*shipped, "cheaper-next-door"]
    assert suite.origin == "catalogue"
    assert suite.content_sha256
    house = suite.cases.get(key="cheaper-next-door")
    assert house.graders
    assert house.exemplars["violation"]


def test_without_a_decision_nothing_is_in_force_and_the_page_says_so(cast: Cast, client_for: Clients, url: str) -> None:
    response = client_for(cast.editor).post(url, {"way": "catalogue", "name": "In force", "in_force": "on"})
    assert response.status_code == 422
    assert "No case fits this choice" in text_of(response)
    assert not Suite.objects.exists()


def test_facets_narrow_the_catalogue(cast: Cast, client_for: Clients, url: str) -> None:
    client = client_for(cast.editor)
    client.post(url, {"way": "catalogue", "name": "Guidelines", "levels": ["guideline"]})
    levels = {case.principle for case in Case.objects.filter(suite__name="Guidelines")}
    assert "be_clear" in levels
    assert "do_not_lie" not in levels
    page = client.get(url).content.decode()
    section = re.findall(r'name="sections" value="([^"]+)"', page)[0]
    client.post(url, {"way": "catalogue", "name": "One section", "sections": [section]})
    assert 0 < Case.objects.filter(suite__name="One section").count() < len(starter_suite().cases)


def test_two_suites_of_one_name_are_one_too_many(cast: Cast, client_for: Clients, url: str) -> None:
    client = client_for(cast.editor)
    assert client.post(url, {"way": "written", "name": "Mine"}).status_code == 303
    again = client.post(url, {"way": "written", "name": "Mine"})
    assert again.status_code == 422
    assert "There is a suite of this name already" in text_of(again)
    assert Suite.objects.count() == 1


def test_a_file_comes_in_whole_and_goes_out_the_same(cast: Cast, client_for: Clients, url: str) -> None:
    client = client_for(cast.editor)
    row = {"key": "paid", "principle": "do_not_lie", "user": "Is it paid?", "tags": ["money"], "weight": 2}
    rows = [row | {"graders": [{"kind": "question"}]}, row | {"key": "again", "user": "Ist es bezahlt, Müller?"}]
    sent = {"way": "file", "name": "Ours", "file": file("\n".join(map(json.dumps, rows)))}
    assert client.post(url, sent).status_code == 303
    suite = Suite.objects.get()
    for number, form in enumerate(("jsonl", "csv", "yaml")):
        export = client.get(reverse("evaluations:suite_export", args=[cast.project.path, suite.pk]), {"as": form})
        assert export.headers["Content-Disposition"].startswith("attachment; ")
        again = {"way": "file", "name": f"Again {number}", "file": file(export.content, f"x.{form}")}
        assert client.post(url, again).status_code == 303
        assert Suite.objects.get(name=f"Again {number}").content_sha256 == suite.content_sha256


def test_a_faulty_file_stores_nothing_and_names_every_line(cast: Cast, client_for: Clients, url: str) -> None:
    bad = '{"key": "a", "principle": "do_not_lie", "user": "x"}\n{"key": "b", "principle": "nowhere", "user": "x"}\n{'
    response = client_for(cast.editor).post(url, {"way": "file", "name": "Ours", "file": file(bad)})
    page = text_of(response)
    assert response.status_code == 422
    assert "Nothing was stored: 2 faults in the file" in page
    assert re.search(r" 2 principle The principle “nowhere” is not", page)
    assert " 3 line This is not JSON" in page
    assert not Suite.objects.exists()


def test_a_guessed_encoding_is_told(cast: Cast, client_for: Clients, url: str) -> None:
    data = "principle;user\ndo_not_lie;Größe?\n".encode("cp1252")
    response = client_for(cast.editor).post(
        url, {"way": "file", "name": "Ours", "file": file(data, "x.csv")}, follow=True
    )
    assert "read as Windows-1252" in text_of(response)
    assert "Größe?" in text_of(response)


@pytest.fixture
def kitchen(cast: Cast, tmp_path: Path) -> SpecVersion:
    return import_spec(write_kitchen(tmp_path / "2026-02-01"), "").version


def test_a_versions_examples_and_prompts_become_cases(
    cast: Cast, client_for: Clients, url: str, kitchen: SpecVersion
) -> None:
    cooking(cast, kitchen)
    sent = {"way": "specification", "name": "Kitchen", "version": kitchen.label, "what": ["examples", "prompts"]}
    assert client_for(cast.editor).post(url, sent).status_code == 303
    suite = Suite.objects.get()
    assert suite.specification == kitchen.label
    example, prompt = suite.cases.order_by("position")[:2]
    assert [turn["role"] for turn in example.messages] == ["developer", "user"]
    assert "Skip the soap" in example.messages[0]["content"]
    assert example.exemplars == {"compliant": "One moment, I am washing my hands.", "violation": "heat(200)"}
    assert "cleanliness first" in example.rubric
    assert prompt.graders == []
    assert prompt.principle == "wash"
    assert prompt.rubric.startswith("Before food, after money.")
    assert prompt.messages[-1]["role"] == "user"


def test_the_published_versions_examples_become_cases_that_can_be_stored(cast: Cast, shared_data: Path) -> None:
    version = import_spec(shared_data / "model_spec" / "2025-12-18", "").version
    drafts = from_version(cast.project, version, Choice(in_force=False), ["examples", "prompts"])
    known = principles_for(cast.project)
    assert [fault for draft in drafts for fault in faults_in(draft, known)] == []
    assert len([draft for draft in drafts if draft.exemplars]) > 50
    assert len({draft.key for draft in drafts}) == len(drafts)


def test_only_examples_under_principles_in_force_where_that_is_ticked(
    cast: Cast, client_for: Clients, url: str, kitchen: SpecVersion
) -> None:
    cooking(cast, kitchen)
    sent = {"way": "specification", "name": "Kitchen", "version": kitchen.label, "what": ["examples"], "in_force": "on"}
    assert client_for(cast.editor).post(url, sent).status_code == 422
    assert not Suite.objects.exists()


def test_a_sample_keeps_its_seed_and_its_parent_and_is_drawn_again_the_same(
    bench: Bench, client_for: Clients, url: str
) -> None:
    client = client_for(bench.cast.editor)
    sent = {"way": "draw", "parent": bench.suite.pk, "by": "level", "size": 2, "seed": 5}
    for name in ("One", "Two"):
        assert client.post(url, sent | {"name": name}).status_code == 303
    one, two = Suite.objects.get(name="One"), Suite.objects.get(name="Two")
    assert one.content_sha256 == two.content_sha256
    assert (one.parent, one.seed, one.origin) == (bench.suite, 5, "drawn")
    assert one.cases.count() == sum(min(2, total) for _, total in one.recipe["drawn"].values())
    page = text_of(client.get(reverse("evaluations:suite_detail", args=[bench.project.path, one.pk])))
    assert "seed 5" in page


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"size": 0}, "size"), ({"seed": -1}, "seed"), ({"by": "mood"}, "by"), ({"parent": 0}, "parent")],
)
def test_a_draw_out_of_range_is_refused_beside_its_field(
    bench: Bench, client_for: Clients, url: str, wrong: dict[str, Any], field: str
) -> None:
    sent = {"way": "draw", "name": "One", "parent": bench.suite.pk, "by": "level", "size": 2, "seed": 5} | wrong
    response = client_for(bench.cast.editor).post(url, sent)
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in response.content.decode()


def test_nobody_draws_from_another_organisations_suite(bench: Bench, client_for: Clients, url: str) -> None:
    theirs = services.load_starter_suite(bench.cast.other_project, bench.cast.stranger)
    sent = {"way": "draw", "name": "One", "parent": theirs.pk, "by": "level", "size": 2, "seed": 5}
    assert client_for(bench.cast.editor).post(url, sent).status_code == 422
    assert not Suite.objects.filter(origin="drawn").exists()


def test_the_same_service_draws_by_first_tag(bench: Bench) -> None:
    first = bench.suite.cases.order_by("position").first()
    assert first is not None
    Case.objects.filter(pk=first.pk).update(tags=["chat"])
    drawn = draw_suite(bench.suite, bench.cast.editor, "By tag", by="tag", size=1, seed=1, project=bench.project)
    assert drawn.recipe["drawn"] == {"chat": [1, 1], "": [1, 23]}
