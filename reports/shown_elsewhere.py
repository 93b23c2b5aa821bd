"""What pages of other rooms show of this one: a station of the loop, a count, search results."""

import re
import uuid
from collections.abc import Iterator
from datetime import datetime

from django.db.models import Max
from django.urls import reverse

from reports.figures import day, moment
from reports.kinds import KINDS, PORTFOLIO, ReportKind
from reports.models import Report
from reports.places import Place
from reports.selectors import reports_of
from reports.sources.frameworks import NUMBERS
from ui.registries import Hit, Panel, Station
from workspaces import access
from workspaces.models import Organisation, Project, User

HITS = 10


def report_station(project: Project) -> Station:
    """Whether there is something for the board to read, and from when."""
    url = reverse("reports:index", args=[project.path])
    latest = _states(project).get(Report.State.READY)
    if latest is None:
        return Station("report", "Report", "none yet", url, "open")
    return Station("report", "Report", day(latest), url, "done")


def report_count(project: Project) -> str:
    """The word beside *Reports* in the navigation while one is being made."""
    states = _states(project)
    return "in the making" if any(state in states for state in Report.ACTIVE) else ""


def report_hits(project: Project, words: str) -> Iterator[Hit]:
    """Ready reports by their kind, or by the beginning of the file's hash."""
    found = reports_of(project).filter(state=Report.State.READY)
    if re.fullmatch(r"[0-9a-f]{6,64}", words.lower()):
        found = found.filter(sha256__startswith=words.lower())
    else:
        kinds = [kind.key for kind in KINDS.values() if words.lower() in f"{kind.name} report".lower()]
        found = found.filter(kind__in=kinds)
    for report in found[:HITS]:
        yield Hit(
            kind="Report",
            title=report.get_kind_display(),
            url=reverse("reports:report_detail", args=[project.path, report.pk]),
            detail=f"{moment(report.finished_at or report.requested_at)} · SHA-256 {report.sha256[:12]}",
        )


def gate_report(project: Project, user: User, key: int) -> Panel:
    """The way from a gate's record to the same on paper, for signature."""
    return _offer(project, user, KINDS["gate"], key, "Gate record as PDF")


def scenario_report(project: Project, user: User, key: int) -> Panel:
    """The way from a scenario's page to its business case on paper."""
    return _offer(project, user, KINDS["case"], key, "Business case as PDF")


def framework_report(project: Project, user: User, key: str | None) -> Panel:
    """The way from the page of a framework, or of all, to their statement on paper."""
    return _offer(project, user, KINDS["framework"], NUMBERS[key] if key else None, "Framework statement as PDF")


def portfolio_report(organisation: Organisation, user: User, key: None) -> Panel:
    """The way from the portfolio on the screen to the same as a file."""
    return _offer(organisation, user, KINDS[PORTFOLIO], None, "Portfolio as PDF")


def _offer(place: Place, user: User, kind: ReportKind, of: int | None, words: str) -> Panel:
    """A button that asks for the report; a link to its preview for who may only look."""
    context = {
        "place": place,
        "kind": kind,
        "of": of,
        "words": words,
        "once": uuid.uuid4(),
        "may_request": access.may(user, place, "evaluate"),
    }
    return Panel("reports/offer.html", context)


def _states(project: Project) -> dict[str, datetime]:
    """The latest time in each state; asked by two parts of the same frame, so it is found once per request."""
    known: dict[str, datetime] | None = project.__dict__.get("_report_states")
    if known is None:
        rows = Report.objects.filter(project=project).values_list("state").annotate(latest=Max("requested_at"))
        known = project.__dict__["_report_states"] = dict(rows)
    return known
