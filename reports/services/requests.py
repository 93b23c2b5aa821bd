"""Asking for a report, trying a failed one again, calling one off."""

from collections.abc import Iterable
from typing import TypedDict, Unpack
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from reports.errors import ReportNotFailed, ReportNotWaiting, TooManyReports
from reports.kinds import KINDS
from reports.models import Report, ReportSchedule
from reports.places import Place, belonging
from reports.selectors import active_count
from reports.tasks import make_report
from workspaces import audit
from workspaces.doorbell import ring_on_commit
from workspaces.holding import hold
from workspaces.models import Project, User

MOST_WAITING = 3


class Wishes(TypedDict, total=False):
    """How a report shall be: what it is about, its sections in their order, its paper and language; and what asked
    for it, with the address of the product that a letter about it links to."""

    of: int | None
    sections: list[str]
    paper: str
    language: str
    schedule: ReportSchedule | None
    site: str


def request_report(
    place: Place,
    *,
    kind: str,
    actor: User | None,
    once: UUID | None = None,
    recipients: Iterable[User] = (),
    **wishes: Unpack[Wishes],
) -> Report:
    """Puts a report in the queue: of a project, or a portfolio of an organisation through the eyes of who asks.

    Args:
        kind: a key of `reports.kinds.KINDS`.
        once: the key of the form it was asked with; the same key gives the same report, however often it comes.
        recipients: members who get a link by mail once it is ready.

    Raises:
        TooManyReports: three of the project's reports, or of the organisation's portfolios, are waiting or being made.
    """
    try:
        with transaction.atomic():
            hold(place)
            known = Report.objects.filter(**belonging(place), once=once).first() if once else None
            if known is not None:
                return known
            _refuse_the_fourth(place)
            report = Report.objects.create(
                **belonging(place), kind=KINDS[kind].key, requested_by=actor, once=once, **wishes
            )
            report.recipients.set(recipients)
            audit.record(report.organisation, actor, "report.requested", report, kind=report.kind)
            ring_on_commit(make_report, report.pk)
    except IntegrityError:
        return Report.objects.get(**belonging(place), once=once)
    return report


def retry_report(report: Report, *, actor: User) -> None:
    """Puts a failed report in the queue again, with all its attempts.

    Raises:
        ReportNotFailed: it was tried again already, perhaps this very moment.
        TooManyReports: as :func:`request_report`.
    """
    with transaction.atomic():
        hold(report.place)
        _refuse_the_fourth(report.place)
        changed = Report.objects.filter(pk=report.pk, state=Report.State.FAILED).update(
            state=Report.State.QUEUED, attempts=0, reason="", requested_at=timezone.now(), finished_at=None
        )
        if not changed:
            raise ReportNotFailed("This report has not failed, so there is nothing to try again.")
        audit.record(report.organisation, actor, "report.retried", report)
        ring_on_commit(make_report, report.pk)


def cancel_report(report: Report, *, actor: User) -> None:
    """Calls off a report that waits or is being made; what its worker still makes of it is not kept.

    Raises:
        ReportNotWaiting: it is ready, has failed, or was called off this very moment.
    """
    with transaction.atomic():
        changed = Report.objects.filter(pk=report.pk, state__in=Report.ACTIVE).update(
            state=Report.State.CANCELLED, finished_at=timezone.now(), lease_owner="", leased_until=None
        )
        if not changed:
            raise ReportNotWaiting("This report is not waiting any more, so there is nothing to cancel.")
        audit.record(report.organisation, actor, "report.cancelled", report)


def _refuse_the_fourth(place: Place) -> None:
    if active_count(place) >= MOST_WAITING:
        what = "reports of this project" if isinstance(place, Project) else "portfolios of this organisation"
        raise TooManyReports(f"{MOST_WAITING} {what} are waiting or being made. Wait for one of them, then ask again.")
