"""The register as CSV that spreadsheets open without running anything in it."""

from collections.abc import Iterable
from datetime import date

from roadmap.export import csv_of
from roadmap.models import Incident, Risk
from roadmap.register.listing import past_clock, past_review

INCIDENT_COLUMNS = (
    *("title", "severity", "status", "happened on", "principle", "what happened", "asked", "answered"),
    *("action", "owner", "due on", "overdue", "gate", "criteria", "reported by"),
)
RISK_COLUMNS = (
    *("title", "affected", "what could happen", "likelihood", "severity", "level", "status", "mitigation"),
    *("owner", "review on", "review overdue", "criteria", "recorded by"),
)


def incidents_csv(incidents: Iterable[Incident], day: date) -> str:
    """One row for each incident."""
    return csv_of(INCIDENT_COLUMNS, (_incident(incident, day) for incident in incidents))


def risks_csv(risks: Iterable[Risk], day: date) -> str:
    """One row for each risk."""
    return csv_of(RISK_COLUMNS, (_risk(risk, day) for risk in risks))


def _incident(incident: Incident, day: date) -> list[str | int]:
    return [
        incident.title,
        incident.get_severity_display(),
        incident.get_status_display(),
        incident.happened_on.isoformat(),
        incident.principle,
        incident.what_happened,
        incident.asked,
        incident.answered,
        incident.action,
        incident.owner.name if incident.owner else "",
        incident.due_on.isoformat() if incident.due_on else "",
        "yes" if past_clock(incident, day) else "no",
        incident.phase.gate_name if incident.phase else "",
        _codes(incident),
        incident.reported_by.name if incident.reported_by else "",
    ]


def _risk(risk: Risk, day: date) -> list[str | int]:
    return [
        risk.title,
        risk.affected,
        risk.what,
        risk.get_likelihood_display(),
        risk.get_severity_display(),
        risk.level_label,
        risk.get_status_display(),
        risk.mitigation,
        risk.owner.name if risk.owner else "",
        risk.review_on.isoformat() if risk.review_on else "",
        "yes" if past_review(risk, day) else "no",
        _codes(risk),
        risk.recorded_by.name if risk.recorded_by else "",
    ]


def _codes(row: Incident | Risk) -> str:
    return ", ".join(sorted(criterion.code for criterion in row.criteria.all()))
