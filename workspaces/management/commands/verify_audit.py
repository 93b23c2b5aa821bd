"""``manage.py verify_audit``: walks the chain of the audit trail."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
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
        faults = list(_faults(found, organisation, head))
        rows = [
            {"organisation": slug, "rows": state.rows, "head": state.head, "first_bad": state.first_bad}
            for slug, state in found.items()
        ]
        if options["json"]:
            told = rows[0] if organisation and rows else {"organisations": rows}
            self.stdout.write(json.dumps(told | ({"errors": faults} if faults else {}), ensure_ascii=False, indent=2))
        else:
            for row in rows:
                fit = "intact" if row["first_bad"] is None else f"broken at entry {row['first_bad']}"
                self.stdout.write(f"{row['organisation']}: {row['rows']} entries, {fit}, head {row['head']}")
            for fault in faults:
                self.stderr.write(fault["message"])
        if faults:
            sys.exit(1)


def _faults(
    found: Mapping[str, audit.ChainState], organisation: str | None, head: str | None
) -> Iterator[dict[str, Any]]:
    """What was asked for and is not so, as the contract writes it."""
    if organisation and not found:
        known = list(Organisation.objects.order_by("slug").values_list("slug", flat=True))
        yield _fault("organisation", organisation, known, f"There is no organisation {organisation!r}.")
    elif head and all(state.head != head for state in found.values()):
        yield _fault("head", head, [state.head for state in found.values()], "No chain ends at the expected head.")
    for slug, state in found.items():
        if state.first_bad is not None:
            said = f"The audit trail of {slug} is broken at entry {state.first_bad}."
            yield _fault("first_bad", state.first_bad, "an intact trail", said)


def _fault(field: str, value: Any, allowed: Any, message: str) -> dict[str, Any]:
    return {"field": field, "value": value, "allowed": allowed, "message": message}
