"""The formats that are read, and which one a file has, by its content. A new one is a module and a line here."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from evaluations.exchange import deepeval_log, inspect_log, own_rows, promptfoo_log
from evaluations.exchange.json_pull import BrokenOff, JsonPull
from evaluations.exchange.records import LogRefused, Record
from evaluations.exchange.tables import header_of

Read = Callable[[BinaryIO, int], Iterator[Record]]
CSV, JSONL, YAML = "csv", "jsonl", "yaml"
TOOLS = {inspect_log.NAME: "Inspect", promptfoo_log.NAME: "promptfoo", deepeval_log.NAME: "DeepEval"}
TOOLS |= {CSV: "our CSV", JSONL: "our JSONL", YAML: "our YAML"}
ASKED = (inspect_log.NAME, promptfoo_log.NAME, deepeval_log.NAME, CSV, JSONL, YAML)
_PROMPTFOO_ROW = {"gradingResult", "promptIdx", "testIdx", "failureReason", "promptId"}
_SAID_BY_KEY: dict[str, tuple[str, Read]] = {
    "eval": (inspect_log.NAME, inspect_log.read_json),
    "plan": (inspect_log.NAME, inspect_log.read_json),
    "samples": (inspect_log.NAME, inspect_log.read_json),
    **dict.fromkeys((*deepeval_log.LISTS, deepeval_log.INSIDE), (deepeval_log.NAME, deepeval_log.read_json)),
    "evalId": (promptfoo_log.NAME, promptfoo_log.read_json),
    "results": (promptfoo_log.NAME, promptfoo_log.read_json),
    "case_id": (JSONL, own_rows.read_lines),
    **dict.fromkeys(_PROMPTFOO_ROW, (promptfoo_log.NAME, promptfoo_log.read_lines)),
}
MOST_KEYS = 200


@dataclass(frozen=True)
class Format:
    """``name`` is the tool or our format, ``read`` gives the records of a file of at most so many unpacked bytes."""

    name: str
    read: Read


def recognised(file: BinaryIO, wanted: str = "") -> Format:
    """The format of a file by its content; ``wanted`` says what it has to be, empty for whatever it is.

    Raises:
        LogRefused: it is none that is read, or not the one that was asked for.
    """
    found = _by_content(file)
    file.seek(0)
    if wanted and found.name != wanted:
        told = f"The file is not {TOOLS[wanted]} but {TOOLS[found.name]}."
        raise LogRefused(told, "format", wanted, found.name)
    return found


def _by_content(file: BinaryIO) -> Format:
    file.seek(0)
    start = file.read(4096)
    file.seek(0)
    if not start.strip():
        raise LogRefused("The file is empty.", allowed=_allowed())
    if start.startswith(b"PK\x03\x04"):
        return Format(inspect_log.NAME, inspect_log.read_archive)
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"{"):
        return _by_keys(file)
    if text.startswith((b"- ", b"-\n", b"-\r")):
        return Format(YAML, own_rows.read_yaml)
    if text.startswith((b"<", b"evalId:", b"%PDF", b"[")):
        kind = {b"<": "XML", b"e": "promptfoo’s YAML", b"%": "a PDF", b"[": "a bare JSON list"}[text[:1]]
        raise LogRefused(f"This is {kind}, which is not read. Write the log as JSON, JSONL or CSV.", allowed=_allowed())
    header = header_of(file)
    if promptfoo_log.is_table(header):
        return Format(promptfoo_log.NAME, promptfoo_log.read_table)
    if own_rows.is_table(header):
        return Format(CSV, own_rows.read_table)
    raise LogRefused("The file is no log of a tool that is known.", allowed=_allowed())


def _by_keys(file: BinaryIO) -> Format:
    """By the keys of the first object, which in a log of 200 MB stand in its first kilobytes."""
    pull = JsonPull(file)
    seen = 0
    try:
        for key in pull.fields():
            if key in _SAID_BY_KEY:
                return Format(*_SAID_BY_KEY[key])
            seen += 1
            if seen > MOST_KEYS:
                break
    except (BrokenOff, ValueError) as error:
        raise LogRefused(f"The file is JSON that cannot be read: {error}.", allowed=_allowed()) from error
    raise LogRefused("The file is JSON, but none of a tool that is known.", allowed=_allowed())


def _allowed() -> str:
    return "Inspect .eval or JSON; promptfoo JSON, JSONL or CSV; DeepEval JSON; CSV, JSONL or YAML with our columns"
