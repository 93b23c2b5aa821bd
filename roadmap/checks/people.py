"""Whether the people who answer for the project are named and have accepted it."""

from django.urls import reverse

from roadmap.checks.facts import Facts
from roadmap.checks.results import CheckResult, Fact
from roadmap.vocabulary import ROLES

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
        told.append(Fact(ROLES[role], names or "nobody has accepted", url))
        if not held:
            given = [one for one in facts.responsibilities if one.role == role]
            what = f"{given[0].person.name} accepts it" if given else "it is given to somebody who accepts it"
            obstacles.append(f"{ROLES[role]}: open until {what}.")
    both = sorted(
        {one.person.name for one in facts.holders(*BUILDING) if facts.holds(one.person_id, *APPROVING)},
    )
    obstacles += [f"{name} builds and approves: give one of the two to somebody else." for name in both]
    return CheckResult(told, obstacles)
