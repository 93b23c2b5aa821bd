"""Shorthands for the criteria of the cast's project."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from calculator.models import SavedScenario
from calculator.services import save_scenario
from evaluations.execution.shift import work_on
from evaluations.models import Run
from evaluations.services import load_starter_suite, simulated_endpoint
from explorer.models import SpecVersion
from explorer.services import import_spec, pin_version
from roadmap.checks.results import CheckResult
from roadmap.models import Criterion
from roadmap.selectors import criteria_of
from roadmap.state_selectors import criterion_states
from roadmap.states import CriterionState
from tests.calculator.scenarios import uncertain
from tests.conftest import Cast
from tests.evaluations.conftest import Bench, two_dozen_cases
from tests.explorer.kitchen import write_kitchen
from tests.roadmap.checks.turning import Look, Turns
from tests.roadmap.gating import open_gate
from workspaces.models import User

Find = Callable[[str], Criterion]
StateOf = Callable[[str], CriterionState]
SignIn = Callable[[User], Client]
Finish = Callable[[Run], Run]


@pytest.fixture
def find(cast: Cast) -> Find:
    """The criterion of the cast's project with this code, as it is now."""
    return lambda code: criteria_of(cast.project).get(code=code)


@pytest.fixture
def turns(request: pytest.FixtureRequest) -> Iterator[Turns]:
    """Keeps what the test sees; a test marked with `both_ways` has to have seen green, and red afterwards."""
    kept = Turns()
    yield kept
    code = getattr(request.function, "both_ways", "")
    assert not code or kept.went_both_ways(code), f"{code} did not turn green and then red: {kept.seen.get(code)}"


@pytest.fixture
def state(cast: Cast, find: Find, turns: Turns) -> StateOf:
    """Where the criterion with this code stands today."""

    def look(code: str) -> CriterionState:
        found = criterion_states(cast.project, timezone.localdate())[find(code).pk]
        turns.of_state(code, found)
        return found

    return look


@pytest.fixture
def check(cast: Cast, find: Find, turns: Turns) -> Look:
    """What the check of a criterion says today."""

    def look(code: str) -> CheckResult:
        result = criterion_states(cast.project, timezone.localdate())[find(code).pk].inputs.result
        assert result is not None
        turns.of_check(code, result)
        return result

    return look


@pytest.fixture
def kitchen(cast: Cast, tmp_path: Path) -> SpecVersion:
    """A version with the principles wash (root), taste (guideline) and knives (user); the project is pinned to it."""
    version = import_spec(write_kitchen(tmp_path / "2026-01-05"), "").version
    pin_version(cast.project, version, cast.owner)
    return version


@pytest.fixture
def saved(cast: Cast) -> SavedScenario:
    return save_scenario(cast.project, name="Desk", inputs=uncertain(), actor=cast.editor)


@pytest.fixture
def finish() -> Finish:
    """Works on a run in this process until it has ended."""

    def work(run: Run) -> Run:
        for _ in range(50):
            following = work_on(run.pk)
            time.sleep(following.seconds if following else 0)
            run.refresh_from_db()
            if not run.is_active:
                return run
        raise AssertionError(f"The run did not end: {run.state}")

    return work


@pytest.fixture
def laid_out(cast: Cast) -> Bench:
    """Two dozen cases and the simulated assistant, as the tests of plans want them."""
    suite = two_dozen_cases(load_starter_suite(cast.project, cast.editor))
    return Bench(cast, cast.project, suite, simulated_endpoint(cast.project, cast.editor))


@pytest.fixture
def phase_1_settled(cast: Cast) -> None:
    """No criterion of phase 1 stands in the way and its gate is open, so that phase 2 is where the project stands."""
    open_gate(cast)
