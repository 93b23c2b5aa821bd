"""What the roadmap keeps: phases with criteria, people's words about them, responsibilities, and evidence."""

from roadmap.models.criteria import FIELD_LABELS, ChangedField, Criterion, CriterionChange
from roadmap.models.evidence import Evidence, EvidenceUse, EvidenceVersion
from roadmap.models.phases import Phase
from roadmap.models.responsibilities import Responsibility
from roadmap.models.words import Confirmation, Exclusion

__all__ = [
    "FIELD_LABELS",
    "ChangedField",
    "Confirmation",
    "Criterion",
    "CriterionChange",
    "Evidence",
    "EvidenceUse",
    "EvidenceVersion",
    "Exclusion",
    "Phase",
    "Responsibility",
]
