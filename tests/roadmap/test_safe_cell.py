"""What a spreadsheet would take for a formula, and what it would not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap.export import safe_cell


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "＝1",
        "＋1",
        "－1",
        "＠x",
        "  =1",
        "\u200b=1",
        "\ufeff=1",
        "\tx",
        "\rx",
        "\x01=1",
    ],
)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "a=1", "1-2", "Two of three", "'=1", "# 3"])
def test_other_text_is_left_alone(text: str) -> None:
    assert safe_cell(text) == text


@given(st.text())
def test_no_cell_ever_begins_as_a_formula(text: str) -> None:
    bare = safe_cell(text).lstrip()
    assert not bare.startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
    assert not safe_cell(text).startswith(("\t", "\r"))
