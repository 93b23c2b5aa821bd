"""Reads answers that were recorded elsewhere, as JSONL or CSV: all of them or none; plain Python, no Django."""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from evaluations.errors import AnswersRefused, Fault

COLUMNS = ("case", "response", "model")
REQUIRED = ("case", "response")
DELIMITERS = (",", ";", "\t")
MAX_BYTES = 10 * 1024 * 1024
MAX_ANSWERS = 50_000
MAX_FAULTS = 100
LONGEST = {"case": 100, "response": 200_000, "model": 200}


@dataclass(frozen=True)
class Answer:
    """What somebody's assistant answered to a case; ``epoch`` counts answers to the same case in their order."""

    case: str
    epoch: int
    response: str
    model: str = ""


def read_answers(data: bytes) -> list[Answer]:
    """The answers of a file or of a pasted text; a case that comes several times was asked several times.

    Raises:
        AnswersRefused: with up to a hundred faults, each with its line.
    """
    text = _decoded(data)
    rows = _json_rows(text) if text.lstrip().startswith("{") else _csv_rows(text)
    faults: list[Fault] = []
    times: Counter[str] = Counter()
    answers = []
    for line, row in rows:
        fault = _fault_in(line, row)
        if fault is not None:
            faults.append(fault)
            continue
        case = row["case"].strip()
        times[case] += 1
        answers.append(Answer(case, times[case], row["response"], (row.get("model") or "").strip()))
        if len(answers) > MAX_ANSWERS:
            raise _refused(line, f"There are more than {MAX_ANSWERS} answers.")
    if not answers and not faults:
        raise _refused(0, "There is no answer in it.")
    if faults:
        rest = len(faults) - MAX_FAULTS
        more = [Fault("file", "", "", f"And {rest} more faults further down.")] if rest > 0 else []
        raise AnswersRefused(faults[:MAX_FAULTS] + more)
    return answers


def _refused(line: int, message: str) -> AnswersRefused:
    return AnswersRefused([Fault("file", "", "", message, line)])


def _decoded(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise _refused(0, f"At most {MAX_BYTES // (1024 * 1024)} MB are taken.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise _refused(line, "This is not UTF-8. Save it as UTF-8 and choose it again.") from error
    if not text.strip():
        raise _refused(0, "It is empty.")
    return text


def _json_rows(text: str) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        yield number, row


def _csv_rows(text: str) -> Iterator[tuple[int, Any]]:
    first = next(line for line in text.splitlines() if line.strip())
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    header: list[str] = []
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _refused(line, f"The row that begins here cannot be read: {error}.") from error
        if not header:
            header = _header(cells)
        elif any(cell.strip() for cell in cells):
            yield line, dict(zip(header, cells, strict=True)) if len(cells) == len(header) else len(cells)
        line = reader.line_num + 1


def _header(cells: list[str]) -> list[str]:
    names = [cell.strip().lower() for cell in cells]
    missing = [name for name in REQUIRED if name not in names]
    if missing or len(set(names)) < len(names):
        known = ", ".join(COLUMNS)
        wrong = f"the column “{missing[0]}” is missing" if missing else "a column occurs twice"
        raise _refused(1, f"The header is not as expected: {wrong}. Known are {known}.")
    return names


def _fault_in(line: int, row: Any) -> Fault | None:
    """What is wrong with a row; None when nothing is."""
    if isinstance(row, int):
        return Fault("row", row, "as many cells as the header", f"The row has {row} cells, unlike the header.", line)
    if not isinstance(row, dict):
        return Fault("row", "", "an object", "This line is not a JSON object.", line)
    for name in COLUMNS:
        value = row.get(name, "" if name == "model" else None)
        if value is None and name == "model":
            continue
        if not isinstance(value, str):
            return Fault(name, "", "a text", f"{name} is missing or not a text.", line)
        if len(value) > LONGEST[name]:
            return Fault(name, len(value), f"up to {LONGEST[name]} characters", f"{name} is too long.", line)
        if "\x00" in value or any(0xD800 <= ord(letter) <= 0xDFFF for letter in value):
            return Fault(name, "", "text", f"{name} holds a character that is not valid text.", line)
    if not row["case"].strip():
        return Fault("case", "", "the key of a case", "case is empty.", line)
    return None
