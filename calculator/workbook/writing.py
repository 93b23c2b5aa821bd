"""Writes a saved version as a workbook: what it is, its inputs, its results, its cash flow.

Texts of people are written as strings and never as formulas or links. Labels and units that depend on an input are
formulas that read its cell; so are sums. What the simulation found stands as the numbers that were saved.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from calculator.quantities import KINDS
from calculator.workbook import layout
from calculator.workbook.layout import ABOUT, CORRELATIONS, DEFAULT, EXACT_TO, HEAD, INPUTS, NUMBER, PARAMETERS, TEXT
from calculator.workbook.results import ResultSheets

OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
WIDTHS = {"Field": 38, "Label": 44, "Unit": 20, "Kind": 12, "Base": 15, "Allowed": 34}
SOURCE_WIDTH, PARAMETER_WIDTH = 58, 11
KIND, VALUE, BASE = HEAD.index("Kind"), HEAD.index("value"), HEAD.index("Base")


@dataclass(frozen=True)
class Saved:
    """What a workbook tells about one version of a scenario."""

    name: str
    number: int
    note: str
    saved_by: str
    saved_at: datetime
    inputs: Mapping[str, Any]
    results: Mapping[str, Any]
    headline: Mapping[str, Any]
    model_version: str
    sha256: str


def write_workbook(saved: Saved) -> bytes:
    """The XLSX file of this version."""
    target = io.BytesIO()
    book = Workbook(target, OPTIONS)
    book.set_properties({"title": saved.name, "created": saved.saved_at.astimezone(UTC).replace(tzinfo=None)})
    about, inputs, pairs, results, flow = (
        book.add_worksheet(name, worksheet_class=_Exact)
        for name in (ABOUT, INPUTS, CORRELATIONS, layout.RESULTS, layout.CASH_FLOW)
    )
    places = _write_inputs(book, inputs, saved)
    _write_pairs(book, pairs, saved.inputs.get("correlations", []))
    ResultSheets(book, results, flow, places).write(saved.name, saved.results, saved.headline)
    _write_about(book, about, saved, places)
    book.close()
    return target.getvalue()


class _Exact(Worksheet):  # type: ignore[misc] # XlsxWriter ships no types
    """Writes numbers with all the digits they have; XlsxWriter stops at sixteen, and some need seventeen."""

    def _xml_number_element(self, number: float, attributes: Sequence[tuple[str, Any]] = ()) -> None:
        words = "".join(f' {key}="{self._escape_attributes(value)}"' for key, value in attributes)
        self.fh.write(f"<c{words}><v>{float(number)!r}</v></c>")


def _write_inputs(book: Workbook, sheet: Worksheet, saved: Saved) -> dict[str, str]:
    """One row for each input; gives the cell of each base value, and of name and currency, as other sheets read it."""
    bold, small = book.add_format({"bold": True, "bottom": 1}), book.add_format({"font_color": "#65676e"})
    number, cells = book.add_format({"num_format": "General"}), {}
    sheet.write_row(0, 0, HEAD, bold)
    rows = list(layout.rows_of(saved.name, saved.inputs))
    currency_at = next(at for at, row in enumerate(rows, start=1) if row.path == "currency")
    currency = saved.inputs.get("currency", "EUR")
    for at, row in enumerate(rows, start=1):
        base = saved.results["answer"]["base_inputs"].get(row.path)
        _write_texts(sheet, at, row, small)
        if row.in_money:
            _write_unit(sheet, at, row.unit, currency, xl_rowcol_to_cell(currency_at, BASE, True, True))
        for name, value in row.parameters.items():
            _write_value(sheet, at, HEAD.index(name), value, number)
        cells[row.path] = f"{INPUTS}!{xl_rowcol_to_cell(at, BASE, True, True)}"
        if row.path in layout.TEXTS:
            shown, otherwise = (currency, "EUR") if row.path == "currency" else (saved.name, "")
            _write_shown_text(sheet, at, shown, otherwise)
        elif base is not None:
            _write_base(sheet, at, base, small)
    _arrange(sheet, len(rows))
    return cells


def _write_texts(sheet: Worksheet, at: int, row: layout.Row, small: Format) -> None:
    sheet.write_string(at, HEAD.index("Field"), row.path)
    sheet.write_string(at, HEAD.index("Label"), row.label)
    sheet.write_string(at, HEAD.index("Unit"), row.unit)
    sheet.write_string(at, KIND, row.kind)
    sheet.write_string(at, HEAD.index("Allowed"), row.allowed, small)
    sheet.write_string(at, HEAD.index("Where it comes from"), row.source, small)


def _write_unit(sheet: Worksheet, at: int, unit: str, currency: str, cell: str) -> None:
    """A unit with the currency in it follows the cell of the currency."""
    before, _, after = unit.partition(currency)
    sheet.write_formula(at, HEAD.index("Unit"), f'="{before}"&{cell}&"{after}"', None, unit)


def _write_value(sheet: Worksheet, at: int, column: int, value: Any, number: Format) -> None:
    if isinstance(value, str) or abs(value) > EXACT_TO:
        sheet.write_string(at, column, str(value))
    else:
        sheet.write_number(at, column, value, number)


def _write_shown_text(sheet: Worksheet, at: int, text: str, otherwise: str) -> None:
    """Name and currency as they hold: what is typed beside them, or the format's default."""
    value = xl_rowcol_to_cell(at, VALUE)
    sheet.write_formula(at, BASE, f'=IF({value}="","{otherwise}",{value})', None, text)


