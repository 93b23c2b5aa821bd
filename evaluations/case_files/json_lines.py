"""Reads JSONL: one object a line, strictly, each with its line."""

from typing import Any

from evaluations.case_files.decoding import refused
from evaluations.errors import Fault
from evaluations.graders.json_answer import strict_json

MAX_LINE = 1_000_000
MAX_LINES = 20_000


def read_lines(text: str) -> tuple[list[tuple[int, dict[str, Any]]], list[Fault]]:
    """The objects, and the faults of lines that hold none.

    Raises:
        FileRefused: there are too many lines.
    """
    rows: list[tuple[int, dict[str, Any]]] = []
    faults: list[Fault] = []
    # Only real line ends: inside a JSON text other separators of lines may stand as they are.
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        if len(rows) + len(faults) >= MAX_LINES:
            raise refused(number, f"There are more than {MAX_LINES} lines.", "", f"up to {MAX_LINES} lines")
        if len(line) > MAX_LINE:
            message = f"The line has {len(line)} characters, too many."
            faults.append(Fault("line", len(line), f"up to {MAX_LINE} characters", message, number))
            continue
        try:
            value = strict_json(line)
        except ValueError as error:
            faults.append(Fault("line", line[:80], "one JSON object", f"This is not JSON: {error}.", number))
            continue
        if isinstance(value, dict):
            rows.append((number, value))
        else:
            faults.append(Fault("line", line[:80], "one JSON object", "A line must hold one JSON object.", number))
    return rows, faults
