"""Reads JSONL as it streams in, a line at a time, none of them longer than a limit."""

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from evaluations.exchange.records import Unread

LONGEST_LINE = 32 * 1024 * 1024


def read_objects(file: BinaryIO) -> Iterator[tuple[str, dict[str, Any] | Unread]]:
    """The object of each line that is not blank with its place, or why there is none."""
    number = 0
    while line := file.readline(LONGEST_LINE + 1):
        number += 1
        place = f"line {number}"
        if len(line) > LONGEST_LINE:
            while line and not line.endswith(b"\n"):
                line = file.readline(LONGEST_LINE)
            yield place, Unread(place, f"The line is longer than {LONGEST_LINE >> 20} MB.")
        elif line.strip():
            yield place, _object(line.removeprefix(b"\xef\xbb\xbf"), place)


def _object(line: bytes, place: str) -> dict[str, Any] | Unread:
    try:
        value = json.loads(line.decode())
    except RecursionError:
        return Unread(place, "The line is nested too deeply.")
    except ValueError as error:
        return Unread(place, f"This is not JSON: {error}.")
    return value if isinstance(value, dict) else Unread(place, "A line must hold one JSON object.")
