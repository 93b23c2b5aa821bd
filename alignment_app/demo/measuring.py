"""What the demo's company measured: two releases on the same 200 cases, by the real pipeline."""

import time

from evaluations.execution.shift import work_on
from evaluations.models import Run, Suite
from evaluations.services.runs import start_run
from evaluations.services.suite_making import draw_suite, suite_from_catalogue
from evaluations.services.suites import simulated_endpoint
from evaluations.simulated_assistant.process import simulated_assistant
from evaluations.suites.generating import Choice
from workspaces.models import Project, User

PATIENCE_SECONDS = 60.0
POOL = "Every case in force"
SUITE = "Principles in force"
# Root principles have more than half of the pool; at 99 a level they no longer drown the few of the others.
MOST_PER_LEVEL, SEED = 99, 1


def measure(project: Project, actor: User) -> None:
    """Draws the suite and runs both releases on it."""
    suite = _drawn(project, actor)
    with simulated_assistant():
        for number in (3, 4):
            endpoint = simulated_endpoint(project, actor, model=f"simulated-release-{number}")
            run = start_run(project, suite=suite, endpoint=endpoint, release=f"Release {number}", actor=actor)
            work_off(run)


def _drawn(project: Project, actor: User) -> Suite:
    pool = suite_from_catalogue(project, actor, POOL, Choice(in_force=True))
    return draw_suite(pool, actor, SUITE, by="level", size=MOST_PER_LEVEL, seed=SEED, project=project)


def work_off(run: Run) -> None:
    """Works on the run until it has ended."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        work_on(run.pk)
        run.refresh_from_db()
        if run.state not in Run.ACTIVE:
            return
        time.sleep(0.05)
