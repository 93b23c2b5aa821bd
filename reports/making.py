"""Makes the reports in the queue: claims one by a conditional UPDATE, sets it, stores the file, or says why not."""

import hashlib
import logging
import os
import socket
import uuid
from collections.abc import Sequence
from datetime import timedelta

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from reports.attached import attachment_of
from reports.context import Order, build_dossier
from reports.dossier import Dossier
from reports.errors import SubjectMissing, TypesettingFailed, TypesettingTooLarge, TypesettingTooLong
from reports.kinds import language_named, paper_named
from reports.models import Report, generated_name
from reports.portfolio import build_portfolio, projects_for
from reports.removal import audit_name, delete_report
from reports.selectors import WITH_PLACE, brand_of
from reports.typesetting import SetReport, set_report
from reports.wording import shown
from workspaces import access, audit
from workspaces.models import Project

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=150)  # more than the time limit of typesetting and of building the facts
ATTEMPTS = 3
QUIET = timedelta(seconds=10)  # how long a queued report may wait before the sweeper rings for it again
KEPT = timedelta(days=180)
UNEXPECTED = "Something unexpected stopped this report. The cause is in the server’s log."


def make(report_pk: int) -> bool:
    """Makes the report if nobody else does, and says whether letters about it wait to be sent.

    May be called twice: one of the calls finds nothing to do.
    """
    report = claim(report_pk)
    if report is None:
        return False
    try:
        dossier, told = _facts_of(report)
        context = shown(dossier, paper_named(report.paper), language_named(report.language)).as_context()
        made = set_report(context, attachment_of(dossier), brand_of(report.organisation))
        return _finish(report, dossier, made, told) and report.recipients.exists()
    except SubjectMissing as gone:
        _fail(report, str(gone))
    except (TypesettingTooLong, TypesettingTooLarge) as failure:
        logger.warning("Report %s: %s %s", report.pk, failure, failure.detail)
        _give_back(report, str(failure))
    except TypesettingFailed as failure:
        logger.exception("Report %s: %s", report.pk, failure.detail)
        _fail(report, str(failure))
    except Exception:
        logger.exception("Report %s could not be made.", report.pk)
        _give_back(report, UNEXPECTED)
    return False


def _facts_of(report: Report) -> tuple[Dossier, Sequence[Project]]:
    """What the report says, and of which projects a portfolio tells: those that who asked for it may see now."""
    order = Order(report.kind, report.of, tuple(report.sections))
    by = report.requested_by.name if report.requested_by else "Plumbline"
    if report.project is not None:
        if report.requested_by is not None and not access.may(report.requested_by, report.project, "view"):
            raise SubjectMissing(f"{by}, who asked for it, does not belong to the organisation any more.")
        return build_dossier(report.project, order, by=by), ()
    told = projects_for(report.organisation, report.requested_by)
    return build_portfolio(report.organisation, told, order, by=by), told


def claim(report_pk: int) -> Report | None:
    """The report under a lease of ours, or None when it is made, is with another worker, or has no attempt left."""
    owner = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
    free = Q(state=Report.State.QUEUED) | Q(state=Report.State.RUNNING, leased_until__lt=Now())
    taken = Report.objects.filter(free, pk=report_pk, attempts__lt=ATTEMPTS).update(
        state=Report.State.RUNNING, lease_owner=owner, leased_until=Now() + LEASE, attempts=F("attempts") + 1
    )
    if not taken:
        return None
    found = Report.objects.select_related("requested_by", *WITH_PLACE)
    return found.filter(pk=report_pk, lease_owner=owner).first()


def sweep() -> list[int]:
    """Ends what crashed too often, removes what has expired, and gives the reports to ring for."""
    crashed = Report.objects.filter(state=Report.State.RUNNING, leased_until__lt=Now(), attempts__gte=ATTEMPTS)
    crashed.update(
        state=Report.State.FAILED,
        finished_at=Now(),
        lease_owner="",
        leased_until=None,
        reason=f"The worker ended {ATTEMPTS} times while it was making this report.",
    )
    for report in Report.objects.filter(expires_at__lt=Now()).select_related(*WITH_PLACE).defer("facts"):
        delete_report(report, actor=None, why="expired")
    waiting = Q(state=Report.State.QUEUED, requested_at__lt=Now() - QUIET)
    left = Q(state=Report.State.RUNNING, leased_until__lt=Now())
    return list(Report.objects.filter(waiting | left).order_by("requested_at").values_list("pk", flat=True)[:100])


def _finish(report: Report, dossier: Dossier, made: SetReport, told: Sequence[Project]) -> bool:
    """Stores file and row together, and says whether it did; a file whose row was taken over, called off or deleted
    meanwhile goes away again."""
    storage = report.file.storage
    name = storage.save(generated_name(report, "report.pdf"), ContentFile(made.pdf))
    digest = hashlib.sha256(made.pdf).hexdigest()
    stored = 0
    try:
        with transaction.atomic():
            stored = Report.objects.filter(pk=report.pk, lease_owner=report.lease_owner).update(
                state=Report.State.READY,
                finished_at=Now(),
                expires_at=timezone.now() + KEPT,
                file=name,
                sha256=digest,
                size=len(made.pdf),
                pages=made.pages,
                facts=dossier.as_json(),
                reason="",
                lease_owner="",
                leased_until=None,
            )
            if stored:
                report.tells_of.set(told)
                audit.record(report.organisation, None, "report.made", audit_name(report), sha256=digest)
    finally:
        if not stored:
            storage.delete(name)
    return bool(stored)


def _give_back(report: Report, reason: str) -> None:
    """Back to the queue for another attempt, or failed after the last."""
    if report.attempts >= ATTEMPTS:
        _fail(report, f"{reason} It was tried {ATTEMPTS} times.")
        return
    Report.objects.filter(pk=report.pk, lease_owner=report.lease_owner).update(
        state=Report.State.QUEUED, lease_owner="", leased_until=None
    )


def _fail(report: Report, reason: str) -> None:
    Report.objects.filter(pk=report.pk, lease_owner=report.lease_owner).update(
        state=Report.State.FAILED, finished_at=Now(), reason=reason, lease_owner="", leased_until=None
    )
