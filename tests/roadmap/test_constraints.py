"""What the database itself refuses, whoever writes."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from roadmap.models import Criterion, Phase
from tests.conftest import Cast
from tests.roadmap.conftest import Find

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "values",
    [{"status": "waived"}, {"status": "not_applicable"}, {"code": "P1.2"}, {"version": -1}],
    ids=["unknown status", "not applicable without a reason", "the code of another", "a negative version"],
)
def test_the_database_refuses_a_criterion_with(cast: Cast, find: Find, values: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Criterion.objects.filter(pk=find("P1.1").pk).update(**values)


@pytest.mark.parametrize("number", [0, 5, 2])
def test_the_database_refuses_a_phase_with_the_number(cast: Cast, number: int) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Phase.objects.filter(project=cast.project, number=1).update(number=number)


def test_the_same_code_may_stand_in_another_project(cast: Cast) -> None:
    assert Criterion.objects.filter(code="P1.1").count() == 2
