"""Answers that were given elsewhere: read as a whole, and graded by a run as if they had just come."""

import csv
import io
import json
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations import services
from evaluations.errors import AnswersRefused
from evaluations.models import Endpoint, RecordedResponse, Run, Sample
from evaluations.recorded_answers import MAX_FAULTS, Answer, read_answers
from evaluations.services import EndpointValues, Secrets
from tests.evaluations.conftest import TWO_DOZEN, Bench

ONE, TWO = '{"case": "a", "response": "One."}', '{"case": "a", "response": "Two."}'
JSONL = ONE + '\n\n{"case": "b", "response": "", "model": "m"}\r\n' + TWO + "\n"
READ = [Answer("a", 1, "One."), Answer("b", 1, "", "m"), Answer("a", 2, "Two.")]
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30)


@pytest.mark.parametrize(
    "text",
    [
        JSONL,
        "\ufeff" + JSONL,
        "case,response,model\na,One.,\nb,,m\na,Two.,\n",
        'Case;Response;Model\r\n"a";"One.";""\r\nb;;m\r\na;Two.;\r\n',
        "model\tresponse\tcase\n\tOne.\ta\nm\t\tb\n\tTwo.\ta\n",
    ],
)
def test_jsonl_and_csv_are_read_and_a_case_that_comes_again_was_asked_again(text: str) -> None:
    assert read_answers(text.encode()) == READ


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 0, "empty"),
        ("   \n", 0, "empty"),
        ("case,response\n", 0, "no answer"),
        ('{"case": "a", "response": "x"}\nnonsense\n', 2, "not a JSON object"),
        ('{"case": "a", "response": "x"}\n[1]\n', 2, "not a JSON object"),
        ('{"case": "a"}\n', 1, "response is missing"),
        ('{"case": "a", "response": 7}\n', 1, "response is missing or not a text"),
        ('{"case": " ", "response": "x"}\n', 1, "case is empty"),
        ('{"case": "' + "k" * 101 + '", "response": "x"}\n', 1, "case is too long"),
        ('{"case": "a", "response": "\\u0000"}\n', 1, "not valid text"),
        ('{"case": "a", "response": "\\ud800"}\n', 1, "not valid text"),
        ("{" * 100_000, 1, "not a JSON object"),
        ("case,answer\na,b\n", 1, "“response” is missing"),
        ("case,response,case\na,b,c\n", 1, "occurs twice"),
        ("case,response\na\n", 2, "unlike the header"),
        ('case,response\na,"never closed\n', 2, "cannot be read"),
    ],
)
def test_a_fault_has_its_line_and_nothing_is_read(text: str, line: int, words: str) -> None:
    with pytest.raises(AnswersRefused) as refusal:
        read_answers(text.encode())
    assert refusal.value.faults[0].line == line
    assert words in refusal.value.faults[0].message


def test_what_is_not_utf_8_is_named_with_its_line() -> None:
    with pytest.raises(AnswersRefused, match="not UTF-8") as refusal:
        read_answers("case,response\na,na\u00efve\n".encode("latin-1"))
    assert refusal.value.faults[0].line == 2


def test_a_thousand_faults_are_told_in_a_hundred_and_one_lines() -> None:
    with pytest.raises(AnswersRefused) as refusal:
        read_answers(b'{"case": "a"}\n' * 1000)
    assert len(refusal.value.faults) == MAX_FAULTS + 1
    assert "900 more" in refusal.value.faults[-1].message


@given(st.lists(st.tuples(st.text("abc", min_size=1, max_size=3), TEXT), min_size=1, max_size=8))
def test_whatever_is_written_as_jsonl_or_csv_is_read_again(rows: list[tuple[str, str]]) -> None:
    lines = "\n".join(json.dumps({"case": case, "response": text}) for case, text in rows)
    table = io.StringIO(newline="")
    writer = csv.writer(table)
    writer.writerows([("case", "response"), *rows])
    read = [
        [(answer.case, answer.response) for answer in read_answers(each.encode())] for each in (lines, table.getvalue())
    ]
    assert read == [rows, rows]


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with suppress(AnswersRefused):
        assert read_answers(data)


def recorded(bench: Bench) -> Endpoint:
    values = EndpointValues(name="Test bench", kind="recorded", model="their model")
    return services.add_endpoint(bench.project, bench.cast.editor, values, Secrets())


def start(bench: Bench, endpoint: Endpoint, epochs: int = 1) -> Run:
    return services.start_run(
        bench.project, suite=bench.suite, endpoint=endpoint, release="R", actor=bench.cast.evaluator, epochs=epochs
    )


@pytest.mark.django_db
def test_a_run_grades_recorded_answers_and_errs_where_there_is_none(
    bench: Bench, run_to_end: Callable[[Run], Run]
) -> None:
    endpoint = recorded(bench)
    cases = {case.key: case for case in bench.suite.cases.all()}
    good, bad = TWO_DOZEN[:10], TWO_DOZEN[10:12]
    answers = [Answer(key, 1, cases[key].exemplars["compliant"], "model 7") for key in good]
    answers += [Answer(key, 1, cases[key].exemplars["violation"]) for key in bad]
    services.record_responses(endpoint, answers, bench.cast.evaluator)
    run = run_to_end(start(bench, endpoint))
    outcomes = dict(run.samples.values_list("case__key", "outcome"))
    assert [outcomes[key] for key in good] == ["compliant"] * 10
    assert not any(outcomes[key] == "compliant" for key in bad)
    missing = run.samples.filter(case__key__in=TWO_DOZEN[12:])
    assert set(missing.values_list("outcome", "fault", "reason")) == {
        ("errored", "not_recorded", "No recorded response.")
    }
    assert run.samples.get(case__key=good[0]).model == "model 7"
    assert run.state == "inconclusive"
    assert len(run.settings["responses_sha256"]) == 64


@pytest.mark.django_db
def test_the_second_answer_to_a_case_is_its_second_time(bench: Bench, run_to_end: Callable[[Run], Run]) -> None:
    endpoint = recorded(bench)
    answers = [Answer(key, epoch, f"Answer {epoch}") for key in TWO_DOZEN for epoch in (1, 2)]
    services.record_responses(endpoint, answers, None)
    run = run_to_end(start(bench, endpoint, epochs=2))
    assert all(response == f"Answer {epoch}" for response, epoch in run.samples.values_list("response", "epoch"))
    assert Sample.objects.filter(run=run).count() == 48


@pytest.mark.django_db
def test_new_answers_to_a_case_take_the_place_of_all_its_earlier_ones(bench: Bench) -> None:
    endpoint = recorded(bench)
    services.record_responses(endpoint, [Answer("a", 1, "old"), Answer("a", 2, "older"), Answer("b", 1, "kept")], None)
    before = start(bench, endpoint).settings_sha256
    services.record_responses(endpoint, [Answer("a", 1, "new")], None)
    stored = RecordedResponse.objects.filter(endpoint=endpoint).order_by("case_key", "epoch")
    assert list(stored.values_list("case_key", "epoch", "text")) == [("a", 1, "new"), ("b", 1, "kept")]
    assert start(bench, endpoint).settings_sha256 != before


@pytest.mark.django_db
def test_only_a_recorded_endpoint_in_use_takes_answers(bench: Bench) -> None:
    archived = recorded(bench)
    services.archive_endpoint(archived, bench.cast.editor, archived=True)
    archived.refresh_from_db()
    for endpoint in (bench.endpoint, archived):
        with pytest.raises(AnswersRefused):
            services.record_responses(endpoint, [Answer("a", 1, "x")], None)
    assert not RecordedResponse.objects.exists()
