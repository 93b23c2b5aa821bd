"""Two runs compared on their page: the sentence, the flips, what refuses it, one case of both, and the file."""

import csv
import io
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluations.comparison import Measured, compared, obstacles_between, sentence
from evaluations.comparison.pairing import Side
from evaluations.comparison.selectors import previous_of
from evaluations.models import Case, Run, Sample, Suite
from tests.evaluations.compared import ended, two_runs
from tests.evaluations.conftest import Bench
from tests.evaluations.samples import traffic_sample
from workspaces.models import User

pytestmark = pytest.mark.django_db
Clients = Callable[[User], Client]


def address(bench: Bench, name: str = "run_compare") -> str:
    return reverse(f"evaluations:{name}", args=[bench.project.path])


def text_of(response: Any) -> str:
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))
    return plain.replace("\u202f", " ").replace("\xa0", " ")


def chosen(first: Run, second: Run, **more: str) -> dict[str, Any]:
    return {"a": first.pk, "b": second.pk, **more}


def heading(response: Any) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", response.content.decode(), re.DOTALL)
    assert found
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", found[1])).strip()


@pytest.mark.parametrize(
    ("better", "worse", "expected"),
    [
        (14, 3, "Better on 14 cases, worse on 3; that is more than noise"),
        (3, 2, "Better on 3 cases, worse on 2; that may be noise"),
        (0, 6, "Worse on 6 cases, better on none; that is more than noise"),
        (1, 0, "Better on 1 case, worse on none; that may be noise"),
        (0, 0, "The same on all 24 cases that both runs counted"),
    ],
)
def test_the_title_is_the_finding(bench: Bench, client_for: Clients, better: int, worse: int, expected: str) -> None:
    runs = two_runs(bench, better=better, worse=worse)
    response = client_for(bench.cast.viewer).get(address(bench), chosen(*runs))
    assert heading(response) == expected
    page = response.content.decode()
    assert page.count("flip flip--better") == 2 * better, "a mark and a row each"
    assert page.count("flip flip--worse") == 2 * worse


def test_from_a_run_it_is_compared_with_the_one_before_it(bench: Bench, client_for: Clients) -> None:
    first, second = two_runs(bench, better=7)
    client = client_for(bench.cast.viewer)
    detail = client.get(reverse("evaluations:run_detail", args=[bench.project.path, second.pk])).content.decode()
    link = f"{address(bench)}?b={second.pk}"
    assert f'href="{link}"' in detail
    response = client.get(link)
    assert heading(response) == "Better on 7 cases, worse on none; that is more than noise"
    assert previous_of(second) == first


def test_the_only_run_of_its_suite_asks_for_another(bench: Bench, client_for: Clients) -> None:
    run = ended(bench.start(), ["compliant"] * 24)
    client = client_for(bench.cast.viewer)
    response = client.get(address(bench), {"b": run.pk})
    assert response.status_code == 200
    assert "It takes two" in text_of(response)
    assert "It takes two" in text_of(client.get(address(bench)))


@pytest.mark.parametrize("query", [{"a": "9999999"}, {"a": "x", "b": "\0"}, {"a": "1" * 40, "b": "-1"}, {"b": "²"}])
def test_runs_that_are_none_are_refused_beside_the_field(
    bench: Bench, client_for: Clients, query: dict[str, str]
) -> None:
    two_runs(bench)
    response = client_for(bench.cast.viewer).get(address(bench), query)
    assert response.status_code == (422 if "a" in query else 200)
    assert "Compare two runs" in text_of(response)


def test_a_run_is_not_compared_with_itself(bench: Bench, client_for: Clients) -> None:
    run, _ = two_runs(bench)
    response = client_for(bench.cast.viewer).get(address(bench), chosen(run, run))
    assert response.status_code == 422
    assert "Choose another run than the first." in text_of(response)


