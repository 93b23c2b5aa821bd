"""The roadmap's part: the four phases with their criteria."""

from collections import defaultdict
from datetime import date

from reports.dossier import CriterionFacts, PhaseFacts, Provenance
from roadmap import selectors
from roadmap.models import Criterion
from workspaces.models import Project


def phase_facts(project: Project, today: date) -> tuple[PhaseFacts, ...]:
    """The phases in order; empty where no roadmap was started."""
    criteria: dict[int, list[CriterionFacts]] = defaultdict(list)
    for criterion in selectors.criteria_of(project):
        criteria[criterion.phase_id].append(_criterion(criterion, today))
    return tuple(
        PhaseFacts(
            number=progress.number,
            name=progress.name,
            gate_name=progress.gate_name,
            met=progress.met,
            total=progress.total,
            blocking_open=progress.blocking_open,
            overdue=progress.overdue,
            current=progress.state == "now",
            criteria=tuple(criteria[progress.phase.pk]),
        )
        for progress in selectors.progress_of(project, today)
    )


def criteria_provenance(project: Project) -> list[Provenance]:
    versions = sorted(set(selectors.phases_of(project).values_list("template_version", flat=True)))
    return [Provenance("Criteria", "roadmap template", version, "") for version in versions]


def _criterion(criterion: Criterion, today: date) -> CriterionFacts:
    return CriterionFacts(
        code=criterion.code,
        title=criterion.title,
        statement=criterion.statement,
        status=criterion.status,
        owner=criterion.owner.name if criterion.owner else "",
        due_on=criterion.due_on,
        overdue=criterion.is_unsettled and criterion.due_on is not None and criterion.due_on < today,
        blocking=criterion.blocking,
        note=criterion.note,
        reason=criterion.reason,
    )
