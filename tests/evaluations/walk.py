"""One of everything this room's addresses name, for the walk over all addresses."""

from datetime import date

from evaluations.errors import PilotRefused
from evaluations.models import Case
from evaluations.pilot_csv import RecordedRow
from evaluations.principles import principles_for
from evaluations.services import PilotDetails, load_starter_suite, record_pilot, simulated_endpoint, start_run
from workspaces.models import Project, User


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
    )
    principle = next(iter(principles_for(project)), "")
    if not principle:
        raise PilotRefused([])
    texts = {name: f"{name} {canary}" for name in ("system", "developer", "user", "response", "grader", "note")}
    row = RecordedRow(line=2, case_id=f"case-{canary}", principle=principle, outcome="violation", score=1.0, **texts)
    run = record_pilot(project, details=details, rows=[row], actor=actor)
    sample = run.samples.get()
    case = Case.objects.get(pk=sample.case_id)
    return {"suite": case.suite_id, "case": case.pk, "run": run.pk, "sample": sample.pk}
