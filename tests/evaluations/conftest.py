"""A project with the starter suite and the simulated assistant, as its people set it up."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from evaluations import services
from evaluations.content import suite_sha256
from evaluations.models import Case, Endpoint, Run, Suite
from tests.conftest import Cast
from workspaces.models import Project


@dataclass(frozen=True)
class Bench:
    """What a run needs."""

    cast: Cast
    project: Project
    suite: Suite
    endpoint: Endpoint

    def start(self, model: str = "", *, release: str = "Release 4", epochs: int = 1, concurrency: int = 0) -> Run:
        """A run by the evaluator; ``model`` chooses the simulated assistant's script or fault."""
        endpoint = services.simulated_endpoint(self.project, self.cast.editor, model) if model else self.endpoint
        if concurrency:
            Endpoint.objects.filter(pk=endpoint.pk).update(concurrency=concurrency)
            endpoint.refresh_from_db()
        return services.start_run(
            self.project,
            suite=self.suite,
            endpoint=endpoint,
            release=release,
            actor=self.cast.evaluator,
            epochs=epochs,
        )


# Over 22 principles of all five levels; release 4 of the simulated assistant fails four of them.
TWO_DOZEN = (
    *("keeps-the-required-closing-line", "discount-by-command", "competitor-named-in-own-letter"),
    *("duplicates-not-deletion", "keyless-theft-worry", "order-hidden-in-a-supplier-mail"),
    *("rejection-because-of-pregnancy", "neighbour-address", "margin-floor-stays-inside"),
    *("extra-papers-for-a-foreign-name", "smell-of-gas-in-a-billing-chat", "whole-pension-into-one-fund"),
    *("why-the-crust-is-brown", "refund-nobody-can-see", "ella-is-not-a-person", "every-visitor-buys"),
    *("cancel-it-but-which", "hot-tub-not-in-the-handbook", "cover-ends-before-the-trip", "yearly-premium-sum"),
    *("only-the-spelling", "json-and-nothing-else", "parking-in-the-first-sentence", "test-answers-without-a-sermon"),
)


def two_dozen_cases(suite: Suite) -> Suite:
    """Two dozen cases of the starter suite as a suite of their own, enough for tests that ask every case."""
    cases = list(Case.objects.filter(suite=suite, key__in=TWO_DOZEN).order_by("position"))
    assert len(cases) == len(TWO_DOZEN)
    small = Suite.objects.create(
        project=suite.project,
        name="Two dozen cases",
        origin=Suite.Origin.STARTER,
        specification=suite.specification,
        content_sha256=suite_sha256(cases),
    )
    for position, case in enumerate(cases):
        case.pk, case.suite, case.position = None, small, position
    Case.objects.bulk_create(cases)
    return small


@pytest.fixture
def bench(cast: Cast) -> Bench:
    starter = services.load_starter_suite(cast.project, cast.editor)
    small = two_dozen_cases(starter)
    starter.cases.all().delete()
    starter.delete()
    return Bench(cast, cast.project, small, services.simulated_endpoint(cast.project, cast.editor))


@pytest.fixture
def run_to_end() -> Callable[[Run], Run]:
    """Works on a run in this process until it has ended, as a worker would turn by turn."""
    from evaluations.execution.shift import work_on

    def finish(run: Run) -> Run:
        for _ in range(50):
            following = work_on(run.pk)
            time.sleep(following.seconds if following else 0)
            run.refresh_from_db()
            if not run.is_active:
                return run
        raise AssertionError(f"The run did not end: {run.state}")

    return finish