def test_another_suite_is_refused_until_somebody_insists_and_then_it_is_said(bench: Bench, client_for: Clients) -> None:
    first, second = two_runs(bench, better=7)
    Run.objects.filter(pk=second.pk).update(suite_sha256="0" * 64)
    client = client_for(bench.cast.viewer)
    refused = text_of(client.get(address(bench), chosen(first, second)))
    assert "These two runs are not comparable as they stand" in refused
    assert "The cases of “Two dozen cases” have changed between them." in refused
    assert "Better on" not in refused
    led = client.get(address(bench, "run_compare_csv"), chosen(first, second))
    assert (led.status_code, led.headers["Location"]) == (303, f"{address(bench)}?a={first.pk}&b={second.pk}")
    insisted = client.get(address(bench), chosen(first, second, insist="1"))
    assert heading(insisted).startswith("Better on 7 cases")
    assert "Compared because you insisted." in text_of(insisted)
    assert client.get(address(bench, "run_compare_csv"), chosen(first, second, insist="1")).status_code == 200


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"specification": "2020-01-01"}, "different versions of the specification"),
        ({"graders_sha256": "0" * 64}, "The rules that grade have changed"),
    ],
)
def test_another_specification_or_other_rules_are_refused(
    bench: Bench, client_for: Clients, change: dict[str, str], words: str
) -> None:
    first, second = two_runs(bench)
    Run.objects.filter(pk=second.pk).update(settings={**second.settings, **change})
    assert words in text_of(client_for(bench.cast.viewer).get(address(bench), chosen(first, second)))


def test_other_deciders_are_refused(bench: Bench, client_for: Clients) -> None:
    first, second = two_runs(bench)
    Sample.objects.filter(run=second).update(decided_by="judge")
    page = text_of(client_for(bench.cast.viewer).get(address(bench), chosen(first, second)))
    assert "Different graders decided: rules in the first, a judge in the second." in page


def test_two_judges_are_told_apart_by_their_version() -> None:
    def run(judge: str) -> Measured:
        return Measured("R", "S", "x", "1", "", frozenset({"a judge"}), frozenset({judge}))

    [found] = obstacles_between(run("House judge, version 1"), run("House judge, version 2"))
    assert found.words == "Different judges graded: House judge, version 1 and House judge, version 2."


def test_counts_alone_cannot_be_chosen(bench: Bench, client_for: Clients) -> None:
    run, _ = two_runs(bench)
    pilot = traffic_sample(bench.project, bench.cast.evaluator, 3, 40)
    response = client_for(bench.cast.viewer).get(address(bench), chosen(run, pilot))
    assert response.status_code == 422
    without = Measured("A pilot", "None", "", "", "", has_cases=False)
    [found] = obstacles_between(without, without)
    assert found.absolute


def test_cases_asked_several_times_are_compared_by_their_rates(bench: Bench, client_for: Clients) -> None:
    first = ended(bench.start(release="Release 4", epochs=2), ["compliant", "violation"] * 24)
    second = ended(bench.start(release="Release 5", epochs=2), ["compliant"] * 20 + ["compliant", "violation"] * 14)
    response = client_for(bench.cast.viewer).get(address(bench), chosen(first, second))
    assert heading(response) == "Better on 10 cases, worse on none; that is more than noise"
    assert "paired t" in text_of(response)
    assert "Mean of the per-case rates" in text_of(response)


def test_a_principle_is_called_different_only_after_holm() -> None:
    def side(k: int) -> Side:
        return Side(k, 1, "compliant" if k else "violation", 1)

    before = {("odd", f"o{at}"): side(0) for at in range(7)} | {(f"p{at}", "k"): side(1) for at in range(1, 9)}
    before |= {(f"p{at}", "l"): side(1) for at in range(1, 9)}
    after = {key: side(1) for key in before}
    found = compared(before, after, {})
    odd = found.principles[0]
    assert odd.identifier == "odd"
    assert odd.found.p is not None
    assert odd.holm is not None
    assert odd.found.p < 0.05 < odd.holm
    assert not odd.more_than_noise
    assert found.more_than_noise
    assert sentence(found) == "Better on 7 cases, worse on none; that is more than noise"


def test_a_case_that_one_run_did_not_count_is_left_out_and_said(bench: Bench, client_for: Clients) -> None:
    first = ended(bench.start(release="Release 4"), ["errored"] + ["compliant"] * 23)
    second = ended(bench.start(release="Release 5"), ["violation"] * 24)
    page = text_of(client_for(bench.cast.viewer).get(address(bench), chosen(first, second)))
    assert "Worse on 23 cases" in page
    assert "1 left out, because one of the runs has no counted answer to it" in page


