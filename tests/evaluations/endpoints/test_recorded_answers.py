"""Answers that were given elsewhere, read as a whole: all of them or none."""

import csv
import io
import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.case_files.decoding import MAX_FAULTS
from evaluations.endpoints.recorded_answers import Answer, read_answers
from evaluations.errors import AnswersRefused

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
        ("case,response\n", 2, "no row below"),
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
        ("case,response,case\na,b,c\n", 1, "occurs 2 times"),
        ("case,response\na\n", 2, "The row has 1 cells, the header 2."),
        ('case,response\na,"never closed\n', 2, "never closed"),
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
    plain = [(case, text.replace("\r\n", "\n").replace("\r", "\n")) for case, text in rows]
    assert read == [rows, plain], "a table knows one kind of line end"


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with suppress(AnswersRefused):
        assert read_answers(data)
