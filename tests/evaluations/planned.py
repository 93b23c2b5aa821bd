"""Test plans, counted runs and schedules for tests."""

from datetime import UTC, datetime, time
from typing import Any

from evaluations.models import Run, RunSchedule, Sample, TestPlan
from evaluations.schedules.recurrence import Recurrence
from evaluations.services.plans import Terms, draft_plan, freeze_plan
from evaluations.services.runs import start_run
from evaluations.services.schedules import Setup, add_schedule
from tests.evaluations.conftest import Bench

MADE = datetime(2026, 3, 2, 12, tzinfo=UTC)
FIRST = datetime(2026, 3, 3, 6, tzinfo=UTC)


def drafted(bench: Bench, name: str = "Gate 2", **changes: Any) -> TestPlan:
    """A draft that 24 of 24 pass, and 20 of 24 at a mark of 0.6."""
    terms = Terms(**{"suite": bench.suite, "overall_mark": 0.6, **changes})
    return draft_plan(bench.project, bench.cast.editor, name, terms)


def frozen(bench: Bench, name: str = "Gate 2", **changes: Any) -> TestPlan:
    return freeze_plan(drafted(bench, name, **changes), bench.cast.editor)


def counted(bench: Bench, plan: TestPlan) -> Run:
    return start_run(
        bench.project,
        suite=plan.suite,
        endpoint=bench.endpoint,
        release="Release 4",
        actor=bench.cast.evaluator,
        epochs=plan.epochs,
        plan=plan,
    )


def ended(run: Run, wrong: int = 4, state: str = "completed") -> Run:
    """The run as a worker leaves it, with so many violations, the first ones."""
    keys = list(run.samples.order_by("pk").values_list("pk", flat=True))
    done = {"state": "finished", "finished_at": run.created_at, "response": "Answer."}
    Sample.objects.filter(run=run).update(outcome="compliant", **done)
    Sample.objects.filter(pk__in=keys[:wrong]).update(outcome="violation")
    Run.objects.filter(pk=run.pk).update(state=state, started_at=run.created_at, finished_at=run.created_at)
    run.refresh_from_db()
    return run


def nightly(bench: Bench, name: str = "Nightly", **changes: Any) -> RunSchedule:
    """Every day at six in UTC, made at noon of 2 March 2026, so first due on the 3rd."""
    daily = Recurrence("day", time(6), "UTC")
    parts = {"suite": bench.suite, "endpoint": bench.endpoint, "release": "Release 4", "recurrence": daily, **changes}
    return add_schedule(bench.project, bench.cast.evaluator, name, Setup(**parts), now=MADE)
