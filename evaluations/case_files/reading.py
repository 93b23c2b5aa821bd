"""Reads the cases of a file in any of the three formats: all of them, or every reason why none."""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from evaluations.case_files.decoding import Decoded, capped, decoded
from evaluations.case_files.json_lines import read_lines
from evaluations.case_files.tables import read_table
from evaluations.case_files.yaml_list import read_list
from evaluations.errors import Fault, FileRefused
from evaluations.graders.json_answer import strict_json
from evaluations.suites.case_draft import CaseDraft, faults_in, free_key

TURNS = ("system", "developer", "user")
TEXTS = ("key", "principle", "title", "kind", "expected", "rubric")
COLUMNS = (*TEXTS[:5], *TURNS, "messages", "rubric", "compliant", "violation", "graders", "tags", "weight")
# What JSONL and YAML may have beside the columns; ``responses`` is what the shipped cases call their exemplars.
FIELDS = (*COLUMNS, "exemplars", "responses")
ENDINGS = {"jsonl": "jsonl", "ndjson": "jsonl", "json": "jsonl", "csv": "csv", "tsv": "csv", "txt": "csv"}
ENDINGS |= {"yaml": "yaml", "yml": "yaml"}
MAX_CASES = 20_000


@dataclass(frozen=True)
class ReadFile:
    """The cases with what the file was taken for."""

    cases: list[CaseDraft]
    format: str
    encoding: str
    guessed: bool


def read_cases(data: bytes, name: str, principles: Collection[str]) -> ReadFile:
    """The cases of a file; the name's ending says the format, else the content does.

    Raises:
        FileRefused: with up to a hundred faults, each with its line; nothing was read then.
    """
    file = decoded(data)
    form, rows, faults = rows_of(file, name, COLUMNS)
    cases: list[CaseDraft] = []
    first_seen: dict[str, int] = {}
    for line, row in rows:
        draft, wrong = _draft(row, line, first_seen)
        faults += wrong + _others(faults_in(draft, principles, line), {fault.field for fault in wrong})
        if draft.key in first_seen:
            message = f"The key “{draft.key[:60]}” stands in line {first_seen[draft.key]} already."
            faults.append(Fault("key", draft.key[:80], "each key once", message, line))
        first_seen.setdefault(draft.key, line)
        cases.append(draft)
    if not cases and not faults:
        faults.append(Fault("file", "", "at least one case", "The file holds no case."))
    if len(cases) > MAX_CASES:
        faults.append(Fault("file", len(cases), f"up to {MAX_CASES}", f"A suite has at most {MAX_CASES} cases."))
    if faults:
        raise FileRefused(capped(faults))
    return ReadFile(cases, form, file.encoding, file.guessed)


def rows_of(
    file: Decoded, name: str, columns: Collection[str]
) -> tuple[str, list[tuple[int, dict[str, Any]]], list[Fault]]:
    """The format, the rows with their lines, and the faults of those that could not be read."""
    form = ENDINGS.get(name.rpartition(".")[2].lower(), "") or _by_content(file.text)
    if form == "jsonl":
        return form, *read_lines(file.text)
    if form == "yaml":
        return form, *read_list(file.text)
    rows, faults = read_table(file.text, tuple(columns))
    return form, [(line, dict(row)) for line, row in rows], faults


def _others(found: list[Fault], known: set[str]) -> list[Fault]:
    """The faults that do not follow from one that is known: without its turns a case has no messages either."""
    turns = bool(known & {*TURNS, "messages"})
    return [fault for fault in found if fault.field not in known and not (turns and fault.field.startswith("messages"))]


def _by_content(text: str) -> str:
    start = text.lstrip()
    return "jsonl" if start.startswith("{") else "yaml" if start.startswith(("- ", "-\n")) else "csv"


