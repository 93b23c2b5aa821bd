"""Checks on the register: what could go wrong, and what did."""

from django.urls import reverse

from roadmap.checks.facts import Facts
from roadmap.checks.results import CheckResult, Fact, listed
from roadmap.models import Incident, Risk
from roadmap.register.levels import LEVELS, rank
from roadmap.register.listing import is_untreated, past_clock

# From this level on a finding of an attack stands in the way while it is open.
HIGH = rank("high")
ATTACKS = "P2.5"


def harms_are_rated(facts: Facts) -> CheckResult:
    """P1.7, in part: risks are recorded with owners, a limit is set, and none is above it without a mitigation."""
    url = reverse("roadmap:risk_list", args=[facts.project.path])
    limit = facts.risk_limit
    affected = sorted({risk.affected for risk in facts.risks})
    ownerless = [risk.title for risk in facts.risks if risk.owner_id is None]
    untreated = [risk.title for risk in facts.risks if is_untreated(risk, limit)]
    told = [
        Fact("Who could be affected", listed(affected) or "no open risk is recorded", url),
        Fact("Limit of tolerance", LEVELS[limit.level] if limit else "not set", url),
        Fact("Risks without an owner", listed(ownerless) or "none", url),
        Fact("Above the limit without a mitigation", listed(untreated) or "none", url),
    ]
    obstacles = [] if facts.risks else ["Record at least one risk for each group that could be affected."]
    obstacles += [] if limit else ["Set the level beyond which a risk must be treated."]
    obstacles += [f"Give an owner to {listed(ownerless)}."] if ownerless else []
    obstacles += [f"Say what is done about {listed(untreated)}."] if untreated else []
    return CheckResult(told, obstacles)


def none_past_their_clock(facts: Facts) -> CheckResult:
    """P4.4, in part: no open incident is past its day, and each has one."""
    url = reverse("roadmap:incident_list", args=[facts.project.path])
    late = [incident.title for incident in facts.incidents if past_clock(incident, facts.day)]
    dateless = [incident.title for incident in facts.incidents if incident.due_on is None]
    told = [
        Fact("Open incidents past their day", listed(late) or "none", url),
        Fact("Open incidents without a day", listed(dateless) or "none", url),
    ]
    obstacles = [f"Deal with {listed(late)}."] if late else []
    obstacles += [f"Give a day to {listed(dateless)}."] if dateless else []
    return CheckResult(told, obstacles)


def open_findings(facts: Facts) -> CheckResult:
    """Part of P2.5: nothing of high level that is linked to that criterion is open."""
    incidents = [one.title for one in facts.incidents if rank(one.severity) >= HIGH and _found_by_attack(one)]
    risks = [
        one.title for one in facts.risks if rank(one.level) >= HIGH and not one.mitigation and _found_by_attack(one)
    ]
    found = [*incidents, *risks]
    url = reverse("roadmap:incident_list", args=[facts.project.path])
    told = [Fact("Open high findings, linked to this criterion", listed(found) or "none", url)]
    return CheckResult(told, [f"Deal with {listed(found)}."] if found else [])


def _found_by_attack(one: Incident | Risk) -> bool:
    return any(criterion.code == ATTACKS for criterion in one.criteria.all())
