"""Who may still fill a quorum, and that every page which asks it says the same: gate, tasks, portfolio and frame."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from roadmap.gates.reading import gate_record
from roadmap.gates.selectors import GateGround
from roadmap.gates.waiting import gates_to_ask_for, gates_to_decide
from roadmap.models import GateRequest, Responsibility
from roadmap.portfolio import PortfolioRow, portfolio_of
from roadmap.selectors import unconfirmed
from roadmap.services import plan_phase
from roadmap.services.responsibilities import end
from roadmap.services.waiving import ask_criterion_waiver, decide_criterion_waiver
from roadmap.services.words import bring_back
from tests.conftest import Cast
from tests.roadmap.conftest import Find, SignIn
from tests.roadmap.doing import set_aside, settle, take_on
from tests.roadmap.gating import approvers, ask, open_gate, phase_of, vote
from workspaces.models import Project, User, Waiver
from workspaces.waivers import decide_waiver, withdraw_waiver

pytestmark = pytest.mark.django_db
TASKS = reverse("workspaces:tasks")


def asked_waiver(cast: Cast, find: Find, code: str = "P1.4") -> Waiver:
    until = timezone.localdate() + timedelta(days=30)
    return ask_criterion_waiver(find(code), cast.editor, reason="Next month.", until=until)


def called(project: Project, *people: User) -> set[int]:
    return {waiting.person for waiting in gates_to_decide([project], people)}


def row_of(cast: Cast) -> PortfolioRow:
    return portfolio_of(cast.organisation, cast.viewer, timezone.localdate())[0]


def not_held(project: Project, person: User, *roles: str) -> None:
    for held in Responsibility.objects.filter(project=project, person=person, role__in=roles, ended_at=None):
        end(held, person)


@pytest.fixture
def waived_later(cast: Cast, find: Find) -> GateRequest:
    """The gate is asked for; then the evaluator, one of its three approvers, waives what was set aside before."""
    settle(cast.project, cast.owner, phase=1)
    approvers(cast)
    request = ask(cast.project, cast.editor)
    bring_back(find("P1.4"), cast.owner)
    decide_criterion_waiver(find("P1.4"), asked_waiver(cast, find), cast.evaluator, granted=True)
    return request


def test_a_waiver_granted_after_the_gate_was_asked_for_is_known_to_gate_tasks_and_portfolio(
    cast: Cast, client_for: SignIn, waived_later: GateRequest
) -> None:
    brief = reverse("roadmap:gate_decide", args=[cast.project.path, waived_later.pk])
    title = f"Decide on ‘{waived_later.phase.gate_name}’"
    assert "You granted a waiver that this rests on" in client_for(cast.evaluator).get(brief).content.decode()
    assert title not in client_for(cast.evaluator).get(TASKS).content.decode()
    assert title in client_for(cast.viewer).get(TASKS).content.decode()
    portfolio = reverse("roadmap_organisation:portfolio", args=[cast.organisation.slug])
    assert cast.evaluator.name not in row_of(cast).next
    assert row_of(cast).next in client_for(cast.viewer).get(portfolio).content.decode()
    record = reverse("roadmap:gate_record", args=[cast.project.path, waived_later.pk])
    assert "It can come from Acme Owner, Acme Viewer." in client_for(cast.viewer).get(record).content.decode()
    assert not vote(waived_later, cast.evaluator).counts


def withdrawn(cast: Cast, find: Find) -> None:
    withdraw_waiver(Waiver.objects.get(), cast.owner)


def set_aside_instead(cast: Cast, find: Find) -> None:
    set_aside(cast.project, cast.owner, "P1.4")


def responsibility_ended(cast: Cast, find: Find) -> None:
    not_held(cast.project, cast.evaluator, find("P1.4").waiver)


def a_later_one_by_another(cast: Cast, find: Find) -> None:
    until = timezone.localdate() + timedelta(days=60)
    later = ask_criterion_waiver(find("P1.4"), cast.editor, reason="Two months.", until=until)
    decide_criterion_waiver(find("P1.4"), later, cast.owner, granted=True)


@pytest.mark.parametrize("change", [withdrawn, set_aside_instead, responsibility_ended, a_later_one_by_another])
def test_whatever_becomes_of_the_waiver_gate_tasks_portfolio_and_frame_say_the_same(
    cast: Cast, find: Find, waived_later: GateRequest, change: Callable[[Cast, Find], None]
) -> None:
    change(cast, find)
    ground = GateGround.of(cast.project, timezone.localdate())
    voters = ground.voters(next(one for one in ground.requests if one.pk == waived_later.pk))
    everybody = [cast.owner, cast.editor, cast.evaluator, cast.viewer]
    assert called(cast.project, *everybody) == {person.pk for person in voters.called}
    assert row_of(cast).asked[0].voters.words == voters.words
    blocking = [entry.criterion.code for entry in ground.standings[0].blockers]
    assert [criterion.code for criterion in row_of(cast).silent] == blocking
    frame = unconfirmed(cast.project)
    assert frame is not None
    assert frame.count == len(blocking)


def test_a_waiver_that_does_not_count_lets_nobody_say_that_nothing_blocks(
    cast: Cast, client_for: SignIn, find: Find
) -> None:
    settle(cast.project, cast.owner, phase=1)
    bring_back(find("P1.4"), cast.owner)
    not_held(cast.project, cast.owner, find("P1.4").waiver)
    decide_waiver(asked_waiver(cast, find), cast.owner, granted=True)  # on the page of all waivers, as an owner may
    plan_phase(phase_of(cast.project, 1), actor=cast.owner, version=1, planned_on=None, owner=cast.editor)
    assert row_of(cast).blocks == "1 blocking criterion to confirm: P1.4"
    assert not list(gates_to_ask_for([cast.project], [cast.editor]))
    frame = unconfirmed(cast.project)
    assert frame is not None
    assert frame.count == 1


def test_everybody_whose_vote_would_complete_the_quorum_is_called(cast: Cast, client_for: SignIn) -> None:
    settle(cast.project, cast.owner, phase=1)  # the owner is sponsor and risk owner
    take_on(cast.project, cast.owner, cast.viewer, "executive_sponsor")
    take_on(cast.project, cast.owner, cast.evaluator, "risk_owner")
    request = ask(cast.project, cast.editor)
    vote(request, cast.owner)
    assert called(cast.project, cast.owner, cast.viewer, cast.evaluator) == {cast.viewer.pk, cast.evaluator.pk}
    page = client_for(cast.viewer).get(reverse("roadmap:gate_record", args=[cast.project.path, request.pk]))
    wanted = "1 more approval is wanted, as executive sponsor or risk owner."
    assert f"{wanted} It can come from Acme Viewer, Acme Evaluator." in page.content.decode()
    brief = client_for(cast.viewer).get(reverse("roadmap:gate_decide", args=[cast.project.path, request.pk]))
    assert "1 of 2 approvals; 1 more approval is wanted, as executive sponsor or risk owner" in brief.content.decode()
    assert row_of(cast).next == "Acme Viewer, Acme Evaluator"
    vote(request, cast.viewer)
    request.refresh_from_db()
    assert request.is_approved


def test_votes_that_count_again_are_said_to_suffice(cast: Cast, find: Find, waived_later: GateRequest) -> None:
    withdraw_waiver(Waiver.objects.get(), cast.owner)
    set_aside(cast.project, cast.owner, "P1.4")
    assert vote(waived_later, cast.evaluator).counts
    bring_back(find("P1.4"), cast.owner)
    decide_criterion_waiver(find("P1.4"), asked_waiver(cast, find), cast.evaluator, granted=True)
    vote(waived_later, cast.owner)
    assert "1 more approval is wanted" in gate_record(waived_later, timezone.localdate()).wanted
    withdraw_waiver(Waiver.objects.latest("pk"), cast.owner)
    assert gate_record(waived_later, timezone.localdate()).wanted.startswith("The votes suffice by now.")
    assert row_of(cast).next.startswith("another approver")


def test_a_gate_says_what_it_lacks_where_those_who_are_called_do_not_suffice(cast: Cast) -> None:
    settle(cast.project, cast.owner, phase=1)
    not_held(cast.project, cast.owner, "executive_sponsor")
    take_on(cast.project, cast.owner, cast.viewer, "risk_owner")
    ask(cast.project, cast.editor)
    assert row_of(cast).next == "Acme Owner, Acme Viewer, an executive sponsor"


def test_a_gate_of_another_phase_that_is_asked_for_waits_for_votes_as_well(cast: Cast, client_for: SignIn) -> None:
    open_gate(cast)
    again = ask(cast.project, cast.editor, reason="The leave is to last longer.")
    row = row_of(cast)
    assert (row.phase, row.step) == (phase_of(cast.project, 2), "confirm")
    assert row.blocks.startswith("gate 1 waits for votes: 0 of 2 approvals; ")
    assert "blocking criteria to confirm: P2.1" in row.blocks
    portfolio = reverse("roadmap_organisation:portfolio", args=[cast.organisation.slug])
    page = client_for(cast.viewer).get(portfolio).content.decode()
    assert "1 project, 1 waits for votes" in page
    vote(again, cast.owner)
    assert row_of(cast).blocks.startswith("gate 1 waits for votes: 1 of 2 approvals; ")
    vote(again, cast.evaluator)
    assert row_of(cast).asked == []
