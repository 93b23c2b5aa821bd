"""The template that ships: its counts, its safeguards, and that it still says what the team agreed on."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from roadmap.template.reading import shipped_template
from roadmap.template.records import CriterionTemplate, PhaseTemplate

CRITERIA = shipped_template().criteria
PHASES = shipped_template().phases

# Subcategories of NIST AI RMF 1.0: function -> number of subcategories in each category (19, 18, 22 and 13 together).
NIST = {"GOVERN": [7, 3, 2, 3, 2, 2], "MAP": [6, 3, 5, 2, 2], "MEASURE": [3, 13, 3, 3], "MANAGE": [4, 4, 2, 3]}


def test_there_are_36_criteria_in_four_phases() -> None:
    assert [(phase.number, len(phase.criteria)) for phase in PHASES] == [(1, 9), (2, 10), (3, 8), (4, 9)]
    assert len({criterion.code for criterion in CRITERIA}) == 36


def test_three_criteria_do_not_block_their_gate() -> None:
    assert [criterion.code for criterion in CRITERIA if not criterion.blocking] == ["P1.8", "P1.9", "P3.7"]


@pytest.mark.parametrize("phase", PHASES, ids=lambda phase: phase.code)
def test_every_gate_needs_two_people_other_than_the_requester(phase: PhaseTemplate) -> None:
    assert shipped_template().four_eyes
    assert not phase.gate.requester_may_approve
    assert 2 <= phase.gate.min_approvals <= len(phase.gate.approvers)


@pytest.mark.parametrize("criterion", CRITERIA, ids=lambda criterion: criterion.code)
def test_every_criterion_says_in_sentences_what_is_to_be_shown(criterion: CriterionTemplate) -> None:
    assert criterion.statement.endswith(".")
    assert criterion.auto.endswith(".")
    assert criterion.auto[0].isupper()
    assert criterion.evidence
    assert all(not evidence.proves.endswith(".") for evidence in criterion.evidence)


@pytest.mark.parametrize("criterion", CRITERIA, ids=lambda criterion: criterion.code)
def test_every_reference_is_an_identifier_of_its_framework(criterion: CriterionTemplate) -> None:
    for reference in criterion.mappings["nist"]:
        function, category, subcategory = re.fullmatch(r"([A-Z]+) (\d+)\.(\d+)", reference).groups()  # type: ignore[union-attr]
        assert int(subcategory) <= NIST[function][int(category) - 1]
    assert all(re.fullmatch(r"([4-9]|10)(\.\d){1,2}|A(\.\d{1,2}){2,3}", ref) for ref in criterion.mappings["iso"])
    assert all(re.fullmatch(r"\d{1,3}(\.\d{1,2})?", ref) for ref in criterion.mappings["eu"])


def test_every_anchor_is_written_as_a_section_id() -> None:
    anchors = [anchor for criterion in CRITERIA for anchor in criterion.spec_anchors]
    assert len(anchors) == 23
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", anchor) for anchor in anchors)


def test_every_anchor_is_a_section_of_the_spec_version_it_was_checked_against(shared_data: Path) -> None:
    version = shipped_template().spec_checked
    text = (shared_data / "model_spec" / version / "model_spec.md").read_text(encoding="utf-8")
    sections = set(re.findall(r"\{#([a-z0-9_]+)", text))
    assert {anchor for criterion in CRITERIA for anchor in criterion.spec_anchors} <= sections


def test_every_framework_says_how_far_it_was_checked_and_where() -> None:
    frameworks = shipped_template().frameworks
    assert list(frameworks) == ["nist", "iso", "eu"]
    assert all(framework.sources for framework in frameworks.values())
    assert frameworks["iso"].single_source_ids == ("6.1.4",)
    assert frameworks["iso"].caution
    assert shipped_template().mapping_label == "suggested mapping"


def test_the_moved_date_of_the_high_risk_rules_keeps_the_day_it_was_moved_from() -> None:
    dates = {entry.key: entry for entry in shipped_template().regulation_dates}
    assert len(dates) == 5
    assert dates["eu_annex_iii"].applies_from == date(2027, 12, 2)
    assert dates["eu_annex_iii"].previous == date(2026, 8, 2)
    assert dates["eu_annex_iii"].confidence == "medium"


def test_everything_but_the_wording_is_as_the_team_agreed(shared_data: Path) -> None:
    agreed: dict[str, Any] = yaml.safe_load((shared_data / "criteria.yaml").read_text(encoding="utf-8"))
    assert agreed["defaults"]["waiver_max_days"] == shipped_template().waiver_max_days
    assert [phase["name"] for phase in agreed["phases"]] == [phase.name for phase in PHASES]
    assert [phase["gate"] for phase in agreed["phases"]] == [gate_as_data(phase) for phase in PHASES]
    rows = [row for phase in agreed["phases"] for row in phase["criteria"]]
    for row, criterion in zip(rows, CRITERIA, strict=True):
        assert (row["id"], row["title"], row["blocking"]) == (criterion.code, criterion.title, criterion.blocking)
        assert (row["waiver"], row["review_days"]) == (criterion.waiver, criterion.review_days)
        assert tuple(row.get("spec_anchors", ())) == criterion.spec_anchors
        assert [entry["type"] for entry in row["evidence"]] == [evidence.type for evidence in criterion.evidence]
        assert {key: tuple(ids) for key, ids in row["map"].items()} == dict(criterion.mappings)


def gate_as_data(phase: PhaseTemplate) -> dict[str, object]:
    gate = phase.gate
    data: dict[str, object] = {
        "name": gate.name,
        "approvers": list(gate.approvers),
        "min_approvals": gate.min_approvals,
        "requester_may_approve": gate.requester_may_approve,
    }
    return data | ({"repeats_days": gate.repeats_days} if gate.repeats_days else {})
