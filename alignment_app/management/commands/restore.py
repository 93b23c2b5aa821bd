"""``manage.py restore FILE``: a backup into an empty installation."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from alignment_app.backups.errors import BackupRefused
from alignment_app.backups.restoring import Restored, restore
from workspaces.commands import end_refused


class Command(BaseCommand):
    help = "Restores a backup into an empty database and checks every count, hash and audit trail; or stores nothing."
    requires_system_checks = []  # the database may have no tables yet

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="what “manage.py backup” wrote")
        parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            done = restore(file)
        except BackupRefused as refusal:
            end_refused(self, [asdict(fault) for fault in refusal.faults], as_json=options["json"])
        if options["json"]:
            self.stdout.write(json.dumps(as_json(done), indent=2))
            return
        made = done.manifest
        self.stdout.write(
            f"Restored from {made.made_at}: {made.rows} rows of {len(made.tables)} tables, {len(made.files)} files."
        )
        for slug, trail in made.trails.items():
            self.stdout.write(f"  {slug}: the audit trail is whole, {trail.rows} entries, head {trail.head}")
        if done.locked:
            self.stdout.write(f"None of FIELD_KEYS opens {done.locked} stored secrets; they have to be typed in again.")


def as_json(done: Restored) -> dict[str, Any]:
    made = done.manifest
    return {
        "made_at": made.made_at,
        "tables": len(made.tables),
        "rows": made.rows,
        "files": len(made.files),
        "audit": {slug: asdict(head) for slug, head in made.trails.items()},
        "locked": done.locked,
    }