def _draft(row: Mapping[str, Any], line: int, taken: Collection[str]) -> tuple[CaseDraft, list[Fault]]:
    """The case that a row describes, and what is not of the kind that its field needs."""
    reader = FieldReader(row, line)
    reader.only(FIELDS)
    texts = {name: reader.text(name) for name in TEXTS}
    messages = reader.messages()
    last = next((turn["content"] for turn in reversed(messages) if isinstance(turn.get("content"), str)), "")
    if not texts["key"]:
        texts["key"] = free_key(texts["title"] or last[:60], taken)
    draft = CaseDraft(
        messages=messages,
        graders=reader.graders(),
        exemplars=reader.exemplars(),
        tags=reader.tags(),
        weight=reader.number("weight", 1.0),
        **texts,
    )
    return draft, reader.faults


class FieldReader:
    """Takes fields out of a row of any format and gathers what is not of the right kind."""

    def __init__(self, row: Mapping[str, Any], line: int) -> None:
        self.row = row
        self.line = line
        self.faults: list[Fault] = []

    def _fault(self, field: str, value: object, allowed: str, message: str) -> None:
        self.faults.append(Fault(field, str(value)[:80], allowed, message, self.line))

    def only(self, known: Collection[str]) -> None:
        for name in self.row:
            if name not in known:
                self._fault(str(name)[:60], name, ", ".join(known), f"“{str(name)[:60]}” is not a field of a case.")

    def text(self, name: str) -> str:
        value = self.row.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            self._fault(name, value, "a text", f"{name} must be a text.")
            return ""
        return value.replace("\r\n", "\n").strip()

    def number(self, name: str, default: float) -> float:
        value = self.row.get(name)
        if value is None or value == "":
            return default
        try:
            number = float(value) if not isinstance(value, bool | list | dict) else math.nan
        except (ValueError, OverflowError):
            number = math.nan
        if not math.isfinite(number):
            self._fault(name, value, "a number with a decimal point", f"{name} must be a number.")
            return default
        return number

    def _parsed(self, name: str) -> Any:
        """A list that stands in a cell as JSON, or in a file as itself."""
        value = self.row.get(name)
        if not isinstance(value, str) or not value.strip():
            return value or []
        try:
            return strict_json(value)
        except ValueError as error:
            self._fault(name, value, "JSON", f"{name} is not JSON: {error}.")
            return []

    def messages(self) -> list[dict[str, str]]:
        given = self._parsed("messages")
        if not given:
            turns = ((role, self.text(role)) for role in TURNS)
            return [{"role": role, "content": content} for role, content in turns if content]
        if not isinstance(given, list) or not all(isinstance(turn, dict) for turn in given):
            self._fault("messages", given, "a list of {role, content}", "messages must be a list of {role, content}.")
            return []
        return [{"role": turn.get("role"), "content": turn.get("content")} for turn in given]

    def graders(self) -> list[dict[str, Any]]:
        given = self._parsed("graders")
        if not isinstance(given, list):
            self._fault("graders", given, "a list of rules", "graders must be a list of rules.")
            return []
        return given

    def exemplars(self) -> dict[str, str]:
        given = self.row.get("exemplars") or self.row.get("responses") or {}
        if not isinstance(given, dict) or not all(isinstance(text, str) for text in given.values()):
            allowed = "compliant and violation, each a text"
            self._fault("exemplars", given, allowed, f"exemplars must be {allowed}.")
            return {}
        sides = {side: self.text(side) for side in ("compliant", "violation")}
        named = {str(side): text.strip() for side, text in given.items()}
        return {side: text for side, text in (named | {k: v for k, v in sides.items() if v}).items() if text}

    def tags(self) -> list[str]:
        given = self.row.get("tags") or []
        parts = given.replace(";", ",").split(",") if isinstance(given, str) else given
        if not isinstance(parts, list) or not all(isinstance(tag, str) for tag in parts):
            self._fault("tags", given, "a list of words", "tags must be a list of words.")
            return []
        return list(dict.fromkeys(tag.strip() for tag in parts if tag.strip()))
