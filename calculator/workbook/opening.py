"""Opens a workbook that a stranger made: named sheets as cells. No more than the limits is read, and no entity.

A workbook is a ZIP archive of XML. Only the parts that are needed are unpacked, what comes out is counted, and a
document type declaration, without which there are no entities, is refused.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from io import BytesIO
from posixpath import join, normpath
from struct import error as StructError
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from calculator.faults import Fault, ScenarioRefused, visible

SIGNATURE = b"PK\x03\x04"
MOST_PARTS = 500
MOST_UNPACKED = 8_000_000
MOST_ROWS = 5_000
MOST_COLUMNS = 64
MOST_ELEMENTS = 400_000  # of one part; a hundred use cases take a quarter of it
MOST_TEXT = 1_000  # characters of one cell; nothing that is read is longer

WORKBOOK, RELATIONS, STRINGS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml"
REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,4})?")
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_CHUNK = 64 * 1024

CellValue = float | str | bool
Attributes = Mapping[str, str]


@dataclass(frozen=True)
class CellError:
    """A cell that holds no value: a spreadsheet's error such as #DIV/0!, or a formula without a result."""

    words: str


Cells = dict[tuple[int, int], CellValue | CellError]  # by row and column, both from 1; empty cells are left out


def is_workbook(content: bytes) -> bool:
    """Whether the content begins as a ZIP archive does, whatever it is called."""
    return content.startswith(SIGNATURE)


def open_sheets(content: bytes, wanted: Collection[str]) -> dict[str, Cells]:
    """The cells of those of the wanted sheets that there are, by the wanted names; upper and lower case are one.

    Raises:
        ScenarioRefused: it is no workbook, or it cannot be opened safely.
    """
    try:
        with ZipFile(BytesIO(content)) as archive:
            parts = _Parts(archive)
            paths = _sheet_paths(parts, wanted)
            strings = _shared_strings(parts) if STRINGS in parts.names else []
            return {name: _cells(name, parts.read(path), strings) for name, path in paths.items()}
    except (BadZipFile, zlib.error, StructError, EOFError, OSError, NotImplementedError, ValueError) as error:
        raise _refused(str(error)[:80], "The workbook is damaged, or of a kind that is not read here.") from error


