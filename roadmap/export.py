"""The roadmap as a CSV file that spreadsheets open without running anything in it."""

import csv
import io
import unicodedata
from collections.abc import Iterable
from datetime import UTC, date

from django.utils import timezone

from roadmap.models import Criterion
from roadmap.references import references_of
from roadmap.vocabulary import EVIDENCE_TYPES, ROLES

COLUMNS = (
    "phase",
    "phase name",
    "gate",
    "gate planned on",
    "code",
    "title",
    "status",
    "blocking",
    "owner",
    "due on",
    "overdue",
    "note",
    "reason",
    "statement",
    "evidence",
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


def roadmap_csv(criteria: Iterable[Criterion], today: date | None = None) -> str:
    """One row for each criterion; text cells are quoted and safe, numbers stay numbers."""
    stream = io.StringIO()
    writer = csv.writer(stream, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for criterion in criteria:
        cells = _cells(criterion, today or timezone.localdate())
        writer.writerow([safe_cell(cell) if isinstance(cell, str) else cell for cell in cells])
    return stream.getvalue()


def _cells(criterion: Criterion, today: date) -> list[str | int]:
    phase = criterion.phase
    overdue = criterion.is_unsettled and criterion.due_on is not None and criterion.due_on < today
    return [
        phase.number,
        phase.name,
        phase.gate_name,
        _day(phase.planned_on),
        criterion.code,
        criterion.title,
        criterion.get_status_display(),
        "yes" if criterion.blocking else "no",
        criterion.owner.name if criterion.owner else "",
        _day(criterion.due_on),
        "yes" if overdue else "no",
        criterion.note,
        criterion.reason,
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
