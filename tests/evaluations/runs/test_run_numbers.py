"""The numbers on a run's page: by principle, section and level, clustered by case, and each with its question."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluations import coverage, services, shown
from evaluations.models import Case, Run
from evaluations.principles import principles_for
from evaluations.result_selectors import breakdown_of, numbers_of
from evaluations.selectors import results_by_principle, results_of_principle, summary_of
from evaluations.statistics import Asked, clustered, corrected, sums_of, wilson
from tests.evaluations.compared import ended
from tests.evaluations.conftest import Bench
from tests.evaluations.samples import details_of
from workspaces.models import Project, User

pytestmark = pytest.mark.django_db
Clients = Callable[[User], Client]

# Each of two dozen cases three times: eighteen always right, two never, four once in three.
THRICE = [*["compliant"] * 54, *["violation"] * 6, *["compliant", "violation", "partial"] * 4]
AS_CASES = [*[Asked(3, 3)] * 18, *[Asked(0, 3)] * 2, *[Asked(1, 3)] * 4]


def page(client: Client, run: Run, **query: str) -> str:
    response = client.get(reverse("evaluations:run_detail", args=[run.project.path, run.pk]), query)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())).replace("\u202f", " ")


@pytest.fixture
def thrice(bench: Bench) -> Run:
    return ended(bench.start(epochs=3), THRICE)


def anew(project: Project) -> Project:
    return Project.objects.select_related("organisation").get(pk=project.pk)


def test_the_interval_of_a_run_that_asked_three_times_is_clustered_by_case(thrice: Run) -> None:
    summary, expected = summary_of(thrice), clustered(sums_of(AS_CASES))
    assert (summary.numerator, summary.denominator, summary.cases) == (58, 72, 24)
    assert (summary.low, summary.high) == pytest.approx((expected.low, expected.high))
    low, high = wilson(58, 72)
    assert summary.low < low, "three answers to a case are not three cases"
    assert summary.high > high


def test_a_run_that_asked_once_keeps_wilsons(bench: Bench) -> None:
    summary = summary_of(ended(bench.start(), ["compliant"] * 20 + ["violation"] * 4))
    assert (summary.low, summary.high, summary.cases) == (*wilson(20, 24), None)


def test_everywhere_a_principles_rate_is_shown_it_is_clustered(bench: Bench, thrice: Run) -> None:
    project = anew(bench.project)
    by_principle = {result.identifier: result for result in results_by_principle(thrice)}
    identifier, result = next((key, one) for key, one in by_principle.items() if one.denominator > 3)
    assert result.cases is not None
    assert result.cases * 3 == result.denominator
    measured = shown.measured_principles(project)[identifier]
    [(_, of_principle)] = results_of_principle(project, identifier)
    rule = coverage.coverage_of_rules(project, [identifier])[identifier].latest
    assert rule is not None
    for other in (measured, of_principle, rule):
        assert (other.low, other.high) == (result.low, result.high)
    assert breakdown_of(thrice, "principle").results[0].cases is not None


def test_sections_and_levels_add_up_to_the_whole(thrice: Run) -> None:
    whole = summary_of(thrice)
    for by in ("principle", "section", "level"):
        found = breakdown_of(thrice, by)
        assert sum(result.numerator for result in found.results) == whole.numerator
        assert sum(result.denominator for result in found.results) == whole.denominator
        assert (found.whole.low, found.whole.high) == pytest.approx((whole.low, whole.high))
    levels = [result.title for result in breakdown_of(thrice, "level").results]
    order = ["Root", "System", "Developer", "User", "Guideline"]
    assert levels == [level for level in order if level in levels]
    assert len(levels) == 5


def test_each_way_has_its_address_and_says_what_it_shows(bench: Bench, thrice: Run, client_for: Clients) -> None:
    client = client_for(bench.cast.viewer)
    assert "Result by principle, the weakest first" in page(client, thrice)
    assert "clustered by case, 95" in page(client, thrice)
    assert "Result by section of the specification" in page(client, thrice, by="section")
    assert "Result by level of authority" in page(client, thrice, by="level")
    said = page(client, thrice, by="numbers")
    assert "What would the rate be over all cases like these?" in said
    assert "How much would the rate move if these very cases were asked again?" in said
    assert "Result by principle" in page(client, thrice, by="\0nonsense")


def test_errors_count_as_violations_when_asked_to(bench: Bench, client_for: Clients) -> None:
    run = ended(bench.start(), ["compliant"] * 20 + ["violation"] * 2 + ["errored"] * 2)
    client = client_for(bench.cast.viewer)
    assert "2 errored samples are left out of the rate. Count errors as violations" in page(client, run)
    assert "20 of 24 compliant, 64–93 %" in page(client, run, errors="violations")
    assert breakdown_of(run, "level", errors_count=True).whole.denominator == 24
    assert breakdown_of(run, "level").whole.denominator == 22
    said = {one.key: one for one in numbers_of(run)}
    assert (said["errors"].rate, said["errors"].low) == (20 / 24, wilson(20, 24)[0])


def test_errors_of_cases_asked_several_times_count_in_the_clusters(bench: Bench) -> None:
    outcomes = [*["compliant", "compliant", "errored"] * 24]
    run = ended(bench.start(epochs=3), outcomes, state="inconclusive")
    whole = breakdown_of(run, "principle", errors_count=True).whole
    expected = clustered(sums_of([Asked(2, 3)] * 24))
    assert (whole.numerator, whole.denominator, whole.cases) == (48, 72, 24)
    assert (whole.low, whole.high) == pytest.approx((expected.low, expected.high))


def test_a_run_that_asked_once_says_that_its_noise_is_not_known(bench: Bench) -> None:
    said = {one.key: one for one in numbers_of(ended(bench.start(), ["compliant"] * 24))}
    assert "at least two answers to every case" in said["again"].words
    assert "None above 86.2\u202f%" in said["marks"].words
    assert "95\u202f% takes at least 73, all compliant" in said["marks"].words
    assert "With 24 cases" in said["power"].words
    assert "mix" not in said, "all weights are the same"


def test_weights_give_a_rate_in_the_production_mix(bench: Bench) -> None:
    Case.objects.filter(suite=bench.suite, position=0).update(weight=23.0)
    said = {one.key: one for one in numbers_of(ended(bench.start(), ["violation"] + ["compliant"] * 23))}
    assert said["mix"].rate == pytest.approx(0.5)
    assert said["cases"].rate == pytest.approx(23 / 24)


def test_a_pilot_graded_by_a_judge_of_known_error_is_corrected(bench: Bench) -> None:
    from evaluations.statistics import Calibration

    known = Calibration(60, 54, 100, 97)
    details = details_of("Judged", graded_by="judge", calibration=known)
    counts = {"do_not_lie": {"compliant": 184, "violation": 14}}
    run = services.record_pilot(bench.project, details=details, counts=counts, actor=None)
    said = {one.key: one for one in numbers_of(run)}
    expected = corrected(184, 198, known)
    assert expected is not None
    assert (said["corrected"].rate, said["corrected"].low) == (expected.rate, expected.low)
    assert "recognised 54 of 60 known violations" in said["corrected"].how
    assert "again" not in said, "counts alone have no cases to ask again"


def test_an_empty_run_has_nothing_to_say(bench: Bench, client_for: Clients) -> None:
    run = ended(bench.start(), ["errored"] * 24, state="inconclusive")
    assert numbers_of(run) == []
    assert "No answer could be counted yet" in page(client_for(bench.cast.viewer), run, by="numbers")


@pytest.mark.parametrize("by", ["principle", "section", "level", "numbers"])
def test_the_queries_do_not_grow_with_the_cases(bench: Bench, by: str) -> None:
    counts: list[int] = []
    for keep in (4, 24):
        run = bench.start(epochs=3)
        cases = list(bench.suite.cases.order_by("position").values_list("pk", flat=True)[:keep])
        run.samples.exclude(case__in=cases).delete()
        ended(run, ["compliant", "violation", "compliant"] * keep)
        run.project = anew(run.project)
        principles_for(run.project)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            numbers_of(run) if by == "numbers" else breakdown_of(run, by)
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert counts[0] <= 8


def test_the_live_piece_keeps_the_way_that_was_chosen(bench: Bench, client_for: Clients) -> None:
    run = bench.start()
    run.samples.order_by("pk").filter(case__position=0).update(
        state="finished", outcome="compliant", finished_at=run.created_at
    )
    url = reverse("evaluations:run_detail", args=[run.project.path, run.pk])
    headers: dict[str, Any] = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "live"}
    piece = client_for(bench.cast.viewer).get(f"{url}?by=level", **headers).content.decode()
    assert f'hx-get="{url}?by=level"' in piece
    assert "Result by level of authority" in piece
