"""Reads CSV as it streams in, whatever a spreadsheet saved it as; what is wrong is told by its line."""

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from evaluations.exchange.records import LogRefused, Unread

DELIMITERS = (",", ";", "\t")
LONGEST_CELL = 1_000_000
MAX_COLUMNS = 500
CHUNK = 1 << 18
_UNDEFINED = (b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d")  # what Windows-1252 does not define


@dataclass(frozen=True)
class Row:
    """A row with the line on which it begins."""

    line: int
    cells: list[str]


def encoding_of(file: BinaryIO) -> str:
    """UTF-8 or UTF-16 by its mark, UTF-8 where every byte fits, else Windows-1252 where that is possible.

    Raises:
        LogRefused: it is none of them.
    """
    file.seek(0)
    start = file.read(4)
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    fits, single = True, True
    while data := file.read(CHUNK):
        single = single and not any(byte in data for byte in _UNDEFINED)
        if b"\0" in data:
            raise LogRefused("The file holds NUL bytes; it is no text.")
        try:
            fits = fits and decoder.decode(data) is not None
        except UnicodeDecodeError:
            fits = False
    if fits:
        return "utf-8-sig"
    if single:
        return "cp1252"
    raise LogRefused("The file is neither UTF-8 nor Windows-1252. Save it as UTF-8.")


def read_rows(file: BinaryIO) -> Iterator[Row | Unread]:
    """The header and every row that is not blank, in order."""
    encoding = encoding_of(file)
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    line = 1
    try:
        if encoding == "cp1252":
            yield Unread("the encoding", "Nothing says which it is; it was read as Windows-1252. Look at the letters.")
        before = csv.field_size_limit(LONGEST_CELL)
        try:
            reader = csv.reader(text, delimiter=_delimiter(text), strict=True)
            for cells in reader:
                if len(cells) > MAX_COLUMNS:
                    yield Unread(f"line {line}", f"The row has {len(cells):,} cells; up to {MAX_COLUMNS} are read.")
                elif any(cell.strip() for cell in cells):
                    yield Row(line, cells)
                line = reader.line_num + 1
        finally:
            csv.field_size_limit(before)
    except csv.Error as error:
        yield Unread(f"line {line}", f"{_why(str(error))} Nothing below it was read.")
    except UnicodeError:
        yield Unread(f"line {line}", "A character breaks off. Nothing below it was read.")
    finally:
        text.detach()


def header_of(file: BinaryIO) -> list[str]:
    """The cells of the first row; none where it cannot be read."""
    return next((row.cells for row in read_rows(file) if isinstance(row, Row)), [])


def _delimiter(text: io.TextIOWrapper) -> str:
    first = text.readline(100_000)
    text.seek(0)
    return max(DELIMITERS, key=first.count)


def _why(error: str) -> str:
    if "unexpected end of data" in error:
        return "A quotation mark opens in the row that begins here and is never closed."
    if "expected after" in error:
        return "Text follows a closing quotation mark; write a mark inside a text twice."
    if "field larger" in error:
        return f"A cell is longer than {LONGEST_CELL:,} characters."
    return f"The row cannot be read: {error}."
