"""The trend page: runs in the order of time with their intervals, one suite at a time, beside published rates."""

import html
import json
import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluations.anchors import published_anchors
from evaluations.statistics import Asked, clustered, sums_of, wilson
from tests.evaluations.compared import ended, two_runs
from tests.evaluations.conftest import Bench
from tests.evaluations.samples import traffic_sample
from workspaces.models import User

pytestmark = pytest.mark.django_db
Clients = Callable[[User], Client]


def trend(client: Client, bench: Bench, **query: str) -> Any:
    response = client.get(reverse("evaluations:trend", args=[bench.project.path]), query)
    assert response.status_code == 200
    return response


def text_of(response: Any) -> str:
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))
    return plain.replace("\u202f", " ").replace("\xa0", " ")


def figure_of(response: Any) -> dict[str, Any]:
    found = re.search(r'data-figure="([^"]*)"', response.content.decode())
    assert found
    figure: dict[str, Any] = json.loads(html.unescape(found[1]))
    return figure


def marks(response: Any) -> dict[str, Any]:
    return next(trace for trace in figure_of(response)["data"] if trace["mode"] == "markers")


def test_an_empty_project_says_what_the_page_is_for(bench: Bench, client_for: Clients) -> None:
    page = text_of(trend(client_for(bench.cast.viewer), bench))
    assert "Nothing was measured here yet" in page
    assert "The trend starts with the first run" in page


def test_runs_stand_in_the_order_of_time_with_their_intervals(bench: Bench, client_for: Clients) -> None:
    two_runs(bench, better=4)
    response = trend(client_for(bench.cast.viewer), bench)
    assert "100 % compliant in Release 5, up from 83.3 %; the intervals overlap" in text_of(response)
    found = marks(response)
    assert found["y"] == [pytest.approx(20 / 24), 1.0]
    low, high = wilson(20, 24)
    assert found["error_y"]["arrayminus"][0] == pytest.approx(20 / 24 - low)
    assert found["error_y"]["array"][0] == pytest.approx(high - 20 / 24)
    assert "20 of 24" in text_of(response), "the table behind the chart"


def test_cases_asked_several_times_have_clustered_intervals(bench: Bench, client_for: Clients) -> None:
    ended(bench.start(epochs=3), ["compliant"] * 60 + ["violation"] * 12)
    response = trend(client_for(bench.cast.viewer), bench)
    expected = clustered(sums_of([Asked(3, 3)] * 20 + [Asked(0, 3)] * 4))
    assert marks(response)["error_y"]["arrayminus"] == [pytest.approx(60 / 72 - expected.low)]
    assert "clustered by case" in text_of(response)


def test_published_rates_are_dotted_lines_that_say_whose_they_are(bench: Bench, client_for: Clients) -> None:
    two_runs(bench)
    client = client_for(bench.cast.viewer)
    response = trend(client, bench)
    rates = sorted(shape["y0"] for shape in figure_of(response)["layout"]["shapes"])
    assert rates == [0.72, 0.80, 0.82, 0.84, 0.87, 0.89]
    assert "somebody else’s measurement" in text_of(response)
    assert "OpenAI, Model Spec Evals, published 2026" in text_of(response)
    hidden = trend(client, bench, anchors="none")
    assert figure_of(hidden)["layout"]["shapes"] == []
    assert "somebody else’s" not in text_of(hidden)


def test_the_labels_of_close_rates_do_not_stand_on_each_other(bench: Bench, client_for: Clients) -> None:
    two_runs(bench)
    layout = figure_of(trend(client_for(bench.cast.viewer), bench))["layout"]
    places = sorted(label["y"] for label in layout["annotations"])
    height = layout["yaxis"]["range"][1] - layout["yaxis"]["range"][0]
    assert all(b - a >= 0.049 * height for a, b in pairwise(places))


def test_a_principle_has_its_own_trend_without_the_published_rates(bench: Bench, client_for: Clients) -> None:
    two_runs(bench, worse=24)
    client = client_for(bench.cast.viewer)
    assert "By principle, the last 2 runs" in text_of(trend(client, bench))
    response = trend(client, bench, principle="do_not_lie")
    assert "0 % compliant in Release 5, under “" in text_of(response)
    assert figure_of(response)["layout"]["shapes"] == []
    assert "By principle" not in text_of(response)


def test_pilots_are_drawn_only_among_everything_and_no_line_joins_other_cases(
    bench: Bench, client_for: Clients
) -> None:
    two_runs(bench, better=1)
    traffic_sample(bench.project, bench.cast.evaluator, 3, 40, release="Release 3")
    client = client_for(bench.cast.viewer)
    assert len(marks(trend(client, bench))["y"]) == 2
    response = trend(client, bench, suite="*")
    assert len(marks(response)["y"]) == 3
    lines = [trace["x"] for trace in figure_of(response)["data"] if trace["mode"] == "lines"]
    assert lines == [[1, 2]]
    assert "Marks that no line joins asked different cases" in text_of(response)


@pytest.mark.parametrize("query", [{"suite": "\0"}, {"principle": "x" * 9000}, {"suite": "no such", "anchors": "🙂"}])
def test_a_choice_that_is_none_falls_back(bench: Bench, client_for: Clients, query: dict[str, str]) -> None:
    two_runs(bench)
    assert "compliant in Release 5" in text_of(trend(client_for(bench.cast.viewer), bench, **query))


def test_a_release_with_markup_in_its_name_is_text(bench: Bench, client_for: Clients) -> None:
    ended(bench.start(release="<b>R</b>"), ["compliant"] * 24)
    ticks = figure_of(trend(client_for(bench.cast.viewer), bench))["layout"]["xaxis"]["ticktext"]
    assert ticks == ["&lt;b&gt;R&lt;/b&gt;"]


def test_the_queries_do_not_grow_with_the_runs(bench: Bench, client_for: Clients) -> None:
    client = client_for(bench.cast.viewer)
    counts = []
    for _ in range(2):
        for _ in range(3):
            ended(bench.start(epochs=2), ["compliant"] * 48)
        with CaptureQueriesContext(connection) as captured:
            trend(client, bench)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_every_publication_names_its_source_and_its_date() -> None:
    [published] = published_anchors()
    assert (published.by, published.published) == ("OpenAI", "2026")
    assert {anchor.model: anchor.rate for anchor in published.anchors}["GPT-5 Thinking"] == 0.89
    assert "no target" in published.about
