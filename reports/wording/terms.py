"""The roadmap's closed lists in the words of a report: responsibilities, votes, kinds of evidence, levels of harm."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

ROLES = {
    "project_owner": gettext_noop("Project owner"),
    "alignment_lead": gettext_noop("Alignment lead"),
    "evaluator": gettext_noop("Evaluator"),
    "security_reviewer": gettext_noop("Security reviewer"),
    "privacy_reviewer": gettext_noop("Privacy reviewer"),
    "risk_owner": gettext_noop("Risk owner"),
    "executive_sponsor": gettext_noop("Executive sponsor"),
    "independent_reviewer": gettext_noop("Independent reviewer"),
}
# Decisions of people and states of conditions, each with the shape and colour of its mark.
VOTES = {
    "approve": (gettext_noop("Approved"), "compliant"),
    "conditional": (gettext_noop("Approved with conditions"), "compliant"),
    "reject": (gettext_noop("Rejected"), "violation"),
}
CONDITION_STATES = {
    "overdue": (gettext_noop("Overdue"), "violation"),
    "open": (gettext_noop("Open"), "open"),
    "fulfilled": (gettext_noop("Fulfilled"), "compliant"),
    "void": (gettext_noop("Void: its approval is not in force"), "not_needed"),
}
PROOFS = {
    "document": gettext_noop("Document"),
    "link": gettext_noop("Link"),
    "eval_run": gettext_noop("Evaluation run"),
    "spec_mapping": gettext_noop("Decisions on principles"),
    "calc_scenario": gettext_noop("Calculator scenario"),
    "decision_record": gettext_noop("Record of a decision"),
    "inventory_record": gettext_noop("Inventory record"),
    "risk_record": gettext_noop("Risk record"),
    "training_record": gettext_noop("Training record"),
    "drill_record": gettext_noop("Record of a drill"),
    "log_sample": gettext_noop("Sample of the logs"),
    "survey": gettext_noop("Survey or feedback"),
    "approval": gettext_noop("Confirmation by a person"),
}
EVIDENCE_KINDS = {
    "file": gettext_noop("File"),
    "link": gettext_noop("Link"),
    "note": gettext_noop("Note"),
    "decision": gettext_noop("Decision"),
    "run": gettext_noop("Run"),
    "scenario": gettext_noop("Scenario"),
    "stances": gettext_noop("Stances"),
}
HARMS = {
    "low": gettext_noop("Low"),
    "moderate": gettext_noop("Moderate"),
    "high": gettext_noop("High"),
    "critical": gettext_noop("Critical"),
}
LIKELIHOODS = {
    "rare": gettext_noop("Rare"),
    "unlikely": gettext_noop("Unlikely"),
    "possible": gettext_noop("Possible"),
    "likely": gettext_noop("Likely"),
    "almost_certain": gettext_noop("Almost certain"),
}


def role_names(roles: Iterable[str]) -> str:
    """Responsibilities one after the other; one that this page does not know is shown as it is written."""
    return ", ".join(_(ROLES.get(role, role)) for role in roles)
