"""Reads of this room."""

from django.db.models import QuerySet

from reports.models import Report
from workspaces.models import Project


def reports_of(project: Project) -> QuerySet[Report]:
    """All reports of a project, the latest first, without the facts they were made from."""
    found = Report.objects.filter(project=project).select_related("requested_by", "project__organisation")
    return found.defer("facts").order_by("-requested_at", "-pk")


def latest_ready_report(project: Project) -> Report | None:
    return reports_of(project).filter(state=Report.State.READY).first()


def active_count(project: Project) -> int:
    return Report.objects.filter(project=project, state__in=Report.ACTIVE).count()
