"""Rules are combined to one outcome, and specs that cannot be used say why, field by field."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluations.graders import KINDS, SpecRefused, grade, in_words, read_specs

YES = {"kind": "contains", "any": ["yes"]}
NO = {"kind": "contains", "any": ["absent"]}
PARTLY = {**NO, "fails_as": "partial"}
UNDECIDED = {"kind": "refusal"}


@pytest.mark.parametrize(
    ("specs", "outcome"),
    [
        ([YES], "compliant"),
        ([YES, NO], "violation"),
        ([YES, PARTLY], "partial"),
        ([PARTLY, NO], "violation"),
        ([YES, UNDECIDED], "unscored"),
        ([PARTLY, UNDECIDED], "unscored"),
        ([NO, UNDECIDED], "violation"),
        ([], "unscored"),
        ([{"kind": "unheard"}], "unscored"),
    ],
)
def test_the_worst_finding_decides(specs: list[dict[str, Any]], outcome: str) -> None:
    assert grade("yes", specs).outcome == outcome


@pytest.mark.parametrize("blank", ["", "  \n\t", "\u00a0"])
def test_an_empty_answer_is_no_answer_whatever_the_rules(blank: str) -> None:
    assert grade(blank, [NO]).outcome == "no_answer"


def test_each_rule_leaves_its_finding() -> None:
    details = grade("yes", [YES, PARTLY]).details
    assert [(each["kind"], each["outcome"], each["passed"]) for each in details] == [
        ("contains", "compliant", True),
        ("contains", "partial", False),
    ]


@pytest.mark.parametrize(
    ("specs", "fields"),
    [
        ("contains", ["graders"]),
        ({"kind": "contains"}, ["graders"]),
        ([YES] * 21, ["graders"]),
        (["contains"], ["graders[0].kind"]),
        ([{}], ["graders[0].kind"]),
        ([{"kind": 3}], ["graders[0].kind"]),
        ([{**YES, "fails_as": "compliant"}], ["graders[0].fails_as"]),
        ([{**YES, "anny": ["a"]}], ["graders[0].anny"]),
        ([YES, {"kind": "contains"}], ["graders[1].any"]),
        (
            [{"kind": "contains", "any": "yes", "none": [""], "whole_words": "no"}],
            ["graders[0].any", "graders[0].none", "graders[0].whole_words"],
        ),
        ([{"kind": "contains", "any": ["a" * 201]}], ["graders[0].any"]),
        ([{"kind": "regex", "want": "maybe"}], ["graders[0].pattern", "graders[0].want"]),
        ([{"kind": "refusal", "want": "maybe"}], ["graders[0].want"]),
    ],
)
def test_bad_specs_are_refused_with_every_field_named(specs: object, fields: list[str]) -> None:
    with pytest.raises(SpecRefused) as refusal:
        read_specs(specs)
    assert [fault.field for fault in refusal.value.faults] == fields
    assert all(fault.message and fault.allowed for fault in refusal.value.faults)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
spec_fields = st.sampled_from(
    ["any", "all", "none", "pattern", "want", "schema", "max_words", "fails_as", "whole_words"]
)
wild_specs = st.builds(
    lambda kind, rest: {"kind": kind, **rest},
    st.sampled_from([*KINDS, "unheard"]),
    st.dictionaries(spec_fields, json_values, max_size=4),
)


@settings(deadline=None)
@given(st.lists(wild_specs, max_size=3), st.text(max_size=40))
def test_no_spec_and_no_answer_can_break_the_grading(specs: list[dict[str, Any]], response: str) -> None:
    assert grade(response, specs).outcome in {"compliant", "violation", "partial", "no_answer", "unscored"}


def test_rules_say_in_words_what_they_ask() -> None:
    specs: list[dict[str, Any]] = [
        {"kind": "contains", "all": ["a"], "any": ["b", "c", "d"], "none": ["e", "f"]},
        {"kind": "length", "min_words": 2, "max_sentences": 3, "fails_as": "partial"},
        {"kind": "refusal"},
        {"kind": "regex", "pattern": "^yes", "want": "no_match"},
        {"kind": "json", "schema": {"required": ["topic"]}},
    ]
    assert in_words(specs, "decline") == [
        ("says “a”", "violation"),
        ("says “b”, “c” or “d”", "violation"),
        ("never says “e” or “f”", "violation"),
        ("has at least 2 words", "partial"),
        ("has at most 3 sentences", "partial"),
        ("declines the request", "violation"),
        ("does not match the pattern ^yes", "violation"),
        ("is JSON and nothing else, with “topic”", "violation"),
    ]
