"""The rows of every table as lines of JSON, and back: the same text from SQLite and from PostgreSQL."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from itertools import islice
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Field, JSONField, Model

from workspaces.sealed import Sealed

# Whoever was signed in signs in again: a session is worth nothing later, and much to whoever finds a copy.
LEFT_OUT = {"sessions.Session"}
AT_ONCE = 500


def tables() -> dict[str, type[Model]]:
    """Every model that has a table, the tables between two models among them, by label."""
    models = apps.get_models(include_auto_created=True)
    return {model._meta.label: model for model in models if model._meta.label not in LEFT_OUT}


def columns_of(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.local_concrete_fields]


def lines_of(model: type[Model]) -> Iterator[str]:
    """One line a row, in the order of the keys."""
    fields = model._meta.local_concrete_fields
    rows = model._base_manager.order_by("pk").values_list(*columns_of(model))
    for row in rows.iterator(chunk_size=AT_ONCE):
        yield json.dumps([_plain(field, value) for field, value in zip(fields, row, strict=True)], sort_keys=True)


def insert(model: type[Model], lines: Iterator[str]) -> int:
    """Puts rows into the table as they were; says how many. Nothing that a model does when it is saved is done."""
    fields, count = model._meta.local_concrete_fields, 0
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({places})"  # noqa: S608 - names of ours
    with connection.cursor() as cursor:
        while rows := [_prepared(fields, json.loads(line)) for line in islice(lines, AT_ONCE)]:
            cursor.executemany(statement, rows)
            count += len(rows)
    return count


def clear(models: Sequence[type[Model]]) -> None:
    """Takes out what a fresh migration puts in, such as the built-in catalogue: a backup brings its own."""
    with connection.cursor() as cursor:
        for model in models:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608 - as above


def reset_sequences(models: Sequence[type[Model]]) -> None:
    """Keys that the database gives from now on begin behind those that were put in."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models)):
            cursor.execute(statement)


def applied_migrations() -> list[str]:
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def _plain(field: Field[Any, Any], value: Any) -> Any:
    if value is None or isinstance(field, JSONField) or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, bytes | bytearray | memoryview):
        return base64.b64encode(bytes(value)).decode("ascii")
    return value.token if isinstance(value, Sealed) else str(value)


def _prepared(fields: Sequence[Field[Any, Any]], row: list[Any]) -> list[Any]:
    return [_value(field, plain) for field, plain in zip(fields, row, strict=True)]


def _value(field: Field[Any, Any], plain: Any) -> Any:
    if plain is None and isinstance(field, JSONField) and not field.null:
        return connection.ops.adapt_json_value(None, field.encoder)  # JSON's null, which is no missing value
    return field.get_db_prep_save(field.to_python(plain), connection)
