"""Reads results in our own columns, as CSV, JSONL or YAML; each row that does not hold is told with its line."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from evaluations.case_files.decoding import MAX_BYTES, decoded
from evaluations.case_files.tables import unguarded
from evaluations.case_files.yaml_list import read_list
from evaluations.errors import FileRefused
from evaluations.exchange.conversations import asked
from evaluations.exchange.json_lines import read_objects
from evaluations.exchange.pilot_csv import COLUMNS, REQUIRED, RowReader
from evaluations.exchange.records import LoggedSample, LogRefused, Record, Scored, Unread, clean, on_one_line
from evaluations.exchange.tables import read_rows
from evaluations.outcomes import Outcome

SCORER = "outcome"
MAX_EPOCH = 1000
# What an export of ours adds to the columns; `messages` is the conversation where it is longer than three turns.
ADDED = ("epoch", "title", "model", "messages", "fault", "decided_by")


class _Any(Collection[str]):
    """Every name: which principle a row means is asked later, and of a person."""

    def __contains__(self, name: object) -> bool:
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def is_table(header: Sequence[str]) -> bool:
    """Whether a CSV's header is of our columns."""
    names = {name.strip().strip('"').lower() for name in header}
    return {"case_id", "outcome"} <= names


def read_table(file: BinaryIO, largest: int) -> Iterator[Record]:
    """The rows of a CSV."""
    header: list[str] = []
    rows = Rows()
    for row in read_rows(file):
        if isinstance(row, Unread):
            yield row
        elif not header:
            header = [cell.strip().lower() for cell in row.cells]
            yield from _check_header(header)
        elif len(row.cells) != len(header):
            yield Unread(f"line {row.line}", f"The row has {len(row.cells)} cells, the header {len(header)}.")
        else:
            yield from rows.read(row.line, dict(zip(header, map(unguarded, row.cells), strict=True)))


def _check_header(header: Sequence[str]) -> Iterator[Record]:
    for name in REQUIRED:
        if name not in header:
            raise LogRefused(f"The column “{name}” is missing.", "line 1", name, ", ".join(COLUMNS))
    for name in dict.fromkeys(header):
        if header.count(name) > 1:
            raise LogRefused(f"The column “{name}” occurs {header.count(name)} times.", "line 1", name, "each once")
        if name not in COLUMNS and name not in ADDED:
            yield Unread("line 1", f"The column “{clean(name, 60)}” is none of ours and was not read.")


def read_lines(file: BinaryIO, largest: int) -> Iterator[Record]:
    """The rows of a JSONL."""
    rows = Rows()
    for place, value in read_objects(file):
        if isinstance(value, Unread):
            yield value
        else:
            yield from rows.read(int(place.removeprefix("line ")), value)


def read_yaml(file: BinaryIO, largest: int) -> Iterator[Record]:
    """The entries of a YAML list."""
    try:
        entries, faults = read_list(decoded(file.read(MAX_BYTES + 1)).text)
    except FileRefused as refusal:
        fault = refusal.faults[0]
        raise LogRefused(
            fault.message, f"line {fault.line}" if fault.line else "", fault.value, fault.allowed
        ) from None
    for fault in faults:
        yield Unread(f"line {fault.line}", fault.message)
    rows = Rows()
    for line, entry in entries:
        yield from rows.read(line, entry)


class Rows:
    """Takes rows as the form of recorded pilots does, except that any principle may be named."""

    def __init__(self) -> None:
        self._reader = RowReader(list(COLUMNS), _Any())
        self._unknown: set[str] = set()

    def read(self, line: int, row: Mapping[str, Any]) -> Iterator[Record]:
        place = f"line {line}"
        for name in row:
            if name not in COLUMNS and name not in ADDED and name not in self._unknown and len(self._unknown) < 50:
                self._unknown.add(name)
                yield Unread(place, f"The field “{clean(name, 60)}” is none of ours and was not read.")
        cells = [_cell(row.get(name)) for name in COLUMNS]
        if None in cells:
            wrong = COLUMNS[cells.index(None)]
            yield Unread(place, f"{wrong} is neither a text nor a number.")
            return
        found = self._reader.read(line, [cell or "" for cell in cells])
        yield from (Unread(place, fault.message) for fault in self._reader.faults)
        self._reader.faults.clear()
        if found is None:
            return
        outcome = Outcome(found.outcome)
        errored = outcome == Outcome.ERRORED
        score = Scored(found.outcome, outcome, found.score, clean(found.note))
        yield LoggedSample(
            place=place,
            case=clean(found.case_id),
            title=on_one_line(_cell(row.get("title")), 200),
            messages=self._messages(row) or [turn | {"content": clean(turn["content"])} for turn in found.messages()],
            response=clean(found.response) if outcome == Outcome.NO_ANSWER or found.response else None,
            scores={} if errored else {SCORER: score},
            named=clean(found.principle),
            footnotes=(clean(found.case_id),),
            epoch=_epoch(row.get("epoch")),
            error=clean(found.note or "The file tells no reason.", 1000) if errored else "",
            model=on_one_line(_cell(row.get("model")), 200),
            grader=on_one_line(found.grader, 120),
        )

    def _messages(self, row: Mapping[str, Any]) -> list[dict[str, str]]:
        given = row.get("messages")
        return asked(json.dumps(given) if isinstance(given, list) else given) if given else []


def _cell(value: Any) -> str | None:
    if value is None:
        return ""
    if isinstance(value, bool | list | dict):
        return None
    return value if isinstance(value, str) else repr(value)


def _epoch(value: Any) -> int | None:
    text = str(value or "").strip()
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else 0
    return number if 1 <= number <= MAX_EPOCH else None