def test_one_case_of_both_runs_stands_side_by_side(bench: Bench, client_for: Clients) -> None:
    first, second = two_runs(bench, better=2, worse=1)
    client = client_for(bench.cast.viewer)
    comparison = client.get(address(bench), chosen(first, second)).content.decode()
    case = bench.suite.cases.order_by("position")[0]
    link = f"{address(bench, 'run_compare_case')}?a={first.pk}&amp;b={second.pk}&amp;case={quote(case.key)}"
    assert f'href="{link}"' in comparison
    response = client.get(link.replace("&amp;", "&"))
    page = text_of(response)
    assert heading(response) == str(case)
    assert "Answer 0 of Release 4" in page
    assert "Answer 0 of Release 5" in page
    assert "1 of 3 cases that changed" in page
    assert "Next" in page
    following = re.search(r'rel="next" href="([^"]+)"', response.content.decode())
    assert following
    assert "2 of 3 cases" in text_of(client.get(following[1].replace("&amp;", "&")))


@pytest.mark.parametrize("key", ["no-such-case", "\0", "x" * 5000, ""])
def test_a_case_that_is_none_is_not_found(bench: Bench, client_for: Clients, key: str) -> None:
    query = chosen(*two_runs(bench), case=key)
    assert client_for(bench.cast.viewer).get(address(bench, "run_compare_case"), query).status_code == 404


def test_the_file_has_every_case_and_no_formula(bench: Bench, client_for: Clients) -> None:
    first, second = two_runs(bench, better=2, worse=1)
    Case.objects.filter(suite=bench.suite, position=0).update(title="=1+1")
    response = client_for(bench.cast.viewer).get(address(bench, "run_compare_csv"), chosen(first, second))
    assert response.headers["Content-Disposition"].endswith(f'comparison-{first.pk}-{second.pk}.csv"')
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert len(rows) == 24
    changes = [row["change"] for row in rows]
    assert (changes.count("better"), changes.count("worse"), changes.count("same")) == (2, 1, 21)
    assert {row["difference"] for row in rows if row["change"] == "worse"} == {"-1.0000"}
    assert "'=1+1" in {row["title"] for row in rows}


def test_strangers_find_nothing(bench: Bench, client_for: Clients) -> None:
    query = chosen(*two_runs(bench))
    for name in ("run_compare", "run_compare_csv", "run_compare_case", "trend"):
        assert client_for(bench.cast.stranger).get(address(bench, name), query).status_code == 404


def test_runs_of_another_project_cannot_be_chosen(bench: Bench, client_for: Clients) -> None:
    run, theirs = two_runs(bench)
    ended(bench.start(release="Release 6"), ["compliant"] * 24)
    Run.objects.filter(pk=theirs.pk).update(project=bench.cast.other_project)
    response = client_for(bench.cast.viewer).get(address(bench), chosen(run, theirs))
    assert response.status_code == 422
    assert "Choose a run of this project" in text_of(response)


def test_the_queries_do_not_grow_with_the_cases(bench: Bench, client_for: Clients) -> None:
    client = client_for(bench.cast.viewer)
    counts = []
    for keep in (3, 24):
        cases = list(bench.suite.cases.order_by("position").values_list("pk", flat=True)[:keep])
        runs = []
        for outcome in ("violation", "compliant"):
            run = bench.start()
            run.samples.exclude(case__in=cases).delete()
            runs.append(ended(run, [outcome] * keep))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address(bench), chosen(*runs)).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_suites_of_other_cases_share_only_their_keys(bench: Bench, client_for: Clients) -> None:
    first, second = two_runs(bench)
    other = Suite.objects.create(project=bench.project, name="Others", origin=Suite.Origin.WRITTEN)
    Case.objects.create(suite=other, position=0, key="alone", principle="do_not_lie")
    Run.objects.filter(pk=second.pk).update(suite=other, suite_sha256="1" * 64)
    page = text_of(client_for(bench.cast.viewer).get(address(bench), chosen(first, second)))
    assert "They asked different suites: “Two dozen cases” and “Others”." in page
