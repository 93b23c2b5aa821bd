"""Holds a report against the project, or the organisation's projects, as they stand now."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone

from reports.attached import Attached
from reports.comparing import changes_since
from reports.context import Order, build_dossier
from reports.differences import ABSENT, Difference, differences
from reports.dossier import Dossier, read_dossier
from reports.errors import NoReport, SubjectMissing, UnreadableFacts
from reports.kinds import KINDS
from reports.models import Report
from reports.places import Place, belonging, organisation_of, path_of
from reports.portfolio import all_projects, build_portfolio, projects_for
from workspaces.models import AuditEntry, Organisation, Project, User

# A file may name any time, and from a time at the edge of the calendar no day can be counted on.
EARLIEST = datetime(2020, 1, 1, tzinfo=UTC)
AHEAD = timedelta(days=1)  # as far as the clock of another server may be wrong


@dataclass(frozen=True)
class Verification:
    """Whether a project, or an organisation's portfolio, still stands as a report printed it; ``by`` and ``at`` say who
    made the report, and when.
    """

    place: Place
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
            "project": path_of(self.place),
            "kind": self.kind,
            "made_at": self.at.isoformat(),
            "made_by": self.by,
            "stands": self.stands,
            "differences": [vars(one) for one in self.differences],
        }


def verify(report: Attached, place: Place, *, reader: User | None = None) -> Verification:
    """What differs between a report's facts and what holds now, day-dependent facts taken as of the report's day.

    Args:
        reader: who asks; a portfolio is held against the projects that this person may see, without one against all.

    Raises:
        NoReport: the facts are of another version of the product, or of another project or organisation, or of a time
            at which no report can have been made.
    """
    if report.project != path_of(place):
        raise NoReport(f"This is a report of {report.project}, not of {path_of(place)}.")
    try:
        printed = read_dossier(report.facts)
    except UnreadableFacts as error:
        raise NoReport("The report was made by a version of the product that keeps other facts.") from error
    if not EARLIEST <= printed.making.at <= timezone.now() + AHEAD:
        raise NoReport("The report says that it was made at a time at which none can have been made.")
    if printed.kind not in KINDS or KINDS[printed.kind].of_organisation == isinstance(place, Project):
        raise NoReport(f"There is no report of the kind “{printed.kind}” of {path_of(place)}.")
    now = _as_of_now(printed, place, reader)
    before, after = printed.as_json(), now.as_json()
    for apart in ("making", "changes", "phrases"):
        del before[apart], after[apart]
    found = differences(before, after)
    found += _of_the_phrases(printed, now)
    found += _of_the_comparison(printed, place)
    found += _of_the_trail(organisation_of(place), printed.making.audit_entry, printed.making.audit_head)
    return Verification(place, printed.kind, printed.making.by, printed.making.at, tuple(found))


def _as_of_now(printed: Dossier, place: Place, reader: User | None) -> Dossier:
    order = Order(printed.kind, printed.of, printed.sections)
    making = printed.making
    try:
        if isinstance(place, Project):
            return build_dossier(place, order, by=making.by, at=making.at)
        told = all_projects(place) if reader is None else projects_for(place, reader)
        return build_portfolio(place, told, order, by=making.by, at=making.at)
    except SubjectMissing as gone:
        raise NoReport(str(gone)) from gone


def _of_the_phrases(printed: Dossier, now: Dossier) -> list[Difference]:
    """How a sentence is made, where both say it; that one came or went is told of the fact that has it."""
    made = {phrase.text: phrase for phrase in now.phrases}
    said = [one for one in printed.phrases if one.text in made]
    return differences([vars(one) for one in said], [vars(made[one.text]) for one in said], ("phrases",))


def _of_the_comparison(printed: Dossier, place: Place) -> list[Difference]:
    """The comparison with an earlier report follows from the facts of both, and not from the project as it is now.

    An earlier report that has expired or was deleted leaves nothing to hold it against.
    """
    told = printed.changes
    if told is None:
        return []
    ready = Report.objects.filter(**belonging(place), state=Report.State.READY)
    earlier = ready.filter(pk=told.earlier.identity).first()
    if earlier is None or earlier.finished_at is None:
        return []
    again = replace(printed, changes=changes_since(earlier.pk, earlier.facts, earlier.finished_at, printed))
    return differences(printed.as_json()["changes"], again.as_json()["changes"], ("changes",))


def _of_the_trail(organisation: Organisation, sequence: int, head: str) -> list[Difference]:
    """The trail grows, so its head may be another one by now; the printed one must still be a link of it."""
    if not head:
        return []
    entry = AuditEntry.objects.filter(organisation=organisation, sequence=sequence).first()
    if entry is not None and entry.mac == head:
        return []
    return [Difference(f"audit trail › entry {sequence}", head[:12], entry.mac[:12] if entry else ABSENT)]
