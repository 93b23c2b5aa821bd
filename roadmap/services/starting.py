"""Lays out the roadmap of a project: its phases and criteria, copied from a template."""

from typing import Any

from django.db import IntegrityError, transaction

from roadmap.models import Criterion, Phase
from roadmap.template import shipped_template
from roadmap.template_records import CriterionTemplate, PhaseTemplate, RoadmapTemplate
from workspaces import audit
from workspaces.models import Project, User


def start_roadmap(project: Project, actor: User | None, template: RoadmapTemplate | None = None) -> list[Phase]:
    """The project's four phases with their criteria, copied from the template the first time and returned after."""
    try:
        with transaction.atomic():
            return _copied(project, actor, template or shipped_template())
    except IntegrityError:  # of two starts at once the other one won
        return _present(project)


def _present(project: Project) -> list[Phase]:
    return list(Phase.objects.filter(project=project).order_by("number"))


def _copied(project: Project, actor: User | None, template: RoadmapTemplate) -> list[Phase]:
    if present := _present(project):
        return present
    phases = [Phase.objects.create(**_phase_values(project, phase, template.version)) for phase in template.phases]
    Criterion.objects.bulk_create(
        Criterion(phase=phase, position=position, **criterion_values(criterion))
        for phase, copied in zip(phases, template.phases, strict=True)
        for position, criterion in enumerate(copied.criteria, start=1)
    )
    criteria = len(template.criteria)
    audit.record(project.organisation, actor, "roadmap.started", project, template=template.version, criteria=criteria)
    return phases


def _phase_values(project: Project, phase: PhaseTemplate, version: str) -> dict[str, Any]:
    gate = phase.gate
    return {
        "project": project,
        "number": phase.number,
        "name": phase.name,
        "entry_rule": phase.entry_rule,
        "gate_name": gate.name,
        "gate_rule": {
            "approvers": list(gate.approvers),
            "min_approvals": gate.min_approvals,
            "requester_may_approve": gate.requester_may_approve,
            "repeats_days": gate.repeats_days,
        },
        "template_version": version,
    }


def criterion_values(criterion: CriterionTemplate) -> dict[str, Any]:
    return {
        "code": criterion.code,
        "title": criterion.title,
        "statement": criterion.statement,
        "evidence": [{"type": evidence.type, "proves": evidence.proves} for evidence in criterion.evidence],
        "auto": criterion.auto,
        "blocking": criterion.blocking,
        "waiver": criterion.waiver or "",
        "review_days": criterion.review_days,
        "spec_anchors": list(criterion.spec_anchors),
        "mappings": {key: list(references) for key, references in criterion.mappings.items()},
    }
