"""``manage.py rotate_field_keys``: puts every stored secret under the newest of FIELD_KEYS."""

import json
from argparse import ArgumentParser
from typing import Any

from workspaces.commands import DatabaseCommand
from workspaces.sealed import rotate


class Command(DatabaseCommand):
    help = "Seals every stored secret with the newest of FIELD_KEYS. After that the older keys may be taken away."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        done = rotate()
        if options["json"]:
            self.stdout.write(json.dumps({"resealed": done.resealed, "lost": done.lost}))
            return
        self.stdout.write(f"{done.resealed} secret{'' if done.resealed == 1 else 's'} sealed with the newest key.")
        if done.lost:
            self.stdout.write("No key opens these; they have to be typed in again:")
            for place in done.lost:
                self.stdout.write(f"  {place}")
