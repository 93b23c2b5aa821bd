"""When a phase is planned to end and who answers for it."""

from datetime import date

import pytest
from django.urls import reverse

from roadmap.errors import ChangedMeanwhile, ChangeRefused
from roadmap.models import Phase
from roadmap.services import plan_phase
from tests.conftest import Cast
from tests.roadmap.conftest import SignIn
from workspaces.models import AuditEntry

pytestmark = pytest.mark.django_db


def phase(cast: Cast, number: int) -> Phase:
    return Phase.objects.get(project=cast.project, number=number)


def url(cast: Cast, number: int) -> str:
    return reverse("roadmap:phase_plan", args=[cast.project.path, phase(cast, number).pk])


def test_an_editor_plans_a_phase(cast: Cast, client_for: SignIn) -> None:
    answer = client_for(cast.editor).post(
        url(cast, 2), {"version": 1, "planned_on": "2027-01-31", "owner": cast.owner.pk, "number": 4, "name": "x"}
    )
    assert answer.status_code == 303
    planned = phase(cast, 2)
    assert (planned.planned_on, planned.owner, planned.version) == (date(2027, 1, 31), cast.owner, 2)
    assert planned.name == "Pilot implementation & evaluation"
    entry = AuditEntry.objects.get(action="phase.planned")
    assert entry.details["after"] == {"planned_on": "2027-01-31", "owner": "Acme Owner"}


def test_the_plan_keeps_the_order_of_the_phases(cast: Cast) -> None:
    plan_phase(phase(cast, 1), actor=cast.owner, planned_on=date(2027, 1, 31), owner=None)
    plan_phase(phase(cast, 4), actor=cast.owner, planned_on=date(2027, 6, 30), owner=None)
    for number, day, told in ((2, date(2027, 1, 30), "not earlier"), (3, date(2027, 7, 1), "not later")):
        with pytest.raises(ChangeRefused, match=told):
            plan_phase(phase(cast, number), actor=cast.owner, planned_on=day, owner=None)
    assert plan_phase(phase(cast, 2), actor=cast.owner, planned_on=date(2027, 1, 31), owner=None).version == 2


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2027-02-30", "soon", "1/2/2027", "٢٠٢٧-٠١-٠١x"])
def test_a_day_that_makes_no_sense_is_refused_beside_its_field(cast: Cast, client_for: SignIn, day: str) -> None:
    answer = client_for(cast.editor).post(url(cast, 2), {"version": 1, "planned_on": day, "owner": ""})
    assert answer.status_code == 422
    assert answer.context["form"].errors["planned_on"]
    assert 'id="id_planned_on_error"' in answer.content.decode()
    assert phase(cast, 2).planned_on is None


def test_a_foreign_owner_is_refused_beside_the_field(cast: Cast, client_for: SignIn) -> None:
    answer = client_for(cast.editor).post(url(cast, 2), {"version": 1, "planned_on": "", "owner": cast.stranger.pk})
    assert answer.status_code == 422
    assert answer.context["form"].errors["owner"] == ["Choose somebody who belongs to the organisation."]
    assert "Umbra" not in answer.content.decode()


def test_two_plans_at_once_show_both_sides(cast: Cast, client_for: SignIn) -> None:
    plan_phase(phase(cast, 2), actor=cast.owner, planned_on=date(2027, 1, 31), owner=cast.owner)
    with pytest.raises(ChangedMeanwhile):
        plan_phase(phase(cast, 2), actor=cast.owner, planned_on=None, owner=None, version=1)
    answer = client_for(cast.editor).post(url(cast, 2), {"version": 1, "planned_on": "2027-03-31", "owner": ""})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "2027-01-31" in page
    assert "2027-03-31" in page
    again = client_for(cast.editor).post(url(cast, 2), dict(answer.context["versus"].hidden))
    assert again.status_code == 303
    assert (phase(cast, 2).planned_on, phase(cast, 2).owner) == (date(2027, 3, 31), None)


def test_a_plan_without_a_difference_leaves_no_trace(cast: Cast) -> None:
    assert plan_phase(phase(cast, 2), actor=cast.owner, planned_on=None, owner=None).version == 1
    assert not AuditEntry.objects.filter(action="phase.planned").exists()


def test_the_form_opens_with_what_is_planned(cast: Cast, client_for: SignIn) -> None:
    plan_phase(phase(cast, 3), actor=cast.owner, planned_on=date(2027, 5, 31), owner=cast.owner)
    page = client_for(cast.editor).get(url(cast, 3)).content.decode()
    assert 'value="2027-05-31"' in page
    assert f'value="{cast.owner.pk}" selected' in page
