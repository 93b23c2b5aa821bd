"""Writes the house policy of a project as Markdown: `manage.py export_policy --project P [OUT]`."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from explorer.house.selectors import house_parts
from explorer.models import SpecVersion
from explorer.stances.policy import policy_markdown
from workspaces.commands import DatabaseCommand
from workspaces.errors import ProjectNotFound
from workspaces.selectors import project_named


class Command(DatabaseCommand):
    help = "Write what a project decided about every principle as Markdown, to a file or to the standard output."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("out", type=Path, nargs="?", metavar="OUT", help="where to; the default is to print it")
        parser.add_argument("--project", required=True, help="SLUG or ORGANISATION/SLUG")

    def handle(self, *args: Any, out: Path | None, project: str, **options: Any) -> None:
        try:
            found = project_named(project)
            text = policy_markdown(found, house_parts(found))
        except (ProjectNotFound, SpecVersion.DoesNotExist) as missing:
            self._refuse(str(missing))
        if out is None:
            self.stdout.write(text, ending="")
            return
        try:
            out.write_text(text, encoding="utf-8", errors="replace", newline="\n")
        except OSError as error:
            self._refuse(f"{out} cannot be written: {error.strerror}.")
        self.stdout.write(f"{out}: house policy of {project}.")

    def _refuse(self, message: str) -> NoReturn:
        self.stderr.write(message)
        sys.exit(1)
