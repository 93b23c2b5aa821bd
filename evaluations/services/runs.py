"""Starting runs. Rows come first; the message to the workers is only a doorbell."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from evaluations import tasks
from evaluations.content import suite_sha256
from evaluations.endpoints.calling import frozen_call
from evaluations.errors import RunRefused
from evaluations.models import Case, Endpoint, Run, Sample, Suite, TestPlan
from evaluations.principles import label_for
from evaluations.runs.settings import Budget, Wishes, longest_answer
from evaluations.services.plans import check_counted
from evaluations.services.recorded import give_recorded_answers
from evaluations.services.releases import release_named
from evaluations.services.traffic_samples import why_not_usable
from workspaces import audit
from workspaces.canonical import sha256_of
from workspaces.doorbell import ring_on_commit
from workspaces.models import Project, User

MAX_SAMPLES = 100_000
MAX_EPOCHS = 20
MAX_ACTIVE_RUNS = 10
BATCH = 1000
AS_THE_ENDPOINT_WANTS = Wishes()
NO_BUDGET = Budget()


@dataclass(frozen=True)
class Order:
    """Everything a run is started with. ``settings`` are those of the run that this one ``repeats``; with a ``plan`` it
    counts toward that, without one it is exploratory."""

    suite: Suite
    endpoint: Endpoint
    release: str
    epochs: int
    wishes: Wishes = AS_THE_ENDPOINT_WANTS
    budget: Budget = NO_BUDGET
    once: UUID | None = None
    only: Collection[int] | None = None
    name: str = ""
    repeats: Run | None = None
    settings: dict[str, Any] | None = None
    plan: TestPlan | None = None


def start_run(
    project: Project,
    *,
    suite: Suite,
    endpoint: Endpoint,
    release: str,
    actor: User | None,
    epochs: int = 1,
    wishes: Wishes = AS_THE_ENDPOINT_WANTS,
    budget: Budget = NO_BUDGET,
    once: UUID | None = None,
    only: Collection[int] | None = None,
    name: str = "",
    plan: TestPlan | None = None,
) -> Run:
    """Freezes the suite, lays out one sample per case and epoch, and rings for a worker once all of it is stored.

    Args:
        release: what is under test, in the project's own words.
        once: names the form that was sent; a second start with the same name gives the first run.
        only: asks these cases of the suite alone, by their primary keys.
        name: what the run is called; made from release and suite where it is left out.
        plan: a frozen plan that the run counts toward; it asks exactly what the plan promises.

    Raises:
        RunRefused: the parts do not belong together, or a limit is reached.
    """
    order = Order(suite, endpoint, release.strip(), epochs, wishes, budget, once, only, name, plan=plan)
    return place(project, order, actor)


def place(project: Project, order: Order, actor: User | None) -> Run:
    """Starts what was ordered; the same ``once`` a second time gives the run of the first."""
    _check(project, order)
    try:
        with transaction.atomic():
            run = _lay_out(project, order, actor)
            ring_on_commit(tasks.work_on_run, run.pk)
    except IntegrityError:
        known = Run.objects.filter(project=project, once=order.once).first() if order.once else None
        if known is None:
            raise
        return known
    return run


def _check(project: Project, order: Order) -> None:
    suite, endpoint = order.suite, order.endpoint
    if suite.project_id != project.pk or suite.origin == Suite.Origin.RECORDED:
        raise RunRefused("Choose a suite of this project.", "suite")
    if unready := why_not_usable(suite):
        raise RunRefused(unready, "suite")
    if endpoint.project_id != project.pk:
        raise RunRefused("Choose an endpoint of this project.", "endpoint")
    if endpoint.is_archived:
        raise RunRefused(f"{endpoint.name} is archived; choose one that is in use.", "endpoint")
    if endpoint.needs_its_key_again:
        raise RunRefused(f"{endpoint.name} needs its key again; type it on the endpoint’s page.", "endpoint")
    if not order.release or len(order.release) > 80:
        raise RunRefused("Name the release in 1 to 80 characters.", "release")
    if not 1 <= order.epochs <= MAX_EPOCHS:
        raise RunRefused(f"Ask each case 1 to {MAX_EPOCHS} times.", "epochs")
    if order.plan is not None:
        check_counted(order.plan, project, suite=suite, epochs=order.epochs, whole=order.only is None)
    _check_budget(order)
    if Run.objects.filter(project=project, state__in=Run.ACTIVE).count() >= MAX_ACTIVE_RUNS:
        raise RunRefused(f"{MAX_ACTIVE_RUNS} runs of this project are waiting or running; let one end first.")


def _check_budget(order: Order) -> None:
    """A budget is held by what a call can cost at most, so that must be known."""
    if not order.budget:
        return
    terms = order.settings or _terms(order)
    if terms["longest_answer"] is None:
        raise RunRefused("A budget needs the most tokens an answer may have; say how many.", "max_tokens")
    unpriced = terms["price_in"] is None or terms["price_out"] is None
    if order.budget.money is not None and unpriced:
        raise RunRefused(f"{order.endpoint.name} has no price yet; name one, or limit the tokens.", "budget_money")


def _lay_out(project: Project, order: Order, actor: User | None) -> Run:
    suite, endpoint = order.suite, order.endpoint
    # Frozen before it is read: a case that is being added now comes in before, or goes into the next version.
    Suite.objects.filter(pk=suite.pk, frozen_at__isnull=True).update(frozen_at=timezone.now())
    cases = _cases(order)
    if endpoint.kind == Endpoint.Kind.RECORDED:
        # Whoever records to it waits here, so that what is hashed is what the samples get.
        Endpoint.objects.select_for_update().get(pk=endpoint.pk)
    asked = order.settings or _frozen(project, order, cases)
    run = Run.objects.create(
        project=project,
        suite=suite,
        endpoint=endpoint,
        source=Run.Source.EXECUTED,
        name=order.name or f"{order.release} · {suite}"[:160],
        release=order.release,
        release_record=release_named(project, order.release, actor),
        simulated=endpoint.kind == Endpoint.Kind.SIMULATED,
        epochs=order.epochs,
        settings=asked,
        settings_sha256=sha256_of(asked),
        suite_sha256=suite_sha256(cases),
        currency=asked.get("currency", ""),
        budget_tokens=order.budget.tokens,
        budget_nano=order.budget.nano,
        repeats=order.repeats,
        plan=order.plan,
        counted=order.plan is not None,
        once=order.once,
        created_by=actor,
    )
    samples = (
        Sample(run=run, case=case, epoch=epoch, principle=case.principle, kind=case.kind)
        for epoch in range(1, order.epochs + 1)
        for case in cases
    )
    Sample.objects.bulk_create(samples, batch_size=BATCH)
    if endpoint.kind == Endpoint.Kind.RECORDED:
        give_recorded_answers(run, asked["responses_sha256"])
    audit.record(
        project.organisation,
        actor,
        "run.started",
        run,
        suite=suite.pk,
        endpoint=endpoint.pk,
        samples=len(cases) * order.epochs,
        suite_sha256=run.suite_sha256,
        settings_sha256=run.settings_sha256,
        budget=str(order.budget) if order.budget else None,
        repeats=order.repeats.pk if order.repeats else None,
        plan=order.plan.sha256 if order.plan else None,
    )
    return run


def _cases(order: Order) -> list[Case]:
    asked_for = Case.objects.filter(suite=order.suite)
    if order.only is not None:
        asked_for = asked_for.filter(pk__in=order.only)
    cases = list(asked_for.order_by("position"))
    if not cases:
        raise RunRefused("This suite has no cases.", "suite")
    count = len(cases) * order.epochs
    if count > MAX_SAMPLES:
        raise RunRefused(f"A run has at most {MAX_SAMPLES} samples; this would be {count}.", "epochs")
    return cases


def _terms(order: Order) -> dict[str, Any]:
    """By what a call's cost is reckoned."""
    endpoint = order.endpoint
    prices = {"price_in": endpoint.price_in, "price_out": endpoint.price_out}
    return {
        "longest_answer": longest_answer(order.wishes, endpoint.parameters),
        "currency": endpoint.currency,
        **{name: None if price is None else format(price.normalize(), "f") for name, price in prices.items()},
    }


def _frozen(project: Project, order: Order, cases: list[Case]) -> dict[str, Any]:
    """What the run is asked with, in words that a hash can hold."""
    endpoint = order.endpoint
    return {
        **frozen_call(endpoint),
        **_terms(order),
        "wishes": order.wishes.as_parameters(),
        "epochs": order.epochs,
        "graders_sha256": sha256_of([[case.key, case.graders] for case in cases]),
        "specification": label_for(project),
    }
