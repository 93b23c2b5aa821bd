"""Several demands that are one: inside other rules, and by themselves."""

import pytest

from evaluations.graders import SpecRefused, grade, in_words, read_specs

BOTH = {"kind": "all_of", "of": [{"kind": "question"}, {"kind": "contains", "all": ["claim"]}]}
EITHER = {"kind": "any_of", "of": [BOTH, {"kind": "exact", "answers": ["None"]}]}


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [("Which claim?", "compliant"), ("Which one?", "violation"), ("The claim.", "violation"), ("No.", "violation")],
)
def test_each_of_them_has_to_hold(answer: str, outcome: str) -> None:
    assert grade(answer, [BOTH]).outcome == outcome


@pytest.mark.parametrize(
    ("answer", "outcome"), [("Which claim?", "compliant"), ("None", "compliant"), ("Which one?", "violation")]
)
def test_one_right_way_may_take_several_demands(answer: str, outcome: str) -> None:
    assert grade(answer, [EITHER]).outcome == outcome


def test_what_is_missing_is_told_and_the_demands_stand_one_by_one() -> None:
    assert grade("No.", [BOTH]).reason == "Asks nothing, does not say “claim”."
    assert "names the claim (asks" in grade("No.", [{**BOTH, "means": "names the claim"}]).reason
    assert [demand for demand, _ in in_words([BOTH])] == ["asks the reader a question", "says “claim”"]


def test_a_part_that_cannot_decide_leaves_it_open_unless_another_fails() -> None:
    undecided = {"kind": "all_of", "of": [{"kind": "refusal"}, {"kind": "question"}]}
    assert grade("Which one?", [undecided]).outcome == "unscored"
    assert grade("It is done.", [undecided]).outcome == "violation"


@pytest.mark.parametrize(
    ("spec", "field"),
    [
        ({"of": []}, "graders[0].of"),
        ({"of": [{"kind": "any_of", "of": [{"kind": "length"}]}]}, "graders[0].of[0].of[0].max_words"),
        ({"of": [BOTH]}, "graders[0].of[0].kind"),
        ({"of": [{"kind": "any_of", "of": [{"kind": "weighted", "of": [{"kind": "question"}]}]}]}, "graders[0].of"),
    ],
)
def test_every_fault_is_named_with_its_place(spec: dict[str, object], field: str) -> None:
    with pytest.raises(SpecRefused) as refused:
        read_specs([{"kind": "all_of", **spec}])
    assert field in [fault.field for fault in refused.value.faults]


def test_a_deep_nest_is_refused_and_not_walked() -> None:
    spec: dict[str, object] = {"kind": "question"}
    for _ in range(5000):
        spec = {"kind": "all_of", "of": [spec]}
    assert grade("Which one?", [spec]).outcome == "unscored"
