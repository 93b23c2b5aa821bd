"""Opens a ZIP archive that a stranger made: whatever it claims, no more than the limits is read; nothing is written."""

from __future__ import annotations

import stat
import struct
import zlib
from collections.abc import Iterator
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from explorer.spec_markdown.content import Fault, SpecRefused

MOST_MEMBERS = 2_000
LARGEST_UNPACKED = 8_000_000
_ARCHIVES = (".zip", ".7z", ".rar", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".jar")
_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")
_CHUNK = 64 * 1024


def is_archive(file: BinaryIO) -> bool:
    """Whether the file begins as a ZIP archive does, whatever it is called."""
    file.seek(0)
    start = file.read(4)
    file.seek(0)
    return start in _SIGNATURES


def read_archive(file: BinaryIO) -> dict[str, bytes]:
    """The .md files in the archive by their paths; other files are passed over.

    Raises:
        SpecRefused: it cannot be opened safely, or breaks off; with every reason.
    """
    try:
        with ZipFile(file) as archive:
            members = archive.infolist()
            faults = list(_faults(members))
            if faults:
                raise SpecRefused(faults)
            return _read(archive, [member for member in members if _is_wanted(member)])
    except (BadZipFile, zlib.error, struct.error, EOFError, OSError, NotImplementedError, ValueError) as error:
        message = "This archive is damaged, or of a kind that is not read here."
        raise SpecRefused([_fault(message, str(error)[:80], "a ZIP archive, stored or deflated")]) from error


def _faults(members: list[ZipInfo]) -> Iterator[Fault]:
    """What the archive's own list says against it."""
    if len(members) > MOST_MEMBERS:
        yield _fault("There are too many files in the archive.", str(len(members)), f"at most {MOST_MEMBERS}")
        return
    declared = sum(member.file_size for member in members)
    if declared > LARGEST_UNPACKED:
        yield _too_large(f"{declared} bytes")
    seen: set[str] = set()
    for member in members:
        name = member.filename
        if name in seen:
            yield _fault("The archive holds this name twice.", name, "each name once")
        seen.add(name)
        if member.is_dir():
            continue
        if not _is_plain(name):
            yield _fault("This path leads out of the archive.", name, "a relative path without .. and backslashes")
        if stat.S_ISLNK(member.external_attr >> 16):
            yield _fault("The archive holds a link.", name, "files")
        if member.flag_bits & 0x1:
            yield _fault("This file is encrypted.", name, "files without a password")
        if name.lower().endswith(_ARCHIVES):
            yield _fault("An archive inside the archive is not opened.", name, "the .md files themselves")
        if _is_wanted(member) and member.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            yield _fault("This file is packed in a way that is not read here.", name, "stored or deflated")


def _read(archive: ZipFile, members: list[ZipInfo]) -> dict[str, bytes]:
    """Counts what really comes out, for the list may lie."""
    found: dict[str, bytes] = {}
    left = LARGEST_UNPACKED
    for member in members:
        content = bytearray()
        with archive.open(member) as stream:
            while chunk := stream.read(_CHUNK):
                content += chunk
                if len(content) > left:
                    raise SpecRefused([_too_large(member.filename)])
        left -= len(content)
        found[member.filename] = bytes(content)
    return found


def _is_wanted(member: ZipInfo) -> bool:
    """Markdown that a person put there, not what an operating system keeps beside it."""
    parts = member.filename.split("/")
    hidden = parts[0] == "__MACOSX" or any(part.startswith(".") for part in parts)
    return not member.is_dir() and not hidden and member.filename.lower().endswith(".md")


def _is_plain(path: str) -> bool:
    parts = path.split("/")
    return path.isprintable() and "\\" not in path and ":" not in path and "" not in parts and ".." not in parts


def _too_large(value: str) -> Fault:
    return _fault("Unpacked, the archive is too large.", value, f"at most {LARGEST_UNPACKED // 1_000_000} MB")


def _fault(message: str, value: str, allowed: str) -> Fault:
    printable = "".join(character if character.isprintable() else "�" for character in value)
    return Fault(0, message, printable[:200], allowed, field="files")
