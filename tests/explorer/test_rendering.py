"""Markdown of the specification as HTML: what it costs is bounded by how much of it is read for marks."""

import time

import pytest

from explorer.rendering import SpecRenderer

LONG = 1_000_000


@pytest.mark.parametrize("piece", ["[", "![", "[a](", "[^", "*a ", "x`", "_a_", "<", "~~a "])
def test_a_megabyte_of_signs_is_shown_within_two_seconds(piece: str) -> None:
    text = piece * (LONG // len(piece))
    began = time.process_time()
    shown = SpecRenderer({}, str).prose(text)
    assert time.process_time() - began < 2
    assert len(shown) > LONG / 2


def test_marks_are_read_up_to_a_bound_and_nothing_is_lost_behind() -> None:
    paragraph = "A *word* and <b>no tag</b>.\n\n"
    shown = SpecRenderer({}, str).prose(paragraph * 4000)
    assert 2000 < shown.count("<em>word</em>") < 4000
    assert shown.count("<em>word</em>") + shown.count("A *word* and") == 4000
    assert shown.count("&lt;b&gt;no tag") == 4000
