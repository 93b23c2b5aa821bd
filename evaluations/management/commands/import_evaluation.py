"""Imports a log of another tool into a project: `manage.py import_evaluation FILE --project P`."""

import json
import sys
from argparse import ArgumentParser
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

from django.db import OperationalError, connection

from evaluations.errors import Fault, FileRefused
from evaluations.exchange.formats import ASKED
from evaluations.models import Run
from evaluations.services.importing import Surveyed, Wishes, deciding_scorer, import_log
from workspaces.commands import DatabaseCommand
from workspaces.errors import ProjectNotFound
from workspaces.models import Project
from workspaces.selectors import project_named


class Command(DatabaseCommand):
    help = "Store a log of Inspect, promptfoo or DeepEval, or results in our own columns, as a recorded run."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the log; its format is recognised by its content")
        parser.add_argument("--project", required=True, help="SLUG or ORGANISATION/SLUG")
        parser.add_argument("--format", choices=ASKED, default="", help="refuse the file unless it has this format")
        parser.add_argument("--scorer", default="", help="which scorer decides; else the first in the log's order")
        parser.add_argument("--release", default="", help="what was measured; the log's model if not given")
        parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        self.as_json = bool(options["json"])
        path: Path = options["file"]
        faults = [] if path.is_file() else [Fault("file", str(path), "a file that exists", "There is no such file.")]
        project: Project | None = None
        try:
            project = project_named(options["project"])
        except ProjectNotFound as missing:
            faults.append(Fault("project", options["project"], "SLUG or ORGANISATION/SLUG", str(missing)))
        if faults or project is None:
            self._refuse(faults)
        wishes = Wishes(release=options["release"], scorer=options["scorer"], format=options["format"])
        try:
            with path.open("rb") as file, few_statements_kept():
                run, surveyed = import_log(project, None, file, file_name=path.name, wishes=wishes)
        except FileRefused as refusal:
            self._refuse(refusal.faults)
        except OSError as error:
            self._refuse([Fault("file", str(path), "a file that can be read", error.strerror or str(error))])
        except OperationalError as error:
            said = f"The database did not take it ({error}). Nothing was stored; try again."
            self._refuse([Fault("database", "", "a database that is free", said)])
        self._tell(run, surveyed, wishes)

    def _tell(self, run: Run, surveyed: Surveyed, wishes: Wishes) -> None:
        found = surveyed.survey
        for note in found.notes:
            self.stderr.write(note)
        if surveyed.unmapped:
            names = ", ".join(f"{name or '(none)'} ({times})" for name, times in list(surveyed.unmapped.items())[:20])
            self.stderr.write(f"Names that are no principle of the project's version, kept as they are: {names}.")
        if self.as_json:
            told = json.dumps(as_json(run, surveyed, wishes), ensure_ascii=False, indent=2)
            self.stdout.write(told)
            return
        counts = found.outcomes_under(deciding_scorer(wishes, found))
        said = ", ".join(f"{count} {outcome.replace('_', ' ')}" for outcome, count in counts.items() if count)
        self.stdout.write(
            f"Run {run.pk}, {run.name}: {found.samples} samples of {found.cases} cases, a log of {surveyed.tool}. "
            f"{said or 'Nothing was scored'}; {found.errored} errored."
        )
        if found.unread_count:
            self.stdout.write(f"{found.unread_count} things could not be read:")
            for each in found.told():
                self.stdout.write(f"  {each.place}: {each.why}")

    def _refuse(self, faults: list[Fault]) -> NoReturn:
        if self.as_json:
            self.stdout.write(json.dumps({"errors": [_error(fault) for fault in faults]}, ensure_ascii=False, indent=2))
        else:
            for fault in faults:
                self.stderr.write(f"{f'line {fault.line}' if fault.line else fault.field}: {fault.message}")
        sys.exit(1)


@contextmanager
def few_statements_kept() -> Iterator[None]:
    """With DEBUG on, Django keeps the last 9,000 statements; those of an import are large."""
    kept, connection.queries_log = connection.queries_log, deque(maxlen=10)
    try:
        yield
    finally:
        connection.queries_log = kept


def _error(fault: Fault) -> dict[str, Any]:
    place = {"line": fault.line} if fault.line else {"field": fault.field}
    return {**place, "value": fault.value, "allowed": fault.allowed, "message": fault.message}


def as_json(run: Run, surveyed: Surveyed, wishes: Wishes) -> dict[str, Any]:
    """What the command prints with ``--json``."""
    found, scorer = surveyed.survey, deciding_scorer(wishes, surveyed.survey)
    return {
        "run": run.pk,
        "source": surveyed.format.name,
        "samples": found.samples,
        "cases": found.cases,
        "epochs": found.epochs,
        "errored": found.errored,
        "outcomes": found.outcomes_under(scorer),
        "deciding_scorer": scorer or None,
        "scorers": {name: found.values_of(name) for name in found.scorers()},
        "unread": [{"place": each.place, "why": each.why} for each in found.told()],
    }
