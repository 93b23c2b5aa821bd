"""Decides which instructions hold: `manage.py resolve_instructions FILE [--json]`. Nothing is stored."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from explorer.command_chain import (
    MOST_BYTES,
    Fault,
    InstructionsRefused,
    Resolution,
    Situation,
    read_document,
    resolve,
)
from explorer.command_chain.instructions import shortened, visible


class Command(BaseCommand):
    help = "Decide which of the instructions in a JSON file hold, which do not, and by which rule."
    requires_system_checks: list[str] = []  # reads a file and decides; neither database nor settings matter

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="the instructions and their conflicts, as JSON; - reads the standard input")
        parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            situation = read_document(content_of(options["file"]))
        except InstructionsRefused as refused:
            self._refuse(refused.faults, as_json=options["json"])
        found = resolve(situation)
        as_json = json.dumps(found.as_dict(), ensure_ascii=False, indent=2) if options["json"] else ""
        self.stdout.write(as_json or in_words(situation, found))

    def _refuse(self, faults: list[Fault], *, as_json: bool) -> None:
        if as_json:
            errors = [fault.as_dict() for fault in faults]
            self.stdout.write(json.dumps({"errors": errors}, ensure_ascii=False, indent=2, allow_nan=False))
        for fault in [] if as_json else faults:
            place = f"line {fault.line}" if fault.line else fault.field or "input"
            given = "" if fault.value is None else f" Given: {fault.value}."
            self.stderr.write(f"{place}: {fault.message}{given} Allowed: {fault.allowed}.")
        sys.exit(1)


def content_of(name: str) -> bytes:
    """The file, or no more of it than shows that it is too large.

    Raises:
        InstructionsRefused: it cannot be read.
    """
    try:
        if name == "-":
            return sys.stdin.buffer.read(MOST_BYTES + 1)
        with Path(name).open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = getattr(error, "strerror", None) or str(error)
        fault = Fault("file", visible(name), "a readable file", f"The file cannot be read: {reason}.")
        raise InstructionsRefused([fault]) from error


def in_words(situation: Situation, found: Resolution) -> str:
    """The same for people: who holds, who does not and by whom, and the way there."""
    by_id = {one.id: one for one in situation.instructions}
    lines = ["Hold, in order of authority:"]
    lines += [f"  {one} ({by_id[one].role}): {shortened(by_id[one].text)}" for one in found.holds] or ["  none"]
    if found.overridden:
        lines += ["Overridden:", *(f"  {one.id} by {one.by} [{one.rule.name}]" for one in found.overridden)]
    if found.ignored:
        lines += ["Without authority:", *(f"  {one.id} [{one.rule.name}]" for one in found.ignored)]
    lines += ["Step by step:", *(f"  {number}. {step.sentence}" for number, step in enumerate(found.steps, 1))]
    return "\n".join(lines)
