"""Gradings: a judge's pass over the stored answers of a run, started, paused, resumed and cancelled."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from evaluations import tasks
from evaluations.errors import GradingRefused
from evaluations.execution.gradings.ending import move
from evaluations.judging import attacks, prompt
from evaluations.judging.known_responses import answers_to_grade, bad_ones_of
from evaluations.judging.standing import is_model_under_test, members_of
from evaluations.models import Grading, Judge, Judgement, Run
from evaluations.runs.settings import MAX_BUDGET_TOKENS
from workspaces import audit
from workspaces.doorbell import ring_on_commit
from workspaces.models import Project, User

MAX_ACTIVE = 10
BATCH = 1000


def start_grading(
    run: Run,
    judge: Judge,
    *,
    actor: User | None,
    counts: bool = True,
    insist: bool = False,
    budget_tokens: int | None = None,
    once: UUID | None = None,
) -> Grading:
    """Lays out one judgement for each answer and each attack, and rings for a worker once all of it is stored.

    Args:
        counts: whether the verdicts are meant to decide outcomes; otherwise they are advice beside the others.
        insist: starts it even where the judge is the model under test; then it never counts.
        once: names the form that was sent; a second start with the same name gives the first grading.

    Raises:
        GradingRefused: judge and run do not go together, or a limit is reached.
    """
    if once and (known := Grading.objects.filter(project=run.project, once=once).first()):
        return known
    own = _check(run, judge, insist=insist)
    check_budget(budget_tokens)
    try:
        with transaction.atomic():
            grading = Grading.objects.create(
                project=run.project,
                judge=judge,
                run=run,
                counts=counts and not own,
                is_own_model=own,
                budget_tokens=budget_tokens,
                once=once,
                created_by=actor,
            )
            answers = _lay_out(grading, run)
            audit.record(
                run.project.organisation,
                actor,
                "grading.started",
                grading,
                run=run.pk,
                judge=judge.pk,
                answers=answers,
                counts=grading.counts,
                own_model=own,
            )
            ring_on_commit(tasks.work_on_grading, grading.pk)
    except IntegrityError:
        return started_before(run.project, once)
    return grading


def started_before(project: Project, once: UUID | None) -> Grading:
    known = Grading.objects.filter(project=project, once=once).first() if once else None
    if known is None:
        raise GradingRefused("Somebody has just started the same; look at that first.")
    return known


def _check(run: Run, judge: Judge, *, insist: bool) -> bool:
    """Whether the judge is the model under test, which was insisted on."""
    check_judge(run.project, judge)
    if run.state not in Run.FINISHED:
        raise GradingRefused("Only a run that has ended with a result can be graded.")
    if not answers_to_grade(run).exists():
        raise GradingRefused("This run has no answer that a judge could be asked about.")
    if Grading.objects.filter(run=run, judge=judge, state__in=Grading.OPEN).exists():
        raise GradingRefused(f"{judge} is grading this run already.", "judge")
    own = is_model_under_test(judge, run)
    if own and not insist:
        raise GradingRefused(
            "This judge is the model under test: models favour their own answers. Choose another, or insist; then its "
            "verdicts stand beside the others and never count.",
            "judge",
            own_model=True,
        )
    return own


def check_judge(project: Project, judge: Judge) -> None:
    """Refuses a judge that cannot be asked now."""
    if judge.project_id != project.pk:
        raise GradingRefused("Choose a judge of this project.", "judge")
    if judge.is_archived:
        raise GradingRefused(f"{judge} is archived; choose one that is in use.", "judge")
    for each in members_of(judge):
        if each.prompt_version != prompt.PROMPT_VERSION:
            raise GradingRefused(f"{each} was made for an older prompt; make a new version of it.", "judge")
        if each.endpoint is None or each.endpoint.is_archived or each.endpoint.needs_its_key_again:
            raise GradingRefused(f"The endpoint of {each} is archived or needs its key again.", "judge")
    if Grading.objects.filter(project=project, state__in=Grading.ACTIVE).count() >= MAX_ACTIVE:
        raise GradingRefused(f"{MAX_ACTIVE} gradings of this project are waiting or running; let one end first.")


def check_budget(tokens: int | None) -> None:
    if tokens is not None and not 1 <= tokens <= MAX_BUDGET_TOKENS:
        raise GradingRefused(f"A budget has 1 to {MAX_BUDGET_TOKENS} tokens.", "budget_tokens")


def _lay_out(grading: Grading, run: Run) -> int:
    """Stores the judgements, the attacks first, so that it shows early where they work; gives how many answers."""
    members = members_of(grading.judge)
    first = _rides(run)
    store_for_each(members, grading, first)
    answers = list(answers_to_grade(run).values_list("pk", flat=True))
    store_for_each(
        members,
        grading,
        (
            {"place": len(first) + number, "kind": Judgement.Kind.ANSWER, "sample_id": pk}
            for number, pk in enumerate(answers)
        ),
    )
    return len(answers)


def _rides(run: Run) -> list[dict[str, object]]:
    rides = attacks.rides(bad_ones_of(run, attacks.BASES))
    plain = {ride.response: place for place, ride in enumerate(rides) if not ride.attack}
    return [
        {
            "place": place,
            "kind": Judgement.Kind.ATTACK,
            "attack": ride.attack,
            "inside": plain[ride.bad.response] if ride.attack else None,
            "label": "violation",
            "principle": ride.bad.principle,
            "messages": list(ride.bad.messages),
            "rubric": ride.bad.rubric,
            "response": ride.response,
        }
        for place, ride in enumerate(rides)
    ]


def store_for_each(members: Sequence[Judge], grading: Grading, rows: Iterable[dict[str, object]]) -> None:
    """A judgement for each row and each judge that is asked."""
    judgements = (Judgement(grading=grading, judge=judge, **row) for row in rows for judge in members)
    Judgement.objects.bulk_create(judgements, batch_size=BATCH)


def pause_grading(grading: Grading, *, actor: User) -> None:
    """Starts no further call; those that are open are waited for and kept.

    Raises:
        GradingRefused: it is not waiting or running.
    """
    with transaction.atomic():
        if not move(grading.pk, Grading.ACTIVE, Grading.State.PAUSED, reason=f"Paused by {actor.name}."):
            raise GradingRefused("Only a grading that waits or runs can be paused.")
        audit.record(grading.project.organisation, actor, "grading.paused", grading)


def resume_grading(grading: Grading, *, actor: User, budget_tokens: int | None = None) -> None:
    """Goes on where a paused grading came to rest; with a new budget where one is named.

    Raises:
        GradingRefused: it is not paused, or the new budget is spent already.
    """
    check_budget(budget_tokens)
    with transaction.atomic():
        current = Grading.objects.select_for_update().get(pk=grading.pk)
        changes: dict[str, object] = {"reason": ""}
        if budget_tokens is not None:
            if budget_tokens <= current.spent_tokens:
                raise GradingRefused(f"{current.spent_tokens} tokens are spent already; give more.", "budget_tokens")
            changes["budget_tokens"] = budget_tokens
        if not move(grading.pk, [Grading.State.PAUSED], Grading.State.QUEUED, **changes):
            raise GradingRefused("Only a paused grading can be resumed.")
        audit.record(grading.project.organisation, actor, "grading.resumed", grading, budget_tokens=budget_tokens)
        ring_on_commit(tasks.work_on_grading, grading.pk)


def cancel_grading(grading: Grading, *, actor: User) -> None:
    """Ends a grading now. What was judged stays to be read and decides nothing.

    Raises:
        GradingRefused: it has ended already.
    """
    with transaction.atomic():
        ended = {"reason": f"Cancelled by {actor.name}.", "finished_at": timezone.now()}
        if not move(grading.pk, Grading.OPEN, Grading.State.CANCELLED, **ended):
            raise GradingRefused("The grading has ended already.")
        queued = Judgement.objects.filter(grading=grading, state=Judgement.State.QUEUED)
        queued.update(state=Judgement.State.DROPPED)
        audit.record(grading.project.organisation, actor, "grading.cancelled", grading)
