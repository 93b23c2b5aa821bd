"""Reads answers that were recorded elsewhere, as JSONL or CSV: all of them or none; plain Python, no Django."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from evaluations.case_files.decoding import capped, plain_text
from evaluations.case_files.tables import read_table
from evaluations.errors import AnswersRefused, Fault, FileRefused

COLUMNS = ("case", "response", "model")
REQUIRED = ("case", "response")
MAX_BYTES = 10 * 1024 * 1024
MAX_ANSWERS = 50_000
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
    try:
        text = plain_text(data, MAX_BYTES)
        rows: Iterable[tuple[int, Any]] = _json_rows(text) if text.lstrip().startswith("{") else _csv_rows(text)
    except FileRefused as refusal:
        raise AnswersRefused(refusal.faults) from refusal
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
        raise AnswersRefused(capped(faults))
    return answers


def _refused(line: int, message: str) -> AnswersRefused:
    return AnswersRefused([Fault("file", "", "", message, line)])


def _json_rows(text: str) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        yield number, row


def _csv_rows(text: str) -> list[tuple[int, Any]]:
    """Rows, or the fault in the place of one."""
    rows, faults = read_table(text, COLUMNS, REQUIRED, max_rows=MAX_ANSWERS, others_too=True)
    return [*rows, *((fault.line, fault) for fault in faults)]


def _fault_in(line: int, row: Any) -> Fault | None:
    """What is wrong with a row; None when nothing is."""
    if isinstance(row, Fault):
        return row
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
