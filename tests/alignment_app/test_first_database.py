"""An empty SQLite file gets its tables at once; nothing tells it from one that every migration was applied to."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from django.db import connection

from tests.processes import ROOT

LAY = "from alignment_app import first_database; assert first_database.is_empty(); first_database.lay_tables()"
SCHEMA = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL"
APPLIED = "SELECT app, name FROM django_migrations"


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="on PostgreSQL the migrations are applied one by one")
def test_tables_made_at_once_are_those_that_the_migrations_make(tmp_path: Path) -> None:
    place = tmp_path / "at_once"
    _manage(place, "shell", "-v0", "-c", LAY)
    with sqlite3.connect(place / "plumbline.sqlite3") as at_once, connection.cursor() as migrated:
        laid = _schema(at_once.execute(SCHEMA))
        assert laid.pop(("trigger", "audit_no_delete"))  # not in the database of the tests, which they empty
        assert laid == _schema(migrated.execute(SCHEMA))
        assert set(at_once.execute(APPLIED)) == set(migrated.execute(APPLIED))
    assert "No planned migration operations." in _manage(place, "migrate", "--plan")


def test_a_database_that_holds_anything_is_left_to_the_migrations(tmp_path: Path) -> None:
    place = tmp_path / "held"
    place.mkdir()
    with sqlite3.connect(place / "plumbline.sqlite3") as found:
        found.execute("CREATE TABLE somebody_else (id INTEGER)")
    code = "from alignment_app import first_database; print(first_database.is_empty())"
    assert _manage(place, "shell", "-v0", "-c", code).strip() == "False"


def _manage(place: Path, *arguments: str) -> str:
    place.mkdir(parents=True, exist_ok=True)
    clean = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "REDIS_URL"}}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=clean | {"DATA_DIR": str(place), "DEBUG": "1"},
        stdout=subprocess.PIPE,
        text=True,
        timeout=300,
        check=True,
    ).stdout


def _schema(rows: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str], list[str]]:
    """What there is by kind and name; of a table its columns and constraints, whose order is no part of it."""
    return {(kind, name): sorted(_parts(sql)) if kind == "table" else [_plain(sql)] for kind, name, sql in rows}


def _parts(sql: str) -> list[str]:
    """The columns and constraints of a CREATE TABLE, split at the commas outside brackets and quotes."""
    parts, depth, quote = [""], 0, ""
    for letter in _plain(sql.partition("(")[2].rpartition(")")[0]):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"":
            quote = letter
        depth += 0 if quote else (letter == "(") - (letter == ")")
        if letter == "," and not depth and not quote:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts]


def _plain(sql: str) -> str:
    return " ".join(sql.split())
