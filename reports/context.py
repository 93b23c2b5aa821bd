"""Builds the facts of a report from what the rooms below know of its project."""

import tomllib
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from calculator.models import SavedScenario
from calculator.selectors import scenarios_of
from evaluations.models import Run
from evaluations.selectors import finished_runs_of, latest_finished_run
from reports.comparing import changes_since
from reports.dossier import Dossier, Making, ProjectFacts, Provenance
from reports.errors import SubjectMissing
from reports.facts.changes import ChangesFacts
from reports.kinds import KINDS, ordered
from reports.selectors import earlier_report
from reports.sources import (
    frameworks,
    gate_states,
    gates,
    judging,
    measurement,
    money,
    phases,
    spec_map,
    specification,
    stances,
)
from reports.sources.decided import Decided
from roadmap.gates.selectors import GateGround
from workspaces.models import AuditHead, Project


@dataclass(frozen=True)
class Order:
    """What a report shall be: its kind, what it is about, and its sections where they are not all of the kind's."""

    kind: str = "dossier"
    of: int | None = None
    sections: tuple[str, ...] = ()


DOSSIER = Order()


def build_dossier(project: Project, order: Order = DOSSIER, *, by: str, at: datetime | None = None) -> Dossier:
    """The facts of a report as they stand now, read in one transaction. What no section shows is not read.

    Args:
        by: the name of the person who asked, as the report prints it.
        at: the time that the report prints; now without it.

    Raises:
        SubjectMissing: what it shall be about is not there.
    """
    at = at or timezone.now()
    with transaction.atomic():
        sections = ordered(order.kind, order.sections)
        subject, today = KINDS[order.kind].of, timezone.localdate(at)
        whole = subject == ""
        version = None if subject in ("gate", "framework") else specification.version_of(project)
        principles = specification.principle_facts(version) if version else ()
        run = latest_finished_run(project) if whole else _run_of(project, order)
        scenarios = money.scenario_facts(_scenarios_of(project, order))
        gate = gates.gate_facts(project, order.of, today) if subject == "gate" else None
        stated = frameworks.framework_facts(project, order.of, today) if subject == "framework" else ()
        ground = GateGround.of(project, today) if whole else None
        decided = Decided.of(project, ground, sections, principles) if ground else Decided()
        provenance: list[Provenance] = [specification.spec_provenance(version)] if version else []
        provenance += measurement.run_provenance(run) if run else []
        judged = judging.judging_facts(run) if run and "evaluation" in sections else None
        provenance += judging.judging_provenance(judged) if judged else []
        provenance += money.scenario_provenance(scenarios)
        provenance += phases.criteria_provenance(project) if whole else []
        provenance += gates.gate_provenance(gate) if gate else []
        provenance += frameworks.framework_provenance(stated)
        head = AuditHead.objects.filter(organisation_id=project.organisation_id).first()
        found = Dossier(
            kind=order.kind,
            of=order.of,
            sections=sections,
            project=ProjectFacts(project.path, project.name, project.organisation.name, project.purpose),
            making=Making(at, by, product_version(), head.sequence if head else 0, head.mac if head else ""),
            spec=specification.spec_facts(version, principles) if version else None,
            principles=principles if whole else (),
            run=measurement.run_facts(run) if run else None,
            pilots=measurement.pilot_facts(project) if whole else (),
            scenarios=scenarios,
            phases=phases.phase_facts(project, today, ground.stated) if ground else (),
            gate=gate,
            frameworks=stated,
            portfolio=None,
            evidence=decided.evidence,
            decisions=decided.decisions,
            remarks=decided.remarks,
            waivers=decided.waivers,
            conditions=decided.conditions,
            incidents=decided.incidents,
            risks=decided.risks,
            risk_limit=decided.risk_limit,
            standing=stances.standing_facts(project, today) if version and "stances" in sections else None,
            spec_map=spec_map.leaf_facts(project, run) if whole and "summary" in sections else (),
            gate_states=gate_states.gate_state_facts(ground) if ground else (),
            judging=judged,
            changes=None,
            provenance=tuple(provenance),
        )
        return replace(found, changes=_changes(project, found)) if "changes" in sections else found


def _changes(project: Project, now: Dossier) -> ChangesFacts | None:
    """What differs from the last report of the same kind; None where this is the first."""
    earlier = earlier_report(project, now.kind, now.making.at)
    if earlier is None or earlier.finished_at is None:
        return None
    return changes_since(earlier.pk, earlier.facts, earlier.finished_at, now)


def _run_of(project: Project, order: Order) -> Run | None:
    if KINDS[order.kind].of != "run":
        return None
    found = finished_runs_of(project).filter(pk=order.of or 0).first()
    if found is None:
        raise SubjectMissing("There is no finished run of this number in the project.")
    return found


def _scenarios_of(project: Project, order: Order) -> list[SavedScenario]:
    subject, known = KINDS[order.kind].of, scenarios_of(project, whole=True)
    if subject == "":
        return list(known[: money.MOST_SCENARIOS])
    if subject != "scenario":
        return []
    found = list(known.filter(pk=order.of or 0))
    if not found:
        raise SubjectMissing("There is no scenario of this number in the project.")
    return found


@cache
def product_version() -> str:
    """The version that the project file states."""
    with (settings.BASE_DIR / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])
