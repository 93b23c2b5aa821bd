"""Shorthands for the criteria of the cast's project."""

from collections.abc import Callable

import pytest
from django.test import Client

from roadmap.models import Criterion, Status
from roadmap.selectors import criteria_of
from tests.conftest import Cast
from workspaces.models import User

Find = Callable[[str], Criterion]
SignIn = Callable[[User], Client]


@pytest.fixture
def find(cast: Cast) -> Find:
    """The criterion of the cast's project with this code, as it is now."""
    return lambda code: criteria_of(cast.project).get(code=code)


@pytest.fixture
def phase_1_met(cast: Cast) -> None:
    """Every criterion of phase 1 is met, so that phase 2 is where the project stands."""
    Criterion.objects.filter(phase__project=cast.project, phase__number=1).update(status=Status.MET)
