"""``manage.py make_load --projects N --samples N``: much data quickly, in an organisation of its own."""

import argparse
import json
import time
from typing import Any

from evaluations.runs.load import load_organisation, make_project
from workspaces import services
from workspaces.commands import DatabaseCommand
from workspaces.models import Membership, Role, User

MAX_PROJECTS = 1000
MAX_SAMPLES = 5_000_000


class Command(DatabaseCommand):
    help = "Make projects with one run each of so many samples, in the organisation “load”."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--projects", type=int, required=True, help=f"1 to {MAX_PROJECTS}")
        parser.add_argument("--samples", type=int, required=True, help=f"in each project, 1 to {MAX_SAMPLES}")
        parser.add_argument("--owner", default="", help="e-mail address of a person who shall see them")
        parser.add_argument("--json", action="store_true", help="one JSON document on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        owner = User.objects.filter(email__iexact=options["owner"]).first() if options["owner"] else None
        faults = self._faults(options, owner)
        if faults:
            self._refuse(faults, as_json=options["json"])
        started = time.monotonic()
        organisation = load_organisation()
        if owner is not None and not Membership.objects.filter(organisation=organisation, user=owner).exists():
            services.add_member(organisation, owner, Role.OWNER, actor=None)
        runs = [make_project(organisation, options["samples"]) for _ in range(options["projects"])]
        made = {
            "organisation": organisation.slug,
            "projects": [run.project.slug for run in runs],
            "runs": [run.pk for run in runs],
            "samples": options["samples"] * len(runs),
            "seconds": round(time.monotonic() - started, 1),
        }
        if options["json"]:
            self.stdout.write(json.dumps(made))
        else:
            projects = f"{len(runs)} project{'s' if len(runs) != 1 else ''}"
            self.stdout.write(f"{projects} with {made['samples']} samples in {made['seconds']} s:")
            for run in runs:
                self.stdout.write(f"  /p/{run.project.path}/evaluations/runs/{run.pk}/")

    @staticmethod
    def _faults(options: dict[str, Any], owner: User | None) -> list[dict[str, Any]]:
        faults: list[dict[str, Any]] = []
        for field, most in (("projects", MAX_PROJECTS), ("samples", MAX_SAMPLES)):
            value, allowed = options[field], f"1 to {most}"
            if not 1 <= value <= most:
                faults.append({"field": field, "value": value, "allowed": allowed, "message": f"Give {allowed}."})
        if options["owner"] and owner is None:
            message = "Nobody has this address."
            allowed = "the address of a person with an account"
            faults.append({"field": "owner", "value": options["owner"], "allowed": allowed, "message": message})
        return faults

    def _refuse(self, faults: list[dict[str, Any]], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps({"errors": faults}))
        else:
            for fault in faults:
                self.stderr.write(f"{fault['field']}: {fault['message']}")
        raise SystemExit(1)
