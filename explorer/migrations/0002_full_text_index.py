"""Each database's own full-text index over the folded columns of SearchEntry, kept in step by the database itself.

SQLite rebuilds a table when a column changes and drops its triggers with it: a later migration that alters
SearchEntry has to lay this index again.
"""

from django.db import migrations

SQLITE = [
    """
    CREATE VIRTUAL TABLE explorer_search_index USING fts5(
        folded_title, folded_body, content='explorer_searchentry', content_rowid='id',
        tokenize='unicode61 remove_diacritics 0', prefix='2 3 4'
    )
    """,
    """
    CREATE TRIGGER explorer_search_insert AFTER INSERT ON explorer_searchentry BEGIN
        INSERT INTO explorer_search_index(rowid, folded_title, folded_body)
        VALUES (new.id, new.folded_title, new.folded_body);
    END
    """,
    """
    CREATE TRIGGER explorer_search_delete AFTER DELETE ON explorer_searchentry BEGIN
        INSERT INTO explorer_search_index(explorer_search_index, rowid, folded_title, folded_body)
        VALUES ('delete', old.id, old.folded_title, old.folded_body);
    END
    """,
    """
    CREATE TRIGGER explorer_search_update AFTER UPDATE OF folded_title, folded_body ON explorer_searchentry BEGIN
        INSERT INTO explorer_search_index(explorer_search_index, rowid, folded_title, folded_body)
        VALUES ('delete', old.id, old.folded_title, old.folded_body);
        INSERT INTO explorer_search_index(rowid, folded_title, folded_body)
        VALUES (new.id, new.folded_title, new.folded_body);
    END
    """,
    "INSERT INTO explorer_search_index(explorer_search_index) VALUES ('rebuild')",
]
SQLITE_BACK = [
    "DROP TRIGGER IF EXISTS explorer_search_insert",
    "DROP TRIGGER IF EXISTS explorer_search_delete",
    "DROP TRIGGER IF EXISTS explorer_search_update",
    "DROP TABLE IF EXISTS explorer_search_index",
]
POSTGRESQL = [
    """
    ALTER TABLE explorer_searchentry ADD COLUMN words tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('simple', folded_title), 'A') || setweight(to_tsvector('simple', folded_body), 'D')
    ) STORED
    """,
    "CREATE INDEX explorer_search_words ON explorer_searchentry USING gin (words)",
]
POSTGRESQL_BACK = [
    "DROP INDEX IF EXISTS explorer_search_words",
    "ALTER TABLE explorer_searchentry DROP COLUMN IF EXISTS words",
]


def _run(statements, schema_editor):
    for statement in statements:
        schema_editor.execute(statement)


def lay_index(apps, schema_editor):
    _run(POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE, schema_editor)


def drop_index(apps, schema_editor):
    _run(POSTGRESQL_BACK if schema_editor.connection.vendor == "postgresql" else SQLITE_BACK, schema_editor)


class Migration(migrations.Migration):
    dependencies = [("explorer", "0001_spec_versions")]

    operations = [migrations.RunPython(lay_index, drop_index)]
