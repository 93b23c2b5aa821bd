"""Holds a report against the project as it stands now."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reports.attached import Attached
from reports.context import Order, build_dossier
from reports.differences import ABSENT, Difference, differences
from reports.dossier import read_dossier
from reports.errors import NoReport, SubjectMissing
from workspaces.models import AuditEntry, Project


@dataclass(frozen=True)
class Verification:
    """Whether a project still stands as a report printed it; ``by`` and ``at`` say who made the report, and when."""

    project: Project
    kind: str
    by: str
    at: datetime
    differences: tuple[Difference, ...]

    @property
    def stands(self) -> bool:
        return not self.differences

    def as_json(self) -> dict[str, Any]:
        """The keys of the command line's contract, and what they are about."""
        return {
            "project": self.project.path,
            "kind": self.kind,
            "made_at": self.at.isoformat(),
            "made_by": self.by,
            "stands": self.stands,
            "differences": [vars(one) for one in self.differences],
        }


def verify(report: Attached, project: Project) -> Verification:
    """What differs between a report's facts and the project's now, day-dependent facts taken as of the report's day.

    Raises:
        NoReport: the facts are of another version of the product, or of another project.
    """
    if report.project != project.path:
        raise NoReport(f"This is a report of {report.project}, not of {project.path}.")
    try:
        printed = read_dossier(report.facts)
    except (KeyError, TypeError, ValueError, AttributeError, AssertionError) as error:
        raise NoReport("The report was made by a version of the product that keeps other facts.") from error
    order = Order(printed.kind, printed.of, printed.sections)
    try:
        now = build_dossier(project, order, by=printed.making.by, at=printed.making.at)
    except SubjectMissing as gone:
        raise NoReport(str(gone)) from gone
    before, after = printed.as_json(), now.as_json()
    del before["making"], after["making"]
    found = differences(before, after)
    found += _of_the_trail(project, printed.making.audit_entry, printed.making.audit_head)
    return Verification(project, report.kind, printed.making.by, printed.making.at, tuple(found))


def _of_the_trail(project: Project, sequence: int, head: str) -> list[Difference]:
    """The trail grows, so its head may be another one by now; the printed one must still be a link of it."""
    if not head:
        return []
    entry = AuditEntry.objects.filter(organisation_id=project.organisation_id, sequence=sequence).first()
    if entry is not None and entry.mac == head:
        return []
    return [Difference(f"audit trail › entry {sequence}", head[:12], entry.mac[:12] if entry else ABSENT)]
