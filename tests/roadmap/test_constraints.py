"""What the database itself refuses, whoever writes."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from roadmap.models import Confirmation, Criterion, Exclusion, Phase, Responsibility
from tests.conftest import Cast
from tests.roadmap.conftest import Find

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "values",
    [{"code": "P1.2"}, {"version": -1}],
    ids=["the code of another", "a negative version"],
)
def test_the_database_refuses_a_criterion_with(cast: Cast, find: Find, values: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Criterion.objects.filter(pk=find("P1.1").pk).update(**values)


@pytest.mark.parametrize("number", [0, 5, 2])
def test_the_database_refuses_a_phase_with_the_number(cast: Cast, number: int) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Phase.objects.filter(project=cast.project, number=1).update(number=number)


def test_one_word_of_each_sort_is_in_force_and_an_exclusion_says_why(cast: Cast, find: Find) -> None:
    Confirmation.objects.create(criterion=find("P1.1"))
    Exclusion.objects.create(criterion=find("P1.1"), reason="Bought.")
    for word in (
        Confirmation(criterion=find("P1.1")),
        Exclusion(criterion=find("P1.1"), reason="Again."),
        Exclusion(criterion=find("P1.2"), reason=""),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            word.save()


def test_a_responsibility_is_known_and_given_once(cast: Cast) -> None:
    Responsibility.objects.create(project=cast.project, role="risk_owner", person=cast.owner)
    for role in ("risk_owner", "king"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Responsibility.objects.create(project=cast.project, role=role, person=cast.owner)


def test_the_same_code_may_stand_in_another_project(cast: Cast) -> None:
    assert Criterion.objects.filter(code="P1.1").count() == 2
