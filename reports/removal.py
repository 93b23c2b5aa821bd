"""Removing a report with its file, when a person says so and when it has expired."""

from functools import partial

from django.db import transaction

from reports.models import Report
from workspaces import audit
from workspaces.models import User


def delete_report(report: Report, *, actor: User | None, why: str = "deleted") -> None:
    """Removes the report and its file; its hash stays in the audit trail."""
    with transaction.atomic():
        # Only who removes the row may remove the file and write the entry.
        name, sha256 = report.file.name, report.sha256
        target = audit_name(report)
        removed, _ = Report.objects.filter(pk=report.pk).delete()
        if not removed:
            return
        audit.record(report.organisation, actor, f"report.{why}", target, sha256=sha256)
        if name:
            transaction.on_commit(partial(report.file.storage.delete, name), robust=True)


def audit_name(report: Report) -> str:
    return f"{report._meta.label}#{report.pk} {report}"
