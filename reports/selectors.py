"""Reads of this room."""

import logging
from pathlib import PurePosixPath

from django.db.models import F, QuerySet

from reports.brand import PLAIN, Brand
from reports.models import Branding, Report, ReportSchedule, ReportTemplate
from workspaces.models import Organisation, Project

logger = logging.getLogger(__name__)


def reports_of(project: Project) -> QuerySet[Report]:
    """All reports of a project, the latest first, without the facts they were made from."""
    found = Report.objects.filter(project=project).select_related("requested_by", "project__organisation", "schedule")
    return found.defer("facts").order_by("-requested_at", "-pk")


def latest_ready_report(project: Project) -> Report | None:
    return reports_of(project).filter(state=Report.State.READY).first()


def active_count(project: Project) -> int:
    return Report.objects.filter(project=project, state__in=Report.ACTIVE).count()


def templates_of(organisation: Organisation) -> QuerySet[ReportTemplate]:
    """The report templates of an organisation by their names."""
    return ReportTemplate.objects.filter(organisation=organisation).order_by("name", "pk")


def schedules_of(project: Project) -> QuerySet[ReportSchedule]:
    """The schedules of a project in the order in which they are due, the paused ones last."""
    found = ReportSchedule.objects.filter(project=project).select_related("created_by", "project__organisation")
    return found.prefetch_related("recipients").order_by(F("next_at").asc(nulls_last=True), "pk")


def branding_of(organisation: Organisation) -> Branding:
    """How the reports of an organisation look; a row that is not stored where nobody chose yet."""
    return Branding.objects.filter(organisation=organisation).first() or Branding(organisation=organisation)


def brand_of(organisation: Organisation) -> Brand:
    """The same as it is printed, with the logo read; one whose file is gone is left out."""
    found = branding_of(organisation)
    if found.pk is None:
        return PLAIN
    logo, ending = b"", ""
    if found.logo:
        try:
            with found.logo.storage.open(str(found.logo.name), "rb") as file:
                logo = file.read()
            ending = PurePosixPath(str(found.logo.name)).suffix.removeprefix(".")
        except OSError:
            logger.exception("The logo of %s cannot be read.", organisation)
    return Brand(found.accent, found.footer, found.confidentiality, logo, ending, found.logo_alt)
