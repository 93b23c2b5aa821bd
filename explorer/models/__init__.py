"""What this room keeps: published versions, what each project decided about them, and documents on their way in."""

from explorer.models.decisions import HouseClause, KnownViolation, Ruling, SpecPin, Stance
from explorer.models.drafts import SpecDraft
from explorer.models.specification import (
    Authority,
    CataloguePrinciple,
    Example,
    Prompt,
    Response,
    SearchEntry,
    Section,
    SpecVersion,
)

__all__ = [
    "Authority",
    "CataloguePrinciple",
    "Example",
    "HouseClause",
    "KnownViolation",
    "Prompt",
    "Response",
    "Ruling",
    "SearchEntry",
    "Section",
    "SpecDraft",
    "SpecPin",
    "SpecVersion",
    "Stance",
]
