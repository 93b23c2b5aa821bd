"""Imports a version of the specification: `manage.py import_spec PATH [--label L] [--json]`."""

from __future__ import annotations

import json
import logging
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from explorer.services import Imported, import_spec
from explorer.spec_markdown import Fault, SpecRefused
from workspaces.commands import DatabaseCommand

logger = logging.getLogger(__name__)


class Command(DatabaseCommand):
    help = "Import a Model Spec from its Markdown: a model_spec.md, or the folder with it and its examples/."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="a model_spec.md, or the folder with it")
        parser.add_argument("--label", default="", help="what the version is called; the default is found beside it")
        parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            imported = import_spec(options["path"], options["label"].strip())
        except SpecRefused as refused:
            self._refuse(refused.faults, as_json=options["json"])
        for remark in imported.document.remarks:
            logger.warning("line %s: %s %s", remark.line, remark.message, remark.value)
        summary = summary_of(imported)
        self.stdout.write(json.dumps(summary, ensure_ascii=False, indent=2) if options["json"] else _in_words(summary))

    def _refuse(self, faults: list[Fault], *, as_json: bool) -> None:
        errors = [fault.as_json() for fault in faults]
        if as_json:
            self.stdout.write(json.dumps({"errors": errors}, ensure_ascii=False, indent=2))
        for fault in [] if as_json else faults:
            place = ":".join(part for part in (fault.file, str(fault.line or "")) if part)
            value = f" ({fault.value})" if fault.value else ""
            allowed = fault.allowed if isinstance(fault.allowed, str) else ", ".join(fault.allowed)
            expected = f" Expected {allowed}." if allowed else ""
            self.stderr.write(f"{place + ': ' if place else ''}{fault.message}{value}{expected}")
        sys.exit(1)


def summary_of(imported: Imported) -> dict[str, Any]:
    """What the command prints, in the contract's words."""
    return {"label": imported.version.label, "created": imported.created, **imported.document.counts()}


def _in_words(summary: dict[str, Any]) -> str:
    authority = ", ".join(f"{count} {level}" for level, count in summary["authority"].items())
    responses = ", ".join(f"{count} {mark}" for mark, count in summary["responses"].items())
    lines = [
        f"{summary['label']}: {'imported' if summary['created'] else 'was there already, nothing changed'}.",
        f"{summary['sections']} sections, {summary['principles']} principles ({authority}).",
        f"{summary['examples']} examples, {summary['comparisons']} comparisons, responses: {responses}.",
        f"{summary['prompts']} prompts in {summary['prompt_files']} files.",
    ]
    if summary["unreferenced"]:
        lines.append(f"Nothing refers to: {', '.join(summary['unreferenced'])}.")
    if summary["missing"]:
        lines.append(f"Referred to, but without a file: {', '.join(summary['missing'])}.")
    return "\n".join(lines)
