"""What a draft keeps of a document: its texts, and every fault that the parser found in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from explorer.models import SpecDraft
from explorer.spec_markdown import Fault, SpecDocument, SpecFiles, SpecRefused, read_document

_MOST_FAULTS, _LONGEST_LINE = 200, 240


@dataclass(frozen=True, slots=True)
class ShownFault:
    """A fault with the line of text it is about, shortened; the line is None where there is none."""

    place: str
    message: str
    value: str
    allowed: str
    text: str | None


def fields_of(files: SpecFiles) -> dict[str, Any]:
    """The columns of a draft that holds these files: ready to import, or refused with its faults."""
    faults: list[Fault] = []
    try:
        read_document(files.markdown, files.prompt_files)
    except SpecRefused as refused:
        faults = refused.faults
    return {
        "state": SpecDraft.State.REFUSED if faults else SpecDraft.State.READY,
        "markdown": _storable(files.markdown),
        "prompt_files": files.prompt_files and {name: _storable(text) for name, text in files.prompt_files.items()},
        "faults": as_rows(faults),
    }


def as_rows(faults: Sequence[Fault]) -> list[dict[str, Any]]:
    """Faults as the import command prints them; of very many the first, and how many there are besides."""
    rows = [fault.as_json() for fault in faults[:_MOST_FAULTS]]
    if len(faults) > _MOST_FAULTS:
        message = f"There are {len(faults) - _MOST_FAULTS} more faults."
        rows.append(Fault(0, message, field="document").as_json())
    for row in rows:
        row["value"] = _storable(row["value"])
    return rows


def files_of(draft: SpecDraft, label: str) -> SpecFiles:
    """The draft's texts under the label that was decided on."""
    return SpecFiles(draft.markdown, draft.prompt_files, label)


def document_of(draft: SpecDraft) -> SpecDocument:
    """The document of a draft that is ready. Raises SpecRefused where the parser has become stricter meanwhile."""
    return read_document(draft.markdown, draft.prompt_files)


def shown_faults(draft: SpecDraft) -> list[ShownFault]:
    """The draft's faults for people, each with its line of text."""
    lines = {"": _lines(draft.markdown)}
    for name, text in (draft.prompt_files or {}).items():
        lines[f"examples/{name}.md"] = _lines(text)
    return [_shown(row, lines.get(row.get("file", ""), [])) for row in draft.faults]


def _shown(row: dict[str, Any], lines: Sequence[str]) -> ShownFault:
    number = row.get("line", 0)
    place = f"line {number}" if number else ""
    allowed = row["allowed"] if isinstance(row["allowed"], str) else _either(row["allowed"])
    text = lines[number - 1] if 0 < number <= len(lines) else None
    if text is not None and len(text) > _LONGEST_LINE:
        text = f"{text[:_LONGEST_LINE]} …"
    return ShownFault(
        ", ".join(filter(None, (row.get("file", ""), place))), row["message"], row["value"], allowed, text
    )


def _either(words: Iterable[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last


def _lines(text: str) -> list[str]:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _storable(text: str) -> str:
    """Text that every database takes: a refused document may hold NUL, which is shown by its picture."""
    return text.replace("\x00", "␀")
