"""The portfolio: who is where, what blocks, who acts next, and nothing of anybody else's."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from roadmap.portfolio import portfolio_of
from roadmap.services import update_criterion
from tests.conftest import Cast
from tests.roadmap.conftest import Find, SignIn
from tests.roadmap.doing import settle, take_on
from tests.roadmap.gating import ask, open_gate
from workspaces.models import User
from workspaces.services import create_project

pytestmark = pytest.mark.django_db


def page_of(cast: Cast) -> str:
    return reverse("roadmap_organisation:portfolio", args=[cast.organisation.slug])


def test_a_fresh_project_waits_for_owners_of_what_blocks(cast: Cast, client_for: SignIn, find: Find) -> None:
    update_criterion(find("P1.1"), actor=cast.owner, owner=cast.editor)
    page = client_for(cast.viewer).get(page_of(cast)).content.decode()
    assert "<h1>1 project</h1>" in page
    assert "1 Strategy &amp; spec alignment" in page
    assert "7 blocking criteria to confirm: P1.1, P1.2, P1.3, P1.4 and 3 more" in page
    assert "Acme Editor, an owner for it" in page
    assert cast.other_project.name not in page


def test_the_next_step_moves_from_asking_to_voting_to_the_next_phase(cast: Cast) -> None:
    def row() -> tuple[int, str, str]:
        found = portfolio_of(cast.organisation, cast.viewer, timezone.localdate())[0]
        assert found.phase is not None
        return found.phase.number, found.blocks, found.next

    settle(cast.project, cast.owner, phase=1)
    assert row() == (1, "the gate is to be asked for", "an editor")
    take_on(cast.project, cast.owner, cast.evaluator, "risk_owner")
    request = ask(cast.project, cast.editor)
    assert row() == (1, "waits for votes: 0 of 2 approvals", "Acme Owner, Acme Evaluator")
    request.delete()
    open_gate_again(cast)
    assert row()[0] == 2


def open_gate_again(cast: Cast) -> None:
    for exclusion in list(cast.project.phases.get(number=1).criteria.all()):
        exclusion.exclusions.all().delete()
    open_gate(cast)


def test_strangers_find_no_portfolio_and_members_only_their_own(cast: Cast, client_for: SignIn) -> None:
    assert client_for(cast.stranger).get(page_of(cast)).status_code == 404
    assert portfolio_of(cast.organisation, cast.stranger, timezone.localdate()) == []


def test_the_row_is_computed_on_its_own_address(cast: Cast, client_for: SignIn) -> None:
    answer = client_for(cast.viewer).get(reverse("roadmap:portfolio_standing", args=[cast.project.path]))
    assert "0 of 9 met in phase 1" in answer.content.decode()


def test_the_page_costs_the_same_with_ten_times_the_projects(cast: Cast, client_for: SignIn) -> None:
    def projects(count: int, actor: User) -> None:
        for number in range(count):
            create_project(cast.organisation, name=f"Project {count} {number}", actor=actor)

    browser = client_for(cast.viewer)
    projects(1, cast.owner)
    browser.get(page_of(cast))
    with CaptureQueriesContext(connection) as few:
        browser.get(page_of(cast))
    projects(20, cast.owner)
    with CaptureQueriesContext(connection) as many:
        page = browser.get(page_of(cast))
    assert "22 projects" in page.content.decode()
    assert len(many) == len(few)
