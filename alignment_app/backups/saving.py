"""Writes a backup: the rows as they stood at one moment, then the files that they speak of."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from django.conf import settings
from django.db import connection
from django.utils import timezone

from alignment_app.backups import rows
from alignment_app.backups.errors import BackupRefused, Fault
from alignment_app.backups.manifest import NAME, File, Head, Manifest, Table, member_of_file, member_of_table
from workspaces import audit
from workspaces.models import Organisation

BLOCK = 1024 * 1024


def save(out: Path) -> Manifest:
    """Writes the backup; nobody who works meanwhile has to wait, and a file that was begun does not stay behind.

    Raises:
        BackupRefused: it cannot be written there, or stands there already.
    """
    if out.exists():
        raise _no_place(out, "There is a file of this name already.")
    begun = out.with_name(f"{out.name}.{os.getpid()}.part")
    try:
        # It holds what people typed and the hashes of their passwords: for its owner's eyes.
        descriptor = os.open(begun, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
        with os.fdopen(descriptor, "w+b") as file, ZipFile(file, "w", ZIP_DEFLATED) as archive:
            manifest = _fill(archive)
        begun.rename(out)
    except OSError as error:
        raise _no_place(out, f"{out} cannot be written: {error.strerror or error}.") from error
    finally:
        with suppress(OSError):
            begun.unlink(missing_ok=True)
    return manifest


def _fill(archive: ZipFile) -> Manifest:
    with _one_moment():
        tables = {label: _table(archive, label) for label in rows.tables()}
        trails = {place.slug: audit.verify(place) for place in Organisation.objects.order_by("slug")}
        migrations = rows.applied_migrations()
    manifest = Manifest(
        made_at=timezone.now().isoformat(timespec="seconds"),
        migrations=migrations,
        tables=tables,
        files={path: _file(archive, path) for path in _uploads()},
        trails={slug: Head(state.rows, state.head) for slug, state in trails.items()},
    )
    archive.writestr(NAME, manifest.as_json())
    return manifest


@contextmanager
def _one_moment() -> Iterator[None]:
    """A reader's view that others' writes do not move; `atomic` would take SQLite's only place for a writer."""
    if connection.in_atomic_block:
        yield
        return
    snapshot = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if connection.vendor == "postgresql" else "BEGIN"
    with connection.cursor() as cursor:
        cursor.execute(snapshot)
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def _table(archive: ZipFile, label: str) -> Table:
    model, digest, count = rows.tables()[label], hashlib.sha256(), 0
    with archive.open(member_of_table(label), "w", force_zip64=True) as member:
        for line in rows.lines_of(model):
            data = f"{line}\n".encode("ascii")
            digest.update(data)
            member.write(data)
            count += 1
    return Table(rows.columns_of(model), count, digest.hexdigest())


def _uploads() -> Iterator[str]:
    folder = Path(settings.MEDIA_ROOT)
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield path.relative_to(folder).as_posix()


def _file(archive: ZipFile, path: str) -> File:
    digest, size = hashlib.sha256(), 0
    with (
        (Path(settings.MEDIA_ROOT) / path).open("rb") as source,
        archive.open(member_of_file(path), "w", force_zip64=True) as member,
    ):
        while block := source.read(BLOCK):
            digest.update(block)
            member.write(block)
            size += len(block)
    return File(size, digest.hexdigest())


def _no_place(out: Path, message: str) -> BackupRefused:
    return BackupRefused(Fault("file", str(out), "a new file in a folder that can be written", message))
