"""The same facts as workbook, as CSV files and as JSON: every one of them stands in each."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from reports import schema
from reports.attached import document
from reports.csv_bundle import bundle_of
from reports.dossier import Dossier
from reports.tables import tables_of
from reports.workbook import workbook_of
from tests.reports import sample
from tests.reports.schema_check import faults_of

PUBLISHED = Path(__file__).resolve().parents[2] / "docs" / "report.schema.json"
PAYLOADS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("https://x.example","y")', "＝1", " =1"]


def facts(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Every plain fact below a value."""
    if is_dataclass(value):
        for entry in fields(value):
            yield from facts(getattr(value, entry.name), entry.name)
    elif isinstance(value, tuple):
        for entry in value:
            yield from facts(entry, name)
    elif value is not None and value != "":
        yield name, value


def opened(dossier: Dossier) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(workbook_of(dossier)))


def plain(value: Any) -> Any:
    """A fact as a sheet holds it: times in UTC without their zone, words of a list one after the other."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None)
    if isinstance(value, date):
        return datetime.combine(value, datetime.min.time())
    return float(f"{value:.16G}") if isinstance(value, float) else value  # as many digits as a spreadsheet keeps


def test_every_fact_of_the_dossier_stands_in_the_sheets() -> None:
    dossier = sample.dossier()
    cells = [cell.value for sheet in opened(dossier) for row in sheet.iter_rows() for cell in row]
    numbers = {value for value in cells if isinstance(value, int | float)}
    texts = "\n".join(str(value) for value in cells)
    found = list(facts(dossier))
    missing = [
        (name, value)
        for name, value in found
        if (plain(value) not in numbers if isinstance(value, int | float) else str(plain(value)) not in texts)
        if name != "parameters" or isinstance(value, float)  # their names head columns
    ]
    assert not missing
    assert len(found) > 1200


def test_the_cells_have_types_frozen_heads_and_filters() -> None:
    book = opened(sample.dossier())
    results = book["Results"]
    head = [cell.value for cell in results[1]]
    rate = results.cell(2, head.index("Rate") + 1)
    assert rate.data_type == "n"
    assert rate.number_format == "0.0%"
    criteria = book["Criteria"]
    due = [cell.value for cell in criteria[1]].index("Due on")
    assert any(isinstance(row[due].value, datetime) for row in criteria.iter_rows(min_row=2))
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes in ("A2", "B2")
        assert sheet.auto_filter.ref == sheet.dimensions
    about = "\n".join(str(cell.value) for row in book["About"].iter_rows() for cell in row)
    assert "not from a live system" in about
    assert sample.dossier().sha256 in about
    assert all(sheet.title in about for sheet in book.worksheets[1:])


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_of_people_becomes_a_formula_or_a_link(payload: str) -> None:
    full = sample.dossier()
    phase = replace(full.phases[0], criteria=(replace(full.phases[0].criteria[0], note=payload, owner=payload),))
    dossier = replace(full, project=replace(full.project, name=payload, purpose=payload), phases=(phase,))
    book = opened(dossier)
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert [cell for cell in cells if cell.data_type == "f"] == []
    assert [cell for sheet in book.worksheets[1:] for row in sheet.iter_rows() for cell in row if cell.hyperlink] == []
    assert [cell.value for cell in cells].count(payload) >= 4
    with ZipFile(io.BytesIO(bundle_of(dossier))) as archive:
        read = archive.read("01-facts.csv").decode("utf-8-sig")
    said = [row[2] for row in csv.reader(io.StringIO(read))]
    assert f"'{payload}" in said
    assert payload not in said


def test_odd_texts_break_no_file() -> None:
    full = sample.dossier()
    odd = "\ud800 \x00\x07 漢字 \u202e" + "ä" * 50_000
    dossier = replace(full, project=replace(full.project, name=odd, purpose=odd))
    assert "cut here" in str(opened(dossier)["Facts"]["C6"].value) + str(opened(dossier)["Facts"]["C8"].value)
    assert ZipFile(io.BytesIO(bundle_of(dossier))).testzip() is None


def test_the_csv_files_say_what_the_sheets_say_and_explain_themselves() -> None:
    dossier = sample.dossier()
    with ZipFile(io.BytesIO(bundle_of(dossier))) as archive:
        names = archive.namelist()
        assert names[0] == "README.txt"
        for number, table in enumerate(tables_of(dossier), start=1):
            content = archive.read(names[number])
            assert content.startswith(b"\xef\xbb\xbf")
            rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
            assert rows[0] == table.columns
            assert len(rows) == 1 + len(table.rows)
            assert names[number] in archive.read("README.txt").decode()
        assert json.loads(archive.read("facts.json"))["sha256"] == dossier.sha256
    assert bundle_of(dossier) == bundle_of(dossier)


def test_a_project_on_its_first_day_has_files_too() -> None:
    book = opened(sample.empty())
    assert book.sheetnames == ["About", "Facts"]


def test_the_published_schema_is_the_one_that_the_types_give() -> None:
    assert PUBLISHED.read_text(encoding="utf-8") == schema.published(), (
        "The facts have changed: python -m reports.schema > docs/report.schema.json"
    )


@pytest.mark.parametrize("dossier", [sample.dossier(), sample.empty()], ids=["full", "empty"])
def test_what_is_written_fits_the_published_schema(dossier: Dossier) -> None:
    published = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    written = document(dossier)
    assert faults_of(written, published) == []
    written["facts"]["project"]["colour"] = "blue"
    del written["facts"]["making"]["by"]
    written["facts"]["principles"] = "none"
    assert len(faults_of(written, published)) == 3
