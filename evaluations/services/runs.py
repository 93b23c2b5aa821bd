"""Starting and cancelling runs. Rows come first; the message to the workers is only a doorbell."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from evaluations import tasks
from evaluations.chat_client import DEADLINE
from evaluations.content import sha256_of, suite_sha256
from evaluations.errors import RunNotActive, RunRefused
from evaluations.models import Case, Endpoint, Run, Sample, Suite
from evaluations.principles import label_for
from workspaces import audit
from workspaces.doorbell import ring_on_commit
from workspaces.models import Project, User

MAX_SAMPLES = 100_000
MAX_EPOCHS = 20
MAX_ACTIVE_RUNS = 10
BATCH = 1000


def start_run(
    project: Project,
    *,
    suite: Suite,
    endpoint: Endpoint,
    release: str,
    actor: User | None,
    epochs: int = 1,
    once: UUID | None = None,
) -> Run:
    """Freezes the suite, lays out one sample per case and epoch, and rings for a worker once all of it is stored.

    Args:
        release: what is under test, in the project's own words.
        once: names the form that was sent; a second start with the same name gives the first run.

    Raises:
        RunRefused: the parts do not belong together, or a limit is reached.
    """
    _check(project, suite, endpoint, release, epochs)
    try:
        with transaction.atomic():
            run = _lay_out(project, suite, endpoint, release.strip(), actor, epochs, once)
            ring_on_commit(tasks.work_on_run, run.pk)
    except IntegrityError:
        known = Run.objects.filter(project=project, once=once).first() if once else None
        if known is None:
            raise
        return known
    return run


def _check(project: Project, suite: Suite, endpoint: Endpoint, release: str, epochs: int) -> None:
    if suite.project_id != project.pk or suite.origin == Suite.Origin.RECORDED:
        raise RunRefused("Choose a suite of this project.", "suite")
    if endpoint.project_id != project.pk:
        raise RunRefused("Choose an endpoint of this project.", "endpoint")
    if not release.strip() or len(release.strip()) > 80:
        raise RunRefused("Name the release in 1 to 80 characters.", "release")
    if not 1 <= epochs <= MAX_EPOCHS:
        raise RunRefused(f"Ask each case 1 to {MAX_EPOCHS} times.", "epochs")
    if Run.objects.filter(project=project, state__in=Run.ACTIVE).count() >= MAX_ACTIVE_RUNS:
        raise RunRefused(f"{MAX_ACTIVE_RUNS} runs of this project are waiting or running; let one end first.")


def _lay_out(
    project: Project, suite: Suite, endpoint: Endpoint, release: str, actor: User | None, epochs: int, once: UUID | None
) -> Run:
    # Frozen before it is read: a case that is being added now comes in before, or goes into the next version.
    Suite.objects.filter(pk=suite.pk, frozen_at__isnull=True).update(frozen_at=timezone.now())
    cases = list(Case.objects.filter(suite=suite).order_by("position"))
    if not cases:
        raise RunRefused("This suite has no cases.", "suite")
    if len(cases) * epochs > MAX_SAMPLES:
        raise RunRefused(f"A run has at most {MAX_SAMPLES} samples; this would be {len(cases) * epochs}.", "epochs")
    asked = {
        "endpoint": endpoint.name,
        "kind": endpoint.kind,
        "base_url": endpoint.base_url,
        "model": endpoint.model,
        "concurrency": endpoint.concurrency,
        "deadline": DEADLINE,
        "epochs": epochs,
        "specification": label_for(project),
    }
    run = Run.objects.create(
        project=project,
        suite=suite,
        endpoint=endpoint,
        source=Run.Source.EXECUTED,
        name=f"{release} · {suite}"[:160],
        release=release,
        simulated=endpoint.kind == Endpoint.Kind.SIMULATED,
        epochs=epochs,
        settings=asked,
        settings_sha256=sha256_of(asked),
        suite_sha256=suite_sha256(cases),
        once=once,
        created_by=actor,
    )
    samples = (
        Sample(run=run, case=case, epoch=epoch, principle=case.principle)
        for epoch in range(1, epochs + 1)
        for case in cases
    )
    Sample.objects.bulk_create(samples, batch_size=BATCH)
    audit.record(
        project.organisation,
        actor,
        "run.started",
        run,
        suite=suite.pk,
        endpoint=endpoint.pk,
        samples=len(cases) * epochs,
        suite_sha256=run.suite_sha256,
        settings_sha256=run.settings_sha256,
    )
    return run


def cancel_run(run: Run, *, actor: User) -> None:
    """Ends a run now: what was not asked is dropped, what was answered stays.

    Raises:
        RunNotActive: it has ended already, perhaps this very moment.
    """
    with transaction.atomic():
        ended = Run.objects.filter(pk=run.pk, state__in=Run.ACTIVE).update(
            state=Run.State.CANCELLED, finished_at=timezone.now(), reason=f"Cancelled by {actor.name}."
        )
        if not ended:
            raise RunNotActive("The run has ended already.")
        Sample.objects.filter(run=run, state=Sample.State.QUEUED).update(state=Sample.State.DROPPED)
        audit.record(run.project.organisation, actor, "run.cancelled", run)
