"""The doorbells of this room: each names a row, may ring twice, and leaves the work to a module of its own."""

from celery import shared_task

from reports import mailing, making


@shared_task
def make_report(report_id: int) -> None:
    """Makes one report, then rings for its letters."""
    if making.make(report_id):
        mail_report.delay(report_id)


@shared_task
def mail_report(report_id: int) -> None:
    """Tells the people who are named for a report that it is ready."""
    mailing.mail_report(report_id)


@shared_task
def sweep_reports() -> None:
    """Rings for reports that lie still."""
    for report_id in making.sweep():
        make_report.delay(report_id)
