"""Checks on the register: what could go wrong, and what did."""

from django.urls import reverse

from roadmap.checks.facts import Facts
from roadmap.checks.results import CheckResult, Fact
from roadmap.models import Incident, Risk
from roadmap.register.levels import LEVELS, rank
from roadmap.register.listing import is_untreated, past_clock
from ui.sentences import listed, sentence

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
        Fact(sentence("Who could be affected"), listed(affected) or sentence("no open risk is recorded"), url),
        Fact(sentence("Limit of tolerance"), sentence(LEVELS[limit.level]) if limit else sentence("not set"), url),
        Fact(sentence("Risks without an owner"), listed(ownerless) or sentence("none"), url),
        Fact(sentence("Above the limit without a mitigation"), listed(untreated) or sentence("none"), url),
    ]
    obstacles = [] if facts.risks else [sentence("Record at least one risk for each group that could be affected.")]
    obstacles += [] if limit else [sentence("Set the level beyond which a risk must be treated.")]
    obstacles += [sentence("Give an owner to %(risks)s.", risks=listed(ownerless))] if ownerless else []
    obstacles += [sentence("Say what is done about %(risks)s.", risks=listed(untreated))] if untreated else []
    return CheckResult(told, obstacles)


def none_past_their_clock(facts: Facts) -> CheckResult:
    """P4.4, in part: no open incident is past its day, and each has one."""
    url = reverse("roadmap:incident_list", args=[facts.project.path])
    late = [incident.title for incident in facts.incidents if past_clock(incident, facts.day)]
    dateless = [incident.title for incident in facts.incidents if incident.due_on is None]
    told = [
        Fact(sentence("Open incidents past their day"), listed(late) or sentence("none"), url),
        Fact(sentence("Open incidents without a day"), listed(dateless) or sentence("none"), url),
    ]
    obstacles = [sentence("Deal with %(things)s.", things=listed(late))] if late else []
    obstacles += [sentence("Give a day to %(incidents)s.", incidents=listed(dateless))] if dateless else []
    return CheckResult(told, obstacles)


def open_findings(facts: Facts) -> CheckResult:
    """Part of P2.5: nothing of high level that is linked to that criterion is open."""
    incidents = [one.title for one in facts.incidents if rank(one.severity) >= HIGH and _found_by_attack(one)]
    risks = [
        one.title for one in facts.risks if rank(one.level) >= HIGH and not one.mitigation and _found_by_attack(one)
    ]
    found = [*incidents, *risks]
    url = reverse("roadmap:incident_list", args=[facts.project.path])
    told = [Fact(sentence("Open high findings, linked to this criterion"), listed(found) or sentence("none"), url)]
    return CheckResult(told, [sentence("Deal with %(things)s.", things=listed(found))] if found else [])


def _found_by_attack(one: Incident | Risk) -> bool:
    return any(criterion.code == ATTACKS for criterion in one.criteria.all())
