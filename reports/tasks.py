"""The doorbells of this room: each names a row, may ring twice, and leaves the work to `reports.making`."""

from celery import shared_task

from reports import making


@shared_task
def make_report(report_id: int) -> None:
    """Makes one report."""
    making.make(report_id)


@shared_task
def sweep_reports() -> None:
    """Rings for reports that lie still."""
    for report_id in making.sweep():
        make_report.delay(report_id)
