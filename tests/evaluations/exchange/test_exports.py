"""Suites for other tools and results as files: read back by what will read them."""

import ast
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pyarrow.parquet as pq
import pytest
import yaml
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from evaluations.exchange.export import inspect_task, parquet, promptfoo_config
from evaluations.models import Case, Run, Sample
from evaluations.services.importing import Wishes, import_log
from evaluations.suites.case_draft import CaseDraft
from tests.conftest import Cast
from tests.evaluations.conftest import Bench
from tests.evaluations.exchange.logs import as_json, inspect_log, inspect_sample
from workspaces.models import User

Clients = Callable[[User], Client]
ODD = '"""\n{{ 7*7 }} {% endraw %} {# x #} \'); import os # file://etc/passwd \\N{DASH} =cmd|\u2028'


def case_of(text: str, **parts: Any) -> CaseDraft:
    messages = [{"role": "system", "content": text}, {"role": "developer", "content": "Brief."}]
    return CaseDraft("odd", "be_clear", [*messages, {"role": "user", "content": text}], rubric=text, **parts)


def opened(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name.removeprefix("plumbline_suite/"): archive.read(name).decode() for name in archive.namelist()}


def test_the_python_of_a_task_is_the_same_whatever_stands_in_the_cases() -> None:
    plain, odd = opened(inspect_task.written([case_of("Hi")])), opened(inspect_task.written([case_of(ODD)]))
    assert plain["task.py"] == odd["task.py"]
    ast.parse(odd["task.py"])
    (line,) = odd["dataset.jsonl"].splitlines()
    case = json.loads(line)
    assert case["input"][-1] == {"role": "user", "content": ODD}
    assert [turn["role"] for turn in case["input"]] == ["system", "user"]
    assert case["metadata"]["principle"] == "be_clear"


def test_the_rules_in_a_task_need_nothing_else_of_ours() -> None:
    files = opened(inspect_task.written([]))
    for name, text in files.items():
        if name.endswith(".py"):
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("evaluations"):
                    path = str(node.module).replace(".", "/")
                    assert f"{path}.py" in files or f"{path}/__init__.py" in files


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60))
def test_no_text_of_a_case_begins_a_template_of_promptfoo(text: str) -> None:
    written = promptfoo_config.conversation([{"role": "user", "content": text + ODD}])
    assert not any(mark in written for mark in ("{{", "{%", "{#", "}}", "%}", "#}"))
    assert json.loads(written) == [{"role": "user", "content": text + ODD}]


def test_a_suite_for_promptfoo_is_yaml_with_the_rules_that_it_has() -> None:
    rules = [
        {"kind": "contains", "any": ["yes {{x}}"], "none": ["no way"]},
        {"kind": "regex", "pattern": "a{2}", "want": "no_match"},
    ]
    both = [case_of(ODD, graders=rules), case_of("Hi", graders=[*rules, {"kind": "question", "max": 1}])]
    config = yaml.safe_load(promptfoo_config.written(both, "A suite"))
    first, second = config["tests"]
    assert json.loads(first["vars"]["conversation"])[-1]["content"] == ODD
    assert [each["type"] for each in first["assert"]] == ["regex", "not-regex", "not-regex"]
    assert not any("{{" in str(each["value"]) for each in first["assert"])
    assert second["assert"][-1] == {"type": "llm-rubric", "value": "Hi"}
    assert first["metadata"]["principle"] == "be_clear"


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "a": st.none() | st.text(alphabet=st.characters(exclude_categories=["Cs"])),
                "b": st.none() | st.floats(allow_nan=False),
                "c": st.none() | st.integers(-(2**63), 2**63 - 1),
            }
        ),
        max_size=40,
    )
)
def test_a_parquet_file_is_read_back_by_pyarrow(rows: list[dict[str, Any]]) -> None:
    out = io.BytesIO()
    columns = [parquet.Column("a"), parquet.Column("b", "number"), parquet.Column("c", "whole")]
    assert parquet.write(out, columns, rows) == len(rows)
    assert pq.read_table(io.BytesIO(out.getvalue())).to_pylist() == rows


