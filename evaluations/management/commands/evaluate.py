"""Runs a suite against an endpoint and holds the result against a bar: `manage.py evaluate`, for pipelines."""

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError
from contextlib import nullcontext
from pathlib import Path
from typing import Any, NoReturn

from evaluations.errors import RunRefused
from evaluations.models import Endpoint, Run
from evaluations.runs.bar import Bar, Miss, read_mark
from evaluations.runs.junit import junit_xml
from evaluations.runs.pipeline import Ended, NotThere, ended, endpoint_named, suite_named, tested, wait_for
from evaluations.services import start_run
from evaluations.simulated_assistant.process import simulated_assistant
from ui.formats import percent
from workspaces.commands import DatabaseCommand
from workspaces.errors import ProjectNotFound
from workspaces.selectors import project_named

BELOW_THE_BAR = 3
LONGEST_WAIT = 24 * 3600.0


class Command(DatabaseCommand):
    help = "Ask every case of a suite, grade the answers, and end with 3 when the result is below the bar."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--project", required=True, help="SLUG or ORGANISATION/SLUG")
        parser.add_argument("--suite", required=True, help="its name, NAME@VERSION, or its number")
        parser.add_argument("--endpoint", required=True, help="its name or number")
        parser.add_argument("--release", default="", help="what is under test; the endpoint's model if not given")
        parser.add_argument("--fail-under", type=mark, metavar="SHARE", help="lowest rate of compliant answers, 0 to 1")
        parser.add_argument(
            "--fail-under-principle", type=marked_principle, nargs="+", action="extend", default=[], metavar="ID=SHARE"
        )
        parser.add_argument("--on", choices=("point", "lower"), default="point", help="what is held against the bar")
        parser.add_argument("--epochs", type=int, default=1, help="how often each case is asked")
        parser.add_argument("--junit", type=Path, metavar="FILE", help="write the samples as JUnit XML")
        parser.add_argument("--inline", action="store_true", help="do the work in this process; no worker is needed")
        parser.add_argument("--timeout", type=float, default=LONGEST_WAIT, metavar="SECONDS", help="wait no longer")
        parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        self.as_json = bool(options["json"])
        run = self._started(options)
        simulated = run.endpoint is not None and run.endpoint.kind == Endpoint.Kind.SIMULATED
        with simulated_assistant() if options["inline"] and simulated else nullcontext():
            in_time = wait_for(run, inline=options["inline"], seconds=options["timeout"], say=self.stderr.write)
        if not in_time:
            self._refuse([error("timeout", options["timeout"], "", f"The run {run.pk} has not ended yet; it goes on.")])
        bar = Bar(options["fail_under"], dict(options["fail_under_principle"]), options["on"])
        result = ended(run, bar)
        if options["junit"]:
            self._write_junit(options["junit"], run)
        self.stdout.write(json.dumps(result.as_json(), ensure_ascii=False, indent=2) if self.as_json else told(result))
        for miss in result.missed:
            self.stderr.write(in_words(miss, options["on"]))
        if not result.passed:
            if result.run.state != Run.State.COMPLETED:
                self.stderr.write(f"The run is {result.run.state}. {result.run.reason}".rstrip())
            sys.exit(BELOW_THE_BAR)

    def _started(self, options: dict[str, Any]) -> Run:
        faults: list[dict[str, Any]] = []
        if options["junit"] and not options["junit"].parent.is_dir():
            faults.append(error("junit", str(options["junit"]), "a file in a folder that exists", "No such folder."))
        try:
            project = project_named(options["project"])
        except ProjectNotFound as missing:
            self._refuse([*faults, error("project", options["project"], "SLUG or ORGANISATION/SLUG", str(missing))])
        found: dict[str, Any] = {}
        for field, look in (("suite", suite_named), ("endpoint", endpoint_named)):
            try:
                found[field] = look(project, options[field])
            except NotThere as missing:
                faults.append(error(field, options[field], missing.known, str(missing)))
        if faults:
            self._refuse(faults)
        release = options["release"] or found["endpoint"].model or found["endpoint"].name
        try:
            return start_run(project, release=release[:80], actor=None, epochs=options["epochs"], **found)
        except RunRefused as refused:
            field = getattr(refused, "field", "") or "run"
            self._refuse([error(field, options.get(field, ""), "", str(refused))])

    def _write_junit(self, path: Path, run: Run) -> None:
        try:
            path.write_bytes(junit_xml(run.name, tested(run)))
        except OSError as failure:
            self._refuse([error("junit", str(path), "a file that can be written", failure.strerror or str(failure))])

    def _refuse(self, faults: list[dict[str, Any]]) -> NoReturn:
        if self.as_json:
            self.stdout.write(json.dumps({"errors": faults}, ensure_ascii=False, indent=2))
        else:
            for fault in faults:
                allowed = fault["allowed"]
                known = f" Known: {', '.join(allowed)}." if isinstance(allowed, list) and allowed else ""
                self.stderr.write(f"{fault['field']}: {fault['message']}{known}")
        sys.exit(1)


def error(field: str, value: Any, allowed: Any, message: str) -> dict[str, Any]:
    return {"field": field, "value": value, "allowed": allowed, "message": message}


def mark(text: str) -> float:
    try:
        return read_mark(text)
    except ValueError as fault:
        raise ArgumentTypeError(f"{text!r}: a mark is a share from 0 to 1, such as 0.95") from fault


def marked_principle(text: str) -> tuple[str, float]:
    identifier, equals, share = text.rpartition("=")
    if not equals or not identifier:
        raise ArgumentTypeError(f"{text!r}: write it as ID=SHARE, such as do_not_lie=0.9")
    return identifier, mark(share)


def told(result: Ended) -> str:
    """The result for people."""
    summary = result.summary
    lines = [
        f"Run {result.run.pk}, {result.run.name}: {result.run.state}.",
        f"{percent(summary.rate)} compliant, {summary.numerator} of {summary.denominator}, "
        f"95 % interval {percent(summary.low)} to {percent(summary.high)}; "
        f"{summary.errored} errored, {summary.unscored} unscored.",
    ]
    failing = [each for each in result.principles if each.numerator < each.denominator]
    lines += [f"  {each.identifier}: {each.numerator} of {each.denominator}" for each in failing]
    return "\n".join(lines)


def in_words(miss: Miss, on: str) -> str:
    what = miss.principle or "the run"
    which = "lower end of its interval" if on == "lower" else "rate"
    if miss.reached is None:
        return f"{what} was not measured; wanted {percent(miss.wanted)}."
    return f"{what} is below the bar: {which} {percent(miss.reached)}, wanted {percent(miss.wanted)}."