def cell_name(sheet: str, row: int, column: int) -> str:
    """A place as a spreadsheet calls it, such as Inputs!E12."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{sheet}!{letters}{row}"


class _Parts:
    """The parts of the archive; what is unpacked over all of them has one limit, for its own list may lie."""

    def __init__(self, archive: ZipFile) -> None:
        members = archive.infolist()
        if len(members) > MOST_PARTS:
            raise _refused(len(members), "The workbook has too many parts.", f"at most {MOST_PARTS}")
        self.names = {member.filename for member in members}
        self._archive, self._left = archive, MOST_UNPACKED

    def read(self, path: str) -> bytes:
        if path not in self.names:
            raise _refused(path, "A part of the workbook is missing.")
        member = self._archive.getinfo(path)
        if member.flag_bits & 0x1:
            raise _refused(path, "The workbook is encrypted.", "a workbook without a password")
        if member.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise _refused(path, "A part of the workbook is packed in a way that is not read here.")
        content = bytearray()
        with self._archive.open(member) as stream:
            while chunk := stream.read(_CHUNK):
                content += chunk
                if len(content) > self._left:
                    raise _refused(path, "Unpacked, the workbook is too large.", f"at most {MOST_UNPACKED:,} bytes")
        self._left -= len(content)
        return bytes(content)


def _sheet_paths(parts: _Parts, wanted: Collection[str]) -> dict[str, str]:
    """The parts in which the wanted sheets stand."""
    if WORKBOOK not in parts.names or RELATIONS not in parts.names:
        raise _refused(None, "The file is an archive, but no workbook.")
    targets: dict[str, str] = {}
    identifiers: dict[str, str] = {}

    def relation(name: str, attributes: Attributes) -> None:
        if name == "Relationship":
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    def sheet(name: str, attributes: Attributes) -> None:
        if name == "sheet":
            identifiers.setdefault(attributes.get("name", "").casefold(), attributes.get("id", ""))

    _walk(parts.read(RELATIONS), relation)
    _walk(parts.read(WORKBOOK), sheet)
    found = {name: targets.get(identifiers[name.casefold()], "") for name in wanted if name.casefold() in identifiers}
    return {name: normpath(join("xl", target)).lstrip("/") for name, target in found.items()}


def _shared_strings(parts: _Parts) -> list[str]:
    """The table of texts that cells refer to; what is only a reading aid (rPh) is passed over."""
    found: list[str] = []
    aside = 0

    def start(name: str, _: Attributes) -> None:
        nonlocal aside
        aside += name == "rPh"
        if name == "si":
            found.append("")

    def end(name: str, text: str) -> None:
        nonlocal aside
        aside -= name == "rPh"
        if name == "t" and found and not aside:
            found[-1] += text

    _walk(parts.read(STRINGS), start, end)
    return [_unescaped(text) for text in found]


def _cells(sheet: str, content: bytes, strings: list[str]) -> Cells:
    reader = _SheetReader(sheet, strings)
    _walk(content, reader.start, reader.end)
    return reader.cells


class _SheetReader:
    """Collects the cells of a sheet while its XML goes by."""

    def __init__(self, sheet: str, strings: list[str]) -> None:
        self._sheet, self._strings = sheet, strings
        self.cells: Cells = {}
        self._row = self._column = 0
        self._kind, self._value, self._inline, self._formula = "n", "", "", False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "row":
            self._row, self._column = self._row_number(attributes.get("r", "")), 0
        elif name == "c":
            self._place(attributes.get("r", ""))
            self._kind, self._value, self._inline, self._formula = attributes.get("t", "n"), "", "", False
        elif name == "f":
            self._formula = True

    def end(self, name: str, text: str) -> None:
        if name == "v":
            self._value = text
        elif name == "t":
            self._inline += text
        elif name == "c" and self._column <= MOST_COLUMNS:
            self._keep()

    def _row_number(self, given: str) -> int:
        return int(given) if given.isascii() and given.isdigit() and len(given) <= 7 else self._row + 1

    def _place(self, given: str) -> None:
        found = REFERENCE.fullmatch(given)
        if found is None:
            self._column += 1
            return
        self._column = 0
        for letter in found[1]:
            self._column = self._column * 26 + ord(letter) - ord("A") + 1
        self._row = int(found[2])

    def _keep(self) -> None:
        value, place = self._read(), cell_name(self._sheet, self._row, self._column)
        if value is None or value == "":
            return
        if isinstance(value, str) and len(value) > MOST_TEXT:
            raise _refused(len(value), "The text of this cell is too long.", f"at most {MOST_TEXT} characters", place)
        if self._row > MOST_ROWS:
            raise _refused(self._row, "There are too many rows.", f"at most {MOST_ROWS:,} rows", place)
        self.cells[self._row, self._column] = value

    def _read(self) -> CellValue | CellError | None:
        match self._kind:
            case "s":
                return self._shared()
            case "inlineStr":
                return _unescaped(self._inline)
            case "str":
                return _unescaped(self._value)
            case "b":
                return self._value.strip() == "1"
            case "e":
                return CellError(self._value[:20])
        if not self._value.strip():
            return CellError("a formula without a result") if self._formula else None
        return float(self._value) if NUMBER.fullmatch(self._value.strip()) else CellError(self._value[:20])

    def _shared(self) -> str | CellError:
        place = self._value.strip()
        known = place.isascii() and place.isdigit() and len(place) < 10 and int(place) < len(self._strings)
        return self._strings[int(place)] if known else CellError("a text that is not there")


def _unescaped(text: str) -> str:
    """Characters that XML cannot hold are written by their number, as _x000A_."""
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def _walk(
    content: bytes, start: Callable[[str, Attributes], None], end: Callable[[str, str], None] | None = None
) -> None:
    """Calls `start` with the name and attributes of each element and `end` with its name and its own text."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    text: list[str] = []
    left = MOST_ELEMENTS

    def opened(name: str, attributes: dict[str, str]) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise _refused(None, "The workbook holds too many cells.", f"at most {MOST_ELEMENTS:,} elements in a part")
        text.clear()
        start(_bare(name), {_bare(key): value for key, value in attributes.items()})

    def closed(name: str) -> None:
        if end is not None:
            end(_bare(name), "".join(text))
        text.clear()

    def declared(*_: object) -> None:
        raise _refused(None, "The workbook declares a document type.", "a workbook as spreadsheets write it")

    parser.StartElementHandler, parser.EndElementHandler = opened, closed
    parser.CharacterDataHandler = text.append
    parser.StartDoctypeDeclHandler = declared
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise _refused(str(error)[:80], "A part of the workbook is not well-formed.") from error


def _bare(name: str) -> str:
    """A name without its namespace: strict and transitional workbooks differ in nothing else."""
    return name.rpartition(" ")[2]


def _refused(
    value: str | int | None, message: str, allowed: str = "an XLSX workbook", field: str = "file"
) -> ScenarioRefused:
    return ScenarioRefused([Fault(field, visible(value) if isinstance(value, str) else value, allowed, message)])
