"""Reads of templates: what an organisation has, what its new projects start with, and what one would change."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from roadmap.models import Criterion, GateRequest, OwnTemplate, Phase, TemplateChoice
from roadmap.template.difference import TemplateDifference, difference
from roadmap.template.reading import SHIPPED, read_template, shipped_template
from roadmap.template.records import RoadmapTemplate
from workspaces.models import Organisation, Project

SHIPPED_NAME = "Plumbline"


@dataclass(frozen=True)
class TemplateRow:
    """A template that a project can have, with how many projects of the organisation do."""

    name: str
    version: str
    criteria: int
    blocking: int
    projects: int
    is_choice: bool
    added_by: str = ""
    added_at: datetime | None = None

    @property
    def is_shipped(self) -> bool:
        return self.added_at is None


def templates_of(organisation: Organisation) -> list[TemplateRow]:
    """The template that ships, then the organisation's own by name, the newest version first; in three queries."""
    used = dict(
        Phase.objects.filter(project__organisation=organisation, number=1)
        .order_by()
        .values_list("template_version")
        .annotate(projects=Count("pk"))
    )
    choice = TemplateChoice.objects.filter(organisation=organisation).values_list("template_id", flat=True).first()
    shipped = shipped_template()
    blocking = sum(criterion.blocking for criterion in shipped.criteria)
    first = TemplateRow(
        SHIPPED_NAME, shipped.version, len(shipped.criteria), blocking, used.get(shipped.version, 0), choice is None
    )
    own = OwnTemplate.objects.filter(organisation=organisation).defer("text").order_by("name", "-added_at", "-pk")
    return [
        first,
        *(
            TemplateRow(
                name=row.name,
                version=row.version,
                criteria=row.criteria,
                blocking=row.blocking,
                projects=used.get(row.version, 0),
                is_choice=row.pk == choice,
                added_by=row.added_by_name,
                added_at=row.added_at,
            )
            for row in own
        ),
    ]


def text_of(organisation: Organisation, version: str) -> str | None:
    """The file of the template as it is read; None where the organisation has none of that version."""
    if version == shipped_template().version:
        return SHIPPED.read_text(encoding="utf-8")
    return OwnTemplate.objects.filter(organisation=organisation, version=version).values_list("text", flat=True).first()


def template_called(organisation: Organisation, version: str) -> RoadmapTemplate | None:
    """The template of that version; None where the organisation has none."""
    text = text_of(organisation, version)
    return None if text is None else read_template(text)


def template_for_new(organisation: Organisation) -> RoadmapTemplate:
    """What a new project of the organisation starts with."""
    choice = TemplateChoice.objects.filter(organisation=organisation).select_related("template").first()
    return shipped_template() if choice is None else read_template(choice.template.text)


def difference_to(project: Project, template: RoadmapTemplate) -> TemplateDifference | None:
    """What the template changes of the project's roadmap; None where it has no roadmap."""
    phases = list(Phase.objects.filter(project=project).order_by("number"))
    if not phases:
        return None
    criteria = Criterion.objects.filter(phase__project=project).select_related("phase")
    return difference(phases, list(criteria.order_by("phase__number", "position")), template)


def is_asked(project: Project) -> bool:
    """Whether somebody has asked for a gate and nobody has decided yet: what was asked on does not change meanwhile."""
    return GateRequest.objects.filter(phase__project=project, state=GateRequest.State.OPEN).exists()
