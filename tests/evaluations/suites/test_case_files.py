"""Cases in files: read whole or not at all, whatever they were saved as, and written to come back the same."""

import json
import string
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluations.case_files import FORMATS, read_cases, written
from evaluations.errors import Fault, FileRefused
from evaluations.suites.case_draft import CaseDraft, faults_in

KNOWN = {"do_not_lie": 1, "be_clear": 1}
ROW = {"key": "a", "principle": "do_not_lie", "user": "Is it paid?"}
HEADER = "key,principle,user\r\n"


def line(**fields: Any) -> str:
    return json.dumps({**ROW, **fields}, ensure_ascii=False)


def faults_of(data: bytes, name: str = "cases.jsonl") -> list[Fault]:
    with pytest.raises(FileRefused) as refused:
        read_cases(data, name, KNOWN)
    return refused.value.faults


def keys(data: bytes, name: str) -> list[str]:
    return [case.key for case in read_cases(data, name, KNOWN).cases]


def test_one_bad_line_of_ten_thousand_refuses_all_and_is_named() -> None:
    lines = [line(key=f"k{number}") for number in range(10_000)]
    lines[6_999] = lines[6_999][:-1] + ",}"
    (fault,) = faults_of("\n".join(lines).encode())
    assert fault.line == 7_000
    assert "not JSON" in fault.message


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (line()[:-1] + ",}", "not JSON"),
        ('{"key": "a", "principle": "do_not_lie", "user": "x", "weight": NaN}', "NaN is not JSON"),
        ('{"key": "a", "key": "b", "principle": "do_not_lie", "user": "x"}', "occurs twice"),
        ("[1, 2]", "one JSON object"),
        ('{"user": ' * 50_000, "nested too deep"),
        (line(user=["x"]), "user must be a text"),
        (line(colour="red"), "“colour” is not a field"),
        (
            '{"principle": "be_clear", "user": "\\ud800"}',
            "not valid text",
        ),
        (line(user="a\0b"), "not valid text"),
        (line(user=""), "1 to 50 messages"),
        (line(principle="do_not_lies"), "Did you mean do_not_lie?"),
        (line(graders=[{"kind": "regex", "pattern": "("}]), "graders[0].pattern"),
        (line(weight=-1), "The weight must be"),
        (line(weight=10**400), "weight must be a number"),
        (line(messages=[{"role": "user", "content": "x"}, {"role": "assistant", "content": "y"}]), "the user's"),
    ],
)
def test_what_is_wrong_with_a_line_is_said(bad: str, said: str) -> None:
    found = faults_of(f"{line(key='first')}\n\n{bad}\n".encode("utf-8", "surrogatepass"))
    assert {fault.line for fault in found} == {3}
    assert said in " ".join(fault.message for fault in found)


def test_a_twenty_megabyte_line_is_refused_at_once() -> None:
    began = time.perf_counter()
    (fault,) = faults_of(line(user="x" * 20_000_000).encode())
    assert "larger than 10 MB" in fault.message
    (fault,) = faults_of(f"{line()}\n{line(key='b', user='x' * 2_000_000)}".encode())
    assert (fault.line, "too many" in fault.message) == (2, True)
    assert time.perf_counter() - began < 2


def test_a_hundred_faults_are_shown_and_the_rest_counted() -> None:
    found = faults_of("\n".join(["nothing"] * 250).encode())
    assert len(found) == 101
    assert found[-1].message == "And 150 more further down."
    assert [fault.line for fault in found[:3]] == [1, 2, 3]


