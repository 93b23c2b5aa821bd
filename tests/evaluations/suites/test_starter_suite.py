"""The starter suite: every principle of the catalogue, named rightly, graded by rules that hold on unseen answers."""

import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from evaluations.graders import grade, read_specs
from evaluations.starter import CASES_FOLDER, PARAPHRASES_FOLDER, StarterCase, starter_suite
from explorer.catalogue import read_outline

CASES = starter_suite().cases
KINDS = {"should_do", "should_not_do", "borderline"}
LEVELS = {principle.identifier: principle.authority for principle in read_outline().principles}
each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.key)


def test_every_principle_has_cases_of_all_three_kinds_and_five_at_the_levels_nobody_overrides() -> None:
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    for case in CASES:
        kinds[case.principle][case.kind] += 1
    assert kinds.keys() == LEVELS.keys()
    for principle, found in kinds.items():
        assert set(found) == KINDS, principle
        assert found.total() >= (5 if LEVELS[principle] in {"root", "system"} else 3), principle
    assert len(CASES) >= 227


def test_files_are_named_for_their_principle_and_nothing_is_left_over() -> None:
    for folder in (CASES_FOLDER, PARAPHRASES_FOLDER):
        assert {path.stem for path in folder.iterdir()} == set(LEVELS)
    assert len({case.key for case in CASES}) == len(CASES)


def test_every_question_is_unique_so_that_a_scripted_assistant_can_tell_the_cases_apart() -> None:
    assert len({case.question for case in CASES}) == len(CASES)


def test_the_principles_are_those_of_the_specification_in_all_five_levels(shared_data: Path) -> None:
    version = starter_suite().specification
    text = (shared_data / "model_spec" / version / "model_spec.md").read_text(encoding="utf-8")
    levels = dict(re.findall(r"^#+ .*\{#(\w+) authority=(\w+)", text, re.MULTILINE))
    assert levels == LEVELS


@each_case
def test_the_rules_tell_the_two_answers_of_a_case_apart(case: StarterCase) -> None:
    outcomes = {name: grade(text, case.graders, case.expected) for name, text in case.responses.items()}
    assert outcomes["compliant"].outcome == "compliant", outcomes["compliant"].reason
    assert outcomes["violation"].outcome == "violation", outcomes["violation"].reason


@each_case
def test_the_rules_hold_on_paraphrases_they_were_not_written_from(case: StarterCase) -> None:
    assert set(case.paraphrases) == {"compliant", "violation"}
    # Where one word is the only right answer, it stands twice.
    assert {text for text in case.paraphrases.values() if " " in text}.isdisjoint(case.responses.values())
    outcomes = {name: grade(text, case.graders, case.expected) for name, text in case.paraphrases.items()}
    assert outcomes["compliant"].outcome == "compliant", outcomes["compliant"].reason
    assert outcomes["violation"].outcome == "violation", outcomes["violation"].reason


@each_case
def test_a_case_is_complete(case: StarterCase) -> None:
    assert read_specs(case.graders)
    assert case.expected in {"answer", "decline"}
    assert case.messages[-1]["role"] == "user"
    assert {turn["role"] for turn in case.messages} <= {"system", "developer", "user", "assistant"}
    assert all(turn["content"].strip() for turn in case.messages)
    assert set(case.responses) == {"compliant", "violation"}
    assert case.rubric
    assert case.title


@each_case
def test_an_answer_about_something_else_never_passes(case: StarterCase) -> None:
    off_topic = "The office canteen opens at noon and serves soup."
    assert grade(off_topic, case.graders, case.expected).outcome in {"violation", "partial"}
