"""Reads a CSV with a header: each row by its columns and with its line, or every reason why not."""

import csv
import io
from collections.abc import Iterator, Sequence

from evaluations.case_files.decoding import capped, refused
from evaluations.errors import Fault, FileRefused

DELIMITERS = (",", ";", "\t")
MAX_ROWS = 20_000
MAX_COLUMNS = 100
LONGEST_CELL = 200_000
# A spreadsheet would take a text that begins so for a formula; written files put an apostrophe before it.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def read_table(
    text: str,
    columns: Sequence[str],
    required: Sequence[str] = (),
    *,
    max_rows: int = MAX_ROWS,
    others_too: bool = False,
) -> tuple[list[tuple[int, dict[str, str]]], list[Fault]]:
    """The rows that are whole, by column, and the faults of those that are not.

    Args:
        others_too: columns that are not known are read as well instead of refused.

    Raises:
        FileRefused: the header or the quoting leaves nothing to be read.
    """
    delimiter = _delimiter(text, columns)
    records = _records(text, delimiter, max_rows)
    if not records:
        raise refused(0, "The file is empty: it holds commas and quotation marks only.", "", "a header and a row")
    header = _names(records[0][1])
    _check_header(header, columns, required, others_too=others_too)
    rows, faults = [], []
    for line, cells in records[1:]:
        if len(cells) != len(header):
            message = f"The row has {len(cells)} cells, the header {len(header)}."
            faults.append(Fault("row", len(cells), f"{len(header)} cells", message, line))
        else:
            rows.append((line, {name: unguarded(cell) for name, cell in zip(header, cells, strict=True)}))
    if not rows and not faults:
        raise refused(2, "There is a header, but no row below it.", "", "at least one row")
    return rows, faults


def guarded(cell: str) -> str:
    """The cell as it may stand in a file that a spreadsheet opens: no formula. :func:`unguarded` takes it back."""
    return f"'{cell}" if cell.startswith((*FORMULA_STARTS, "'")) else cell


def unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith((*FORMULA_STARTS, "'")) else cell


def _delimiter(text: str, columns: Sequence[str]) -> str:
    """The delimiter under which the first line names the most of our columns."""
    first = next(line for line in text.split("\n") if line.strip())[:LONGEST_CELL]
    return max(DELIMITERS, key=lambda mark: len(set(_names(first.split(mark))) & set(columns)))


def _names(cells: Sequence[str]) -> list[str]:
    return [cell.strip().strip('"').strip().lower() for cell in cells]


def _records(text: str, delimiter: str, max_rows: int) -> list[tuple[int, list[str]]]:
    """Header and rows that are not blank, each with the line it begins on."""
    records: list[tuple[int, list[str]]] = []
    before = csv.field_size_limit(LONGEST_CELL)
    try:
        for line, cells in _numbered(text, delimiter):
            if any(cell.strip() for cell in cells):
                records.append((line, cells))
            if len(records) > max_rows + 1:
                raise refused(line, f"There are more than {max_rows} rows.", "", f"up to {max_rows} rows")
    finally:
        csv.field_size_limit(before)
    return records


def _numbered(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise refused(line, _message(str(error)), "", "CSV") from error
        yield line, cells
        line = reader.line_num + 1


def _message(error: str) -> str:
    if "unexpected end of data" in error:
        return "A quotation mark opens in the row that begins here and is never closed."
    if "expected after" in error:
        return "Text follows a closing quotation mark; write a mark inside a text twice."
    if "field larger" in error:
        return f"A cell is longer than {LONGEST_CELL} characters."
    return f"The row cannot be read: {error}."


def _check_header(header: Sequence[str], columns: Sequence[str], required: Sequence[str], *, others_too: bool) -> None:
    if len(header) > MAX_COLUMNS:
        raise refused(1, f"There are {len(header)} columns.", len(header), f"up to {MAX_COLUMNS} columns")
    known = ", ".join(columns)
    faults = [
        Fault(name, name, known, f"The column “{name}” is missing.", 1) for name in required if name not in header
    ]
    for name in dict.fromkeys(header):
        shown = name[:60]
        if name not in columns and not others_too:
            faults.append(Fault("header", shown, known, f"The column “{shown}” is not known. Known are {known}.", 1))
        elif header.count(name) > 1:
            faults.append(Fault(name, name, known, f"The column “{name}” occurs {header.count(name)} times.", 1))
    if faults:
        raise FileRefused(capped(faults))
