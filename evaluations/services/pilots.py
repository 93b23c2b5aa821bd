"""Recording a pilot that people ran elsewhere, as counts or as the conversations themselves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from evaluations.errors import Fault, PilotRefused
from evaluations.exchange.pilot_csv import RecordedRow
from evaluations.models import Pilot, Run, Tally
from evaluations.outcomes import RECORDABLE
from evaluations.principles import principles_for
from evaluations.services.conversations import state_of, store_conversations, suite_of_conversations
from evaluations.services.releases import release_named
from evaluations.statistics import Calibration
from workspaces import audit
from workspaces.models import Project, User

EARLIEST = date(2015, 1, 1)
MAX_COUNT = 10_000_000
Counts = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class PilotDetails:
    """When, with whom, by whom and on what a pilot was run; ``scope`` says what it tried, ``notes`` its limits.

    ``from_traffic`` says that its conversations were drawn from real ones, by whom and how; then it may price the
    business case. ``calibration`` says how often a grader that is not a person is right, where that is known.
    """

    name: str
    release: str
    began_on: date
    ended_on: date
    population: str
    conducted_by: str
    notes: str = ""
    scope: str = ""
    from_traffic: bool = False
    drawn_by: str = ""
    drawn_how: str = ""
    graded_by: str = Pilot.Grader.PEOPLE
    calibration: Calibration | None = None


def record_pilot(
    project: Project,
    *,
    details: PilotDetails,
    actor: User | None,
    counts: Counts | None = None,
    rows: Sequence[RecordedRow] | None = None,
    once: UUID | None = None,
    simulated: bool = False,
) -> Run:
    """Stores a pilot as a run with the source *recorded*: all of it or nothing.

    Args:
        counts: how often each outcome was seen, by principle: ``{"do_not_lie": {"compliant": 40, "violation": 2}}``.
        rows: the conversations themselves; give these or counts.
        once: names the form that was sent; recording it again gives the first run.
        simulated: nobody spoke with a real assistant; every page says so.

    Raises:
        PilotRefused: with every fault found.
    """
    faults = _detail_faults(details) + (_count_faults(project, counts) if counts is not None else [])
    if not counts and not rows:
        faults.append(Fault("counts", "", "at least one count", "Count at least one outcome."))
    if faults:
        raise PilotRefused(faults)
    try:
        with transaction.atomic():
            return _store(project, details, actor, counts or {}, rows or [], once, simulated)
    except IntegrityError:
        known = Run.objects.filter(project=project, once=once).first() if once else None
        if known is None:
            raise
        return known


def _detail_faults(details: PilotDetails) -> list[Fault]:
    faults = []
    today = timezone.now().date()
    allowed = f"{EARLIEST} to {today}"
    for field in ("name", "release", "population", "conducted_by"):
        if not getattr(details, field).strip():
            faults.append(Fault(field, "", "a text", "This is needed to judge the result later."))
    for field in ("began_on", "ended_on"):
        if not EARLIEST <= getattr(details, field) <= today:
            faults.append(Fault(field, getattr(details, field), allowed, f"Give a day from {allowed}."))
    if details.ended_on < details.began_on:
        faults.append(Fault("ended_on", details.ended_on, f"from {details.began_on}", "It ended before it began."))
    return faults + sample_faults(details)


def sample_faults(details: PilotDetails) -> list[Fault]:
    """What is missing before a pilot may price the business case, and a calibration that belongs to nobody."""
    faults = []
    if details.from_traffic:
        for field, needed in (("drawn_by", "Say who drew the sample."), ("drawn_how", "Say how it was drawn.")):
            if not getattr(details, field).strip():
                faults.append(Fault(field, "", "a text", f"{needed} Without it nobody can trust the rate."))
    if details.graded_by not in Pilot.Grader.values:
        allowed = ", ".join(Pilot.Grader.values)
        faults.append(Fault("graded_by", details.graded_by, allowed, f"Known are {allowed}."))
    if details.calibration is not None and details.graded_by == Pilot.Grader.PEOPLE:
        message = "People’s verdicts are taken as they are; these counts are for rules and judges."
        faults.append(Fault("bad_shown", details.calibration.bad, "empty", message))
    return faults


def _count_faults(project: Project, counts: Counts) -> list[Fault]:
    known, faults = principles_for(project), []
    for identifier, by_outcome in counts.items():
        if identifier not in known:
            faults.append(Fault("principle", identifier, "a principle of the project's version", "Unknown principle."))
        for outcome, count in by_outcome.items():
            if outcome not in RECORDABLE or not 0 <= count <= MAX_COUNT:
                faults.append(Fault(str(outcome), count, f"0 to {MAX_COUNT}", "Not an outcome that can be counted."))
    return faults


def _store(
    project: Project,
    details: PilotDetails,
    actor: User | None,
    counts: Counts,
    rows: Sequence[RecordedRow],
    once: UUID | None,
    simulated: bool,
) -> Run:
    by_outcome = _totals(counts, rows)
    # A pilot of last month that is written down today must not look newer than yesterday's run.
    end_of_pilot = datetime.combine(details.ended_on, time(23, 59), tzinfo=UTC)
    run = Run.objects.create(
        project=project,
        suite=suite_of_conversations(project, f"Conversations of {details.name.strip()}", rows, actor)
        if rows
        else None,
        source=Run.Source.RECORDED,
        name=details.name.strip(),
        release=details.release.strip(),
        release_record=release_named(project, details.release, actor),
        state=state_of(by_outcome),
        simulated=simulated,
        once=once,
        created_by=actor,
        started_at=datetime.combine(details.began_on, time(), tzinfo=UTC),
        finished_at=min(end_of_pilot, timezone.now()),
    )
    Pilot.objects.create(
        run=run,
        began_on=details.began_on,
        ended_on=details.ended_on,
        scope=details.scope.strip(),
        population=details.population.strip(),
        conducted_by=details.conducted_by.strip(),
        notes=details.notes.strip(),
        from_traffic=details.from_traffic,
        drawn_by=details.drawn_by.strip(),
        drawn_how=details.drawn_how.strip(),
        graded_by=details.graded_by,
        **_calibration(details.calibration),
    )
    Tally.objects.bulk_create(
        Tally(run=run, principle=identifier, outcome=outcome, count=count)
        for identifier, per_outcome in counts.items()
        for outcome, count in per_outcome.items()
        if count
    )
    if rows:
        store_conversations(run, rows)
    total = sum(by_outcome.values())
    drawn = {"from_traffic": True, "drawn_by": details.drawn_by} if details.from_traffic else {}
    audit.record(project.organisation, actor, "pilot.recorded", run, release=run.release, results=total, **drawn)
    return run


def _calibration(found: Calibration | None) -> dict[str, int]:
    if found is None:
        return {}
    return {
        "bad_shown": found.bad,
        "bad_recognised": found.bad_recognised,
        "good_shown": found.good,
        "good_recognised": found.good_recognised,
    }


def _totals(counts: Counts, rows: Sequence[RecordedRow]) -> dict[str, int]:
    totals: dict[str, int] = {}
    for per_outcome in counts.values():
        for outcome, count in per_outcome.items():
            totals[outcome] = totals.get(outcome, 0) + count
    for row in rows:
        totals[row.outcome] = totals.get(row.outcome, 0) + 1
    return totals
