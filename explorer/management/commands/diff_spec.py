"""Compares two versions of the specification: `manage.py diff_spec OLD NEW [--json]`."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from typing import Any

from explorer import selectors
from explorer.comparison.comparing import KIND_WORDS
from explorer.comparison.version_changes import changes_between
from explorer.models import SpecVersion
from workspaces.commands import DatabaseCommand


class Command(DatabaseCommand):
    help = "Compare two versions that everybody sees: sections added, removed, retitled, reworded and re-ranked."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("old", help="label of the older version, such as 2025-10-27")
        parser.add_argument("new", help="label of the newer version")
        parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        versions = {version.label: version for version in selectors.shown_versions()}
        faults = [_fault(field, options[field], versions) for field in ("old", "new") if options[field] not in versions]
        if faults:
            self._refuse(faults, as_json=options["json"])
        changes = changes_between(versions[options["old"]], versions[options["new"]]).as_json()
        self.stdout.write(json.dumps(changes, ensure_ascii=False, indent=2) if options["json"] else _in_words(changes))

    def _refuse(self, faults: list[dict[str, Any]], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps({"errors": faults}, ensure_ascii=False, indent=2))
        for fault in [] if as_json else faults:
            allowed = ", ".join(fault["allowed"]) or "nothing: no version is loaded"
            self.stderr.write(f"{fault['message']} ({fault['value']}) Expected {allowed}.")
        sys.exit(1)


def _fault(field: str, label: str, versions: dict[str, SpecVersion]) -> dict[str, Any]:
    value = label.encode("utf-8", "replace").decode()  # bytes of the command line that are no text
    return {"field": field, "value": value, "allowed": sorted(versions), "message": "No version has this label."}


def _in_words(changes: dict[str, Any]) -> str:
    lines = []
    for kind, word in KIND_WORDS.items():
        lines.append(f"{word.capitalize()}: {len(changes[kind])}")
        lines.extend(f"  {_entry(entry)}" for entry in changes[kind])
    return "\n".join(lines)


def _entry(entry: Any) -> str:
    """A section's identifier, and where it was re-ranked its levels."""
    if isinstance(entry, str):
        return entry
    return f"{entry['id']}: {entry['from'] or 'no level'} → {entry['to'] or 'no level'}"
