"""``manage.py backup FILE``: every row and every uploaded file in one file."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from alignment_app.backups.errors import BackupRefused
from alignment_app.backups.saving import save
from workspaces.commands import DatabaseCommand, end_refused


class Command(DatabaseCommand):
    help = "Writes everything but the keys, the sessions and the queue to one file, while the product serves."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="where to; it must not be there yet")
        parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            made = save(file)
        except BackupRefused as refusal:
            end_refused(self, [asdict(fault) for fault in refusal.faults], as_json=options["json"])
        size = file.stat().st_size
        if options["json"]:
            said = {
                "file": str(file),
                "size": size,
                "made_at": made.made_at,
                "tables": len(made.tables),
                "rows": made.rows,
                "files": len(made.files),
                "audit": {slug: asdict(head) for slug, head in made.trails.items()},
            }
            self.stdout.write(json.dumps(said, indent=2))
            return
        what = f"{made.rows} rows of {len(made.tables)} tables, {len(made.files)} files"
        self.stdout.write(f"{file}: {what}, {size} bytes.")
        self.stdout.write(
            "Its secrets need FIELD_KEYS and its audit trails AUDIT_KEY: keep both, and keep them elsewhere."
        )
