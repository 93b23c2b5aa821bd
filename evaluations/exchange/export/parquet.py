"""Writes one flat table as Parquet, a row group at a time, packed with Zstandard.

A library for it weighs 165 MB; a flat table of texts and numbers needs two pages of the format's description
(https://parquet.apache.org/docs/file-format/). Tests read the files with pyarrow.
"""

import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

import zstandard

MAGIC = b"PAR1"
ROWS = 5000  # of a row group: what is held at a time
CREATOR = "plumbline"
Value = str | float | int | None
# What the format calls them.
INT64, DOUBLE, BYTE_ARRAY = 2, 5, 6
OPTIONAL, UTF8, ZSTD, PLAIN, RLE, DATA_PAGE = 1, 0, 6, 0, 3, 0
KINDS = {"text": BYTE_ARRAY, "number": DOUBLE, "whole": INT64}


@dataclass(frozen=True)
class Column:
    """``kind`` is *text*, *number* or *whole*; every value may be absent."""

    name: str
    kind: str = "text"


class Struct:
    """One structure in Thrift's compact protocol, as far as Parquet's headers need it."""

    I32, I64, BINARY, LIST, STRUCT = 5, 6, 8, 9, 12

    def __init__(self) -> None:
        self._out = bytearray()
        self._last = 0

    def _begin(self, field: int, kind: int) -> None:
        self._out.append((field - self._last) << 4 | kind)
        self._last = field

    def i32(self, field: int, value: int) -> "Struct":
        self._begin(field, self.I32)
        self._out += _varint(_zigzag(value))
        return self

    def i64(self, field: int, value: int) -> "Struct":
        self._begin(field, self.I64)
        self._out += _varint(_zigzag(value))
        return self

    def text(self, field: int, value: str) -> "Struct":
        self._begin(field, self.BINARY)
        self._out += _bytes(value.encode())
        return self

    def struct(self, field: int, value: "Struct") -> "Struct":
        self._begin(field, self.STRUCT)
        self._out += value.closed()
        return self

    def list(self, field: int, kind: int, values: Sequence[bytes]) -> "Struct":
        self._begin(field, self.LIST)
        size = len(values)
        self._out += bytes([size << 4 | kind]) if size < 15 else bytes([0xF0 | kind]) + _varint(size)
        self._out += b"".join(values)
        return self

    def closed(self) -> bytes:
        return bytes(self._out) + b"\0"


def _zigzag(value: int) -> int:
    return value << 1 if value >= 0 else (-value << 1) - 1


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _bytes(value: bytes) -> bytes:
    return _varint(len(value)) + value


def write(out: BinaryIO, columns: Sequence[Column], rows: Iterable[Mapping[str, Value]]) -> int:
    """Writes the table; gives how many rows it has. A row may leave columns out."""
    out.write(MAGIC)
    at, total = len(MAGIC), 0
    groups: list[bytes] = []
    for group in _groups(rows):
        chunks, size = [], 0
        for column in columns:
            page, unpacked = _page(column, [row.get(column.name) for row in group])
            out.write(page)
            chunks.append(_chunk(column, len(group), at, len(page), unpacked))
            at += len(page)
            size += unpacked
        groups.append(Struct().list(1, Struct.STRUCT, chunks).i64(2, size).i64(3, len(group)).closed())
        total += len(group)
    footer = _footer(columns, total, groups)
    out.write(footer + struct.pack("<I", len(footer)) + MAGIC)
    return total


def _groups(rows: Iterable[Mapping[str, Value]]) -> Iterator[list[Mapping[str, Value]]]:
    walk = iter(rows)
    while group := list(islice(walk, ROWS)):
        yield group


def _page(column: Column, values: Sequence[Value]) -> tuple[bytes, int]:
    """One data page with its header, and how large both are unpacked."""
    there = _levels([value is not None for value in values])
    plain = b"".join(_plain(column.kind, value) for value in values if value is not None)
    body = struct.pack("<I", len(there)) + there + plain
    packed = zstandard.ZstdCompressor().compress(body)
    about = Struct().i32(1, len(values)).i32(2, PLAIN).i32(3, RLE).i32(4, RLE)
    header = Struct().i32(1, DATA_PAGE).i32(2, len(body)).i32(3, len(packed)).struct(5, about).closed()
    return header + packed, len(header) + len(body)


def _levels(there: Sequence[bool]) -> bytes:
    """Which values are there, as runs of equal ones."""
    out, start = bytearray(), 0
    for at in range(1, len(there) + 1):
        if at == len(there) or there[at] != there[start]:
            out += _varint((at - start) << 1) + bytes([there[start]])
            start = at
    return bytes(out)


def _plain(kind: str, value: Value) -> bytes:
    if kind == "text":
        data = str(value).encode("utf-8", "replace")
        return struct.pack("<I", len(data)) + data
    return struct.pack("<d", float(value or 0)) if kind == "number" else struct.pack("<q", int(value or 0))


def _chunk(column: Column, values: int, at: int, packed: int, unpacked: int) -> bytes:
    encodings = [_varint(_zigzag(each)) for each in (PLAIN, RLE)]
    about = Struct().i32(1, KINDS[column.kind]).list(2, Struct.I32, encodings)
    about.list(3, Struct.BINARY, [_bytes(column.name.encode())]).i32(4, ZSTD)
    about.i64(5, values).i64(6, unpacked).i64(7, packed).i64(9, at)
    return Struct().i64(2, at).struct(3, about).closed()


def _footer(columns: Sequence[Column], rows: int, groups: Sequence[bytes]) -> bytes:
    schema = [Struct().text(4, "results").i32(5, len(columns)).closed()]
    for column in columns:
        element = Struct().i32(1, KINDS[column.kind]).i32(3, OPTIONAL).text(4, column.name)
        schema.append((element.i32(6, UTF8) if column.kind == "text" else element).closed())
    footer = Struct().i32(1, 1).list(2, Struct.STRUCT, schema).i64(3, rows).list(4, Struct.STRUCT, groups)
    return footer.text(6, CREATOR).closed()
