"""Whether the people who answer for the project are named and have accepted it."""

from collections.abc import Sequence

from django.urls import reverse

from roadmap.checks.facts import Facts
from roadmap.checks.results import CheckResult, Fact
from roadmap.vocabulary import ROLES
from ui.sentences import sentence

NEEDED = ("project_owner", "executive_sponsor", "risk_owner")
BUILDING = ("project_owner", "alignment_lead", "evaluator")
APPROVING = ("executive_sponsor", "risk_owner")


def answerable(facts: Facts) -> CheckResult:
    """P1.1: the three responsibilities are held and accepted, and nobody builds and approves."""
    url = reverse("roadmap:responsibilities", args=[facts.project.path])
    told, obstacles = [], []
    for role in NEEDED:
        held = facts.holders(role)
        names = ", ".join(one.person.name for one in held)
        told.append(Fact(sentence(ROLES[role]), names or sentence("nobody has accepted"), url))
        if not held:
            given = [one.person.name for one in facts.responsibilities if one.role == role]
            obstacles.append(_open(sentence(ROLES[role]), given))
    both = sorted(
        {one.person.name for one in facts.holders(*BUILDING) if facts.holds(one.person_id, *APPROVING)},
    )
    obstacles += [
        sentence("%(person)s builds and approves: give one of the two to somebody else.", person=name) for name in both
    ]
    return CheckResult(told, obstacles)


def _open(role: str, given: Sequence[str]) -> str:
    if given:
        return sentence("%(role)s: open until %(person)s accepts it.", role=role, person=given[0])
    return sentence("%(role)s: open until it is given to somebody who accepts it.", role=role)
