"""The evidence page: findings that say no first, effects converted, defaults linked to their findings and back."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from calculator.conversion import time_saved
from calculator.evidence import SAYING_NO_FIRST, defaults, studies
from calculator.evidence_page import RESULTS, all_defaults, evidence_finding, findings, works
from tests.conftest import Cast
from workspaces.models import User

ClientFor = Callable[[User], Client]
PUBLIC = "/calculator/evidence/"
PROJECT = "/p/acme/support/calculator/evidence/"


@pytest.mark.parametrize(
    ("study", "effect", "interval"),
    [
        ("S01", (0.40,), None),
        ("S03", (1 - 1 / 1.15,), None),
        ("S04", (1 - 1 / 1.34,), None),
        ("S06", (1 - 1 / 1.2608,), None),
        ("S08", (-0.19,), (-0.39, -0.02)),
        ("S09", (0.18,), (-0.09, 0.38)),
        ("S15", (0.118, 0.321), None),
        ("S22", (0.095,), (0.018, 0.172)),
    ],
)
def test_an_effect_is_converted_into_time_saved(
    study: str, effect: tuple[float, ...], interval: tuple[float, float] | None
) -> None:
    found = time_saved(studies()[study])
    assert found is not None
    assert found.effect == pytest.approx(effect)
    assert found.interval == (pytest.approx(interval) if interval else None)


@pytest.mark.parametrize("study", ["S02", "S12", "S14", "S16", "S17", "S19", "S21", "S30", "S31", "S33", "S37", "C01"])
def test_what_is_no_time_and_no_throughput_is_not_converted(study: str) -> None:
    assert time_saved(studies()[study]) is None


def test_findings_of_no_gain_or_a_loss_stand_first() -> None:
    order = [SAYING_NO_FIRST.index(one.study.direction) for one in findings()]
    assert order == sorted(order)
    assert len(order) == len(studies())
    assert evidence_finding(findings()) == "10 of 36 findings about an effect report a loss or no gain"


def test_every_row_of_a_default_is_a_finding_and_leads_back_to_it() -> None:
    by_id = {one.study.id: one for one in findings()}
    shipped = defaults()
    listed = all_defaults()
    assert {kind.rows for kind in shipped.kinds.values()} <= {one.rows for one in listed}
    for default in listed:
        assert default.basis
        for row in default.rows:
            assert default in by_id[row].used_by


def test_every_study_is_of_a_known_kind_of_work_and_result() -> None:
    assert {study.work for study in studies().values()} <= set(works())
    assert {study.direction for study in studies().values()} == set(RESULTS)


def test_a_kind_of_work_takes_in_the_findings_behind_its_default() -> None:
    assert {one.study.id for one in findings("software")} >= set(defaults().kinds["software"].rows)
    assert [one.study.id for one in findings("software", "loss")] == ["S08", "S34"]
    assert findings("legal", "loss") == []


@pytest.mark.django_db
def test_everybody_reads_it_without_an_account(client: Client) -> None:
    page = client.get(PUBLIC).content.decode()
    assert "10 of 36 findings about an effect report a loss or no gain" in page
    assert "What becomes of freed time" in page
    assert "No study supports a figure for your sector" in page
    assert "our judgement" in page
    assert "recalled, not seen" in page
    assert page.index('id="S08"') < page.index('id="S10"') < page.index('id="S03"')
    assert "13\u202f%" in page.split('id="S03"')[1].split("</tr>")[0]
    for study in studies():
        assert f'id="{study}"' in page
    linked = set(re.findall(rf'href="{PUBLIC}#([\w-]+)"', page))
    assert {f"default-{key}" for key in defaults().kinds} <= linked
    assert {row for kind in defaults().kinds.values() for row in kind.rows} <= linked
    assert not {anchor for anchor in linked if f'id="{anchor}"' not in page}


@pytest.mark.django_db
def test_members_read_it_inside_their_project(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast.viewer)
    assert f'href="{PROJECT}"' in client.get("/p/acme/support/calculator/").content.decode()
    page = client.get(PROJECT).content.decode()
    assert f'href="{PROJECT}#default-support"' in page
    assert client_for(cast.stranger).get(PROJECT).status_code == 404


@pytest.mark.django_db
def test_a_filter_shows_a_part_and_htmx_gets_that_part_alone(client: Client) -> None:
    page = client.get(PUBLIC, {"work": "support", "result": "gain"}).content.decode()
    assert 'id="S03"' in page
    assert 'id="S08"' not in page
    assert "2 of 48 shown: 0 of 2 findings about an effect report a loss or no gain" in page
    assert '<option value="support" selected>' in page
    part = client.get(PUBLIC, {"work": "support"}, headers={"HX-Request": "true"}).content.decode()
    assert part.startswith('<div class="stack" id="findings"')
    assert "<h1>" not in part
    empty = client.get(PUBLIC, {"work": "legal", "result": "loss"}).content.decode()
    assert "No finding about this kind of work has this result" in empty


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query", ["work=nonsense", "work=%00", "result=%ED%A0%80", "work=support&work=legal", "work=" + "x" * 5000]
)
def test_what_is_no_choice_filters_nothing_or_the_last_one(client: Client, query: str) -> None:
    assert client.get(f"{PUBLIC}?{query}").status_code == 200


@pytest.mark.django_db
def test_the_quick_form_links_each_default_to_its_row(cast: Cast, client: Client, client_for: ClientFor) -> None:
    for page, url in (
        (client.get("/calculator/").content.decode(), PUBLIC),
        (client_for(cast.editor).get("/p/acme/support/calculator/quick/").content.decode(), PROJECT),
    ):
        for default in ("support", "plateau", "way", "realisation"):
            assert f'href="{url}#default-{default}"' in page
    assert reverse("calculator_public:evidence") == PUBLIC
