"""Recording a pilot that people ran elsewhere, as counts or as the conversations themselves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from evaluations.content import suite_sha256
from evaluations.errors import Fault, PilotRefused
from evaluations.models import Case, Pilot, Run, Sample, Suite, Tally, Verdict
from evaluations.outcomes import RECORDABLE, Outcome, is_inconclusive
from evaluations.pilot_csv import RecordedRow
from evaluations.principles import principles_for
from workspaces import audit
from workspaces.models import Project, User

EARLIEST = date(2015, 1, 1)
MAX_COUNT = 10_000_000
BATCH = 1000
Counts = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class PilotDetails:
    """When, with whom, by whom and on what a pilot was run; ``notes`` holds its limits."""

    name: str
    release: str
    began_on: date
    ended_on: date
    population: str
    conducted_by: str
    notes: str = ""


def record_pilot(
    project: Project,
    *,
    details: PilotDetails,
    actor: User | None,
    counts: Counts | None = None,
    rows: Sequence[RecordedRow] | None = None,
    once: UUID | None = None,
) -> Run:
    """Stores a pilot as a run with the source *recorded*: all of it or nothing.

    Args:
        counts: how often each outcome was seen, by principle: ``{"do_not_lie": {"compliant": 40, "violation": 2}}``.
        rows: the conversations themselves; give these or counts.
        once: names the form that was sent; recording it again gives the first run.

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
            return _store(project, details, actor, counts or {}, rows or [], once)
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
) -> Run:
    by_outcome = _totals(counts, rows)
    # A pilot of last month that is written down today must not look newer than yesterday's run.
    end_of_pilot = datetime.combine(details.ended_on, time(23, 59), tzinfo=UTC)
    run = Run.objects.create(
        project=project,
        suite=_suite_of(project, details, rows, actor) if rows else None,
        source=Run.Source.RECORDED,
        name=details.name.strip(),
        release=details.release.strip(),
        state=_state(by_outcome),
        once=once,
        created_by=actor,
        started_at=datetime.combine(details.began_on, time(), tzinfo=UTC),
        finished_at=min(end_of_pilot, timezone.now()),
    )
    Pilot.objects.create(
        run=run,
        began_on=details.began_on,
        ended_on=details.ended_on,
        population=details.population.strip(),
        conducted_by=details.conducted_by.strip(),
        notes=details.notes.strip(),
    )
    Tally.objects.bulk_create(
        Tally(run=run, principle=identifier, outcome=outcome, count=count)
        for identifier, per_outcome in counts.items()
        for outcome, count in per_outcome.items()
        if count
    )
    if rows:
        _store_samples(run, rows)
    total = sum(by_outcome.values())
    audit.record(project.organisation, actor, "pilot.recorded", run, release=run.release, results=total)
    return run


def _totals(counts: Counts, rows: Sequence[RecordedRow]) -> dict[str, int]:
    totals: dict[str, int] = {}
    for per_outcome in counts.values():
        for outcome, count in per_outcome.items():
            totals[outcome] = totals.get(outcome, 0) + count
    for row in rows:
        totals[row.outcome] = totals.get(row.outcome, 0) + 1
    return totals


def _state(by_outcome: Mapping[str, int]) -> Run.State:
    lost = {"errored": by_outcome.get(Outcome.ERRORED, 0), "unscored": by_outcome.get(Outcome.UNSCORED, 0)}
    return Run.State.INCONCLUSIVE if is_inconclusive(**lost, total=sum(by_outcome.values())) else Run.State.COMPLETED


def _suite_of(project: Project, details: PilotDetails, rows: Sequence[RecordedRow], actor: User | None) -> Suite:
    """The conversations as a frozen suite of their own, so that they are shown and counted like any other cases."""
    name = f"Conversations of {details.name.strip()}"[:110]
    version = Suite.objects.filter(project=project, name=name).count() + 1
    suite = Suite.objects.create(
        project=project,
        name=name,
        version=version,
        origin=Suite.Origin.RECORDED,
        frozen_at=timezone.now(),
        created_by=actor,
    )
    first_seen = {row.case_id: row for row in reversed(rows)}
    in_order = dict.fromkeys(row.case_id for row in rows)
    cases = [
        Case(
            suite=suite,
            position=position,
            key=key,
            principle=first_seen[key].principle,
            messages=first_seen[key].messages(),
        )
        for position, key in enumerate(in_order)
    ]
    Case.objects.bulk_create(cases, batch_size=BATCH)
    suite.content_sha256 = suite_sha256(cases)
    suite.save(update_fields=["content_sha256"])
    return suite


def _store_samples(run: Run, rows: Sequence[RecordedRow]) -> None:
    cases = {case.key: case for case in Case.objects.filter(suite=run.suite)}
    epochs: dict[str, int] = {}
    samples = []
    for row in rows:
        epochs[row.case_id] = epochs.get(row.case_id, 0) + 1
        samples.append(
            Sample(
                run=run,
                case=cases[row.case_id],
                epoch=epochs[row.case_id],
                principle=row.principle,
                state=Sample.State.FINISHED,
                outcome=row.outcome,
                fault="recorded" if row.outcome == Outcome.ERRORED else "",
                reason=row.note,
                response=row.response,
                finished_at=run.finished_at,
            )
        )
    stored = Sample.objects.bulk_create(samples, batch_size=BATCH)
    verdicts = [
        Verdict(
            sample=sample,
            source=Verdict.Source.RECORDED,
            grader=row.grader,
            outcome=row.outcome,
            score=row.score,
            reason=row.note,
        )
        for sample, row in zip(stored, rows, strict=True)
    ]
    Verdict.objects.bulk_create(verdicts, batch_size=BATCH)
