"""`manage.py verify_report FILE`: whether a project, or a portfolio, still stands as a report printed it."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from reports.attached import read_attached
from reports.errors import NoReport
from reports.places import Place, path_of
from reports.verifying import Verification, verify
from workspaces.commands import DatabaseCommand
from workspaces.errors import OrganisationNotFound, ProjectNotFound
from workspaces.selectors import organisation_named, project_named


class Command(DatabaseCommand):
    help = "Hold a report, as PDF or JSON, against its project as it stands now."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a report that was exported or downloaded")
        parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        self.as_json = bool(options["json"])
        try:
            report = read_attached(file.read_bytes())
            found = verify(report, place_named(report.project))
        except OSError as error:
            self._refuse(file, f"{file} cannot be read: {error.strerror}.")
        except (NoReport, ProjectNotFound, OrganisationNotFound) as reason:
            self._refuse(file, str(reason))
        if self.as_json:
            self.stdout.write(json.dumps(found.as_json(), ensure_ascii=False, indent=2))
        else:
            self._tell(found)

    def _tell(self, found: Verification) -> None:
        made = f"The {found.kind} of {path_of(found.place)}, made {found.at:%Y-%m-%d %H:%M} UTC by {found.by},"
        if found.stands:
            self.stdout.write(f"{made} stands: nothing differs today.")
            return
        self.stdout.write(f"{made} no longer stands. {len(found.differences)} facts differ:")
        for one in found.differences:
            self.stdout.write(f"  {one.where}: printed {one.printed}, today {one.now}")

    def _refuse(self, file: Path, message: str) -> NoReturn:
        if self.as_json:
            fault = {"field": "file", "value": str(file), "allowed": "a report as PDF or JSON", "message": message}
            self.stdout.write(json.dumps({"errors": [fault]}, ensure_ascii=False, indent=2))
        else:
            self.stderr.write(message)
        sys.exit(1)


def place_named(path: str) -> Place:
    """What a report names as its own: a project, or of a portfolio the organisation.

    Raises:
        ProjectNotFound, OrganisationNotFound: it is not there.
    """
    return project_named(path) if "/" in path else organisation_named(path)
