"""Which characters are drawn, which are written as their code, and how many were."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.characters import Printable, drawable


@pytest.mark.parametrize(
    ("text", "written", "replaced"),
    [
        ("plain words", "plain words", 0),
        ("one\r\ntwo\rthree\u2028four\tfive", "one\ntwo\nthree\nfour five", 0),
        ("é ß – “q” € ≥ →", "é ß – “q” € ≥ →", 0),
        ("\u6f22", "⟨U+6F22⟩", 1),
        ("⟨U+6F22⟩", "⟨U+27E8⟩U+6F22⟨U+27E9⟩", 2),
        ("e\u0301", "e\u0301", 0),
        ("e" + "\u0301" * 5 + "x", "e" + "\u0301" * 4 + "⟨1 more marks⟩x", 1),
        ("\u00ad\u200b", "⟨U+00AD⟩⟨U+200B⟩", 2),
    ],
)
def test_text_is_made_printable(text: str, written: str, replaced: int) -> None:
    printable = Printable()
    assert printable.text(text) == written
    assert printable.replaced == replaced


def test_a_whole_tree_is_made_printable_and_counted_together() -> None:
    printable = Printable()
    assert printable.tree({"a": ["\u6f22", 1, None], "b": {"c": ("x", "\x00")}}) == {
        "a": ["⟨U+6F22⟩", 1, None],
        "b": {"c": ["x", "⟨U+0000⟩"]},
    }
    assert printable.replaced == 2


@given(st.text())
def test_nothing_but_drawable_characters_is_left(text: str) -> None:
    assert set(Printable().text(text)) <= drawable() | set("\n⟨⟩")


def test_no_control_or_private_character_counts_as_drawable() -> None:
    assert not [c for c in drawable() if unicodedata.category(c).startswith("C")]
