"""What a form writes for a number is read as that number, to the last digit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculator.number_text import NumberRefused, number_text, read_number_text


@given(st.floats(-1e12, 1e12).filter(lambda value: value == 0 or abs(value) > 1e-12))
def test_every_number_of_the_model_survives_being_written_and_read(value: float) -> None:
    assert read_number_text(number_text(value)) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [(240000, "240000"), (0.0, "0"), (1e-9, "0.000000001"), (1.125, "1.1250"), (-3.0, "-3"), (0.125, "0.125")],
)
def test_numbers_are_written_out(value: float, text: str) -> None:
    assert number_text(value) == text


def test_a_number_that_could_be_thousands_is_answered_with_two_ways_that_are_both_read() -> None:
    with pytest.raises(NumberRefused, match=r"write 1125 or 1\.1250") as refused:
        read_number_text("1.125")
    assert refused.value.code == "ambiguous"
    assert (read_number_text("1125"), read_number_text("1.1250")) == (1125, 1.125)


def test_a_seed_of_many_digits_is_not_rounded() -> None:
    assert read_number_text(str(2**63 - 1)) == 2**63 - 1
