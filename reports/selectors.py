"""Reads of this room."""

import logging
from datetime import datetime
from pathlib import PurePosixPath

from django.db.models import Exists, F, OuterRef, QuerySet

from reports.brand import PLAIN, Brand
from reports.models import Branding, Report, ReportSchedule, ReportTemplate
from reports.places import Place, belonging
from workspaces.models import Organisation, Project, User
from workspaces.selectors import people_of

logger = logging.getLogger(__name__)


WITH_PLACE = ("organisation", "project__organisation")


def reports_of(place: Place) -> QuerySet[Report]:
    """All reports of a project, or all portfolios of an organisation, the latest first, without the facts they were
    made from.
    """
    found = Report.objects.filter(**belonging(place)).select_related("requested_by", "schedule", *WITH_PLACE)
    return found.defer("facts").order_by("-requested_at", "-pk")


def reports_for(place: Place, reader: User) -> QuerySet[Report]:
    """Those of them that the person may read: a portfolio only by who may see every project that it tells of."""
    if isinstance(place, Project):
        return reports_of(place)
    hidden = Report.tells_of.through.objects.filter(report=OuterRef("pk"))
    hidden = hidden.exclude(project__in=Project.objects.visible_to(reader).values("pk"))
    return reports_of(place).exclude(Exists(hidden))


def readers_of(report: Report) -> QuerySet[User]:
    """The members of the organisation who may read it: the same rule as `reports_for`, for all people at once."""
    people = people_of(report.organisation)
    if report.project_id is not None:
        return people
    told = Project.objects.filter(pk__in=report.tells_of.values("pk"))
    unseen = told.exclude(organisation__memberships__user=OuterRef("pk"))
    return people.exclude(Exists(unseen))


def earlier_report(project: Project, kind: str, before: datetime) -> Report | None:
    """The newest report of a kind that was ready before a time, with its facts."""
    ready = Report.objects.filter(project=project, kind=kind, state=Report.State.READY, finished_at__lt=before)
    return ready.order_by("-finished_at", "-pk").first()


def active_count(place: Place) -> int:
    return Report.objects.filter(**belonging(place), state__in=Report.ACTIVE).count()


def templates_of(organisation: Organisation) -> QuerySet[ReportTemplate]:
    """The report templates of an organisation by their names."""
    return ReportTemplate.objects.filter(organisation=organisation).order_by("name", "pk")


def schedules_of(place: Place) -> QuerySet[ReportSchedule]:
    """The schedules of a project, or of an organisation's portfolios, in the order in which they are due, the paused
    ones last.
    """
    found = ReportSchedule.objects.filter(**belonging(place)).select_related("created_by", *WITH_PLACE)
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
