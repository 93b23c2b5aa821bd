"""Makes much data quickly: projects with one run each, as large as wanted, for looking at pages under load."""

from collections.abc import Iterator
from itertools import islice

from django.db import transaction
from django.utils import timezone

from evaluations.models import Case, Endpoint, Run, Sample, Suite, Verdict
from evaluations.outcomes import Outcome
from evaluations.services.suites import load_starter_suite, simulated_endpoint
from evaluations.simulated_assistant.behaviour import Behaviour
from workspaces import services
from workspaces.models import Organisation, Project

SLUG, NAME = "load", "Load test"
MODEL = "simulated-share-0.07-seed-3"
VIOLATIONS = Behaviour(violations=0.07, seed=3)
ERRORS = Behaviour(violations=0.02, seed=4)
DISPUTES = Behaviour(violations=0.03, seed=5)
BATCH = 2000
MAX_EPOCH = 32_767


def load_organisation() -> Organisation:
    """The organisation that load is kept in, made on first use."""
    return Organisation.objects.filter(slug=SLUG).first() or services.create_organisation(SLUG, NAME)


def make_project(organisation: Organisation, samples: int) -> Run:
    """A project with a finished run of so many samples; each sample with its verdict, some with two that differ.

    The answers are those of the catalogue's cases, so that pages show texts of a usual length. Rows are written in
    batches, each in a transaction of its own: whoever else writes never waits for more than one.
    """
    project = services.create_project(organisation, name=NAME, actor=None)
    suite = load_starter_suite(project, None)
    endpoint = simulated_endpoint(project, None, model=MODEL)
    cases = list(Case.objects.filter(suite=suite).order_by("position"))
    run = _run(project, suite, endpoint, epochs=-(-samples // len(cases)))
    rows = _rows(run, cases, samples)
    while batch := list(islice(rows, BATCH)):
        _store(batch)
    Run.objects.filter(pk=run.pk).update(state=Run.State.COMPLETED, finished_at=timezone.now())
    return run


def _run(project: Project, suite: Suite, endpoint: Endpoint, epochs: int) -> Run:
    now = timezone.now()
    Suite.objects.filter(pk=suite.pk).update(frozen_at=now)
    return Run.objects.create(
        project=project,
        suite=suite,
        endpoint=endpoint,
        source=Run.Source.EXECUTED,
        name=f"{NAME} of {timezone.localdate():%d %b %Y}",
        release="Release L",
        state=Run.State.CANCELLED,  # until all of it is there
        reason="It was being made.",
        simulated=True,
        epochs=min(epochs, MAX_EPOCH),
        started_at=now,
        finished_at=now,
    )


def _rows(run: Run, cases: list[Case], samples: int) -> Iterator[tuple[Sample, list[Verdict]]]:
    keys = [case.key for case in cases]
    now = timezone.now()
    fates = {case.pk: _fate(case, keys) for case in cases}
    for number in range(samples):
        case, epoch = cases[number % len(cases)], number // len(cases) + 1
        outcome, text = fates[case.pk]
        errored = outcome == Outcome.ERRORED
        sample = Sample(
            run=run,
            case=case,
            epoch=epoch,
            principle=case.principle,
            kind=case.kind,
            state=Sample.State.FINISHED,
            outcome=outcome,
            fault="unavailable" if errored else "",
            reason="HTTP 500: made for load." if errored else "Made for load.",
            response=text,
            model=MODEL,
            prompt_tokens=None if errored else 120,
            completion_tokens=None if errored else len(text.split()),
            seconds=0.2,
            attempts=3 if errored else 1,
            answered_at=None if errored else now,
            finished_at=now,
        )
        yield sample, [] if errored else _verdicts(sample, DISPUTES.violates(case.key, keys) and not epoch % 2)


def _fate(case: Case, keys: list[str]) -> tuple[str, str]:
    """How the case's samples end, and with which answer."""
    if ERRORS.violates(case.key, keys):
        return Outcome.ERRORED.value, ""
    outcome = Outcome.VIOLATION if VIOLATIONS.violates(case.key, keys) else Outcome.COMPLIANT
    return outcome.value, str(case.exemplars.get(outcome.value, "An answer."))


def _verdicts(sample: Sample, disputed: bool) -> list[Verdict]:
    said = [Verdict(sample=sample, source=Verdict.Source.RULES, outcome=sample.outcome, reason=sample.reason)]
    if disputed:
        sample.disputed = True
        said.append(Verdict(sample=sample, source=Verdict.Source.RECORDED, grader="Load", outcome=Outcome.PARTIAL))
    return said


@transaction.atomic
def _store(batch: list[tuple[Sample, list[Verdict]]]) -> None:
    Sample.objects.bulk_create([sample for sample, _ in batch])
    Verdict.objects.bulk_create([verdict for _, verdicts in batch for verdict in verdicts])
