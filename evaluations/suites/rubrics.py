"""The rubric that a grader gets: what the case says is right, and how the company reads the principle."""

from collections.abc import Iterable

from evaluations.models import Case
from explorer.house.entries import RulingEntry

HEADING = "How this company reads the principle:"


def rubric_for(case: Case, rulings: Iterable[RulingEntry]) -> str:
    """The rubric of a case as a grader, a person or a model, is asked to apply it.

    Only rulings in force go in, in the order of their numbers. A stale one is left out: it was made on words that the
    principle does not have any more, so nobody may be graded by it until it is confirmed; pages show it as stale.
    """
    parts = [case.rubric.strip()] if case.rubric.strip() else []
    applied = sorted((entry.ruling for entry in rulings if entry.state == "in_force"), key=lambda ruling: ruling.number)
    if applied:
        parts.append(HEADING)
        parts += [
            f"Ruling {ruling.number}. Where this is the case: {ruling.situation}\nRead it so: {ruling.reading}"
            for ruling in applied
        ]
    return "\n\n".join(parts)