def _write_base(sheet: Worksheet, at: int, base: float, small: Format) -> None:
    """What the base takes: the plain number beside it, else the median or default that was saved."""
    kind, value = xl_rowcol_to_cell(at, KIND), xl_rowcol_to_cell(at, VALUE)
    sheet.write_formula(at, BASE, f'=IF({kind}="{NUMBER}",{value},{base!r})', small, base)


def _arrange(sheet: Worksheet, rows: int) -> None:
    for column, name in enumerate(HEAD):
        otherwise = PARAMETER_WIDTH if name in PARAMETERS else SOURCE_WIDTH
        sheet.set_column(column, column, WIDTHS.get(name, otherwise))
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, rows, len(HEAD) - 1)
    choices = [DEFAULT, NUMBER, TEXT, *KINDS]
    sheet.data_validation(1, KIND, max(rows, 1), KIND, {"validate": "list", "source": choices})


def _write_pairs(book: Workbook, sheet: Worksheet, pairs: Sequence[Mapping[str, Any]]) -> None:
    sheet.write_row(0, 0, layout.PAIR_HEAD, book.add_format({"bold": True, "bottom": 1}))
    for at, pair in enumerate(pairs, start=1):
        sheet.write_string(at, 0, pair["a"])
        sheet.write_string(at, 1, pair["b"])
        sheet.write_number(at, 2, pair["rho"])
    sheet.set_column(0, 1, 44)
    sheet.freeze_panes(1, 0)


def _write_about(book: Workbook, sheet: Worksheet, saved: Saved, places: Mapping[str, str]) -> None:
    title = f'="Business case: "&{places["name"]}'
    sheet.set_column(0, 0, 110)
    large, wrap = book.add_format({"bold": True, "font_size": 16}), book.add_format({"text_wrap": True})
    sheet.write_formula(0, 0, title, large, f"Business case: {saved.name}")
    who = f" by {saved.saved_by}" if saved.saved_by else ""
    lines = [
        f"Version {saved.number}, saved {saved.saved_at:%d %B %Y}{who}. Model {saved.model_version}.",
        f"SHA-256 of the inputs: {saved.sha256}",
        f"Note: {saved.note}" if saved.note else "",
        f"{INPUTS}: every input, one row each. To change one, choose a kind and fill the columns that this kind has: "
        f"“{NUMBER}” takes a value; “{DEFAULT}” takes nothing and leaves the input at the format’s default; "
        f"{', '.join(KINDS)} are distributions. A use case is the rows whose field begins with use_cases. and its id.",
        f"{CORRELATIONS}: pairs of uncertain inputs by their fields, and how closely they move together.",
        f"{layout.RESULTS} and {layout.CASH_FLOW}: the answer as it was saved. Labels, units, sums and the discounting "
        "follow the cells they read; the model itself does not run in a spreadsheet. Upload this file to have changed "
        "inputs computed.",
        "Only the sheets with inputs and correlations are read back, and of the inputs only field, kind and the "
        "columns from value to sd.",
    ]
    for at, line in enumerate((line for line in lines if line), start=2):
        sheet.write_string(at, 0, line, wrap)
