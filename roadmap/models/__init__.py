"""What the roadmap keeps: phases with criteria, people's words about them, responsibilities, evidence, and gates."""

from roadmap.models.applicability import Applicability
from roadmap.models.criteria import FIELD_LABELS, ChangedField, Criterion, CriterionChange
from roadmap.models.evidence import Evidence, EvidencePage, EvidenceUse, EvidenceVersion
from roadmap.models.gates import GateCondition, GateRequest, GateVote
from roadmap.models.incidents import Incident, IncidentCase, IncidentChange
from roadmap.models.phases import Phase
from roadmap.models.responsibilities import Responsibility
from roadmap.models.risks import Risk, RiskChange, RiskLimit
from roadmap.models.templates import OwnTemplate, TemplateChoice
from roadmap.models.words import Confirmation, Exclusion

__all__ = [
    "FIELD_LABELS",
    "Applicability",
    "ChangedField",
    "Confirmation",
    "Criterion",
    "CriterionChange",
    "Evidence",
    "EvidencePage",
    "EvidenceUse",
    "EvidenceVersion",
    "Exclusion",
    "GateCondition",
    "GateRequest",
    "GateVote",
    "Incident",
    "IncidentCase",
    "IncidentChange",
    "OwnTemplate",
    "Phase",
    "Responsibility",
    "Risk",
    "RiskChange",
    "RiskLimit",
    "TemplateChoice",
]
