"""Tells people by mail that a report is ready: a link that asks for sign-in, and never the file."""

import logging
import smtplib
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from reports.models import Report
from reports.places import address
from reports.selectors import WITH_PLACE, readers_of
from workspaces import audit

logger = logging.getLogger(__name__)

SUBJECT = "A report is ready on Plumbline"  # carries no text that a user typed, so no header can be smuggled in
GIVEN_UP = timedelta(days=1)


def unmailed() -> list[int]:
    """The ready reports whose letters have not gone out, the oldest first; after a day they are given up."""
    ready = Report.objects.filter(state=Report.State.READY, mailed_at__isnull=True, recipients__isnull=False)
    recent = ready.filter(finished_at__gt=timezone.now() - GIVEN_UP)
    return list(recent.order_by("finished_at").values_list("pk", flat=True).distinct()[:100])


def mail_report(report_pk: int) -> int:
    """Sends the letters of a report, once, to those who may still read it; gives their number.

    Whoever claims them by a conditional UPDATE sends them. If the mail server refuses, the claim is given back.
    """
    claimed_at = timezone.now()
    claim = Report.objects.filter(pk=report_pk, state=Report.State.READY, mailed_at__isnull=True)
    if not claim.update(mailed_at=claimed_at):
        return 0
    report = Report.objects.select_related(*WITH_PLACE).defer("facts").get(pk=report_pk)
    readers = readers_of(report).filter(pk__in=report.recipients.values("pk"))
    letters = [EmailMessage(SUBJECT, _body(report, person.name), None, [person.email]) for person in readers]
    try:
        get_connection().send_messages(letters)
    except (OSError, smtplib.SMTPException):
        logger.exception("The letters about report %s could not be sent.", report_pk)
        Report.objects.filter(pk=report_pk, mailed_at=claimed_at).update(mailed_at=None)
        return 0
    with transaction.atomic():
        audit.record(report.organisation, None, "report.mailed", report, letters=len(letters))
    return len(letters)


def _body(report: Report, name: str) -> str:
    site = (settings.BASE_URL or report.site).rstrip("/")
    link = site + address(report.place, "report_detail", report.pk)
    return render_to_string("reports/mail/ready.txt", {"report": report, "name": name, "link": link})