def test_a_parquet_file_of_several_groups_keeps_the_order() -> None:
    out = io.BytesIO()
    rows = [{"a": f"row {number}" if number % 3 else None} for number in range(parquet.ROWS * 2 + 7)]
    parquet.write(out, [parquet.Column("a")], rows)
    assert pq.read_table(io.BytesIO(out.getvalue())).to_pylist() == rows


@pytest.fixture
def run(cast: Cast) -> Run:
    talk = [{"role": role, "content": f"={role}"} for role in ("user", "assistant", "user")]
    samples = [
        inspect_sample("a", scores={"match": {"value": 0.5}}),
        inspect_sample("b", input=talk, scores={"match": {"value": "I", "explanation": "=1+1"}}),
        inspect_sample("c", error={"message": "timeout"}, scores={}),
        inspect_sample("d", output={"choices": [{"message": {"content": ""}}]}),
        inspect_sample("e", 2, scores={}),
    ]
    file = io.BytesIO(as_json(inspect_log(*samples)))
    return import_log(cast.project, cast.evaluator, file, file_name="x.json", wishes=Wishes())[0]


def exported(client: Client, cast: Cast, run: Run, form: str) -> bytes:
    response = client.get(reverse("evaluations:exchange_results", args=[cast.project.path, run.pk]), {"as": form})
    assert response.status_code == 200
    assert response.headers["Content-Disposition"].startswith("attachment")
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


def ends(run: Run) -> list[tuple[str, int, str]]:
    return sorted(Sample.objects.filter(run=run).values_list("case__key", "epoch", "outcome"))


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_results_that_were_exported_can_be_imported_again_unchanged(
    cast: Cast, client_for: Clients, run: Run, form: str
) -> None:
    data = exported(client_for(cast.viewer), cast, run, form)
    again, surveyed = import_log(cast.project, None, io.BytesIO(data), file_name=f"x.{form}", wishes=Wishes())
    assert surveyed.survey.unread == []
    assert ends(again) == ends(run)
    assert Case.objects.get(suite=again.suite, key="b").messages == Case.objects.get(suite=run.suite, key="b").messages


@pytest.mark.django_db
def test_results_in_parquet_hold_every_sample(cast: Cast, client_for: Clients, run: Run) -> None:
    table = pq.read_table(io.BytesIO(exported(client_for(cast.viewer), cast, run, "parquet"))).to_pylist()
    assert [(row["case_id"], row["outcome"], row["epoch"]) for row in table] == [
        ("a", "partial", 1),
        ("b", "violation", 1),
        ("c", "errored", 1),
        ("d", "no_answer", 1),
        ("e", "unscored", 2),
    ]
    assert table[0]["score"] == 0.5


@pytest.mark.django_db
def test_no_cell_of_a_csv_is_a_formula(cast: Cast, client_for: Clients, run: Run) -> None:
    text = exported(client_for(cast.viewer), cast, run, "csv").decode("utf-8-sig")
    assert ",=1+1" not in text
    assert "'=1+1" in text


@pytest.mark.django_db
@pytest.mark.parametrize("tool", ["inspect", "promptfoo"])
def test_the_suites_page_offers_the_suite_to_other_tools(bench: Bench, client_for: Clients, tool: str) -> None:
    client = client_for(bench.cast.viewer)
    address = reverse("evaluations:exchange_suite", args=[bench.project.path, bench.suite.pk])
    page = client.get(reverse("evaluations:suite_detail", args=[bench.project.path, bench.suite.pk])).content.decode()
    assert f"{address}?as={tool}" in page
    data = client.get(address, {"as": tool}).content
    if tool == "inspect":
        assert len(opened(data)["dataset.jsonl"].splitlines()) == 24
    else:
        assert len(yaml.safe_load(data)["tests"]) == 24
