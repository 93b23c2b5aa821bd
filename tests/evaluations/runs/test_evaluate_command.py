"""`manage.py evaluate`: what a pipeline asks for, waits for, and fails on."""

import json
from io import StringIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core.management import CommandError, call_command

from evaluations.models import Run
from evaluations.runs.bar import Bar, Miss, Rate, misses
from evaluations.runs.junit import SampleAsTest, junit_xml
from tests.evaluations.conftest import Bench

pytestmark = pytest.mark.django_db

# Of the two dozen cases, release 4 of the simulated assistant answers twenty rightly.
ALL = {"project": "acme/support", "suite": "Two dozen cases", "endpoint": "Simulated assistant, release 4"}


def evaluate(*extra: str, **named: str) -> tuple[int, Any, str]:
    """Exit code, what JSON went to stdout, and what was said on stderr."""
    out, err = StringIO(), StringIO()
    words = [part for name, value in (ALL | named).items() for part in (f"--{name}", value)]
    try:
        call_command("evaluate", *words, "--json", *extra, stdout=out, stderr=err)
    except SystemExit as ended:
        return int(str(ended.code)), json.loads(out.getvalue()), err.getvalue()
    return 0, json.loads(out.getvalue()), err.getvalue()


def test_a_run_in_this_process_tells_its_rate_with_the_interval_by_principle(
    bench: Bench, simulated_assistant: str
) -> None:
    code, said, _ = evaluate("--inline", "--fail-under", "0.8", "--release", "r42")
    assert code == 0
    assert said == {
        "run": Run.objects.get(release="r42").pk,
        "state": "completed",
        "rate": 20 / 24,
        "interval": [pytest.approx(0.6415, abs=1e-4), pytest.approx(0.9332, abs=1e-4)],
        "numerator": 20,
        "denominator": 24,
        "errored": 0,
        "unscored": 0,
        "principles": said["principles"],
    }
    assert said["principles"]["do_not_lie"]["n"] == 2
    assert set(said["principles"]["do_not_lie"]) == {"rate", "interval", "n"}


@pytest.mark.parametrize(
    ("extra", "code", "word"),
    [
        (["--fail-under", "0.84"], 3, "the run is below the bar"),
        (["--fail-under", "0.8", "--on", "lower"], 3, "lower end of its interval"),
        (["--fail-under-principle", "do_not_lie=1", "be_clear=0.5"], 0, ""),
        (["--fail-under-principle", "scope_of_autonomy=0.5"], 3, "scope_of_autonomy is below the bar"),
        (["--fail-under-principle", "be_warm=0.1"], 3, "be_warm was not measured"),
    ],
)
def test_the_bar_decides_the_exit_code(
    bench: Bench, simulated_assistant: str, extra: list[str], code: int, word: str
) -> None:
    ended, said, err = evaluate("--inline", *extra)
    assert (ended, said["numerator"]) == (code, 20)
    assert word in err


def test_an_inconclusive_run_is_below_any_bar(bench: Bench, simulated_assistant: str) -> None:
    bench.start("fault-500-some")
    code, said, err = evaluate("--inline", endpoint="Simulated assistant, fault-500-some")
    assert (code, said["state"]) == (3, "inconclusive")
    assert "The run is inconclusive" in err


def test_without_an_assistant_of_the_operator_the_simulated_one_is_started_for_the_time_being(bench: Bench) -> None:
    code, said, _ = evaluate("--inline")
    assert (code, said["numerator"]) == (0, 20)


def test_a_run_that_nobody_takes_up_ends_the_waiting_and_not_the_run(bench: Bench) -> None:
    code, said, _ = evaluate("--timeout", "0.5")
    assert (code, said["errors"][0]["field"]) == (1, "timeout")
    assert Run.objects.get().state == "queued"


def test_every_fault_is_told_at_once_and_nothing_is_started(bench: Bench, tmp_path: Path) -> None:
    code, said, _ = evaluate("--junit", str(tmp_path / "no" / "j.xml"), suite="Three dozen", endpoint="No one")
    assert code == 1
    assert [fault["field"] for fault in said["errors"]] == ["junit", "suite", "endpoint"]
    assert said["errors"][1]["allowed"] == ["Two dozen cases"]
    assert set(said["errors"][0]) == {"field", "value", "allowed", "message"}
    code, said, _ = evaluate(project="nowhere")
    assert (code, said["errors"][0]["field"]) == (1, "project")
    code, said, _ = evaluate("--epochs", "0")
    assert (code, said["errors"][0]["field"]) == (1, "epochs")
    assert not Run.objects.exists()


@pytest.mark.parametrize("extra", [["--fail-under", "1.5"], ["--fail-under", "nan"], ["--fail-under-principle", "x"]])
def test_a_mark_that_is_no_share_is_wrong_usage(bench: Bench, extra: list[str]) -> None:
    with pytest.raises(CommandError):
        evaluate(*extra)


def test_the_samples_come_as_junit(bench: Bench, simulated_assistant: str, tmp_path: Path) -> None:
    evaluate("--inline", "--junit", str(tmp_path / "j.xml"))
    root = ElementTree.parse(tmp_path / "j.xml").getroot()  # noqa: S314 - our own
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("24", "4", "0")
    failed = [test for test in root.iter("testcase") if test.find("failure") is not None]
    assert "duplicates-not-deletion" in {test.get("name") for test in failed}


def test_junit_holds_what_xml_cannot() -> None:
    sample = SampleAsTest("p", "case\x00\x1b<&", 2, "errored", "gone \ufffe \ud800", 0.5)
    root = ElementTree.fromstring(junit_xml("run", [sample]))  # noqa: S314 - our own
    (test,) = root.iter("testcase")
    assert test.get("name") == "case��<& (epoch 2)"
    assert (root.get("errors"), test[0].tag) == ("1", "error")


def test_a_suite_may_be_named_with_its_version_or_by_its_number(bench: Bench, simulated_assistant: str) -> None:
    for name in (f"{bench.suite.name}@{bench.suite.version}", str(bench.suite.pk)):
        assert evaluate("--inline", suite=name)[0] == 0


@pytest.mark.parametrize(
    ("rate", "on", "missed"),
    [
        (Rate(0.9, 0.8, 0.95, 50), "point", False),
        (Rate(0.9, 0.8, 0.95, 50), "lower", True),
        (Rate(None, 0.0, 1.0, 0), "point", True),
    ],
)
def test_what_is_held_against_the_bar(rate: Rate, on: str, missed: bool) -> None:
    bar = Bar(overall=0.9, on="lower" if on == "lower" else "point")
    assert misses(bar, rate, {}) == ([Miss("", rate.on(bar.on), 0.9)] if missed else [])
