"""Brings a backup back into an empty installation: all of it as it was, or nothing."""

import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from zipfile import BadZipFile, ZipFile
from zlib import error as BadStream

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from alignment_app import first_database
from alignment_app.backups import rows
from alignment_app.backups.errors import BackupRefused, Fault
from alignment_app.backups.manifest import (
    File,
    Manifest,
    Table,
    member_of_file,
    member_of_table,
    read_manifest,
    refused,
)
from workspaces import audit
from workspaces.models import Organisation, User
from workspaces.sealed import locked_secrets

BLOCK = 1024 * 1024
# What reading an archive raises: broken in its directory, data or end, or packed in a way that is not known here.
UNREADABLE = (BadZipFile, BadStream, EOFError, NotImplementedError)
DAMAGED = "The backup is damaged: {} is not as it was written."


@dataclass(frozen=True)
class Restored:
    """What came back, and how many stored secrets none of FIELD_KEYS opens."""

    manifest: Manifest
    locked: int


def restore(path: Path) -> Restored:
    """Restores into a database without people and organisations; one without tables gets them first.

    Raises:
        BackupRefused: the file is not what it should be, or there is something here already.
    """
    try:
        with ZipFile(path) as archive:
            manifest = read_manifest(archive)
            _make_tables()
            _check_place(manifest)
            _bring_back(archive, manifest)
    except UNREADABLE as error:
        raise refused("This is no backup of this product, or it is damaged.") from error
    except OSError as error:
        raise BackupRefused(
            Fault("file", str(path), "a file that can be read", f"{error.filename or path}: {error.strerror or error}.")
        ) from error
    return Restored(manifest, len(locked_secrets()))


def _make_tables() -> None:
    if connection.introspection.table_names():
        return  # somebody made them; whether they are those of the backup is looked at next
    if first_database.is_empty():
        first_database.lay_tables()
    call_command("migrate", verbosity=0, interactive=False)


def _check_place(manifest: Manifest) -> None:
    faults = []
    if Organisation.objects.exists() or User.objects.exists():
        faults.append(
            Fault("database", "", "a database without people and organisations", "The database is in use already.")
        )
    if _uploads().is_dir() and any(_uploads().iterdir()):
        faults.append(Fault("files", str(_uploads()), "an empty folder", "There are uploaded files here already."))
    if other := sorted(set(manifest.migrations) ^ set(rows.applied_migrations())):
        message = f"Another version made this backup. Restore it with that version; then migrate. First: {other[0]}."
        faults.append(Fault("version", str(len(other)), "the same migrations", message))
    if faults:
        raise BackupRefused(*faults)


def _bring_back(archive: ZipFile, manifest: Manifest) -> None:
    """Files are laid beside their place and moved there last, before the rows are committed."""
    beside = Path(mkdtemp(prefix="restoring-", dir=settings.DATA_DIR))
    try:
        for path, file in manifest.files.items():
            _lay_file(archive, path, file, beside)
        with transaction.atomic():
            _fill_tables(archive, manifest)
            _check_trails(manifest)
            if _uploads().is_dir():
                _uploads().rmdir()
            beside.rename(_uploads())
    except DatabaseError as error:
        raise refused(f"The database does not take it: {str(error).strip().splitlines()[0]}.") from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _fill_tables(archive: ZipFile, manifest: Manifest) -> None:
    models = rows.tables()
    if {label: table.columns for label, table in manifest.tables.items()} != {
        label: rows.columns_of(model) for label, model in models.items()
    }:
        raise refused("The backup does not have the tables of this version.")
    rows.clear(list(models.values()))
    for label, table in manifest.tables.items():
        try:
            count = rows.insert(models[label], _checked_lines(archive, label, table))
        except (ValueError, TypeError) as error:
            raise refused(DAMAGED.format(label)) from error
        if count != table.rows:
            raise refused(DAMAGED.format(label))
    rows.reset_sequences(list(models.values()))


def _checked_lines(archive: ZipFile, label: str, table: Table) -> Iterator[str]:
    digest = hashlib.sha256()
    with archive.open(member_of_table(label)) as member:
        for line in member:
            digest.update(line)
            yield line.decode("ascii")
    if digest.hexdigest() != table.sha256:
        raise refused(DAMAGED.format(label))


def _lay_file(archive: ZipFile, path: str, file: File, folder: Path) -> None:
    target, digest = folder / path, hashlib.sha256()
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(member_of_file(path)) as member, target.open("xb") as copy:
        while block := member.read(BLOCK):
            digest.update(block)
            copy.write(block)
    if digest.hexdigest() != file.sha256:
        raise refused(DAMAGED.format(path))


def _check_trails(manifest: Manifest) -> None:
    """Each trail has to end where it ended; with another AUDIT_KEY not one row of it fits."""
    for place in Organisation.objects.order_by("slug"):
        state, was = audit.verify(place), manifest.trails.get(place.slug)
        if was is None or state.first_bad is not None or (state.rows, state.head) != (was.rows, was.head):
            message = (
                f"The audit trail of {place.slug} does not fit, first at entry {state.first_bad or state.rows}. "
                "Was it made with another AUDIT_KEY?"
            )
            raise BackupRefused(Fault("audit", place.slug, "the AUDIT_KEY of the backup's installation", message))


def _uploads() -> Path:
    return Path(settings.MEDIA_ROOT)
