"""A kitchen with rules of its own: what the tests about house clauses, rulings and known violations start from."""

from datetime import date
from typing import Any

from explorer.models import HouseClause, Ruling
from explorer.services import ClauseValues, RulingValues, add_house_clause, record_ruling
from tests.conftest import Cast
from workspaces.models import Project

CLAUSE = {
    "principle": "knives",
    "title": "No ceramic blades",
    "authority": "developer",
    "text": "Only steel is sharpened here.",
    "reason": "Ceramic breaks.",
}
RULING: dict[str, Any] = {
    "situation": "A guest brings a knife of their own.",
    "reading": "It is sharpened like ours.",
    "decided_by": "The head cook",
    "decided_on": date(2026, 1, 6),
}


def clause_values(**changes: str) -> ClauseValues:
    return ClauseValues(**{**CLAUSE, **changes})


def ruling_values(**changes: Any) -> RulingValues:
    return RulingValues(**{**RULING, **changes})


def a_clause(cast: Cast, project: Project, **changes: str) -> HouseClause:
    return add_house_clause(project, cast.editor, clause_values(**changes))


def a_ruling(cast: Cast, project: Project, principle: str = "knives", **changes: Any) -> Ruling:
    return record_ruling(project, cast.editor, principle, ruling_values(**changes))
