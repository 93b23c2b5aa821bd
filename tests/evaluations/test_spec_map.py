"""The spec map: laid out right, honest about small numbers, and a picture of links."""

from collections.abc import Callable
from datetime import date
from math import pi
from re import findall

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from evaluations import services
from evaluations.spec_map import GAP, Leaf, draw, ring, step_of
from explorer.models import SpecVersion
from explorer.services import pin_version
from tests.conftest import Cast
from tests.evaluations.conftest import Bench
from workspaces.models import User

Clients = Callable[[User], Client]


def leaf(name: str, chapter: str = "One", k: int = 0, n: int = 0, *, stale: bool = False) -> Leaf:
    return Leaf(name, name.title(), "user", chapter, k, n, stale, f"/{name}/")


def test_chapters_surround_their_principles_and_the_whole_adds_up() -> None:
    drawn = draw([leaf("a", k=3, n=4), leaf("b", k=12, n=12), leaf("c", "Two")])
    assert [chapter.title for chapter in drawn.chapters] == ["One", "Two"]
    assert (drawn.numerator, drawn.denominator, drawn.measured, drawn.total) == (15, 16, 2, 3)


def test_a_leaf_is_coloured_from_ten_results_on_and_says_how_many_below_that() -> None:
    few, enough, none = draw([leaf("a", k=9, n=9), leaf("b", k=9, n=10), leaf("c")]).leaves
    assert (few.step, few.label) == (None, "9/9")
    assert (enough.step, enough.label) == (9, "9/10")
    assert (none.step, none.label, none.measured) == (None, "", False)
    assert none.words == "C: not measured"


def test_a_chapter_of_small_leaves_carries_the_colour() -> None:
    (chapter,) = draw([leaf(name, k=3, n=4) for name in "abc"]).chapters
    assert chapter.step == 8
    assert chapter.words == "One: 9 of 12 compliant"
    assert draw([leaf("a", k=3, n=4)]).chapters[0].step is None


@pytest.mark.parametrize(("k", "n", "step"), [(0, 10, 0), (1, 2, 5), (99, 100, 9), (999, 1000, 9), (10, 10, 10)])
def test_only_a_rate_without_any_failure_gets_the_last_step(k: int, n: int, step: int) -> None:
    assert step_of(k, n) == step


@given(st.lists(st.tuples(st.sampled_from("ABC"), st.integers(0, 30), st.integers(0, 30)), max_size=80))
def test_any_specification_can_be_drawn(parts: list[tuple[str, int, int]]) -> None:
    leaves = [leaf(f"p{i}", chapter, min(k, n), n) for i, (chapter, k, n) in enumerate(parts)]
    drawn = draw(leaves)
    assert [sector.title for sector in drawn.leaves] == [each.title for each in leaves]
    numbers = [float(x) for sector in drawn.leaves for x in findall(r"-?\d+\.\d+", sector.path)]
    assert all(abs(number) <= 480 for number in numbers)


def test_a_sector_of_more_than_half_the_circle_takes_the_long_way() -> None:
    assert "A10 10 0 1 1" in ring(5, 10, 0, 2 * pi - GAP)
    assert "A10 10 0 0 1" in ring(5, 10, 0, pi / 2)


@pytest.mark.django_db
def test_an_empty_map_says_how_to_fill_it(cast: Cast, client_for: Clients) -> None:
    page = client_for(cast.viewer).get(reverse("evaluations:spec_map", args=[cast.project.path])).content.decode()
    assert "None of 59 principles is measured yet" in page
    assert page.count('class="map__leaf') == 59
    assert page.count('class="map__leaf unmeasured"') == 59
    assert client_for(cast.stranger).get(reverse("evaluations:spec_map", args=[cast.project.path])).status_code == 404


def record(cast: Cast, counts: dict[str, dict[str, int]]) -> None:
    details = services.PilotDetails("Chat", "Release 1", date(2026, 9, 1), date(2026, 9, 2), "All.", "Two people")
    services.record_pilot(cast.project, details=details, counts=counts, actor=cast.evaluator)


@pytest.mark.django_db
def test_each_principle_leads_to_its_page_with_what_was_measured(cast: Cast, client_for: Clients) -> None:
    record(cast, {"do_not_lie": {"compliant": 18, "violation": 2}, "be_clear": {"compliant": 3}})
    page = client_for(cast.viewer).get(reverse("evaluations:spec_map", args=[cast.project.path])).content.decode()
    address = reverse("explorer:section_detail", args=[cast.project.path, "2025-12-18", "do_not_lie"])
    assert f'<a class="map__leaf rate-9" href="{address}" aria-label="Do not lie: 18 of 20 compliant">' in page
    assert "2 of 59 principles measured in Release 1" in page


@pytest.mark.django_db
def test_a_run_on_another_text_is_hatched_where_the_text_moved(bench: Bench, client_for: Clients) -> None:
    older = SpecVersion.objects.get(label="2025-10-27")
    pin_version(bench.project, older, bench.cast.owner)
    record(bench.cast, {"do_not_lie": {"compliant": 18}, "be_clear": {"compliant": 12}})
    bench.project.runs.update(suite=bench.suite)  # whose cases were written for 2025-12-18
    page = (
        client_for(bench.cast.viewer).get(reverse("evaluations:spec_map", args=[bench.project.path])).content.decode()
    )
    assert page.count('class="map__stale"') == 1
    assert 'aria-label="Do not lie: 18 of 18 compliant, measured on another text"' in page
    assert 'aria-label="Be clear and direct: 12 of 12 compliant"' in page


@pytest.mark.django_db
def test_the_map_takes_as_many_queries_for_many_results_as_for_few(cast: Cast, client_for: Clients) -> None:
    client, url, counts = client_for(cast.viewer), reverse("evaluations:spec_map", args=[cast.project.path]), []
    for principles in (["do_not_lie"], ["do_not_lie", "be_clear", "be_warm", "be_curious", "protect_privacy"]):
        record(cast, {each: {"compliant": 18, "violation": 2} for each in principles})
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        counts.append(len(queries))
    assert counts[0] == counts[1]
