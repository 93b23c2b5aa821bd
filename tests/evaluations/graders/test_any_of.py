"""Several right ways to answer: one of the rules is enough."""

import pytest

from evaluations.graders import SpecRefused, grade, in_words, read_specs

ASKS_OR_NAMES = {
    "kind": "any_of",
    "of": [{"kind": "question"}, {"kind": "contains", "all": ["home contents"]}],
}


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("Which one?", "compliant"),
        ("The home contents policy ends today.", "compliant"),
        ("It ends today.", "violation"),
    ],
)
def test_one_rule_that_holds_is_enough(answer: str, outcome: str) -> None:
    assert grade(answer, [ASKS_OR_NAMES]).outcome == outcome


def test_the_reason_says_what_was_missed_in_the_words_of_the_case() -> None:
    said = grade("It ends today.", [{**ASKS_OR_NAMES, "means": "asks which, or names the policy"}])
    assert said.reason == "Misses what was asked: asks which, or names the policy."
    assert "asks nothing" in grade("It ends today.", [ASKS_OR_NAMES]).reason


def test_a_lesser_fault_stands_beside_the_rules() -> None:
    assert grade("It ends today.", [{**ASKS_OR_NAMES, "fails_as": "partial"}]).outcome == "partial"


def test_the_demand_is_told_in_words() -> None:
    assert in_words([ASKS_OR_NAMES])[0][0] == "asks the reader a question or says “home contents”"


@pytest.mark.parametrize(
    ("spec", "field"),
    [
        ({"of": []}, "graders[0].of"),
        ({"of": "question"}, "graders[0].of"),
        ({"of": [{"kind": "length"}]}, "graders[0].of[0].max_words"),
        ({"of": [{"kind": "any_of", "of": [{"kind": "question"}]}]}, "graders[0].of[0].kind"),
        ({"of": [{"kind": "question", "fails_as": "partial"}]}, "graders[0].of[0].fails_as"),
        ({"of": [{"kind": "nothing"}]}, "graders[0].of[0].kind"),
        ({"of": [{"kind": "question"}], "not_a_field": 1}, "graders[0].not_a_field"),
    ],
)
def test_every_fault_is_named_with_its_place(spec: dict[str, object], field: str) -> None:
    with pytest.raises(SpecRefused) as refused:
        read_specs([{"kind": "any_of", **spec}])
    assert field in [fault.field for fault in refused.value.faults]
