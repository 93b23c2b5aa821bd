"""`manage.py import_evaluation`: the logs of other tools with the counts that were counted by hand."""

import json
from io import StringIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.db import OperationalError

from evaluations.models import Case, ImportedLog, Run, Sample, Suite, Verdict
from tests.conftest import Cast
from workspaces.models import AuditEntry

KEYS = ["run", "source", "samples", "cases", "epochs", "errored", "outcomes", "deciding_scorer", "scorers", "unread"]


def import_evaluation(path: Path, *extra: str, project: str = "acme/support") -> tuple[int, Any, str]:
    """Exit code, what JSON went to stdout, and what was said on stderr."""
    out, err = StringIO(), StringIO()
    try:
        call_command("import_evaluation", str(path), "--project", project, "--json", *extra, stdout=out, stderr=err)
    except SystemExit as ended:
        return int(str(ended.code)), json.loads(out.getvalue()), err.getvalue()
    return 0, json.loads(out.getvalue()), err.getvalue()


@pytest.mark.parametrize("name", ["inspect-a.eval", "inspect-a.json"])
def test_an_inspect_log_gives_the_counts_of_both_scorers(cast: Cast, shared_data: Path, name: str) -> None:
    code, said, _ = import_evaluation(shared_data / "evaluation_logs" / "inspect" / name)
    assert code == 0
    assert list(said) == KEYS
    assert (said["source"], said["samples"], said["cases"], said["epochs"], said["errored"]) == (
        "inspect",
        24,
        12,
        2,
        2,
    )
    assert said["scorers"] == {"includes": {"C": 15, "I": 7}, "model_graded_qa": {"C": 15, "I": 5, "P": 2}}
    assert said["deciding_scorer"] == "includes"
    assert said["outcomes"] == {"compliant": 15, "violation": 7, "partial": 0, "no_answer": 0, "unscored": 0}
    assert said["unread"] == []


def test_another_scorer_may_decide(cast: Cast, shared_data: Path) -> None:
    log = shared_data / "evaluation_logs" / "inspect" / "inspect-a.eval"
    _, said, _ = import_evaluation(log, "--scorer", "model_graded_qa")
    assert said["outcomes"] == {"compliant": 15, "violation": 5, "partial": 2, "no_answer": 0, "unscored": 0}
    run = Run.objects.get(pk=said["run"])
    assert Sample.objects.filter(run=run, outcome="partial").count() == 2
    last = [sample.verdicts.last() for sample in run.samples.filter(outcome="partial")]
    assert {verdict.grader for verdict in last if verdict} == {"model_graded_qa"}


@pytest.mark.parametrize("ending", ["json", "jsonl", "csv"])
def test_promptfoo_rows_pass_or_fail(cast: Cast, shared_data: Path, ending: str) -> None:
    code, said, _ = import_evaluation(shared_data / "evaluation_logs" / "promptfoo" / f"promptfoo-a.{ending}")
    assert code == 0
    assert (said["source"], said["samples"], said["cases"], said["errored"]) == ("promptfoo", 8, 8, 0)
    assert said["outcomes"] == {"compliant": 5, "violation": 3, "partial": 0, "no_answer": 0, "unscored": 0}
    assert said["scorers"] == {"success": {"pass": 5, "fail": 3}}
    assert said["unread"] == []


def test_deepeval_cases_pass_or_fail(cast: Cast, shared_data: Path) -> None:
    code, said, _ = import_evaluation(shared_data / "evaluation_logs" / "deepeval" / "deepeval-a.json")
    assert code == 0
    assert (said["source"], said["samples"], said["cases"], said["errored"]) == ("deepeval", 6, 6, 0)
    assert said["outcomes"] == {"compliant": 4, "violation": 2, "partial": 0, "no_answer": 0, "unscored": 0}
    assert said["scorers"] == {"Contains expected": {"1.0": 4, "0.0": 2}}


@pytest.mark.parametrize("name", ["promptfoo-a.yaml", "promptfoo-a.junit.xml"])
def test_a_format_that_is_not_read_is_refused_in_one_sentence(cast: Cast, shared_data: Path, name: str) -> None:
    code, said, _ = import_evaluation(shared_data / "evaluation_logs" / "promptfoo" / name)
    assert code == 1
    assert [fault["field"] for fault in said["errors"]] == ["file"]
    assert "is not read" in said["errors"][0]["message"]
    assert not Run.objects.exists()


def test_the_run_is_recorded_with_its_suite_and_says_where_it_comes_from(cast: Cast, shared_data: Path) -> None:
    log = shared_data / "evaluation_logs" / "inspect" / "inspect-a.eval"
    _, said, err = import_evaluation(log)
    run = Run.objects.get(pk=said["run"])
    assert (run.source, run.name, run.release, run.state, run.epochs) == (
        *("recorded", "spec_pilot_a", "mockllm/model", "inconclusive", 2),
    )
    assert run.suite is not None
    assert (run.suite.origin, run.suite.cases.count(), len(run.suite.content_sha256)) == ("recorded", 12, 64)
    assert Verdict.objects.filter(sample__run=run, source="recorded").count() == 44
    case = Case.objects.get(suite=run.suite, key="a01")
    assert [turn["role"] for turn in case.messages] == ["system", "user"]
    source = ImportedLog.objects.get(run=run)
    assert (source.tool, source.tool_version, source.file_name) == ("inspect", "0.3.285", "inspect-a.eval")
    assert source.unmapped["error_case"] == 2
    assert "error_case (2)" in err
    assert AuditEntry.objects.filter(action="log.imported").count() == 1


def test_errored_samples_keep_their_reason_and_get_no_verdict(cast: Cast, shared_data: Path) -> None:
    _, said, _ = import_evaluation(shared_data / "evaluation_logs" / "inspect" / "inspect-a.json")
    errored = Sample.objects.filter(run=said["run"], outcome="errored")
    assert errored.count() == 2
    for sample in errored:
        assert "simulated provider outage" in sample.reason
        assert not sample.verdicts.exists()


@pytest.mark.parametrize(
    ("extra", "field"),
    [(["--scorer", "nobody"], "scorer"), (["--format", "deepeval"], "format")],
)
def test_what_the_log_does_not_have_is_refused(cast: Cast, shared_data: Path, extra: list[str], field: str) -> None:
    log = shared_data / "evaluation_logs" / "inspect" / "inspect-a.eval"
    code, said, _ = import_evaluation(log, *extra)
    assert code == 1
    assert said["errors"][0]["field"] == field
    assert not Run.objects.exists()
    assert not Suite.objects.exists()


def test_a_database_that_is_busy_is_told_without_a_traceback(cast: Cast, shared_data: Path) -> None:
    log = shared_data / "evaluation_logs" / "deepeval" / "deepeval-a.json"
    with patch.object(Run.objects, "create", side_effect=OperationalError("database is locked")):
        code, said, _ = import_evaluation(log)
    assert (code, said["errors"][0]["field"]) == (1, "database")
    assert not Suite.objects.exists()


def test_all_that_is_wrong_with_the_call_is_told_at_once(cast: Cast, tmp_path: Path) -> None:
    code, said, _ = import_evaluation(tmp_path / "missing.json", project="acme/nothing")
    assert code == 1
    assert [fault["field"] for fault in said["errors"]] == ["file", "project"]
