"""Writes a different value into each of many rows in one round trip, which the ORM has no quick way to do."""

from collections.abc import Mapping
from typing import Any

from django.db import connections, models, router, transaction


def update_each(
    model: type[models.Model], rows: Mapping[int, Mapping[str, Any]], *, owner: str, state: str
) -> set[int]:
    """Writes the values of each row that this owner still has under lease and in this state.

    Args:
        rows: by primary key, each with the same columns.

    Returns:
        The primary keys of the rows that were written.
    """
    if not rows:
        return set()
    connection = connections[router.db_for_write(model)]
    meta, quote = model._meta, connection.ops.quote_name
    names = list(next(iter(rows.values())))
    fields = [field for name in names if isinstance(field := meta.get_field(name), models.Field)]
    assignments = ", ".join(f"{quote(name)} = %s" for name in names)
    # Only names of our own tables and columns are written into the text.
    statement = (
        f"UPDATE {quote(meta.db_table)} SET {assignments} "  # noqa: S608 - names of our own columns
        f"WHERE {quote('id')} = %s AND {quote('lease_owner')} = %s AND {quote('state')} = %s"
    )
    parameters = [
        [
            *(field.get_db_prep_save(values[name], connection) for name, field in zip(names, fields, strict=True)),
            *(key, owner, state),
        ]
        for key, values in rows.items()
    ]
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.executemany(statement, parameters)
        if cursor.rowcount == len(rows):
            return set(rows)
        transaction.set_rollback(True, using=connection.alias)
    # A lease was lost meanwhile, which is rare: one by one, to see whose.
    written = set()
    with connection.cursor() as cursor:
        for key, values in zip(rows, parameters, strict=True):
            cursor.execute(statement, values)
            if cursor.rowcount:
                written.add(key)
    return written
