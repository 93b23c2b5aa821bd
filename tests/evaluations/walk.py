"""One of everything this room's addresses name, for the walk over all addresses."""

from datetime import date

from evaluations.errors import PilotRefused
from evaluations.models import Case, Endpoint, Release, Run
from evaluations.pilot_csv import RecordedRow
from evaluations.principles import principles_for
from evaluations.recorded_answers import Answer
from evaluations.reported_json import Report
from evaluations.services import (
    Content,
    Deployment,
    EndpointValues,
    PilotDetails,
    Secrets,
    add_endpoint,
    add_release,
    load_starter_suite,
    record_pilot,
    record_responses,
    simulated_endpoint,
    start_run,
    store_report,
)
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
        "release": _release(project, actor, canary).pk,
        "endpoint": _endpoint(project, actor, canary).pk,
    }


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
