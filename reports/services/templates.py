"""Report templates of an organisation: a kind with chosen sections in an order of its own."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from reports.errors import DesignRefused
from reports.kinds import ordered
from reports.models import ReportTemplate
from workspaces import audit
from workspaces.models import Organisation, User

MOST_TEMPLATES = 50


@dataclass(frozen=True)
class Layout:
    """What a template says besides its kind."""

    name: str
    sections: Sequence[str]
    paper: str
    language: str


def add_template(organisation: Organisation, kind: str, layout: Layout, *, actor: User) -> ReportTemplate:
    """A new template.

    Raises:
        DesignRefused: the name is taken, or there are as many as there may be.
    """
    if ReportTemplate.objects.filter(organisation=organisation).count() >= MOST_TEMPLATES:
        raise DesignRefused("name", f"There are {MOST_TEMPLATES} templates already. Delete one first.")
    template = ReportTemplate(organisation=organisation, kind=kind, created_by=actor)
    return _store(template, layout, "report_template.added", actor)


def change_template(template: ReportTemplate, layout: Layout, *, actor: User) -> ReportTemplate:
    """Changes all but the kind; reports that were made stay as they are.

    Raises:
        DesignRefused: the name is taken.
    """
    return _store(template, layout, "report_template.changed", actor)


def delete_template(template: ReportTemplate, *, actor: User) -> None:
    """Removes it; schedules keep the sections that they took from it."""
    with transaction.atomic():
        removed, _ = ReportTemplate.objects.filter(pk=template.pk).delete()
        if removed:
            target = f"{template._meta.label}#{template.pk} {template}"
            audit.record(template.organisation, actor, "report_template.deleted", target)


def _store(template: ReportTemplate, layout: Layout, action: str, actor: User) -> ReportTemplate:
    template.name, template.paper, template.language = layout.name, layout.paper, layout.language
    template.sections = list(ordered(template.kind, layout.sections))
    try:
        with transaction.atomic():
            template.save()
            facts = {"kind": template.kind, "sections": template.sections}
            audit.record(template.organisation, actor, action, template, **facts)
    except IntegrityError as taken:
        raise DesignRefused("name", "Another template of this organisation has that name.") from taken
    return template
