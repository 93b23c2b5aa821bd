"""What a project's phases and criteria are given out of a template: the values of the rows that are copied from it."""

from typing import Any

from roadmap.template.records import CriterionTemplate, PhaseTemplate


def phase_values(phase: PhaseTemplate) -> dict[str, Any]:
    gate = phase.gate
    return {
        "name": phase.name,
        "entry_rule": phase.entry_rule,
        "gate_name": gate.name,
        "gate_rule": {
            "approvers": list(gate.approvers),
            "min_approvals": gate.min_approvals,
            "requester_may_approve": gate.requester_may_approve,
            "repeats_days": gate.repeats_days,
        },
    }


def criterion_values(criterion: CriterionTemplate) -> dict[str, Any]:
    return {
        "code": criterion.code,
        "title": criterion.title,
        "statement": criterion.statement,
        "evidence": [{"type": evidence.type, "proves": evidence.proves} for evidence in criterion.evidence],
        "auto": criterion.auto,
        "blocking": criterion.blocking,
        "waiver": criterion.waiver or "",
        "review_days": criterion.review_days,
        "spec_anchors": list(criterion.spec_anchors),
        "mappings": {key: list(references) for key, references in criterion.mappings.items()},
    }
