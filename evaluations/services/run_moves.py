"""What people do with a run that was started: pause, cancel, resume, retry what failed, repeat it."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, QuerySet
from django.db.models.functions import Now

from evaluations import tasks
from evaluations.content import suite_sha256
from evaluations.endpoints.chat_client import Fault
from evaluations.errors import RunMoveRefused, RunNotActive, RunRefused
from evaluations.execution.moving import NO_REASON, move
from evaluations.execution.sweeping import CANCELLED_UNGRADED, CRASHED
from evaluations.models import Case, Run, Sample
from evaluations.outcomes import Outcome
from evaluations.runs.settings import Budget
from evaluations.runs.spending import money_of
from evaluations.runs.states import Move
from evaluations.services.runs import Order, place
from workspaces import audit
from workspaces.doorbell import ring_on_commit
from workspaces.models import User


def cancel_run(run: Run, *, actor: User) -> None:
    """Ends a run now: what was not asked is dropped, what was answered stays.

    Raises:
        RunNotActive: it has ended already, perhaps this very moment.
    """
    with transaction.atomic():
        if not move(run.pk, Move.CANCEL, reason=f"Cancelled by {actor.name}.", cause=""):
            raise RunNotActive("The run has ended already.")
        samples = Sample.objects.filter(run=run, lease_owner="")
        samples.filter(state=Sample.State.QUEUED).update(state=Sample.State.DROPPED)
        samples.filter(state=Sample.State.ANSWERED).update(
            state=Sample.State.FINISHED,
            outcome=Outcome.UNSCORED,
            reason=CANCELLED_UNGRADED,
            finished_at=Now(),
        )
        audit.record(run.project.organisation, actor, "run.cancelled", run)


def pause_run(run: Run, *, actor: User) -> None:
    """Starts no further call; those that are open are waited for and kept.

    Raises:
        RunMoveRefused: it is not waiting or running.
    """
    with transaction.atomic():
        if not move(run.pk, Move.PAUSE, reason=f"Paused by {actor.name}.", cause=Run.Cause.PERSON):
            raise RunMoveRefused("Only a run that waits or runs can be paused.")
        audit.record(run.project.organisation, actor, "run.paused", run, cause=Run.Cause.PERSON.value)


def resume_run(run: Run, *, actor: User, budget: Budget | None = None) -> None:
    """Goes on where a paused or stopped run came to rest.

    Args:
        budget: replaces the one the run had; needed where that is used up.

    Raises:
        RunMoveRefused: it is neither paused nor stopped, or its budget is used up and the new one is no larger.
    """
    changes: dict[str, Any] = dict(NO_REASON)
    with transaction.atomic():
        current = Run.objects.select_for_update().get(pk=run.pk)
        if budget:
            _check_larger(current, budget)
            changes |= {"budget_tokens": budget.tokens, "budget_nano": budget.nano}
        elif current.state == Run.State.STOPPED and current.cause == Run.Cause.BUDGET:
            raise RunMoveRefused("The budget is used up: give the run a larger one.", "budget")
        if not move(run.pk, Move.RESUME, **changes):
            raise RunMoveRefused("Only a paused or stopped run can be resumed.")
        audit.record(run.project.organisation, actor, "run.resumed", run, budget=str(budget) if budget else None)
        ring_on_commit(tasks.work_on_run, run.pk)


def _check_larger(run: Run, budget: Budget) -> None:
    if not run.settings.get("longest_answer"):
        raise RunMoveRefused("This run does not limit its answers, so a budget could not hold.", "budget")
    if budget.tokens is not None and budget.tokens <= run.spent_tokens:
        raise RunMoveRefused(f"{run.spent_tokens} tokens are spent already; give more.", "budget_tokens")
    if budget.nano is None:
        return
    if run.settings.get("price_in") is None or run.settings.get("price_out") is None:
        raise RunMoveRefused("The endpoint had no price when this run began; limit its tokens.", "budget_money")
    if budget.nano <= run.spent_nano:
        spent = f"{money_of(run.spent_nano):.4f} {run.currency}"
        raise RunMoveRefused(f"{spent} are spent already; give more.", "budget_money")


def retry_failed(run: Run, *, actor: User) -> int:
    """Asks the samples again that ended as errors, and grades those again whose grading crashed; gives how many.

    What was answered and judged stays as it is, and so does every verdict.

    Raises:
        RunMoveRefused: the run has not ended with a result, or nothing of it failed.
    """
    if run.source != Run.Source.EXECUTED:
        raise RunMoveRefused("Only a run that was executed here can be retried.")
    with transaction.atomic():
        if not move(run.pk, Move.RETRY, finished_at=None, **NO_REASON):
            raise RunMoveRefused("Only a run that has ended can be retried.")
        errored = failed_samples(run)
        ungraded = Sample.objects.filter(run=run, state=Sample.State.FINISHED, outcome=Outcome.UNSCORED, fault=CRASHED)
        faults = _by_fault(errored)
        again = {"outcome": Outcome.PENDING, "crashes": 0, "fault": "", "reason": "", "finished_at": None}
        count = ungraded.update(state=Sample.State.ANSWERED, **again)
        count += errored.update(state=Sample.State.QUEUED, attempts=0, not_before=None, **again)
        if not count:
            raise RunMoveRefused("No sample of this run failed in a way that another try could mend.")
        audit.record(run.project.organisation, actor, "run.retried", run, samples=count, faults=faults)
        ring_on_commit(tasks.work_on_run, run.pk)
    return count


def failed_samples(run: Run) -> QuerySet[Sample]:
    """What ended as an error that another try may mend. An answer that was not recorded when the run began is not in
    what the run froze, so it takes a new run."""
    errored = Sample.objects.filter(run=run, state=Sample.State.FINISHED, outcome=Outcome.ERRORED)
    return errored.exclude(fault=Fault.NOT_RECORDED)


def _by_fault(errored: QuerySet[Sample]) -> dict[str, int]:
    return dict(errored.order_by().values_list("fault").annotate(times=Count("pk")))


def repeat_run(run: Run, *, actor: User, once: UUID | None = None) -> Run:
    """A new run of the same cases, endpoint and settings, linked to the one it repeats.

    Raises:
        RunRefused: the inputs are no longer the same, or a run cannot be started now.
    """
    if run.source != Run.Source.EXECUTED or run.suite is None or run.endpoint is None:
        raise RunRefused("Only a run that was executed here can be repeated.")
    cases = list(Case.objects.filter(samples__run=run).distinct().order_by("position"))
    if suite_sha256(cases) != run.suite_sha256:
        raise RunRefused("The cases are no longer those of this run.")
    money = None if run.budget_nano is None else money_of(run.budget_nano)
    order = Order(
        suite=run.suite,
        endpoint=run.endpoint,
        release=run.release,
        epochs=run.epochs,
        budget=Budget(run.budget_tokens, money),
        once=once,
        only=[case.pk for case in cases],
        name=run.name,
        repeats=run,
        settings=run.settings,
    )
    return place(run.project, order, actor)
