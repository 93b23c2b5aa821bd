"""The roadmap as a CSV file that spreadsheets open without running anything in it."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import UTC, date

from roadmap.references import references_of
from roadmap.state_selectors import Stated
from roadmap.vocabulary import EVIDENCE_TYPES, ROLES

COLUMNS = (
    "phase",
    "phase name",
    "gate",
    "gate planned on",
    "code",
    "title",
    "state",
    "blocking",
    "owner",
    "due on",
    "overdue",
    "note",
    "reason",
    "evidence used",
    "statement",
    "evidence asked for",
    "how it is shown",
    "waiver by",
    "review every days",
    "spec sections",
    "suggested mapping",
    "changed at (UTC)",
)

_STARTS_A_FORMULA = "=+-@＝＋－＠"


def safe_cell(text: str) -> str:
    """The text with an apostrophe in front where a spreadsheet would take it for a formula."""
    bare = text.lstrip()
    while bare and unicodedata.category(bare[0]) in {"Cc", "Cf"}:
        bare = bare[1:].lstrip()
    return f"'{text}" if bare.startswith(tuple(_STARTS_A_FORMULA)) or text.startswith(("\t", "\r")) else text


def csv_of(columns: Sequence[str], rows: Iterable[Sequence[str | int]]) -> str:
    """A table as CSV; text cells are quoted and safe, numbers stay numbers."""
    stream = io.StringIO()
    writer = csv.writer(stream, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow(columns)
    for cells in rows:
        writer.writerow([safe_cell(cell) if isinstance(cell, str) else cell for cell in cells])
    return stream.getvalue()


def roadmap_csv(criteria: Iterable[Stated]) -> str:
    """One row for each criterion."""
    return csv_of(COLUMNS, (_cells(entry) for entry in criteria))


def _cells(entry: Stated) -> list[str | int]:
    criterion, state, phase = entry.criterion, entry.state, entry.criterion.phase
    return [
        phase.number,
        phase.name,
        phase.gate_name,
        _day(phase.planned_on),
        criterion.code,
        criterion.title,
        state.label,
        "yes" if criterion.blocking else "no",
        criterion.owner.name if criterion.owner else "",
        _day(criterion.due_on),
        "yes" if entry.is_overdue else "no",
        criterion.note,
        state.reason,
        "; ".join(f"{shown.title}, version {shown.version.number}" for shown in state.inputs.shown),
        criterion.statement,
        "; ".join(f"{EVIDENCE_TYPES[entry['type']]}: {entry['proves']}" for entry in criterion.evidence),
        criterion.auto,
        ROLES[criterion.waiver] if criterion.waiver else "nobody",
        criterion.review_days or "",
        ", ".join(criterion.spec_anchors),
        "; ".join(f"{entry.framework.name}: {', '.join(entry.identifiers)}" for entry in references_of(criterion)),
        criterion.updated_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M"),
    ]


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
