"""The statement of applicability as CSV."""

from roadmap.export import csv_of
from roadmap.frameworks.coverage import Coverage, Covered

COLUMNS = (
    *("framework", "version", "identifier", "about (our words)", "applies", "reason", "decided by", "decided at (UTC)"),
    *("criteria (suggested mapping)", "states", "evidence", "applies from", "confidence in that date"),
)


def applicability_csv(coverage: Coverage) -> str:
    """One row for each identifier."""
    return csv_of(COLUMNS, (_cells(coverage, row) for row in coverage.rows))


def _cells(coverage: Coverage, row: Covered) -> list[str | int]:
    decision, applies = row.decision, row.identifier.applies
    return [
        coverage.framework.about.name,
        coverage.framework.version,
        row.identifier.name,
        row.identifier.about,
        row.applies,
        decision.reason if decision else "",
        decision.actor_name if decision else "",
        f"{decision.at:%Y-%m-%d %H:%M}" if decision else "",
        "; ".join(f"{entry.criterion.code} {entry.criterion.title}" for entry in row.entries),
        "; ".join(f"{entry.criterion.code}: {entry.state.label}" for entry in row.entries),
        "; ".join(title for _, title in row.evidence),
        applies.applies_from.isoformat() if applies else "",
        applies.confidence if applies else "",
    ]
