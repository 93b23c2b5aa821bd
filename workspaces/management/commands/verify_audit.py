"""``manage.py verify_audit``: walks the chain of the audit trail."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from workspaces import audit
from workspaces.commands import DatabaseCommand
from workspaces.models import Organisation


class Command(DatabaseCommand):
    help = "Recomputes every link of the audit trail and names the first row that does not fit."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--organisation", help="its slug; all of them without it")
        parser.add_argument("--head", help="the head that is expected, as a report prints it")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, organisation: str | None, head: str | None, **options: Any) -> None:
        places = Organisation.objects.order_by("slug")
        if organisation:
            places = places.filter(slug=organisation)
        found = {place.slug: audit.verify(place) for place in places}
        if organisation and not found:
            self._say(
                {"errors": [{"field": "organisation", "value": organisation, "message": "No such organisation."}]}
            )
            sys.exit(1)
        wrong_head = bool(head) and all(state.head != head for state in found.values())
        rows = [
            {"organisation": slug, "rows": state.rows, "head": state.head, "first_bad": state.first_bad}
            for slug, state in found.items()
        ]
        self._json = bool(options["json"])
        if self._json:
            self._say(rows[0] if organisation else {"organisations": rows})
        else:
            for row in rows:
                fit = "intact" if row["first_bad"] is None else f"broken at entry {row['first_bad']}"
                self.stdout.write(f"{row['organisation']}: {row['rows']} entries, {fit}, head {row['head']}")
        if wrong_head:
            self.stderr.write("No chain ends at the expected head.")
        if wrong_head or any(state.first_bad for state in found.values()):
            sys.exit(1)

    def _say(self, document: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(document))
