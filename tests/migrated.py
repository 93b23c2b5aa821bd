"""The migrated SQLite database, made by the first test process and used again as long as no migration changed.

Applying every migration takes many seconds, which is long where several processes need the same database, or where
somebody runs one test again and again. A clean clone, as CI tests it, has none to begin with.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
from importlib.util import find_spec
from pathlib import Path

import django
from django.apps import apps
from django.db import connection

KEPT = 3


def fingerprint() -> str:
    """Of the text of every migration of every installed app, and of Django's version."""
    digest = hashlib.sha256(django.__version__.encode())
    for app in sorted(apps.get_app_configs(), key=lambda app: app.label):
        found = find_spec(f"{app.name}.migrations")
        for folder in (found.submodule_search_locations or []) if found else []:
            for path in sorted(Path(folder).glob("*.py")):
                digest.update(f"{app.label}/{path.name}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:20]


class Turn:
    """A lock among test processes: whoever comes second finds what the first one kept."""

    def __init__(self, folder: Path) -> None:
        self._file = (folder / "lock").open("w")
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def end(self) -> None:
        self._file.close()


def put_in_place(folder: Path, target: Path) -> bool:
    """Copies the kept database to *target*; says whether there was one."""
    kept = folder / f"{fingerprint()}.sqlite3"
    if not kept.exists():
        return False
    shutil.copyfile(kept, target)
    return True


def keep(folder: Path) -> None:
    """Keeps the database of the connection, which is migrated and has no rows of a test yet."""
    kept = folder / f"{fingerprint()}.sqlite3"
    if kept.exists():
        return
    begun = kept.with_suffix(f".{os.getpid()}")
    connection.ensure_connection()
    with sqlite3.connect(begun) as target:
        connection.connection.backup(target)
    target.close()
    begun.replace(kept)
    for old in sorted(folder.glob("*.sqlite3"), key=lambda path: path.stat().st_mtime)[:-KEPT]:
        old.unlink(missing_ok=True)
