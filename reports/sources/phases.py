"""The roadmap's part: the four phases with their criteria."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from reports.dossier import CriterionFacts, PhaseFacts, Provenance
from roadmap import selectors
from roadmap.state_selectors import Stated
from workspaces.models import Project

# The states whose reason the dossier prints; of the others it prints the note.
SAYS_WHY = ("waived", "not_applicable", "stale")


def phase_facts(project: Project, today: date, stated: Sequence[Stated]) -> tuple[PhaseFacts, ...]:
    """The phases in order, with the criteria that were stated; empty where no roadmap was started."""
    criteria: dict[int, list[CriterionFacts]] = defaultdict(list)
    for entry in stated:
        criteria[entry.criterion.phase_id].append(_criterion(entry))
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
        for progress in selectors.progress_of(project, today, stated)
    )


def criteria_provenance(project: Project) -> list[Provenance]:
    versions = sorted(set(selectors.phases_of(project).values_list("template_version", flat=True)))
    return [Provenance("Criteria", "roadmap template", version, "") for version in versions]


def _criterion(entry: Stated) -> CriterionFacts:
    criterion, state = entry.criterion, entry.state
    return CriterionFacts(
        code=criterion.code,
        title=criterion.title,
        statement=criterion.statement,
        status=state.key,
        owner=criterion.owner.name if criterion.owner else "",
        due_on=criterion.due_on,
        overdue=entry.is_overdue,
        blocking=criterion.blocking,
        note=criterion.note,
        reason=state.reason if state.key in SAYS_WHY else "",
    )
