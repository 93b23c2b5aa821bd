"""A report as a ZIP of CSV files: one for each table of facts, a text that explains, and the facts as JSON."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from reports.attached import ATTACHED, attachment_of
from reports.dossier import Dossier
from reports.explaining import explanation
from reports.tables import Cell, Table, tables_of
from roadmap.export import safe_cell

BOM = "\ufeff"  # without it a spreadsheet takes UTF-8 for the encoding of its own country


def bundle_of(dossier: Dossier) -> bytes:
    """The ZIP archive of these facts; the same facts, made at the same time, give the same bytes."""
    target = io.BytesIO()
    at = dossier.making.at.astimezone(UTC)
    stamp = (max(at.year, 1980), at.month, at.day, at.hour, at.minute, at.second)
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for name, content in _files(dossier):
            entry = ZipInfo(name, stamp)
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, content)
    return target.getvalue()


def _files(dossier: Dossier) -> Iterator[tuple[str, bytes]]:
    tables = [(f"{number:02d}-{_slug(table)}.csv", table) for number, table in enumerate(tables_of(dossier), start=1)]
    yield "README.txt", _encoded(_readme(dossier, tables))
    for name, table in tables:
        yield name, _encoded(BOM + csv_of(table))
    yield ATTACHED, attachment_of(dossier)


def csv_of(table: Table) -> str:
    """The table with its columns first; texts are quoted and no formulas, numbers stay numbers."""
    stream = io.StringIO()
    writer = csv.writer(stream, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    columns = table.columns
    writer.writerow(columns)
    for row in table.rows:
        writer.writerow([_written(row.get(name, Cell(None))) for name in columns])
    return stream.getvalue()


def _written(cell: Cell) -> str | int | float:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    return safe_cell(value) if isinstance(value, str) else value


def _readme(dossier: Dossier, tables: list[tuple[str, Table]]) -> str:
    told = explanation(dossier)
    lines = [told.title, "", *(f"{label}: {value}" for label, value in told.facts), ""]
    for note in told.notes:
        lines += [note, ""]
    lines += [f"{name}: {len(table.rows)} rows; one row is {table.one_row}." for name, table in tables]
    lines += [
        f"{ATTACHED}: the same facts as JSON; manage.py verify_report says whether the project still stands so.",
        "",
        "The CSV files are UTF-8 with a byte order mark. A text that a spreadsheet would take for a formula has an "
        "apostrophe in front of it.",
    ]
    return "\r\n".join(lines) + "\r\n"


def _slug(table: Table) -> str:
    return table.key.replace(".", "-").replace("_", "-")


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")
