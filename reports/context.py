"""Builds the dossier of a project from what the rooms below know of it."""

import tomllib
from datetime import datetime
from functools import cache

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from evaluations.selectors import latest_finished_run
from reports.dossier import Dossier, Making, ProjectFacts, Provenance
from reports.sources import measurement, money, phases, specification
from workspaces.models import AuditHead, Project


def build_dossier(project: Project, *, by: str, at: datetime | None = None) -> Dossier:
    """The facts of a project as they stand now, read in one transaction.

    Args:
        by: the name of the person who asked, as the dossier prints it.
        at: the time that the dossier prints; now without it.
    """
    at = at or timezone.now()
    with transaction.atomic():
        version = specification.version_of(project)
        principles = specification.principle_facts(version) if version else ()
        run = latest_finished_run(project)
        scenarios = money.scenario_facts(project)
        provenance: list[Provenance] = [specification.spec_provenance(version)] if version else []
        provenance += measurement.run_provenance(run) if run else []
        provenance += money.scenario_provenance(scenarios)
        provenance += phases.criteria_provenance(project)
        head = AuditHead.objects.filter(organisation_id=project.organisation_id).first()
        return Dossier(
            project=ProjectFacts(project.path, project.name, project.organisation.name, project.purpose),
            making=Making(at, by, product_version(), head.sequence if head else 0, head.mac if head else ""),
            spec=specification.spec_facts(version, principles) if version else None,
            principles=principles,
            run=measurement.run_facts(run) if run else None,
            pilots=measurement.pilot_facts(project),
            scenarios=scenarios,
            phases=phases.phase_facts(project, timezone.localdate(at)),
            provenance=tuple(provenance),
        )


@cache
def product_version() -> str:
    """The version that the project file states."""
    with (settings.BASE_DIR / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])
