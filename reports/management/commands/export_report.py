"""`manage.py export_report --project P [--kind dossier] OUT`: a report as a file, without a worker."""

import json
import logging
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from reports.attached import attachment_of
from reports.context import Order, build_dossier
from reports.dossier import Dossier
from reports.errors import SubjectMissing, TypesettingFailed
from reports.formats import ENDINGS, FILES
from reports.kinds import KINDS, LANGUAGES, PAPERS, Language, Paper, language_named, paper_named
from reports.portfolio import all_projects, build_portfolio
from reports.sources.frameworks import framework_choices
from reports.typesetting import set_report
from reports.wording import shown
from workspaces.commands import DatabaseCommand
from workspaces.errors import ProjectNotFound
from workspaces.models import Project
from workspaces.selectors import project_named

logger = logging.getLogger(__name__)

BY = "the command line"


class Command(DatabaseCommand):
    help = "Write a report of a project to a file; the ending says which: .pdf, .xlsx, .zip of CSV files or .json."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("out", type=Path, help="where to; ends in .pdf, .xlsx, .zip or .json")
        parser.add_argument(
            "--project", required=True, help="SLUG or ORGANISATION/SLUG; of a portfolio any project of the organisation"
        )
        parser.add_argument("--kind", choices=list(KINDS), default="dossier")
        frameworks = ", ".join(f"{number} is {name}" for number, name in framework_choices())
        parser.add_argument(
            "--of",
            type=int,
            help="number of the run, scenario, gate request or framework that the report is about; "
            f"of the frameworks {frameworks}, and all without it",
        )
        parser.add_argument("--paper", choices=list(PAPERS), default="a4")
        parser.add_argument("--language", choices=list(LANGUAGES), default="en", help="of the PDF; the facts have none")
        parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")

    def handle(self, *args: Any, out: Path, project: str, kind: str, **options: Any) -> None:
        self.as_json = bool(options["json"])
        found = self._checked(project, out)
        try:
            dossier = _facts_of(found, Order(kind, options["of"]))
        except SubjectMissing as gone:
            self._refuse([fault("of", str(options["of"] or ""), f"the number of a {KINDS[kind].of}", str(gone))])
        written = self._write(dossier, paper_named(options["paper"]), language_named(options["language"]), out)
        said = {"project": found.path, "kind": kind, "file": str(out), "facts_sha256": dossier.sha256, **written}
        if self.as_json:
            self.stdout.write(json.dumps(said, ensure_ascii=False, indent=2))
        else:
            pages = f", {written['pages']} pages" if "pages" in written else ""
            self.stdout.write(f"{out}: {kind} of {found.path}{pages}, {written['size']} bytes.")

    def _checked(self, project: str, out: Path) -> Project:
        """The project, once everything that was asked for can be done; all faults at once otherwise."""
        faults, found = [], None
        if out.suffix.lower() not in ENDINGS:
            faults.append(
                fault("out", str(out), list(ENDINGS), "A report is written as PDF, XLSX, ZIP of CSV files or JSON.")
            )
        elif not out.parent.is_dir():
            faults.append(fault("out", str(out), "a folder that exists", f"There is no folder {out.parent}."))
        try:
            found = project_named(project)
        except ProjectNotFound as missing:
            faults.append(fault("project", project, "SLUG or ORGANISATION/SLUG", str(missing)))
        if faults or found is None:
            self._refuse(faults)
        return found

    def _write(self, dossier: Dossier, paper: Paper, language: Language, out: Path) -> dict[str, int]:
        if made_of_facts := FILES.get(out.suffix.lower().removeprefix(".")):
            content, written = made_of_facts.make(dossier), {}
        else:
            try:
                made = set_report(shown(dossier, paper, language).as_context(), attachment_of(dossier))
            except TypesettingFailed as failure:
                logger.exception("%s", failure.detail)
                self._refuse([fault("project", dossier.project.slug, "", str(failure))])
            content, written = made.pdf, {"pages": made.pages}
        try:
            out.write_bytes(content)
        except OSError as error:
            message = f"{out} cannot be written: {error.strerror}."
            self._refuse([fault("out", str(out), "a place that can be written to", message)])
        return {**written, "size": len(content)}

    def _refuse(self, faults: list[dict[str, Any]]) -> NoReturn:
        if self.as_json:
            self.stdout.write(json.dumps({"errors": faults}, ensure_ascii=False, indent=2))
        for entry in [] if self.as_json else faults:
            self.stderr.write(entry["message"])
        sys.exit(1)


def _facts_of(project: Project, order: Order) -> Dossier:
    """A portfolio tells of every project of the organisation that the named one belongs to."""
    if KINDS[order.kind].of_organisation:
        return build_portfolio(project.organisation, all_projects(project.organisation), order, by=BY)
    return build_dossier(project, order, by=BY)


def fault(field: str, value: str, allowed: str | list[str], message: str) -> dict[str, Any]:
    """One fault as the contract writes it."""
    return {"field": field, "value": value, "allowed": allowed, "message": message}
