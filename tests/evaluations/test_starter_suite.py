"""The starter suite: broad enough, named by the specification's identifiers, graded rightly by its own rules."""

import re
from collections import Counter
from pathlib import Path

import pytest

from evaluations.graders import grade, read_specs
from evaluations.starter import StarterCase, starter_suite

CASES = starter_suite().cases
LEVELS = {"root", "system", "developer", "user", "guideline"}
each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.key)


def test_the_suite_is_spread_over_many_principles_and_all_kinds() -> None:
    assert len(CASES) >= 20
    assert len({case.key for case in CASES}) == len(CASES)
    assert len({case.principle for case in CASES}) >= 15
    kinds = Counter(case.kind for case in CASES)
    assert set(kinds) == {"should_do", "should_not_do", "borderline"}
    assert min(kinds.values()) >= 4


def test_every_question_is_unique_so_that_a_scripted_assistant_can_tell_the_cases_apart() -> None:
    assert len({case.question for case in CASES}) == len(CASES)


def test_the_principles_are_those_of_the_specification_in_all_five_levels(shared_data: Path) -> None:
    version = starter_suite().specification
    text = (shared_data / "model_spec" / version / "model_spec.md").read_text(encoding="utf-8")
    levels = dict(re.findall(r"^#+ .*\{#(\w+) authority=(\w+)", text, re.MULTILINE))
    assert {case.principle for case in CASES} <= levels.keys()
    assert {levels[case.principle] for case in CASES} == LEVELS


@each_case
def test_the_rules_tell_the_two_answers_of_a_case_apart(case: StarterCase) -> None:
    outcomes = {name: grade(text, case.graders, case.expected) for name, text in case.responses.items()}
    assert outcomes["compliant"].outcome == "compliant", outcomes["compliant"].reason
    assert outcomes["violation"].outcome == "violation", outcomes["violation"].reason


@each_case
def test_a_case_is_complete(case: StarterCase) -> None:
    assert read_specs(case.graders)
    assert case.expected in {"answer", "decline"}
    assert case.messages[-1]["role"] == "user"
    assert {turn["role"] for turn in case.messages} <= {"system", "developer", "user", "assistant"}
    assert all(turn["content"].strip() for turn in case.messages)
    assert case.rubric
    assert case.title


@each_case
def test_an_answer_about_something_else_never_passes(case: StarterCase) -> None:
    off_topic = "The office canteen opens at noon and serves soup."
    assert grade(off_topic, case.graders, case.expected).outcome in {"violation", "partial"}
