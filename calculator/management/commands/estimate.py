"""Computes a scenario file: `manage.py estimate FILE [--json]`. Nothing is stored."""

from __future__ import annotations

import json
import logging
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from calculator.estimate import answer
from calculator.faults import Fault, ScenarioRefused, visible
from calculator.scenario import read_scenario, warnings_about
from calculator.scenario_file import MOST_BYTES, parse_scenario
from calculator.simulation import simulate
from calculator.spoken import in_words

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Compute a business case from its scenario file: range, chance of loss, payback, what decides."
    requires_system_checks: list[str] = []  # reads a file and computes; neither database nor settings matter

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the scenario, as JSON")
        parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            scenario = read_scenario(parse_scenario(content_of(options["file"])))
            found = answer(scenario, simulate(scenario) if scenario.uncertain else None)
        except ScenarioRefused as refused:
            self._refuse(refused.faults, as_json=options["json"])
        for warning in warnings_about(scenario):
            logger.warning(warning)
        self.stdout.write(
            json.dumps(found, ensure_ascii=False, indent=2, allow_nan=False)
            if options["json"]
            else in_words(scenario, found)
        )

    def _refuse(self, faults: list[Fault], *, as_json: bool) -> None:
        if as_json:
            errors = [fault.as_dict() for fault in faults]
            self.stdout.write(json.dumps({"errors": errors}, ensure_ascii=False, indent=2, allow_nan=False))
        for fault in [] if as_json else faults:
            place = f"line {fault.line}" if fault.line else fault.field or "scenario"
            given = "" if fault.value is None else f" Given: {fault.value}."
            self.stderr.write(f"{place}: {fault.message}{given} Allowed: {fault.allowed}.")
        sys.exit(1)


def content_of(path: Path) -> bytes:
    """The file, or no more of it than shows that it is too large. Raises ScenarioRefused if it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = getattr(error, "strerror", None) or str(error)
        fault = Fault("file", visible(str(path)), "a readable file", f"The file cannot be read: {reason}.")
        raise ScenarioRefused([fault]) from error
