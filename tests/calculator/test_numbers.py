"""Numbers that people type have one reading, or are refused with the way to write them."""

from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from calculator.numbers import NumberField

FIELD = NumberField(low=0.5, high=1_000_000)
WHOLE = NumberField(low=1, high=1_000_000, whole=True)


@pytest.mark.parametrize(
    ("text", "value"),
    [("12", 12.0), (" 12.5 ", 12.5), (".75", 0.75), ("0.125", 0.125 + 0), ("1234.5", 1234.5), ("+3", 3.0), ("3.", 3.0)],
)
def test_a_plain_number_is_read(text: str, value: float) -> None:
    assert NumberField(low=0, high=1e6).clean(text) == value


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1,5", "comma"),
        ("1,500", "comma"),
        ("1.500", "ambiguous"),
        ("12.000", "ambiguous"),
        ("1e3", "digits"),
        ("1e308", "digits"),
        ("nan", "digits"),
        ("Infinity", "digits"),
        ("٣", "digits"),
        ("12 000", "digits"),
        ("0x10", "digits"),
        ("--5", "digits"),
        ("\x00", "digits"),
        ("9" * 5000, "length"),
        ("-5", "range"),
        ("−5", "range"),
        ("1000001", "range"),
        ("", "required"),
    ],
)
def test_anything_else_is_refused_with_its_reason(text: str, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        FIELD.clean(text)
    assert refused.value.error_list[0].code == code


def test_an_ambiguous_number_is_answered_with_both_ways_to_write_it() -> None:
    with pytest.raises(ValidationError, match=r"write 1500 or 1\.5"):
        FIELD.clean("1.500")


def test_half_a_person_is_refused() -> None:
    with pytest.raises(ValidationError, match="whole number"):
        WHOLE.clean("2.5")
    assert WHOLE.clean("2.0") == 2


@given(st.text(max_size=30))
def test_no_text_does_more_than_be_read_or_refused(text: str) -> None:
    with suppress(ValidationError):
        assert 0.5 <= FIELD.clean(text) <= 1_000_000
