"""The closed lists of the roadmap: kinds of evidence, responsibilities in a project, states of a criterion."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from ui.sentences import sentence

# What stands before a criterion's code where waivers and comments name what they are about.
SUBJECT: Final = "criterion:"

EVIDENCE_TYPES: Final = MappingProxyType(
    {
        "document": "Document",
        "link": "Link",
        "eval_run": "Evaluation run",
        "spec_mapping": "Decisions on principles",
        "calc_scenario": "Calculator scenario",
        "decision_record": "Record of a decision",
        "inventory_record": "Inventory record",
        "risk_record": "Risk record",
        "training_record": "Training record",
        "drill_record": "Record of a drill",
        "log_sample": "Sample of the logs",
        "survey": "Survey or feedback",
        "approval": "Confirmation by a person",
    }
)

ROLES: Final = MappingProxyType(
    {
        "project_owner": "Project owner",
        "alignment_lead": "Alignment lead",
        "evaluator": "Evaluator",
        "security_reviewer": "Security reviewer",
        "privacy_reviewer": "Privacy reviewer",
        "risk_owner": "Risk owner",
        "executive_sponsor": "Executive sponsor",
        "independent_reviewer": "Independent reviewer",
    }
)

# Where a criterion stands; the first, the second and the last of these keep a gate closed.
STATE_LABELS: Final = MappingProxyType(
    {
        "open": "Open",
        "ready": "Ready",
        "met": "Met",
        "waived": "Waived",
        "not_applicable": "Not applicable",
        "stale": "Stale",
    }
)

# The same inside of a sentence.
STATE_WORDS: Final = MappingProxyType(
    {
        "open": sentence("open"),
        "ready": sentence("ready"),
        "met": sentence("met"),
        "waived": sentence("waived"),
        "not_applicable": sentence("not applicable"),
        "stale": sentence("stale"),
    }
)

VERIFICATIONS: Final = MappingProxyType(
    {
        "verified": "identifiers verified in two independent lists",
        "two_secondary_sources": "identifiers found in two secondary sources",
        "one_secondary_source": "identifiers found in one secondary source",
    }
)

CONFIDENCES: Final = ("high", "medium", "low")
