"""What a backup says about itself: what is in it, how much of it, and where each audit trail ended."""

import json
from dataclasses import asdict, dataclass
from pathlib import PurePosixPath
from typing import Any
from zipfile import ZipFile

from alignment_app.backups.errors import BackupRefused, Fault

NAME = "manifest.json"
FORMAT = 1
MOST_BYTES = 64 * 1024 * 1024
NOT_OURS = "This is no backup of this product."
LOCKED = 1  # the bit of a member that is encrypted


@dataclass(frozen=True)
class Table:
    """The rows of one model: a JSON list a line, in the order of the columns."""

    columns: list[str]
    rows: int
    sha256: str


@dataclass(frozen=True)
class File:
    size: int
    sha256: str


@dataclass(frozen=True)
class Head:
    """Where the audit trail of one organisation ended."""

    rows: int
    head: str


@dataclass(frozen=True)
class Manifest:
    """Tables by the label of their model, files by their path below the folder of uploads, trails by organisation."""

    made_at: str
    migrations: list[str]
    tables: dict[str, Table]
    files: dict[str, File]
    trails: dict[str, Head]

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())

    def as_json(self) -> str:
        return json.dumps({"format": FORMAT, **asdict(self)}, indent=1)


def member_of_table(label: str) -> str:
    return f"tables/{label}.jsonl"


def member_of_file(path: str) -> str:
    return f"files/{path}"


def read_manifest(archive: ZipFile) -> Manifest:
    """The manifest of an archive whose members are exactly what it names.

    Raises:
        BackupRefused: it is not ours, of a later format, or holds other members than it says.
    """
    if any(member.flag_bits & LOCKED for member in archive.infolist()):
        raise refused("This backup is locked with a password; it was not written so.")
    try:
        size = archive.getinfo(NAME).file_size
        found = json.loads(archive.read(NAME)) if size <= MOST_BYTES else {}
        readable, manifest = found.pop("format") == FORMAT, _read(found)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise refused(NOT_OURS) from error
    if not readable:
        raise refused("This backup is in a format that this version does not read.")
    named = [NAME, *map(member_of_table, manifest.tables), *map(member_of_file, manifest.files)]
    if sorted(named) != sorted(archive.namelist()) or any(not _is_plain(path) for path in manifest.files):
        raise refused("This backup does not hold what its manifest says.")
    return manifest


def refused(message: str) -> BackupRefused:
    return BackupRefused(Fault("file", "", "a file that “manage.py backup” wrote", message))


def _read(found: dict[str, Any]) -> Manifest:
    return Manifest(
        made_at=str(found["made_at"]),
        migrations=[str(name) for name in found["migrations"]],
        tables={label: Table(**table) for label, table in found["tables"].items()},
        files={path: File(**file) for path, file in found["files"].items()},
        trails={slug: Head(**head) for slug, head in found["trails"].items()},
    )


def _is_plain(path: str) -> bool:
    """Whether a path stays below the folder that it is put into."""
    parts = PurePosixPath(path).parts
    return bool(parts) and not path.startswith("/") and ".." not in parts and "\\" not in path and "\0" not in path
