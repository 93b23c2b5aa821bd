"""Workbooks for tests: those that the product writes, as another program reads, changes and packs them."""

import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import openpyxl

from calculator.canonical import content_sha256
from calculator.results import compute, headline
from calculator.workbook.layout import HEAD
from calculator.workbook.writing import Saved, write_workbook

INPUTS_PART = "xl/worksheets/sheet2.xml"


def workbook_of(document: Mapping[str, Any], *, name: str | None = None, note: str = "", priced: bool = True) -> bytes:
    """The XLSX file of a scenario that was saved under its own name, or this one."""
    results = compute(dict(document))
    inputs = {key: value for key, value in document.items() if key != "name"}
    return write_workbook(
        Saved(
            name=name or document["name"],
            number=1,
            note=note,
            saved_by="Paul",
            saved_at=datetime(2026, 11, 25, 9, 30, tzinfo=UTC),
            inputs=inputs,
            results=results,
            headline=headline(results, priced=priced),
            model_version=results["model_version"],
            sha256=content_sha256(inputs),
        )
    )


def opened(content: bytes, *, values: bool = False) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content), data_only=values)


def edited(content: bytes, change: Callable[[Any], None]) -> bytes:
    """The workbook after a person has changed it in a spreadsheet and saved it."""
    book, target = opened(content), io.BytesIO()
    change(book)
    book.save(target)
    return target.getvalue()


def place(book: Any, field: str, column: str) -> Any:
    """The cell of an input by its field and the name of a column."""
    sheet = book["Inputs"]
    row = next(row for row in range(2, sheet.max_row + 1) if sheet.cell(row, 1).value == field)
    return sheet.cell(row, HEAD.index(column) + 1)


def repacked(content: bytes, changes: Mapping[str, bytes]) -> bytes:
    """The workbook with these parts in place of its own."""
    source, target = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in dict.fromkeys([*source.namelist(), *changes]):
            archive.writestr(name, changes[name] if name in changes else source.read(name))
    return target.getvalue()


def part(content: bytes, name: str) -> bytes:
    return zipfile.ZipFile(io.BytesIO(content)).read(name)
