"""The rail page: where the project stands, and the criteria of that phase."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from roadmap.models import Phase
from roadmap.services import plan_phase, update_criterion
from tests.conftest import Cast
from tests.roadmap.conftest import Find, SignIn
from tests.roadmap.doing import own, prove
from workspaces import services as workspaces
from workspaces.models import Role

pytestmark = pytest.mark.django_db


def url(cast: Cast) -> str:
    return reverse("roadmap:index", args=[cast.project.path])


def test_the_title_is_the_finding_and_the_rail_shows_four_gates(cast: Cast, client_for: SignIn) -> None:
    page = client_for(cast.viewer).get(url(cast)).content.decode()
    assert "<h1>7 blocking criteria stand before ‘Approve pilot’</h1>" in page
    for gate in ("Approve wider use", "Approve production scale", "Periodic renewal"):
        assert f"blocking before ‘{gate}’" in page
    assert "0 of 36" in page
    assert page.count('class="criterion"') == 9


@pytest.mark.usefixtures("phase_1_settled")
def test_planned_days_and_what_is_overdue_stand_on_the_rail(cast: Cast, client_for: SignIn, find: Find) -> None:
    today = timezone.localdate()
    plan_phase(
        Phase.objects.get(project=cast.project, number=2),
        actor=cast.owner,
        planned_on=today + timedelta(days=6),
        owner=cast.editor,
    )
    update_criterion(find("P2.4"), actor=cast.owner, due_on=today - timedelta(days=1))
    page = client_for(cast.viewer).get(url(cast)).content.decode()
    assert "<h1>10 blocking criteria stand before ‘Approve wider use’</h1>" in page
    assert "by 2 people" in page
    assert "in 6 days" in page
    assert "1 overdue" in page
    assert "· Acme Editor" in page
    assert ", overdue" in page


def test_what_waits_for_somebodys_word_is_offered_to_that_person_alone(
    cast: Cast, client_for: SignIn, find: Find
) -> None:
    own(find("P1.7"), cast.editor)
    prove(find("P1.7"), cast.editor)
    word = f"{reverse('roadmap:criterion_detail', args=[cast.project.path, find('P1.7').pk])}#word"
    assert word in client_for(cast.editor).get(url(cast)).content.decode()
    assert word not in client_for(cast.owner).get(url(cast)).content.decode()


def test_the_page_costs_the_same_with_ten_times_the_people_and_changes(
    cast: Cast, client_for: SignIn, find: Find
) -> None:
    browser = client_for(cast.editor)
    browser.get(url(cast))
    with CaptureQueriesContext(connection) as few:
        browser.get(url(cast))
    for number in range(20):
        person = workspaces.create_person(f"p{number}@acme.example", f"Person {number}", None)
        workspaces.add_member(cast.organisation, person, Role.EDITOR, actor=None)
        code = f"P{number % 4 + 1}.{number % 8 + 1}"
        update_criterion(find(code), actor=cast.editor, owner=person, note=f"Note {number}")
    with CaptureQueriesContext(connection) as many:
        browser.get(url(cast))
    assert len(many) == len(few)
