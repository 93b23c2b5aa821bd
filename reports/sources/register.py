"""The register's part: what went wrong, what could, and the limit of what is accepted."""

from collections.abc import Mapping
from datetime import date

from reports.facts.register import IncidentFacts, LimitFacts, MadeCase, RiskFacts
from roadmap.models import Incident, Risk, RiskLimit
from roadmap.register.levels import rank
from roadmap.register.listing import incidents_of, is_untreated, past_clock, past_review, risks_of
from workspaces.models import Project


def incident_facts(project: Project, principles: Mapping[str, str], day: date) -> tuple[IncidentFacts, ...]:
    """What is not closed first, the worst of it first, then by the day it happened.

    Args:
        principles: the titles of the principles of the project's version, by identifier.
    """
    rows = sorted(
        incidents_of(project).prefetch_related("cases"),
        key=lambda one: (not one.is_open, -rank(one.severity), -one.happened_on.toordinal(), -one.pk),
    )
    return tuple(_incident(one, principles, day) for one in rows)


def risk_facts(project: Project, limit: RiskLimit | None, day: date) -> tuple[RiskFacts, ...]:
    """Open ones first, the highest first."""
    rows = sorted(risks_of(project), key=lambda one: (not one.is_open, -rank(one.level), one.title, one.pk))
    return tuple(_risk(one, limit, day) for one in rows)


def limit_facts(limit: RiskLimit | None) -> LimitFacts | None:
    return LimitFacts(limit.level, limit.actor_name, limit.at) if limit else None


def _incident(incident: Incident, principles: Mapping[str, str], day: date) -> IncidentFacts:
    return IncidentFacts(
        identity=incident.pk,
        title=incident.title,
        severity=incident.severity,
        status=incident.status,
        happened_on=incident.happened_on,
        principle=principles.get(incident.principle, incident.principle),
        what_happened=incident.what_happened,
        action=incident.action,
        owner=incident.owner.name if incident.owner else "",
        due_on=incident.due_on,
        overdue=past_clock(incident, day),
        gate=incident.phase.gate_name if incident.phase else "",
        criteria=tuple(criterion.code for criterion in incident.criteria.all()),
        cases=tuple(MadeCase(case.suite_name, case.key) for case in incident.cases.all()),
        reported_by=incident.reported_by.name if incident.reported_by else "",
        reported_at=incident.reported_at,
    )


def _risk(risk: Risk, limit: RiskLimit | None, day: date) -> RiskFacts:
    return RiskFacts(
        identity=risk.pk,
        title=risk.title,
        affected=risk.affected,
        what=risk.what,
        likelihood=risk.likelihood,
        severity=risk.severity,
        level=risk.level,
        status=risk.status,
        mitigation=risk.mitigation,
        owner=risk.owner.name if risk.owner else "",
        review_on=risk.review_on,
        review_overdue=past_review(risk, day),
        untreated=is_untreated(risk, limit),
        criteria=tuple(criterion.code for criterion in risk.criteria.all()),
    )
