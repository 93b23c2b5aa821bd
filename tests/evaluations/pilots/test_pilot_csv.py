"""The CSV of a pilot is taken whole or not at all, and every fault names its line."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluations.errors import PilotRefused
from evaluations.exchange.pilot_csv import COLUMNS, MAX_BYTES, MAX_FAULTS, TEMPLATE, read_pilot_csv

PRINCIPLES = ["do_not_lie", "be_clear"]
HEADER = "case_id,principle,user,response,outcome"
GOOD = "a1,do_not_lie,Did it go out?,I cannot see that.,compliant"


def faults_of(data: str | bytes) -> list[tuple[int, str]]:
    with pytest.raises(PilotRefused) as refusal:
        read_pilot_csv(data.encode() if isinstance(data, str) else data, PRINCIPLES)
    assert all(fault.message.endswith((".", "?", "…")) for fault in refusal.value.faults)
    return [(fault.line, fault.message) for fault in refusal.value.faults]


def test_the_template_that_is_offered_can_be_read() -> None:
    [row] = read_pilot_csv(TEMPLATE.encode("utf-8-sig"), PRINCIPLES)
    assert row.outcome == "compliant"
    assert [turn["role"] for turn in row.messages()] == ["system", "user"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_delimiters_encodings_and_line_ends_are_recognised(delimiter: str, encoding: str, newline: str) -> None:
    lines = [HEADER, 'a1,be_clear,"Größe, bitte?",Übergröße,VIOLATION', "", GOOD.replace("a1", "a2"), ",,,,"]
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter, lineterminator=newline).writerows(csv.reader(lines))
    first, second = read_pilot_csv(buffer.getvalue().encode(encoding), PRINCIPLES)
    assert (first.user, first.response, first.outcome) == ("Größe, bitte?", "Übergröße", "violation")
    assert second.line == 4


def test_a_text_may_hold_line_ends_and_the_next_row_still_knows_its_line() -> None:
    rows = read_pilot_csv(
        f'{HEADER}\na1,be_clear,"one\ntwo\nthree",yes,partial\n{GOOD.replace("a1", "a2")}\n'.encode(), PRINCIPLES
    )
    assert [(row.line, row.user) for row in rows] == [(2, "one\ntwo\nthree"), (5, "Did it go out?")]


def test_a_case_that_comes_again_was_asked_again() -> None:
    rows = read_pilot_csv(f"{HEADER}\n{GOOD}\n{GOOD}\n".encode(), PRINCIPLES)
    assert [row.case_id for row in rows] == ["a1", "a1"]


@pytest.mark.parametrize(
    ("data", "line", "words"),
    [
        ("", 0, "empty"),
        ("\n \n", 0, "empty"),
        (HEADER, 2, "no row below"),
        (",,\n\"\",", 0, "empty"),
        (f"{HEADER}\n{GOOD}".encode("utf-16")[:-1], 0, "breaks off"),
        (f"{HEADER}\n{GOOD}\nb2,be_clear,".encode() + b"caf\xe9,x,compliant", 3, "not UTF-8"),
        (f"{HEADER}\n{GOOD}\nb2,be_clear,a\x00b,x,compliant", 3, "NUL"),
        (f"{HEADER},colour\n{GOOD},red", 1, "“colour” is not known"),
        (f"{HEADER},user\n{GOOD},x", 1, "“user” occurs 2 times"),
        ("case_id,principle,user,outcome\na,be_clear,b,compliant", 1, "“response” is missing"),
        (",".join(f"c{n}" for n in range(160)), 1, "160 columns"),
        (f"{HEADER}\n{GOOD},more", 2, "The row has 6 cells, the header 5."),
        (f"{HEADER}\n{GOOD}\nb2,be_clear,x", 3, "The row has 3 cells, the header 5."),
        (f'{HEADER}\n{GOOD}\nb2,be_clear,"never\nclosed,x,compliant\n', 3, "never closed"),
        (f'{HEADER}\nb2,be_clear,"a"b,x,compliant', 2, "follows a closing quotation mark"),
        (f"{HEADER}\n,be_clear,a,b,compliant", 2, "case_id is empty"),
        (f"{HEADER}\na,be_clear,,b,compliant", 2, "user is empty"),
        (f"{HEADER}\na,do_not_lye,a,b,compliant", 2, "Did you mean do_not_lie?"),
        (f"{HEADER}\na,,a,b,compliant", 2, "is not in the project's version"),
        (f"{HEADER}\na,be_clear,a,b,passed", 2, "The outcome “passed” is not known"),
        (f"{HEADER}\na,be_clear,a,b,", 2, "The outcome “” is not known"),
        (f"{HEADER}\na,be_clear,a,,compliant", 2, "an empty response is no_answer"),
        (f"{HEADER},score\na,be_clear,a,b,compliant,NaN", 2, "The score “NaN” is not a number"),
        (f'{HEADER},score\na,be_clear,a,b,compliant,"1,5"', 2, "The score “1,5” is not a number"),
        (f"{HEADER}\n{GOOD}\na1,be_clear,other,b,compliant", 3, "stands for another conversation in line 2"),
        (f"{HEADER}\n{'a' * 101},be_clear,a,b,compliant", 2, "case_id is too long"),
        (f"{HEADER}\na,be_clear,{'a' * 150_000},b,compliant", 2, "too long (150000)"),
        (f"{HEADER}\na,be_clear,{'a' * 200_001},b,compliant", 2, "longer than 200000"),
        (b"a" * (MAX_BYTES + 1), 0, "larger than 5 MB"),
        ("case_id\n" * 20_003, 20_002, "more than 20000 rows"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_line(data: str | bytes, line: int, words: str) -> None:
    faults = faults_of(data)
    assert line in {found for found, _ in faults}
    assert any(words in message for found, message in faults if found == line), faults


def test_all_faults_are_told_at_once() -> None:
    faults = faults_of(f"{HEADER},score\n,do_not_lye,a,b,passed,high\n{GOOD},1\nb2,be_clear,x\n")
    assert [line for line, _ in faults] == [2, 2, 2, 2, 4]


def test_a_file_full_of_faults_is_cut_off_with_their_number() -> None:
    rows = "\n".join(f"a{number},be_clear,a,b,passed" for number in range(MAX_FAULTS + 50))
    faults = faults_of(f"{HEADER}\n{rows}")
    assert len(faults) == MAX_FAULTS + 1
    assert "50 more" in faults[-1][1]


@settings(deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: f"{HEADER}\n{text}".encode("utf-8", "replace")))
def test_no_file_breaks_the_reading(data: bytes) -> None:
    try:
        told: object = read_pilot_csv(data, PRINCIPLES)
    except PilotRefused as refusal:
        told = refusal.faults
    assert told


cell = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1, max_size=30).map(str.strip).filter(bool)


@settings(deadline=None)
@given(st.lists(st.tuples(cell, cell, st.sampled_from(["compliant", "violation", "partial"])), min_size=1, max_size=8))
def test_what_a_spreadsheet_writes_is_read_as_it_was(rows: list[tuple[str, str, str]]) -> None:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    for number, (user, response, outcome) in enumerate(rows):
        writer.writerow([f"c{number}", "be_clear", "", "", user, response, outcome, number, "", ""])
    found = read_pilot_csv(buffer.getvalue().encode(), PRINCIPLES)
    assert [(row.user, row.response, row.outcome) for row in found] == rows
    assert [row.score for row in found] == list(range(len(rows)))
