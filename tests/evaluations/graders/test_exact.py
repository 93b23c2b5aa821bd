"""Answers that must be one of the given texts."""

import pytest

from evaluations.graders import SpecRefused, grade, in_words, read_specs

YES = {"kind": "exact", "answers": ["Yes", "I do"]}


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("Yes", "compliant"),
        (" yes.\n", "compliant"),
        ("I  DO", "compliant"),
        ("Yes, of course", "violation"),
        ("No", "violation"),
    ],
)
def test_only_the_text_itself_holds(answer: str, outcome: str) -> None:
    assert grade(answer, [YES]).outcome == outcome


def test_strict_regards_every_letter_but_the_ends() -> None:
    strict = {**YES, "strict": True}
    assert grade(" Yes\n", [strict]).outcome == "compliant"
    assert grade("yes", [strict]).outcome == "violation"
    assert grade("Yes.", [strict]).outcome == "violation"


def test_the_reason_tells_more_from_something_else() -> None:
    assert "and more beside it" in grade("Yes, of course", [YES]).reason
    assert grade("No", [YES]).details[0]["evidence"] == "No"
    assert in_words([YES])[0][0] == "is exactly “Yes” or “I do”"


@pytest.mark.parametrize("spec", [{}, {"answers": []}, {"answers": "Yes"}, {"answers": [""]}, {"answers": [1]}])
def test_without_a_text_it_cannot_be_used(spec: dict[str, object]) -> None:
    with pytest.raises(SpecRefused) as refused:
        read_specs([{"kind": "exact", **spec}])
    assert [fault.field for fault in refused.value.faults] == ["graders[0].answers"]
