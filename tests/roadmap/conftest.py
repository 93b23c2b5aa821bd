"""Shorthands for the criteria of the cast's project."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from roadmap.models import Criterion
from roadmap.selectors import criteria_of
from roadmap.state_selectors import criterion_states
from roadmap.states import CriterionState
from tests.conftest import Cast
from tests.roadmap.gating import open_gate
from workspaces.models import User

Find = Callable[[str], Criterion]
StateOf = Callable[[str], CriterionState]
SignIn = Callable[[User], Client]


@pytest.fixture
def find(cast: Cast) -> Find:
    """The criterion of the cast's project with this code, as it is now."""
    return lambda code: criteria_of(cast.project).get(code=code)


@pytest.fixture
def state(cast: Cast, find: Find) -> StateOf:
    """Where the criterion with this code stands today."""
    return lambda code: criterion_states(cast.project, timezone.localdate())[find(code).pk]


@pytest.fixture
def phase_1_settled(cast: Cast) -> None:
    """No criterion of phase 1 stands in the way and its gate is open, so that phase 2 is where the project stands."""
    open_gate(cast)
