"""``manage.py doctor``: whether the installation is sound."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from alignment_app import doctor


class Command(BaseCommand):
    help = "Looks at settings, database, broker, queue, secrets, audit trails and files; changes nothing. 1: not sound."
    requires_system_checks = []  # they are one of the probes, and a fault is told with the others

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        found = doctor.examine()
        faults = [
            {"field": name, "value": word, "allowed": "ok", "message": f"{name}: {word}."}
            for name, word in found.items()
            if word != "ok"
        ]
        if options["json"]:
            told = {"sound": not faults, "checks": found} | ({"errors": faults} if faults else {})
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
        else:
            for name, word in found.items():
                self.stdout.write(f"{name}: {word}")
        if faults:
            sys.exit(1)
