"""What our management commands have in common: without tables they say so in a sentence, and store nothing."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection

from workspaces.models import Organisation

NO_TABLES = "The database has no tables yet: run manage.py migrate first."


class DatabaseCommand(BaseCommand):
    """A command that works on the database."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Runs the command. On a database that was never migrated it exits with 1, in the contract's form."""
        try:
            return super().execute(*args, **options)
        except DatabaseError:
            if _has_tables():
                raise
        if options.get("json"):
            fault = {"field": "database", "value": "", "allowed": "a migrated database", "message": NO_TABLES}
            self.stdout.write(json.dumps({"errors": [fault]}, ensure_ascii=False, indent=2))
        else:
            self.stderr.write(NO_TABLES)
        sys.exit(1)


def end_refused(command: BaseCommand, faults: Sequence[Mapping[str, Any]], *, as_json: bool) -> NoReturn:
    """Tells every fault in the contract's form, or a line for each, and exits with 1."""
    if as_json:
        command.stdout.write(json.dumps({"errors": faults}, indent=2))
    else:
        for fault in faults:
            command.stderr.write(f"{fault['field']}: {fault['message']}")
    sys.exit(1)


def _has_tables() -> bool:
    """Whether there is what every command works on; where it cannot be told, what went wrong is something else."""
    try:
        return Organisation._meta.db_table in connection.introspection.table_names()
    except DatabaseError:
        return True
