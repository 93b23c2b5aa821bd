"""Numbers as they are shown."""

import pytest

from ui import formats

NARROW = "\u202f"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.929, "92.9 %"),
        (1.0, "100 %"),
        (0, "0 %"),
        (None, "–"),
        (float("nan"), "–"),
        (-0.0001, "0 %"),
        (-0.5, "−50.0 %"),
    ],
)
def test_shares_are_shown_as_percent(value: float | None, shown: str) -> None:
    assert formats.percent(value).replace(NARROW, " ") == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (169_600, "€169.6 k"),
        (-104_700, "−€104.7 k"),
        (999_999, "€1.0 M"),
        (12, "€12"),
        (0, "€0"),
        (-0.2, "€0"),
        (None, "–"),
    ],
)
def test_money_is_short_and_signed_before_the_symbol(value: float | None, shown: str) -> None:
    assert formats.money(value, "EUR").replace(NARROW, " ") == shown


def test_numbers_are_grouped_by_thin_spaces() -> None:
    assert formats.number(1234567) == f"1{NARROW}234{NARROW}567"
    assert formats.number(-1234.5, 1) == f"−1{NARROW}234.5"
