"""Builds the facts of a report from what the rooms below know of its project."""

import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from calculator.models import SavedScenario
from calculator.selectors import scenarios_of
from evaluations.models import Run
from evaluations.selectors import finished_runs_of, latest_finished_run
from explorer.models import SpecVersion
from reports.comparing import changes_since
from reports.dossier import Dossier, Making, PrincipleFacts, ProjectFacts, bare
from reports.errors import SubjectMissing
from reports.facts.changes import ChangesFacts
from reports.kinds import KINDS, Subject, ordered
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
from ui.sentences import phrases_in
from workspaces.models import AuditHead, Organisation, Project

Parts = dict[str, Any]  # facts by their names in the dossier


@dataclass(frozen=True)
class Order:
    """What a report shall be: its kind, what it is about, and its sections where they are not all of the kind's."""

    kind: str = "dossier"
    of: int | None = None
    sections: tuple[str, ...] = ()


DOSSIER = Order()


@dataclass(frozen=True)
class Asked:
    """An order for a report of a project, with its sections in their order and the day that it tells of."""

    project: Project
    order: Order
    sections: tuple[str, ...]
    day: date


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
        asked = Asked(project, order, ordered(order.kind, order.sections), timezone.localdate(at))
        found = bare(
            kind=order.kind,
            of=order.of,
            sections=asked.sections,
            project=ProjectFacts(project.path, project.name, project.organisation.name, project.purpose),
            making=making_of(project.organisation, by, at),
            **ABOUT[KINDS[order.kind].of](asked),
        )
        changes = _changes(project, found) if "changes" in asked.sections else None
        return replace(found, changes=changes, phrases=tuple(phrases_in(found)))


def making_of(organisation: Organisation, by: str, at: datetime) -> Making:
    """Who has a report made and when, with the end that the audit trail has now."""
    head = AuditHead.objects.filter(organisation=organisation).first()
    return Making(at, by, product_version(), head.sequence if head else 0, head.mac if head else "")


def _whole(asked: Asked) -> Parts:
    project, sections = asked.project, asked.sections
    version = specification.version_of(project)
    principles = specification.principle_facts(version) if version else ()
    run, ground = latest_finished_run(project), GateGround.of(project, asked.day)
    return _joined(
        _spec(version, principles),
        _run(run, sections) if run else {},
        _scenarios(scenarios_of(project, whole=True)[: money.MOST_SCENARIOS]),
        vars(Decided.of(project, ground, sections, principles)),  # under the names that the dossier has for them
        {
            "principles": principles,
            "pilots": measurement.pilot_facts(project),
            "phases": phases.phase_facts(project, asked.day, ground.stated),
            "standing": stances.standing_facts(project, asked.day) if version and "stances" in sections else None,
            "spec_map": spec_map.leaf_facts(project, run) if "summary" in sections else (),
            "gate_states": gate_states.gate_state_facts(ground),
            "provenance": phases.criteria_provenance(project),
        },
    )


def _one_run(asked: Asked) -> Parts:
    run = finished_runs_of(asked.project).filter(pk=asked.order.of or 0).first()
    if run is None:
        raise SubjectMissing("There is no finished run of this number in the project.")
    return _joined(_spec_of(asked.project), _run(run, asked.sections))


def _one_scenario(asked: Asked) -> Parts:
    saved = scenarios_of(asked.project, whole=True).filter(pk=asked.order.of or 0).first()
    if saved is None:
        raise SubjectMissing("There is no scenario of this number in the project.")
    return _joined(_spec_of(asked.project), _scenarios([saved]))


def _one_gate(asked: Asked) -> Parts:
    gate = gates.gate_facts(asked.project, asked.order.of, asked.day)
    return _joined({"gate": gate, "provenance": gates.gate_provenance(gate)})


def _frameworks(asked: Asked) -> Parts:
    stated = frameworks.framework_facts(asked.project, asked.order.of, asked.day)
    return _joined({"frameworks": stated, "provenance": frameworks.framework_provenance(stated)})


ABOUT: Mapping[Subject, Callable[[Asked], Parts]] = {
    "": _whole,
    "run": _one_run,
    "scenario": _one_scenario,
    "gate": _one_gate,
    "framework": _frameworks,
}


def _joined(*parts: Mapping[str, Any]) -> Parts:
    """All of them in one, with the provenance of each in their order."""
    provenance = tuple(row for part in parts for row in part.get("provenance", ()))
    return {name: fact for part in parts for name, fact in part.items()} | {"provenance": provenance}


def _spec_of(project: Project) -> Parts:
    version = specification.version_of(project)
    return _spec(version, specification.principle_facts(version) if version else ())


def _spec(version: SpecVersion | None, principles: tuple[PrincipleFacts, ...]) -> Parts:
    if version is None:
        return {}
    return {
        "spec": specification.spec_facts(version, principles),
        "provenance": [specification.spec_provenance(version)],
    }


def _run(run: Run, sections: Sequence[str]) -> Parts:
    judged = judging.judging_facts(run) if "evaluation" in sections else None
    return {
        "run": measurement.run_facts(run),
        "judging": judged,
        "provenance": [*measurement.run_provenance(run), *(judging.judging_provenance(judged) if judged else ())],
    }


def _scenarios(saved: Iterable[SavedScenario]) -> Parts:
    found = money.scenario_facts(saved)
    return {"scenarios": found, "provenance": money.scenario_provenance(found)}


def _changes(project: Project, now: Dossier) -> ChangesFacts | None:
    """What differs from the last report of the same kind; None where this is the first."""
    earlier = earlier_report(project, now.kind, now.making.at)
    if earlier is None or earlier.finished_at is None:
        return None
    return changes_since(earlier.pk, earlier.facts, earlier.finished_at, now)


@cache
def product_version() -> str:
    """The version that the project file states."""
    with (settings.BASE_DIR / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])
