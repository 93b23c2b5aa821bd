"""The first database of a trial: an empty SQLite file gets its tables at once, as if every migration had been applied.

Applied one after the other, the migrations make most tables many times over and end where the models are; on an empty
file that is most of the first start. What no model says (triggers, the full-text index, the cache's table) is laid by
the very functions of the migrations that lay it. A test holds both ways against each other: every column, constraint,
index, trigger and row. Databases that hold anything, and PostgreSQL, are migrated.
"""

from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module

from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

# Migration → the functions in it that lay what no model says, in the order of the rooms.
LAID_BY: Mapping[tuple[str, str], Sequence[str]] = {
    ("workspaces", "0002_audit_is_append_only"): ("add_triggers", "make_cache_table"),
    ("explorer", "0002_full_text_index"): ("lay_index",),
    ("roadmap", "0006_gates"): ("add_trigger",),
}


def is_empty() -> bool:
    """Whether the database is an SQLite file that holds no table yet."""
    return connection.vendor == "sqlite" and not connection.introspection.table_names()


def lay_tables() -> None:
    """Makes every table and says that every migration is applied, in one transaction: all of it, or nothing."""
    loader = MigrationLoader(None)
    recorder = MigrationRecorder(connection)
    with connection.schema_editor() as editor:
        for model in apps.get_models(include_auto_created=False):
            if model._meta.can_migrate(connection):
                editor.create_model(model)
        for (app, name), functions in LAID_BY.items():
            module = import_module(f"{loader.migrations_module(app)[0]}.{name}")
            for function in functions:
                getattr(module, function)(apps, editor)
        editor.create_model(recorder.Migration)
        recorder.migration_qs.bulk_create(recorder.Migration(app=app, name=name) for app, name in _in_order(loader))


def _in_order(loader: MigrationLoader) -> Iterator[tuple[str, str]]:
    """Every migration once, each after those that it depends on."""
    seen = set()
    for leaf in loader.graph.leaf_nodes():
        for key in loader.graph.forwards_plan(leaf):
            if key not in seen:
                seen.add(key)
                yield key
