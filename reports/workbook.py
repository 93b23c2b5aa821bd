"""A report as an XLSX workbook: a sheet that explains, then one sheet for each table of facts.

Texts of people are written as strings and never as formulas or links.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from reports.dossier import Dossier
from reports.explaining import explanation
from reports.tables import FACTS, Cell, Table, tables_of

OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
LONGEST_TEXT = 32_000  # characters that a cell takes, with room to say that it was cut
LONGEST_NAME = 31  # of a sheet
CUT = " … (cut here; the JSON has all of it)"
EXACT_TO = 2**53  # a spreadsheet rounds whole numbers beyond it
WIDEST, NARROWEST = 60, 9
LOOKS: Mapping[str, Mapping[str, str | bool]] = {
    "share": {"num_format": "0.0%"},
    "money": {"num_format": "#,##0.00"},
    "day": {"num_format": "yyyy-mm-dd"},
    "moment": {"num_format": "yyyy-mm-dd hh:mm"},
    "text": {"text_wrap": True},
    "": {},
}


def workbook_of(dossier: Dossier) -> bytes:
    """The XLSX file of these facts; the same facts give the same cells."""
    target = io.BytesIO()
    book = Workbook(target, OPTIONS)
    at = dossier.making.at.astimezone(UTC).replace(tzinfo=None)
    book.set_properties({"title": text_of(dossier.project.name), "author": text_of(dossier.making.by), "created": at})
    tables = tables_of(dossier)
    about = book.add_worksheet("About")
    looks = {name: book.add_format({"valign": "top", **look}) for name, look in LOOKS.items()}
    head = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
    names = _sheet_names(table.title for table in tables)
    for table, name in zip(tables, names, strict=True):
        _write_table(book.add_worksheet(name), table, head, looks)
    _write_about(book, about, dossier, list(zip(names, tables, strict=True)))
    book.close()
    return target.getvalue()


def text_of(text: str) -> str:
    """The text as a cell takes it: valid Unicode, and not longer than a cell may be."""
    valid = text.encode("utf-8", "replace").decode()
    return valid if len(valid) <= LONGEST_TEXT else valid[:LONGEST_TEXT] + CUT


def _write_table(sheet: Worksheet, table: Table, head: Format, looks: dict[str, Format]) -> None:
    columns = table.columns
    for column, name in enumerate(columns):
        sheet.write_string(0, column, name[:1].upper() + name[1:], head)
        width = max(len(name) + 3, *(_width(row[name]) for row in table.rows if name in row))
        sheet.set_column(column, column, min(max(width, NARROWEST), WIDEST))
    for at, row in enumerate(table.rows, start=1):
        for column, name in enumerate(columns):
            if name in row:
                _write_cell(sheet, at, column, row[name], looks)
    sheet.freeze_panes(1, 0 if table.key == FACTS else 1)
    sheet.autofilter(0, 0, len(table.rows), len(columns) - 1)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)


def _write_cell(sheet: Worksheet, row: int, column: int, cell: Cell, looks: dict[str, Format]) -> None:
    value = cell.value
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value, looks[""])
    elif isinstance(value, date):  # a datetime is one too
        _write_date(sheet, row, column, value, looks)
    elif isinstance(value, int | float) and abs(value) <= EXACT_TO:
        sheet.write_number(row, column, value, looks[cell.unit])
    else:
        sheet.write_string(row, column, text_of(str(value)), looks["text"])


def _write_date(sheet: Worksheet, row: int, column: int, value: date, looks: dict[str, Format]) -> None:
    """A time in UTC, as a spreadsheet knows no zones; a day before 1900, which it cannot take, as text."""
    if value.year < 1900:
        sheet.write_string(row, column, value.isoformat(), looks["text"])
    elif isinstance(value, datetime):
        sheet.write_datetime(row, column, value.astimezone(UTC).replace(tzinfo=None), looks["moment"])
    else:
        sheet.write_datetime(row, column, datetime.combine(value, datetime.min.time()), looks["day"])


def _width(cell: Cell) -> int:
    return max((len(line) for line in str(cell.value).splitlines()), default=0) + 2


def _write_about(book: Workbook, sheet: Worksheet, dossier: Dossier, sheets: Sequence[tuple[str, Table]]) -> None:
    told = explanation(dossier)
    large, bold = book.add_format({"bold": True, "font_size": 16}), book.add_format({"bold": True, "bottom": 1})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 10)
    sheet.set_column(2, 2, 90)
    sheet.write_string(0, 0, text_of(told.title), large)
    at = 2
    for label, value in told.facts:
        sheet.write_string(at, 0, label, wrap)
        sheet.merge_range(at, 1, at, 2, "", wrap)
        sheet.write_string(at, 1, text_of(value), wrap)
        at += 1
    for note in told.notes:
        at += 1
        sheet.set_row(at, 15 * (1 + len(note) // 125))
        sheet.merge_range(at, 0, at, 2, "", wrap)
        sheet.write_string(at, 0, note, wrap)
    at += 2
    for column, name in enumerate(("Sheet", "Rows", "One row is")):
        sheet.write_string(at, column, name, bold)
    for row, (name, table) in enumerate(sheets, start=at + 1):
        sheet.write_url(row, 0, f"internal:'{name}'!A1", string=name)
        sheet.write_number(row, 1, len(table.rows), wrap)
        sheet.write_string(row, 2, table.one_row, wrap)


def _sheet_names(titles: Iterable[str]) -> list[str]:
    """The titles as names of sheets: short enough, and no two alike."""
    names: list[str] = []
    taken = {"about"}
    for title in titles:
        name, number = title[:LONGEST_NAME], 2
        while name.casefold() in taken:
            name, number = f"{title[: LONGEST_NAME - 3]} {number}", number + 1
        taken.add(name.casefold())
        names.append(name)
    return names
