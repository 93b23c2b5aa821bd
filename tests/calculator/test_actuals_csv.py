"""The CSV of actuals: taken whole, or every fault with its line."""

import contextlib
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calculator.actuals import PROGRAMME, Entry
from calculator.actuals_csv import MOST_BYTES, MOST_FAULTS, ActualsRefused, Calendar, read_actuals_csv, template
from calculator.faults import Fault

CALENDAR = Calendar(date(2026, 9, 1), 18)
USE_CASES = ("chat", "mail")
HEAD = "month,use_case,hours,volume,violations,cost\n"


def read(text: str) -> list[Entry]:
    return read_actuals_csv(text.encode(), CALENDAR, USE_CASES)


def faults(data: str | bytes) -> list[Fault]:
    with pytest.raises(ActualsRefused) as refused:
        read_actuals_csv(data if isinstance(data, bytes) else data.encode(), CALENDAR, USE_CASES)
    return refused.value.faults


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_good_file_is_read_as_spreadsheets_write_it(mark: str, encoding: str, newline: str) -> None:
    text = HEAD + "2026-11,chat,61.5,4300,31,48\n\n2026-11,Programme,,,,27400\nOnce,programme,,,,236400.25\n"
    data = text.replace(",", mark).replace("\n", newline).encode(encoding)
    assert read_actuals_csv(data, CALENDAR, USE_CASES) == [
        Entry(3, "chat", 48, 61.5, 4300, 31),
        Entry(3, PROGRAMME, 27400),
        Entry(0, PROGRAMME, 236400.25),
    ]


def test_columns_may_stand_in_any_order_and_lost_time_is_negative() -> None:
    found = read("cost,violations,volume,hours,use_case,month\n3,0,0,−12.5,mail,2026-09\n")
    assert found == [Entry(1, "mail", 3, -12.5, 0, 0)]


@pytest.mark.parametrize(
    ("row", "field", "message"),
    [
        ("2026-08,chat,1,1,1,1", "month", "not a month of the scenario"),
        ("2028-03,chat,1,1,1,1", "month", "not a month of the scenario"),
        ("2026-13,chat,1,1,1,1", "month", "not a month of the scenario"),
        ("September,chat,1,1,1,1", "month", "not a month of the scenario"),
        ("٢٠٢٦-٠٩,chat,1,1,1,1", "month", "not a month of the scenario"),
        ("0000-09,chat,1,1,1,1", "month", "not a month of the scenario"),
        ("2026-09,fax,1,1,1,1", "use_case", "no such use case"),
        ("2026-09,chat,,1,1,1", "hours", "0 is one"),
        ("2026-09,chat,nan,1,1,1", "hours", "digits 0 to 9"),
        ("2026-09,chat,1e3,1,1,1", "hours", "digits 0 to 9"),
        ("2026-09,chat,1.500,1,1,1", "hours", "read in two ways"),
        ('2026-09,chat,"1,5",1,1,1', "hours", "decimal point"),
        ("2026-09,chat,9999999999,1,1,1", "hours", "out of range"),
        ("2026-09,chat,1,1.5,1,1", "volume", "whole number"),
        ("2026-09,chat,1,-1,0,1", "volume", "out of range"),
        ("2026-09,chat,1,3,4,1", "violations", "more violations than tasks"),
        ("2026-09,chat,1,1,1,-1", "cost", "out of range"),
        ("2026-09,chat,1,1,1," + "9" * 60, "cost", "Too long"),
        ("2026-09,programme,1,,,1", "hours", "cost alone"),
        ("once,chat,1,1,1,1", "use_case", "belongs to the programme"),
        ("2026-09,chat,1,1,1", "row", "The header has 6 cells"),
    ],
)
def test_each_fault_is_told_with_its_line(row: str, field: str, message: str) -> None:
    found = faults(HEAD + "2026-09,mail,1,1,1,1\n" + row + "\n")
    assert [(fault.line, fault.field) for fault in found] == [(3, field)]
    assert message in found[0].message
    assert found[0].allowed


def test_all_faults_are_told_at_once_up_to_a_hundred() -> None:
    found = faults(HEAD + "2026-09,fax,x,1,1,-1\n" * 60)
    assert len(found) == MOST_FAULTS + 1
    assert "80 more faults" in found[-1].message


def test_a_place_stands_once() -> None:
    found = faults(HEAD + "2026-09,chat,1,1,1,1\n2026-09,chat,2,1,1,1\n")
    assert [(fault.line, fault.message) for fault in found] == [(3, "Line 2 has this month and use case already.")]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b'""\n', "empty"),
        (b"\xff\xfea\x00", "not UTF-8"),
        (b"month\x00", "NUL"),
        (HEAD.encode(), "no row below it"),
        (b"month,use_case,hours\n2026-09,chat,1\n", "The column is missing"),
        (HEAD.strip().encode() + b",mood\n2026-09,chat,1,1,1,1,x\n", "no such column"),
        (HEAD.strip().encode() + b",cost\n2026-09,chat,1,1,1,1,1\n", "twice"),
        (HEAD.encode() + b'2026-09,"chat,1,1,1,1\n', "cannot be read"),
        (b"x" * (MOST_BYTES + 1), "too large"),
        (HEAD.encode() + b"2026-09,chat,1,1,1,1\n" * 5_001, "too many rows"),
        (b"<html></html>", "column"),
    ],
)
def test_what_is_no_such_file_is_refused(data: bytes, message: str) -> None:
    assert message in " ".join(fault.message for fault in faults(data))


def test_the_programme_is_meant_unless_a_use_case_is_called_so() -> None:
    text = HEAD + "2026-09,programme,1,1,1,1\n2026-09,,,,,7\n"
    assert read_actuals_csv(text.encode(), CALENDAR, ("programme",)) == [
        Entry(1, "programme", 1, 1, 1, 1),
        Entry(1, PROGRAMME, 7),
    ]


def test_the_template_is_a_file_that_only_lacks_its_numbers() -> None:
    text = template(CALENDAR, 4, ('chat, "live"', "mail"))
    assert text.splitlines()[1] == '2026-12,"chat, ""live""",,,,'
    with pytest.raises(ActualsRefused) as refused:
        read_actuals_csv(text.encode(), CALENDAR, ('chat, "live"', "mail"))
    assert {fault.message for fault in refused.value.faults} == {"A number is needed here; 0 is one."}


@settings(deadline=None)
@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    with contextlib.suppress(ActualsRefused):
        read(HEAD + text)


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    with pytest.raises(ActualsRefused):
        read_actuals_csv(data, CALENDAR, USE_CASES)
