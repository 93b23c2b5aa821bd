"""What the scheduler calls: reports whose time has come, and letters that have not gone out."""

from celery import shared_task

from reports import mailing
from reports.services.schedules import ask_if_due, due_schedules
from reports.tasks import mail_report


@shared_task
def ask_for_due_report(schedule_id: int) -> None:
    """Asks for the report of one schedule, if it is still due."""
    ask_if_due(schedule_id)


@shared_task
def ring_due_reports() -> None:
    """Looks for schedules that are due, one task each, and for letters that a crash or a mail server kept back."""
    for schedule_id in due_schedules():
        ask_for_due_report.delay(schedule_id)
    for report_id in mailing.unmailed():
        mail_report.delay(report_id)
