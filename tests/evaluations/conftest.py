"""A project with the starter suite and the simulated assistant, as its people set it up."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from evaluations import services
from evaluations.models import Endpoint, Run, Suite
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


@pytest.fixture
def bench(cast: Cast) -> Bench:
    return Bench(
        cast,
        cast.project,
        services.load_starter_suite(cast.project, cast.editor),
        services.simulated_endpoint(cast.project, cast.editor),
    )


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
