"""The colours on paper are the light colours of the screen."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
TOKENS = dict(re.findall(r"--([a-z0-9-]+): light-dark\((#[0-9a-f]{6})", (ROOT / "static/ui/tokens.css").read_text()))
PAPER = (ROOT / "reports/typst/palette.typ").read_text()


@pytest.mark.parametrize(
    "token",
    ["ink", "ink-2", "ink-3", "line-strong", "accent", "accent-soft", "compliant", "violation", "partial", "unscored"],
)
def test_a_colour_of_meaning_is_the_same_on_paper(token: str) -> None:
    assert f'#let {token} = rgb("{TOKENS[token]}")' in PAPER


@pytest.mark.parametrize("level", ["root", "system", "developer", "user", "guideline"])
def test_a_level_has_the_same_colour_on_paper(level: str) -> None:
    assert f'{level}: rgb("{TOKENS[level]}")' in PAPER
