"""The doorbells of this room: each names a row, may ring twice, and leaves the work to execution."""

from celery import shared_task

from evaluations.execution import regrading, shift, sweeping
from evaluations.execution.gradings import sweeping as sweeping_gradings
from evaluations.execution.gradings import turns


@shared_task
def work_on_run(run_id: int) -> None:
    """Takes a turn at a run, then rings for the next turn."""
    following = shift.work_on(run_id)
    if following is not None:
        work_on_run.apply_async((following.run_id,), countdown=following.seconds)


@shared_task
def sweep_runs() -> None:
    """Puts back what was left behind and rings for runs that lie still."""
    for run_id in sweeping.sweep():
        work_on_run.delay(run_id)


@shared_task
def regrade_report(reported_id: int) -> None:
    """Grades the answers of a report again."""
    regrading.regrade(reported_id)


@shared_task
def sweep_regrading() -> None:
    """Rings for reports whose grading a crash or a lost message left behind."""
    for reported_id in regrading.waiting():
        regrade_report.delay(reported_id)


@shared_task
def work_on_grading(grading_id: int) -> None:
    """Takes a turn at a grading, then rings for its next turn and for a run that waits for the same endpoint."""
    following = turns.work_on(grading_id)
    if following.grading_seconds is not None:
        work_on_grading.apply_async((grading_id,), countdown=following.grading_seconds)
    if following.run is not None:
        work_on_run.apply_async((following.run.run_id,), countdown=following.run.seconds)


@shared_task
def sweep_gradings() -> None:
    """Puts back what was left behind of gradings and rings for those that lie still."""
    for grading_id in sweeping_gradings.sweep():
        work_on_grading.delay(grading_id)
