"""Reads the JSON of a scenario file; what it means is checked in `scenario`."""

from __future__ import annotations

import json

from calculator.faults import TEXT_SHOWN, Fault, Json, ScenarioRefused, shown, visible

MOST_BYTES = 1_000_000


class _Twice(Exception):
    def __init__(self, name: str) -> None:
        self.name = name


def parse_scenario(content: bytes) -> object:
    """The document of a scenario file. NaN and Infinity are read, to be refused with the field they stand in.

    Raises ScenarioRefused, with the line where there is one, if the content is too large, not UTF-8, not JSON,
    nested without end, or names a field twice.
    """
    if len(content) > MOST_BYTES:
        raise _refused(len(content), f"at most {MOST_BYTES:,} bytes", "The scenario is too large.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refused(f"byte {error.start + 1}", "UTF-8 text", "The scenario is not UTF-8 text.") from error
    try:
        return json.loads(text, object_pairs_hook=_without_repeats)
    except json.JSONDecodeError as error:
        message = f"The scenario is not JSON: {error.msg} in column {error.colno}."
        raise _refused(_line(text, error.lineno), "JSON", message, error.lineno) from error
    except _Twice as error:
        name = visible(error.name[:TEXT_SHOWN])
        raise ScenarioRefused([Fault(name, name, "each field once", "The field stands here twice.")]) from error
    except RecursionError as error:
        raise _refused(None, "a few levels of objects", "The scenario is nested too deeply.") from error
    except ValueError as error:  # whole numbers of thousands of digits
        raise _refused(None, "numbers of a reasonable length", "A number has too many digits.") from error


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise _Twice(next(name for name in names if names.count(name) > 1))
    return found


def _line(text: str, number: int) -> Json:
    lines = text.splitlines()
    return shown(lines[number - 1].strip()) if number <= len(lines) else ""


def _refused(value: Json, allowed: str, message: str, line: int | None = None) -> ScenarioRefused:
    return ScenarioRefused([Fault("", value, allowed, message, line)])
