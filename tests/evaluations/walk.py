"""One of everything this room's addresses name, for the walk over all addresses."""

import io
from datetime import UTC, date, datetime, time

from evaluations.endpoints.recorded_answers import Answer
from evaluations.errors import PilotRefused
from evaluations.exchange.pilot_csv import RecordedRow
from evaluations.models import Alarm, Case, Endpoint, LogDraft, Release, Run, Suite
from evaluations.principles import principles_for
from evaluations.reported.reading import Report
from evaluations.schedules.recurrence import Recurrence
from evaluations.services import (
    Basis,
    Content,
    Deployment,
    EndpointValues,
    JudgeValues,
    PilotDetails,
    Secrets,
    add_endpoint,
    add_judge,
    add_release,
    load_starter_suite,
    record_pilot,
    record_responses,
    simulated_endpoint,
    start_calibration,
    start_grading,
    start_run,
    store_report,
)
from evaluations.services.importing import draft_log
from evaluations.services.plans import Terms, draft_plan, freeze_plan
from evaluations.services.ratings import take_next
from evaluations.services.reviews import QueueValues, make_queue
from evaluations.services.schedules import Setup, add_schedule, start_if_due
from workspaces.models import Project, User
from workspaces.tokens import create_token


def furnish(project: Project, actor: User, canary: str) -> dict[str, object]:
    """A run that was started and a pilot with its conversations; the canary stands in every text a person can write."""
    suite = load_starter_suite(project, actor)
    endpoint = simulated_endpoint(project, actor)
    start_run(project, suite=suite, endpoint=endpoint, release=f"Release {canary}", actor=actor)
    details = PilotDetails(
        name=f"Pilot {canary}",
        release=f"Release {canary}",
        began_on=date(2026, 1, 5),
        ended_on=date(2026, 1, 16),
        population=f"Population {canary}",
        conducted_by=f"Conductor {canary}",
        notes=f"Notes {canary}",
        from_traffic=True,
        drawn_by=f"Drawer {canary}",
        drawn_how=f"Drawn {canary}",
    )
    principle = next(iter(principles_for(project)), "")
    if not principle:
        raise PilotRefused([])
    texts = {name: f"{name} {canary}" for name in ("system", "developer", "user", "response", "grader", "note")}
    row = RecordedRow(line=2, case_id=f"case-{canary}", principle=principle, outcome="violation", score=1.0, **texts)
    run = record_pilot(project, details=details, rows=[row], actor=actor)
    sample = run.samples.get()
    case = Case.objects.get(pk=sample.case_id)
    reported = _reported(project, actor, canary, row)
    return {
        "suite": case.suite_id,
        "case": case.pk,
        "run": run.pk,
        "sample": sample.pk,
        "reported_run": reported.pk,
        **_review(project, run, actor, canary),
        **_watched(project, suite, endpoint, actor, canary),
        "release": _release(project, actor, canary).pk,
        "endpoint": _endpoint(project, actor, canary).pk,
        **_judged(project, actor, canary, run),
        "log_draft": _log_draft(project, actor, canary).pk,
    }


def _watched(project: Project, suite: Suite, endpoint: Endpoint, actor: User, canary: str) -> dict[str, object]:
    """A frozen plan, and a schedule whose first run was missed."""
    plan = draft_plan(project, actor, f"Plan {canary}", Terms(suite, 0.5, note=f"Plan note {canary}"))
    daily = Recurrence("day", time(6), "UTC")
    setup = Setup(suite, endpoint, f"Release {canary}", daily)
    schedule = add_schedule(project, actor, f"Schedule {canary}", setup, now=datetime(2026, 1, 5, tzinfo=UTC))
    start_if_due(schedule.pk, datetime(2026, 1, 5, 12, tzinfo=UTC))
    alarm = Alarm.objects.get(schedule=schedule)
    return {"plan": freeze_plan(plan, actor).pk, "schedule": schedule.pk, "alarm": alarm.pk}


def _reported(project: Project, actor: User, canary: str, row: RecordedRow) -> Run:
    """Results that a pipeline reported."""
    token, _ = create_token(project, name=f"Token {canary}", days=30, actor=actor)
    report = Report(
        project="",
        name=f"Report {canary}",
        release=f"Release {canary}",
        commit=f"commit{canary}",
        branch=f"Branch {canary}",
        idempotency_key=f"Key {canary}",
        rows=[row],
        epochs=[1],
        content={"canary": canary},
    )
    return store_report(token, report)[0]


def _log_draft(project: Project, actor: User, canary: str) -> LogDraft:
    """A log that waits for somebody's yes."""
    rows = f"case_id,principle,user,response,outcome\n{canary},{canary},{canary},{canary},compliant\n"
    return draft_log(project, actor, io.BytesIO(rows.encode()), f"{canary}.csv")


def _release(project: Project, actor: User, canary: str) -> Release:
    content = Content(
        model=f"Model {canary}",
        system_prompt=f"Prompt {canary}",
        tools=[{"name": f"Tool {canary}"}],
        retrieval=f"Retrieval {canary}",
        settings={"setting": f"Value {canary}"},
    )
    return add_release(project, actor, f"Described {canary}", content, Deployment(note=f"Note {canary}"))


def _endpoint(project: Project, actor: User, canary: str) -> Endpoint:
    """A recorded one: its pages are those of any endpoint, and a test of it calls nobody."""
    values = EndpointValues(name=f"Endpoint {canary}", kind="recorded", model=f"Model {canary}")
    endpoint = add_endpoint(project, actor, values, Secrets())
    record_responses(endpoint, [Answer(f"case-{canary}", 1, f"Answer {canary}")], actor)
    return endpoint


def _review(project: Project, run: Run, actor: User, canary: str) -> dict[str, object]:
    """A queue of the pilot's one answer, which its owner holds."""
    queue = make_queue(project, actor, QueueValues(run=run, name=f"Queue {canary}", rule="random", percent=100))
    slot = take_next(queue, actor)
    assert slot is not None
    return {"review": queue.pk, "item": slot.item.token}


def _judged(project: Project, actor: User, canary: str, run: Run) -> dict[str, object]:
    """A judge, a calibration of it and a grading of the run, none of which anybody has worked on yet."""
    values = JudgeValues(
        name=f"Judge {canary}", endpoint=simulated_endpoint(project, actor), sees="rubric", note=f"Why {canary}"
    )
    judge = add_judge(project, actor, values)
    exemplars = Basis(suite=Suite.objects.get(project=project, origin=Suite.Origin.STARTER), good=2, bad=2)
    calibration = start_calibration(judge, exemplars, actor=actor)
    return {
        "judge": judge.pk,
        "calibration": calibration.pk,
        "grading": start_grading(run, judge, actor=actor).pk,
    }