@pytest.mark.parametrize(
    ("mark", "encoding", "said", "guessed"),
    [
        (b"", "utf-8", "UTF-8", False),
        (b"\xef\xbb\xbf", "utf-8", "UTF-8", False),
        (b"", "utf-16", "UTF-16", False),
        (b"\xfe\xff", "utf-16-be", "UTF-16", False),
        (b"", "cp1252", "Windows-1252", True),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_what_it_was_saved_as_is_recognised(mark: bytes, encoding: str, said: str, guessed: bool, end: str) -> None:
    text = end.join(["key;principle;user", "a;do_not_lie;Müller fragt – “wann”?", "", "b;be_clear;Größe?", ""])
    read = read_cases(mark + text.encode(encoding), "cases.csv", KNOWN)
    assert (read.encoding, read.guessed) == (said, guessed)
    assert [case.messages[0]["content"] for case in read.cases] == ["Müller fragt – “wann”?", "Größe?"]


def test_what_is_no_text_is_never_taken_for_one() -> None:
    assert "neither UTF-8 nor Windows-1252" in faults_of(b"key\n\x81\x8d\xff", "cases.csv")[0].message
    assert "NUL" in faults_of("key,user".encode("utf-16-le"), "cases.csv")[0].message
    assert "breaks off" in faults_of(b"\xff\xfea", "cases.csv")[0].message
    assert "empty" in faults_of(b" \n\n", "cases.csv")[0].message


@pytest.mark.parametrize(
    ("text", "at", "said"),
    [
        ('key,principle,user\na,do_not_lie,"never closed\nb,be_clear,x\n', 2, "never closed"),
        ("key,principle,user\na,do_not_lie\nb,be_clear,x,y\n", 2, "The row has 2 cells, the header 3."),
        ("key,key,principle,user\n", 1, "occurs 2 times"),
        ("key,principle,user,colour\n", 1, "“colour” is not known"),
        (",".join(f"c{number}" for number in range(16_385)) + "\n", 1, "16385 columns"),
        ("key,principle,user\n", 2, "no row below"),
        ('key,principle,user\na,do_not_lie,"x" y\n', 2, "closing quotation mark"),
        ("key,principle,user\na,do_not_lie,x\na,be_clear,y\n", 3, "stands in line 2 already"),
        ("key,principle,user,graders\na,do_not_lie,x,nothing\n", 2, "graders is not JSON"),
        ('key,principle,user,weight\na,do_not_lie,x,"1,5"\n', 2, "weight must be a number"),
    ],
)
def test_what_is_wrong_with_a_table_is_said(text: str, at: int, said: str) -> None:
    found = faults_of(text.encode(), "cases.csv")
    assert found[0].line == at
    assert said in found[0].message


def test_all_faults_of_a_line_are_told_at_once() -> None:
    found = faults_of(b"principle,user,weight,kind\nnowhere,x,NaN,odd\n", "cases.csv")
    assert [fault.field for fault in found] == ["weight", "principle", "kind"]


def test_every_ragged_row_is_named() -> None:
    found = faults_of(b"key,principle,user\na\nb,be_clear,x\nc,d\n", "cases.csv")
    assert [fault.line for fault in found] == [2, 4]


def test_formula_cells_are_disarmed_on_the_way_out_and_armed_again_on_the_way_in() -> None:
    texts = ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(1)", "'quoted", "'=both", "plain"]
    cases = [
        CaseDraft(f"k{number}", "be_clear", [{"role": "user", "content": text}]) for number, text in enumerate(texts)
    ]
    file = written(cases, "csv").decode("utf-8-sig")
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in file.splitlines() for cell in row.split(","))
    assert read_cases(file.encode(), "x.csv", KNOWN).cases == cases
    plain = read_cases(b"principle,user\nbe_clear,=1+1\n", "x.csv", KNOWN)
    assert plain.cases[0].messages[0]["content"] == "=1+1", "a formula comes in as the text it is"


@pytest.mark.parametrize(
    ("text", "at", "said"),
    [
        ("- key: a\n  principle: be_clear\n  user: [open\n", 0, "not YAML"),
        ("key: a\n", 1, "must be a list"),
        ("- &a {key: a, principle: be_clear, user: x}\n- *a\n", 1, "Anchors and aliases"),
        ("- key: a\n  key: b\n  principle: be_clear\n  user: x\n", 2, "occurs twice"),
        ("- {key: a, principle: be_clear, user: x, weight: .nan}\n", 1, "not a number"),
        ("- {key: a, principle: be_clear, user: !!python/object:os.system x}\n", 1, "is not taken"),
        ("- " * 40 + "x\n", 1, "nested too deep"),
        ("- key: a\n--- \n- key: b\n", 2, "more than one document"),
        ("- just a text\n", 1, "not a case"),
        ("- {principle: be_clear, user: 5}\n", 1, "user must be a text"),
    ],
)
def test_what_is_wrong_with_yaml_is_said(text: str, at: int, said: str) -> None:
    found = faults_of(text.encode(), "cases.yaml")
    assert said in found[0].message
    assert found[0].line == at or at == 0


@pytest.mark.parametrize("text", ["[" * 500_000, "- " * 500_000, "a: " * 100_000, "*" * 1_000_000, "&a " * 200_000])
def test_no_yaml_takes_long_or_breaks_the_process(text: str) -> None:
    began = time.perf_counter()
    assert faults_of(text.encode(), "cases.yaml")
    assert time.perf_counter() - began < 2


def test_a_case_without_a_key_gets_one_and_the_format_is_seen_without_an_ending() -> None:
    assert keys(
        b'{"principle": "be_clear", "user": "What is it?"}\n{"principle": "be_clear", "user": "What is it?"}', ""
    ) == [
        "what-is-it",
        "what-is-it-2",
    ]
    assert keys(b"- {principle: be_clear, title: Two days, user: x}", "upload") == ["two-days"]
    assert keys(b"principle\tuser\nbe_clear\tx", "upload") == ["x"]


LETTERS = st.text(string.ascii_letters + "äß“”=+-@'\",;:#\n{}[]&*!|> ", min_size=1, max_size=40).map(str.strip)
TEXT = LETTERS.filter(bool)
DRAFTS = st.builds(
    CaseDraft,
    key=st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True),
    principle=st.sampled_from(sorted(KNOWN)),
    messages=st.lists(
        st.fixed_dictionaries({"role": st.sampled_from(["system", "developer", "user", "assistant"]), "content": TEXT}),
        max_size=3,
    ).flatmap(lambda turns: TEXT.map(lambda last: [*turns, {"role": "user", "content": last}])),
    title=LETTERS.map(lambda text: " ".join(text.split())),
    kind=st.sampled_from(["", "should_do", "borderline"]),
    expected=st.sampled_from(["", "answer", "decline"]),
    rubric=LETTERS,
    graders=st.sampled_from([[], [{"kind": "question"}, {"kind": "contains", "none": ["=x", "“a”"]}]]),
    exemplars=st.fixed_dictionaries({}, optional={"compliant": TEXT, "violation": TEXT}),
    tags=st.lists(st.from_regex(r"[a-z]{1,8}", fullmatch=True), max_size=3, unique=True),
    weight=st.sampled_from([1.0, 0.1, 2.5, 1e-05]),
)


@pytest.mark.parametrize("form", FORMATS)
@settings(deadline=None)
@given(st.lists(DRAFTS, min_size=1, max_size=4, unique_by=lambda draft: draft.key))
def test_what_was_written_comes_back_the_same(form: str, drafts: list[CaseDraft]) -> None:
    assert not [fault for draft in drafts for fault in faults_in(draft, KNOWN)]
    assert read_cases(written(drafts, form), f"cases.{form}", KNOWN).cases == drafts


@given(st.binary(max_size=200), st.sampled_from(["a.jsonl", "a.csv", "a.yaml", ""]))
def test_no_file_breaks_the_reading(data: bytes, name: str) -> None:
    said: list[Fault] = []
    try:
        read = read_cases(data, name, KNOWN).cases
    except FileRefused as refusal:
        read, said = [], refusal.faults
    assert read or said
