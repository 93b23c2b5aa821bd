"""Finds a version's files on disk: the document, its prompt files, and the label it goes by."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from explorer.spec_markdown.content import Fault, SpecRefused

DOCUMENT_NAME, PROMPTS_NAME, CHANGES_NAME = "model_spec.md", "examples", "CHANGELOG.md"
_MOST_PROMPT_FILES, _LARGEST_BYTES = 5_000, 40_000_000
_VERSION_HEADING = re.compile(r"#{1,6}\s+\[?[vV]?(\d{1,4}(?:[.-]\d{1,4}){1,3})\]?(?:\s|$)")
_DATE = re.compile(r"(\d{4})[.-](\d{1,2})[.-](\d{1,2})")
_LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._ +-]{0,79}")


@dataclass(frozen=True, slots=True)
class SpecFiles:
    """The texts of one version as they were found; `prompt_files` is None where there is no folder of them."""

    markdown: str
    prompt_files: Mapping[str, str] | None
    label: str

    @property
    def content_sha256(self) -> str:
        """Hash of the document and every prompt file with its name; line ends do not count."""
        digest = hashlib.sha256()
        for name, text in [("", self.markdown), *sorted((self.prompt_files or {}).items())]:
            content = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").encode()
            digest.update(f"{name}\0{len(content)}\0".encode())
            digest.update(content)
        return digest.hexdigest()


def read_folder(path: Path, label: str = "") -> SpecFiles:
    """The files at `path`, a model_spec.md or the folder with it. Raises SpecRefused naming what cannot be read."""
    document = path / DOCUMENT_NAME if path.is_dir() else path
    faults: list[Fault] = []
    if not document.is_file():
        raise SpecRefused(
            [Fault(0, "There is no such document.", str(path), f"a {DOCUMENT_NAME} or the folder with it")]
        )
    markdown = _text_of(document, document.name, faults)
    prompts = document.parent / PROMPTS_NAME
    prompt_files = _prompt_files(prompts, faults) if prompts.is_dir() else None
    if faults:
        raise SpecRefused(faults)
    return SpecFiles(markdown, prompt_files, label or default_label(document))


def default_label(document: Path) -> str:
    """The newest version heading of the change log beside the document, else the folder's name, else nothing."""
    changes = document.parent / CHANGES_NAME
    if changes.is_file():
        versions = newest_version(_text_of(changes, CHANGES_NAME, []))
        if versions:
            return versions
    return document.resolve().parent.name


def newest_version(changes: str) -> str:
    """The latest dated version heading as 2025-12-18; without dates the first heading's version; else nothing."""
    found = [match[1] for line in changes.splitlines() if (match := _VERSION_HEADING.match(line)) is not None]
    dated = [day for day in map(date_of, found) if day is not None]
    return max(dated).isoformat() if dated else (found[0] if found else "")


def date_of(label: str) -> date | None:
    """The day that a label names, or None."""
    match = _DATE.fullmatch(label.strip().lstrip("vV"))
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None


def is_label(label: str) -> bool:
    """Whether a label can stand in an address: letters, digits, blank and . _ + - after a first letter or digit."""
    return _LABEL.fullmatch(label) is not None and label == label.strip()


def _prompt_files(folder: Path, faults: list[Fault]) -> dict[str, str]:
    files = sorted(path for path in folder.glob("*.md") if path.is_file() and not path.name.startswith("."))
    if len(files) > _MOST_PROMPT_FILES:
        faults.append(Fault(0, "There are too many prompt files.", str(len(files)), f"at most {_MOST_PROMPT_FILES}"))
        return {}
    return {path.stem: _text_of(path, f"{PROMPTS_NAME}/{path.name}", faults) for path in files}


def _text_of(path: Path, name: str, faults: list[Fault]) -> str:
    try:
        if path.stat().st_size > _LARGEST_BYTES:
            faults.append(Fault(0, "This file is too large.", name, f"at most {_LARGEST_BYTES} bytes", name))
            return ""
        return decoded(path.read_bytes(), name, faults)
    except OSError as error:
        faults.append(Fault(0, "This file cannot be read.", name, error.strerror or "a readable file", name))
    return ""


def decoded(content: bytes, name: str, faults: list[Fault]) -> str:
    """The text of a file; where it is not UTF-8 a fault is added, with the line and the bytes."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        value = repr(content[error.start : error.start + 4])
        faults.append(Fault(line, "This is not UTF-8 text.", value, "UTF-8", name))
    return ""
