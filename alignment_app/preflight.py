"""What has to hold before anything is started; each fault is one line that says what to do."""

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection


class CannotStart(Exception):
    """One line for the person at the terminal."""


def check_data_folder() -> None:
    folder = Path(settings.DATA_DIR)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise CannotStart(f"cannot write to the data folder {folder}: {error.strerror}") from error


def check_port(host: str, port: int) -> None:
    if not 1 <= port <= 65535:
        raise CannotStart(f"port {port} is outside 1 to 65535")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError as error:
            raise CannotStart(f"port {port} needs more rights; take one from 1024 up: make run PORT=8123") from error
        except OSError as error:
            raise CannotStart(f"port {port} on {host} is taken; take another one: make run PORT=8123") from error


def check_database() -> None:
    """Opens the database, and for SQLite reads all of it once: a damaged file is found now and not in a request."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA quick_check(1)")
                answer = " ".join(str(cursor.fetchone()[0]).split())
                if answer != "ok":
                    raise CannotStart(f"the database file {_database_name()} is damaged: {answer}")
    except DatabaseError as error:
        raise CannotStart(f"cannot use the database {_database_name()}: {_first_line(error)}") from error
    _check_writable()


def _check_writable() -> None:
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite" and Path(name).exists() and not os.access(name, os.W_OK):
        raise CannotStart(f"the database file {name} cannot be written")


@contextmanager
def only_one_here() -> Iterator[None]:
    """Two starts on one data folder would run two schedulers on one database."""
    path = Path(settings.DATA_DIR) / "up.lock"
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise CannotStart(f"Plumbline runs from this data folder already: {settings.DATA_DIR}") from error
        yield


def _database_name() -> str:
    found = connection.settings_dict
    return str(found["NAME"]) if connection.vendor == "sqlite" else f"{found['NAME']} on {found['HOST'] or 'localhost'}"


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
