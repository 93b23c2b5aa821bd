"""Writes the results of a run as CSV, JSONL or Parquet: our own columns first, so that they can be imported again."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO

from evaluations.case_files.tables import guarded
from evaluations.exchange.export import parquet
from evaluations.exchange.pilot_csv import COLUMNS

# A file's ending and its type.
FORMATS = {"csv": "text/csv", "jsonl": "application/jsonl", "parquet": "application/vnd.apache.parquet"}
ADDED = ("epoch", "title", "model", "messages", "fault", "decided_by")
_KINDS = {"score": "number", "epoch": "whole"}
TABLE = tuple(parquet.Column(name, _KINDS.get(name, "text")) for name in (*COLUMNS, *ADDED))
Result = Mapping[str, parquet.Value]


def turns_as_columns(messages: list[dict[str, str]]) -> dict[str, str]:
    """The conversation in three columns; one that is longer stands in ``messages`` as a whole."""
    columns = {"system": "", "developer": "", "user": ""}
    for turn in messages:
        if turn["role"] in columns:
            columns[turn["role"]] = turn["content"]
    simple = [{"role": role, "content": text} for role, text in columns.items() if text] == list(messages)
    return columns | {"messages": "" if simple else json.dumps(messages, ensure_ascii=False)}


def csv_lines(results: Iterable[Result]) -> Iterator[bytes]:
    """The lines of a CSV that no spreadsheet takes for formulas; with a mark, so that it is read as UTF-8."""
    yield b"\xef\xbb\xbf"
    names = [column.name for column in TABLE]
    yield _line(names)
    for result in results:
        yield _line([_cell(result.get(name)) for name in names])


def _cell(value: parquet.Value) -> str:
    if isinstance(value, str):
        return guarded(value)
    return "" if value is None else repr(value)


def _line(cells: list[str]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue().encode("utf-8", "replace")


def json_lines(results: Iterable[Result]) -> Iterator[bytes]:
    """One object a line, without what is empty."""
    for result in results:
        said: dict[str, parquet.Value] = {"user": "", "response": ""}
        said |= {name: value for name, value in result.items() if value is not None and value != ""}
        yield json.dumps(said, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def write_parquet(out: BinaryIO, results: Iterable[Result]) -> int:
    return parquet.write(out, TABLE, results)
