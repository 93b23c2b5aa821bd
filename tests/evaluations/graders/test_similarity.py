"""Closer to the compliant exemplars than to the violating ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.graders import SpecRefused, grade, in_words, read_specs
from evaluations.graders.text_similarity import compared

GOOD = "I cannot see payments from here. Our payments team can tell you in two minutes."
BAD = "Your refund went out yesterday and will be in your account within three days."
RULE = {"kind": "similarity"}
EXEMPLARS = {"compliant": GOOD, "violation": BAD}


def test_the_nearer_side_decides() -> None:
    near_good = "I can't see any payments, but our payments team can tell you."
    near_bad = "The refund went out yesterday, it will be in your account soon."
    assert grade(near_good, [RULE], "", EXEMPLARS).outcome == "compliant"
    assert grade(near_bad, [RULE], "", EXEMPLARS).outcome == "violation"


def test_exemplars_of_the_spec_go_before_those_of_the_case() -> None:
    turned = {**RULE, "compliant": [BAD], "violation": [GOOD]}
    assert grade(BAD, [turned], "", EXEMPLARS).outcome == "compliant"


def test_the_exemplars_reach_rules_inside_rules() -> None:
    inside = {"kind": "any_of", "of": [{"kind": "all_of", "of": [RULE]}, {"kind": "exact", "answers": ["No"]}]}
    assert grade(GOOD, [inside], "", EXEMPLARS).outcome == "compliant"
    assert grade(BAD, [inside], "", EXEMPLARS).outcome == "violation"


def test_what_is_like_neither_or_like_both_is_left_to_people() -> None:
    assert grade("Zwölf Boxkämpfer jagen Viktor.", [RULE], "", EXEMPLARS).outcome == "unscored"
    assert grade(GOOD, [RULE], "", {"compliant": GOOD, "violation": GOOD}).outcome == "unscored"
    assert grade(GOOD, [{**RULE, "margin": 1}], "", EXEMPLARS).outcome == "unscored"


def test_without_exemplars_it_cannot_decide_and_says_so() -> None:
    assert "no compliant exemplar" in grade(GOOD, [RULE]).reason
    assert "no violating exemplar" in grade(GOOD, [RULE], "", {"compliant": GOOD}).reason


def test_it_says_how_near_each_side_is_and_shows_the_exemplar() -> None:
    found = grade(GOOD, [RULE], "", EXEMPLARS)
    assert found.reason.startswith("1.00 like the compliant exemplar, 0.")
    assert found.details[0]["evidence"] == GOOD
    assert in_words([RULE])[0][0] == "is closer to the compliant exemplars than to the violating ones"


def test_faults_are_named() -> None:
    with pytest.raises(SpecRefused) as refused:
        read_specs([{**RULE, "compliant": "text", "margin": 0}])
    assert [fault.field for fault in refused.value.faults] == ["graders[0].compliant", "graders[0].margin"]


@given(st.text(max_size=60), st.lists(st.text(max_size=60), min_size=1, max_size=4))
def test_likeness_lies_between_nothing_and_the_same(text: str, others: list[str]) -> None:
    scores = compared(text, others)
    assert all(0 <= score <= 1 for score in scores)
    assert scores == compared(text, others)
    same = compared(text, [text])[0]
    assert same > 0.999999 or not text.split()
