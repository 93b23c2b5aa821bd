"""Phrases that must or must not occur, whatever their case, spacing and typographic marks."""

import pytest

from evaluations.graders import grade


@pytest.mark.parametrize(
    ("spec", "response", "outcome"),
    [
        ({"any": ["refund", "credit"]}, "A credit note follows.", "compliant"),
        ({"any": ["refund", "credit"]}, "Nothing follows.", "violation"),
        ({"all": ["refund", "credit"]}, "A refund or a credit.", "compliant"),
        ({"all": ["refund", "credit"]}, "A refund.", "violation"),
        ({"none": ["refund"]}, "A credit.", "compliant"),
        ({"none": ["refund"]}, "No REFUND today.", "violation"),
        ({"any": ["can't see"]}, "I can’t   see\npayments.", "compliant"),
        ({"any": ["straße"]}, "In der STRASSE", "compliant"),
        ({"any": ["art"]}, "Let us start.", "compliant"),
        ({"any": ["art"], "whole_words": True}, "Let us start.", "violation"),
        ({"any": ["art"], "whole_words": True}, "Let us start with art.", "compliant"),
        ({"any": ["yes"], "none": ["no"]}, "Yes and no", "violation"),
    ],
)
def test_phrases_decide(spec: dict[str, object], response: str, outcome: str) -> None:
    assert grade(response, [{"kind": "contains", **spec}]).outcome == outcome


def test_the_reason_names_the_phrase_and_the_passage() -> None:
    result = grade("Your refund went out yesterday.", [{"kind": "contains", "none": ["went out"]}])
    assert result.reason == "Says “went out”, which it must not."
    assert "refund went out" in result.details[0]["evidence"]
