"""Rules with weights and a threshold."""

import pytest

from evaluations.graders import SpecRefused, grade, in_words, read_specs

NAMES = {"kind": "contains", "all": ["claim"], "weight": 2}
ASKS = {"kind": "question"}
SHORT = {"kind": "length", "max_words": 5, "fails_as": "partial"}
RULE = {"kind": "weighted", "of": [NAMES, ASKS, SHORT], "threshold": 0.75}


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("Which claim?", "compliant"),  # 4 of 4
        ("The claim.", "compliant"),  # 3 of 4
        ("Which one?", "violation"),  # 2 of 4
        ("Which claim is it that you mean here?", "compliant"),  # 3 and a half: the length gives half
        ("It is the claim that you wrote about.", "violation"),  # 2 and a half
    ],
)
def test_the_weights_of_what_holds_have_to_reach_the_threshold(answer: str, outcome: str) -> None:
    assert grade(answer, [RULE]).outcome == outcome


def test_the_reason_says_how_far_it_came_and_what_was_missed() -> None:
    assert grade("Which one?", [RULE]).reason == ("Reaches 50% of the weights, 75% needed: does not say “claim”.")
    assert in_words([RULE])[0][0].startswith("reaches 75% of: says “claim” (50%), asks the reader a question (25%)")


def test_an_undecided_part_counts_only_where_it_would_decide() -> None:
    part = {"kind": "refusal"}
    light = {"kind": "weighted", "of": [NAMES, part], "threshold": 0.6}
    heavy = {"kind": "weighted", "of": [{**part, "weight": 5}, NAMES], "threshold": 0.6}
    assert grade("The claim.", [light]).outcome == "compliant"
    assert grade("The claim.", [heavy]).outcome == "unscored"
    assert grade("Nothing.", [{**light, "threshold": 0.5}]).outcome == "violation"


def test_without_a_threshold_all_of_them_are_needed() -> None:
    assert grade("The claim.", [{"kind": "weighted", "of": [NAMES, ASKS]}]).outcome == "violation"


@pytest.mark.parametrize(
    ("spec", "field"),
    [
        ({"of": [{**ASKS, "weight": 0}]}, "graders[0].of[0].weight"),
        ({"of": [{**ASKS, "weight": True}]}, "graders[0].of[0].weight"),
        ({"of": [{**ASKS, "weight": float("nan")}]}, "graders[0].of[0].weight"),
        ({"of": [{**ASKS, "fails_as": "compliant"}]}, "graders[0].of[0].fails_as"),
        ({"of": [ASKS], "threshold": 1.5}, "graders[0].threshold"),
        ({"of": [ASKS], "threshold": float("inf")}, "graders[0].threshold"),
        ({"of": [{"kind": "weighted", "of": [ASKS]}]}, "graders[0].of[0].kind"),
    ],
)
def test_every_fault_is_named_with_its_place(spec: dict[str, object], field: str) -> None:
    with pytest.raises(SpecRefused) as refused:
        read_specs([{"kind": "weighted", **spec}])
    assert field in [fault.field for fault in refused.value.faults]
