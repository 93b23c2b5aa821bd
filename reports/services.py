"""What people do with reports: ask for one, try a failed one again, delete one."""

from typing import TypedDict, Unpack
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from reports.errors import ReportNotFailed, TooManyReports
from reports.kinds import KINDS
from reports.models import Report
from reports.selectors import active_count
from reports.tasks import make_report
from workspaces import audit
from workspaces.doorbell import ring_on_commit
from workspaces.models import Project, User

MOST_WAITING = 3


class Wishes(TypedDict, total=False):
    """How a report shall be: what it is about, its sections in their order, and its paper."""

    of: int | None
    sections: list[str]
    paper: str


def request_report(
    project: Project, *, kind: str, actor: User | None, once: UUID | None = None, **wishes: Unpack[Wishes]
) -> Report:
    """Puts a report in the queue.

    Args:
        kind: a key of `reports.kinds.KINDS`.
        once: the key of the form it was asked with; the same key gives the same report, however often it comes.

    Raises:
        TooManyReports: three of the project's reports are waiting or being made.
    """
    try:
        with transaction.atomic():
            Project.objects.select_for_update().get(pk=project.pk)  # so that the limit holds against a double click
            known = Report.objects.filter(project=project, once=once).first() if once else None
            if known is not None:
                return known
            _refuse_the_fourth(project)
            report = Report.objects.create(
                project=project, kind=KINDS[kind].key, requested_by=actor, once=once, **wishes
            )
            audit.record(project.organisation, actor, "report.requested", report, kind=report.kind)
            ring_on_commit(make_report, report.pk)
    except IntegrityError:
        return Report.objects.get(project=project, once=once)
    return report


def retry_report(report: Report, *, actor: User) -> None:
    """Puts a failed report in the queue again, with all its attempts.

    Raises:
        ReportNotFailed: it was tried again already, perhaps this very moment.
        TooManyReports: three of the project's reports are waiting or being made.
    """
    with transaction.atomic():
        Project.objects.select_for_update().get(pk=report.project_id)
        _refuse_the_fourth(report.project)
        changed = Report.objects.filter(pk=report.pk, state=Report.State.FAILED).update(
            state=Report.State.QUEUED, attempts=0, reason="", requested_at=timezone.now(), finished_at=None
        )
        if not changed:
            raise ReportNotFailed("This report has not failed, so there is nothing to try again.")
        audit.record(report.project.organisation, actor, "report.retried", report)
        ring_on_commit(make_report, report.pk)


def _refuse_the_fourth(project: Project) -> None:
    if active_count(project) >= MOST_WAITING:
        raise TooManyReports(
            f"{MOST_WAITING} reports of this project are waiting or being made. Wait for one of them, then ask again."
        )
