"""Lays out the roadmap of a project: its phases and criteria, copied from a template."""

from django.db import IntegrityError, transaction

from roadmap.models import Criterion, Phase
from roadmap.template.copies import criterion_values, phase_values
from roadmap.template.reading import shipped_template
from roadmap.template.records import RoadmapTemplate
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
    phases = [
        Phase.objects.create(
            project=project, number=phase.number, template_version=template.version, **phase_values(phase)
        )
        for phase in template.phases
    ]
    Criterion.objects.bulk_create(
        Criterion(phase=phase, position=position, **criterion_values(criterion))
        for phase, copied in zip(phases, template.phases, strict=True)
        for position, criterion in enumerate(copied.criteria, start=1)
    )
    criteria = len(template.criteria)
    audit.record(project.organisation, actor, "roadmap.started", project, template=template.version, criteria=criteria)
    return phases
