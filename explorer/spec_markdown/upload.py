"""Sorts uploaded files into a version: a document alone, a document with its prompt files, or an archive of both."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import BinaryIO

from explorer.spec_markdown.archive import is_archive, read_archive
from explorer.spec_markdown.content import Fault, SpecRefused
from explorer.spec_markdown.folder import (
    CHANGES_NAME,
    DOCUMENT_NAME,
    PROMPTS_NAME,
    SpecFiles,
    date_of,
    decoded,
    newest_version,
)

LARGEST_DOCUMENT = 2_000_000
_FOOTNOTE = re.compile(r"[^\s\[\]]{1,64}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def read_upload(files: Sequence[tuple[str, BinaryIO]], label: str = "") -> SpecFiles:
    """The texts in these files, each with the name it came under.

    Without a label the newest version in a CHANGELOG.md gives it, else a day in the name of the archive, its folder or
    the document; else it stays empty, for a person to fill in.

    Raises:
        SpecRefused: it is not clear what is what, or a text cannot be read; with every reason.
    """
    archives = [name for name, file in files if is_archive(file)]
    if archives and len(files) > 1:
        message = "An archive comes alone, or not at all."
        raise SpecRefused([_fault(message, archives[0], "one ZIP archive, or one or more .md files")])
    if archives:
        contents = read_archive(files[0][1])
        document = _document_in(contents)
        prompts = _prompts_beside(document, contents)
    else:
        contents = _contents(files)
        document = _document_in(contents)
        prompts = {path: path for path in contents if path not in (document, CHANGES_NAME)}
    names = [files[0][0] if archives else "", str(PurePosixPath(document).parent), PurePosixPath(document).stem]
    return _read(contents, document, prompts, label, names)


def _contents(files: Sequence[tuple[str, BinaryIO]]) -> dict[str, bytes]:
    faults: list[Fault] = []
    contents: dict[str, bytes] = {}
    for name, file in files:
        if not name.lower().endswith(".md"):
            faults.append(_fault("This is neither Markdown nor a ZIP archive.", name, "names that end in .md or .zip"))
        if name in contents:
            faults.append(_fault("Two of the files have this name.", name, "each name once"))
        contents[name] = file.read()
    if faults:
        raise SpecRefused(faults)
    return contents


def _document_in(contents: Mapping[str, bytes]) -> str:
    """The path of the document: the one `model_spec.md` nearest to the top, else the only file there is."""
    paths = sorted(contents, key=lambda path: path.count("/"))
    named = [path for path in paths if PurePosixPath(path).name == DOCUMENT_NAME]
    others = [path for path in paths if PurePosixPath(path).name != CHANGES_NAME]
    found = [path for path in named if path.count("/") == named[0].count("/")] if named else others
    if len(found) == 1:
        return found[0]
    if len(found) > 1 and named:
        message, value = f"There is more than one {DOCUMENT_NAME}.", ", ".join(found[:5])
    elif found:
        message, value = "It is not clear which of the files is the document.", ", ".join(found[:5])
    else:
        message, value = "There is no document among the files.", ""
    raise SpecRefused([_fault(message, value, f"one of them called {DOCUMENT_NAME}, or one file alone")])


def _prompts_beside(document: str, contents: Mapping[str, bytes]) -> dict[str, str] | None:
    """In an archive: the files of the folder beside the document, by their names; None without such a folder."""
    folder = PurePosixPath(document).parent / PROMPTS_NAME
    found = {PurePosixPath(path).name: path for path in contents if PurePosixPath(path).parent == folder}
    return found or None


def _read(
    contents: Mapping[str, bytes], document: str, prompts: dict[str, str] | None, label: str, names: Sequence[str]
) -> SpecFiles:
    faults: list[Fault] = []
    if len(contents[document]) > LARGEST_DOCUMENT:
        size = f"{len(contents[document]) / 1_000_000:.1f} MB"
        faults.append(_fault("The document is too large.", size, f"at most {LARGEST_DOCUMENT // 1_000_000} MB"))
    markdown = decoded(contents[document], "", faults)
    texts: dict[str, str] = {}
    for name, path in (prompts or {}).items():
        footnote = PurePosixPath(name).stem
        if _FOOTNOTE.fullmatch(footnote) is None or not footnote.isprintable():
            allowed = "at most 64 characters, without blanks and brackets, as in [^name]"
            faults.append(_fault("No footnote can have the name of this file.", name, allowed))
        texts[footnote] = decoded(contents[path], f"{PROMPTS_NAME}/{name}", faults)
    if faults:
        raise SpecRefused(faults)
    return SpecFiles(markdown, texts or None, label or _label(contents, document, names))


def _label(contents: Mapping[str, bytes], document: str, names: Sequence[str]) -> str:
    changes = str(PurePosixPath(document).parent / CHANGES_NAME)
    version = newest_version(decoded(contents[changes], CHANGES_NAME, [])) if changes in contents else ""
    days = (match[0] for name in names for match in _DAY.finditer(name) if date_of(match[0]) is not None)
    return version or next(days, "")


def _fault(message: str, value: str, allowed: str) -> Fault:
    return Fault(0, message, value[:200], allowed, field="files")
