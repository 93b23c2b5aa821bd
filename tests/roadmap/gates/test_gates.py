"""Asking, deciding, conditions, and what changes afterwards, by the services."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from roadmap.errors import ChangedMeanwhile, ChangeRefused, HistoryIsKept, NotYours
from roadmap.gates.reading import brief_for, gate_record
from roadmap.gates.selectors import GateGround
from roadmap.gates.snapshot import Price, holds, read
from roadmap.gates.waiting import conditions_to_fulfil, gates_to_ask_for, gates_to_decide
from roadmap.models import Criterion, Exclusion, GateRequest, GateVote, Responsibility
from roadmap.portfolio import portfolio_of
from roadmap.selectors import current_phase, rail_of
from roadmap.services import gates, plan_phase, words
from roadmap.services.responsibilities import end
from roadmap.services.waiving import ask_criterion_waiver, decide_criterion_waiver
from roadmap.services.words import bring_back
from tests.conftest import Cast
from tests.roadmap.conftest import Find
from tests.roadmap.doing import note, settle, take_on
from tests.roadmap.gating import APPROVE, CONDITIONAL, REJECT, approvers, ask, open_gate, phase_of, vote, wish
from workspaces.models import AuditEntry, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def ready(cast: Cast) -> Cast:
    """Phase 1 is settled, and three people may approve."""
    settle(cast.project, cast.owner, phase=1)
    approvers(cast)
    return cast


def test_a_request_is_refused_while_a_blocking_criterion_is_open_and_says_which(ready: Cast, find: Find) -> None:
    bring_back(find("P1.4"), ready.owner)
    with pytest.raises(ChangeRefused, match=r"P1\.4 The value case is quantified"):
        ask(ready.project, ready.editor)
    assert not GateRequest.objects.exists()


def test_a_request_freezes_the_state_under_its_hash(ready: Cast) -> None:
    request = ask(ready.project, ready.editor)
    request = GateRequest.objects.get(pk=request.pk)
    assert holds(request.snapshot, request.sha256)
    frozen = read(request.snapshot)
    assert frozen.sha256 == request.sha256
    assert [one.code for one in frozen.criteria] == [f"P1.{number}" for number in range(1, 10)]
    assert not holds({**request.snapshot, "gate": "Another"}, request.sha256)
    assert AuditEntry.objects.filter(action="gate.asked").exists()


def test_two_people_of_two_responsibilities_open_the_gate(ready: Cast) -> None:
    request = ask(ready.project, ready.editor)
    vote(request, ready.owner)
    request.refresh_from_db()
    assert request.is_open
    vote(request, ready.evaluator)
    request.refresh_from_db()
    assert request.is_approved
    stop = rail_of(ready.project)[0]
    assert (stop.gate.key, stop.gate.mark) == ("approved", "approved")
    phase = current_phase(ready.project)
    assert phase is not None
    assert phase.number == 2


def test_whoever_asks_does_not_decide_by_service_and_by_database(ready: Cast) -> None:
    request = ask(ready.project, ready.owner)
    with pytest.raises(NotYours, match="others decide"):
        vote(request, ready.owner)
    with pytest.raises(IntegrityError), transaction.atomic():
        _raw_vote(request, ready.owner.pk)


def test_one_vote_a_person_by_service_and_by_database(ready: Cast) -> None:
    request = ask(ready.project, ready.editor)
    vote(request, ready.owner)
    with pytest.raises(ChangedMeanwhile, match="voted"):
        vote(request, ready.owner)
    with pytest.raises(IntegrityError), transaction.atomic():
        _raw_vote(request, ready.owner.pk)


def _raw_vote(request: GateRequest, person: int) -> None:
    GateVote.objects.create(
        request=request, person_id=person, person_name="X", roles=[], decision=APPROVE, counts=True, brief="x"
    )


def test_a_vote_is_never_changed_not_even_past_the_models(ready: Cast) -> None:
    request = ask(ready.project, ready.editor)
    found = vote(request, ready.owner)
    with pytest.raises(HistoryIsKept):
        GateVote.objects.filter(pk=found.pk).update(decision=REJECT)
    with pytest.raises(Exception, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE roadmap_gatevote SET decision = 'reject' WHERE id = %s", [found.pk])


def test_only_who_holds_what_the_gate_names_decides(ready: Cast) -> None:
    request = ask(ready.project, ready.owner)
    with pytest.raises(NotYours, match="executive sponsor or risk owner"):
        vote(request, ready.editor)


def test_a_rejection_says_why_and_leaves_the_way_to_a_new_request(ready: Cast) -> None:
    request = ask(ready.project, ready.editor)
    with pytest.raises(ChangeRefused, match="Say why"):
        gates.decide_gate(request, ready.owner, REJECT, day=timezone.localdate())
    vote(request, ready.owner, REJECT)
    request.refresh_from_db()
    assert request.state == "rejected"
    with pytest.raises(ChangedMeanwhile):
        vote(request, ready.evaluator)
    assert ask(ready.project, ready.editor).number == 2


def test_a_withdrawn_request_can_be_asked_again(ready: Cast) -> None:
    request = ask(ready.project, ready.editor)
    with pytest.raises(ChangedMeanwhile):
        ask(ready.project, ready.owner)
    with pytest.raises(NotYours):
        gates.withdraw_gate(request, ready.viewer, "No.")
    with pytest.raises(ChangeRefused):
        gates.withdraw_gate(request, ready.editor, "  ")
    gates.withdraw_gate(request, ready.editor, "A mistake.")
    assert ask(ready.project, ready.editor).number == 2


def test_of_two_votes_on_one_brief_the_second_looks_again(ready: Cast) -> None:
    request = ask(ready.project, ready.editor)
    day = timezone.localdate()
    seen = brief_for(GateGround.of(ready.project, day), request, ready.evaluator).sha256
    vote(request, ready.owner)
    with pytest.raises(ChangedMeanwhile, match="Read it again"):
        gates.decide_gate(request, ready.evaluator, APPROVE, day=day, seen=seen)


def test_of_two_votes_at_once_one_moves_the_request(ready: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    request = ask(ready.project, ready.editor)
    odd_vote = gates._odd_vote

    def meanwhile(*args: object) -> dict[str, str]:
        monkeypatch.setattr(gates, "_odd_vote", odd_vote)
        vote(request, ready.owner)  # between reading and writing of the other one
        return {}

    monkeypatch.setattr(gates, "_odd_vote", meanwhile)
    with pytest.raises(ChangedMeanwhile):
        vote(request, ready.evaluator)
    assert list(request.votes.values_list("person", flat=True)) == [ready.owner.pk]
    vote(request, ready.evaluator)
    request.refresh_from_db()
    assert request.is_approved


def test_the_vote_keeps_the_brief_that_was_read_with_its_hash(ready: Cast) -> None:
    request = ask(ready.project, ready.editor)
    day = timezone.localdate()
    brief = brief_for(GateGround.of(ready.project, day), request, ready.owner)
    found = gates.decide_gate(request, ready.owner, APPROVE, day=day, seen=brief.sha256)
    assert (found.brief, found.brief_sha256) == (brief.text, brief.sha256)
    assert "Forty colleagues" in found.brief
    assert "600 conversations a month" in found.brief
    record = gate_record(request, day)
    assert record.holds


def test_who_granted_a_waiver_does_not_count_toward_that_gates_quorum(ready: Cast, find: Find) -> None:
    bring_back(find("P1.4"), ready.owner)
    until = timezone.localdate() + timedelta(days=30)
    waiver = ask_criterion_waiver(find("P1.4"), ready.editor, reason="Next month.", until=until)
    decide_criterion_waiver(find("P1.4"), waiver, ready.evaluator, granted=True)
    request = ask(ready.project, ready.editor)
    assert not vote(request, ready.evaluator).counts
    vote(request, ready.owner)
    request.refresh_from_db()
    assert request.is_open
    vote(request, ready.viewer)
    request.refresh_from_db()
    assert request.is_approved


def test_who_set_a_blocking_criterion_aside_does_not_count_toward_that_gates_quorum(ready: Cast, find: Find) -> None:
    set_aside_by(ready.evaluator, find("P1.4"))
    set_aside_by(ready.owner, find("P1.9"))  # which blocks nothing
    request, day = ask(ready.project, ready.editor), timezone.localdate()
    ground = GateGround.of(ready.project, day)
    assert gates.may_decide(ground, request, ready.evaluator) == ""
    assert "Set aside by Acme Evaluator, though blocking: P1.4" in brief_for(ground, request, ready.owner).text
    assert not vote(request, ready.evaluator).counts
    record = gate_record(request, day)
    assert [one.apart for one in record.votes] == ["set aside P1.4, which blocks this gate"]
    assert record.tally.words == "0 of 2 approvals"
    vote(request, ready.owner)
    request.refresh_from_db()
    assert request.is_open
    vote(request, ready.viewer)
    request.refresh_from_db()
    assert request.is_approved
    bring_back(find("P1.4"), ready.owner)
    assert [bool(one.apart) for one in gate_record(request, day).votes] == [True, False, False], "as it was recorded"


def test_bringing_it_back_after_the_gate_was_asked_for_gives_no_vote_back(ready: Cast, find: Find) -> None:
    set_aside_by(ready.evaluator, find("P1.4"))
    request = ask(ready.project, ready.editor)
    set_aside_by(ready.owner, find("P1.4"))
    assert not vote(request, ready.evaluator).counts
    assert not vote(request, ready.owner).counts
    assert vote(request, ready.viewer).counts


def test_a_vote_stops_counting_with_the_word_that_sets_aside_what_it_rests_on(ready: Cast, find: Find) -> None:
    request, day = ask(ready.project, ready.editor), timezone.localdate()
    assert vote(request, ready.evaluator).counts
    set_aside_by(ready.evaluator, find("P1.4"))
    record = gate_record(request, day)
    assert (record.tally.approvals, record.votes[0].apart) == (0, "set aside P1.4, which blocks this gate")
    assert "Acme Evaluator: approved (does not count: " in brief_for(record_ground(ready), request, ready.owner).text
    vote(request, ready.owner)
    request.refresh_from_db()
    assert request.is_open


def test_what_somebody_who_is_gone_set_aside_takes_no_vote(ready: Cast, find: Find) -> None:
    set_aside_by(ready.evaluator, find("P1.4"))
    Exclusion.objects.update(actor=None)  # as the database leaves it when the person is deleted
    assert vote(ask(ready.project, ready.editor), ready.evaluator).counts


def test_what_was_set_aside_in_another_phase_takes_no_vote(ready: Cast, find: Find) -> None:
    words.exclude(find("P2.10"), ready.evaluator, "It is not asked of this project.")
    assert vote(ask(ready.project, ready.editor), ready.evaluator).counts


def test_nobody_is_called_for_an_approval_that_would_not_count(ready: Cast, find: Find) -> None:
    set_aside_by(ready.evaluator, find("P1.4"))
    request, people = ask(ready.project, ready.editor), [ready.owner, ready.evaluator, ready.viewer]
    assert {one.person for one in gates_to_decide([ready.project], people)} == {ready.owner.pk, ready.viewer.pk}
    assert record_ground(ready).standings[0].next == "Acme Owner, Acme Viewer to decide"
    risk_owners = Responsibility.objects.filter(project=ready.project, role="risk_owner", ended_at=None)
    for held in risk_owners.exclude(person=ready.evaluator):
        end(held, ready.owner)
    assert record_ground(ready).standings[0].next.endswith("another risk owner to decide")
    row = portfolio_of(ready.organisation, ready.viewer, timezone.localdate())[0]
    assert row.next.endswith("another risk owner")
    assert not vote(request, ready.evaluator).counts


def set_aside_by(person: User, criterion: Criterion) -> None:
    bring_back(criterion, person)
    words.exclude(criterion, person, "It is not asked of this project.")


def record_ground(cast: Cast) -> GateGround:
    return GateGround.of(cast.project, timezone.localdate())


def test_open_conditions_keep_the_next_gate_closed_until_somebody_fulfils_them(ready: Cast) -> None:
    request = ask(ready.project, ready.editor)
    with pytest.raises(ChangeRefused, match="at least one condition"):
        vote(request, ready.owner, CONDITIONAL)
    vote(request, ready.owner, CONDITIONAL, "Tell the works council.")
    vote(request, ready.evaluator)
    settle(ready.project, ready.owner, phase=2)
    with pytest.raises(ChangeRefused, match=r"A condition is open, due .*: Tell the works council\."):
        ask(ready.project, ready.editor, 2)
    condition = gate_record(request, timezone.localdate()).open_conditions[0]
    waits = list(conditions_to_fulfil([ready.project], [ready.editor, ready.owner]))
    assert [(one.person, one.detail) for one in waits] == [(ready.editor.pk, "Tell the works council.")]
    proof = note(ready.project, ready.editor, "Minutes").versions.get()
    gates.fulfil_condition(condition, ready.editor, "They were told on Monday.", proof)
    with pytest.raises(ChangedMeanwhile):
        gates.fulfil_condition(condition, ready.owner, "Again.")
    assert ask(ready.project, ready.editor, 2).number == 1


def test_a_later_change_shows_as_a_difference_in_words(cast: Cast, find: Find) -> None:
    request = open_gate(cast)
    day = timezone.localdate()
    assert gate_record(request, day).differences == []
    bring_back(find("P1.4"), cast.owner)
    record = gate_record(request, day)
    assert [str(one) for one in record.differences] == [
        "P1.4 The value case is quantified: was not applicable, is open"
    ]
    assert record.finding == "‘Approve pilot’ was approved, and the approved state differs from today"
    assert rail_of(cast.project)[0].gate.mark == "differs"
    assert record.holds


def test_the_next_gate_waits_for_the_one_before(ready: Cast) -> None:
    settle(ready.project, ready.owner, phase=2)
    with pytest.raises(ChangeRefused, match="‘Approve pilot’ has to be approved first"):
        ask(ready.project, ready.editor, 2)


def test_a_reopened_phase_asks_for_a_reason(cast: Cast) -> None:
    request = open_gate(cast)
    with pytest.raises(NotYours):
        gates.reopen_gate(request, cast.editor, "I think so.")
    gates.reopen_gate(request, cast.viewer, "The supplier changed its terms.")
    phase = current_phase(cast.project)
    assert phase is not None
    assert phase.number == 1
    with pytest.raises(ChangeRefused, match="say why it is asked for again"):
        ask(cast.project, cast.editor)
    again = ask(cast.project, cast.editor, reason="The terms are accepted.")
    brief = brief_for(GateGround.of(cast.project, timezone.localdate()), again, cast.owner)
    assert brief.since.startswith("Since you approved on")
    assert brief.changed == ["Nothing"]


def test_an_approval_can_be_withdrawn_by_who_gave_it(cast: Cast) -> None:
    request = open_gate(cast)
    with pytest.raises(NotYours):
        gates.withdraw_gate(request, cast.editor, "Mine.")  # asking gives no hold over the approval
    gates.withdraw_gate(request, cast.evaluator, "I was misled.")
    assert not GateGround.of(cast.project, timezone.localdate()).standings[0].is_open


def test_a_later_approval_replaces_the_one_before(cast: Cast) -> None:
    first = open_gate(cast)
    second = ask(cast.project, cast.editor, reason="More people.")
    vote(second, cast.owner)
    vote(second, cast.viewer)
    first.refresh_from_db()
    assert first.state == "replaced"
    assert GateRequest.objects.filter(state="approved").count() == 1


def test_an_approval_ends_with_its_last_day(cast: Cast) -> None:
    request = open_gate(cast)
    later = request.until + timedelta(days=1)
    standing = GateGround.of(cast.project, later).standings[0]
    assert standing.key == "lapsed"
    assert GateGround.of(cast.project, request.until).standings[0].is_open


def test_a_repeating_gate_is_due_again(cast: Cast) -> None:
    for number in (1, 2, 3, 4):
        open_gate(cast, number)
    today = timezone.localdate()
    last = GateGround.of(cast.project, today).standings[3]
    assert last.due_on == last.approval.decided_at.date() + timedelta(days=180)  # type: ignore[union-attr]
    assert not last.is_due
    assert GateGround.of(cast.project, last.due_on).standings[3].is_due


@pytest.mark.parametrize("days", [0, -1, 800])
def test_leave_is_asked_for_until_a_day_ahead(ready: Cast, days: int) -> None:
    with pytest.raises(ChangeRefused, match="Choose a day ahead"):
        ask(ready.project, ready.editor, days=days)


def test_the_owner_of_a_phase_is_told_that_its_gate_can_be_asked_for(cast: Cast) -> None:
    people = [cast.owner, cast.editor, cast.evaluator, cast.viewer]
    plan_phase(phase_of(cast.project, 1), actor=cast.owner, planned_on=None, owner=cast.editor)
    assert not list(gates_to_ask_for([cast.project], people))
    settle(cast.project, cast.owner, phase=1)
    (waiting,) = gates_to_ask_for([cast.project], people)
    assert (waiting.person, waiting.title) == (cast.editor.pk, "Ask for ‘Approve pilot’")
    plan_phase(phase_of(cast.project, 1), actor=cast.owner, planned_on=None, owner=cast.viewer)
    assert not list(gates_to_ask_for([cast.project], people)), "a viewer may not ask"
    plan_phase(phase_of(cast.project, 1), actor=cast.owner, planned_on=None, owner=cast.editor)
    ask(cast.project, cast.editor)
    assert not list(gates_to_ask_for([cast.project], people))


def test_what_waits_for_an_approver_is_gone_with_the_vote(ready: Cast) -> None:
    request = ask(ready.project, ready.owner)
    people = [ready.owner, ready.editor, ready.evaluator, ready.viewer]
    waits = {one.person for one in gates_to_decide([ready.project], people)}
    assert waits == {ready.evaluator.pk, ready.viewer.pk}
    vote(request, ready.viewer)
    assert {one.person for one in gates_to_decide([ready.project], people)} == {ready.evaluator.pk}


def test_a_deputy_is_not_called_once_the_responsibility_has_voted(cast: Cast) -> None:
    settle(cast.project, cast.owner, phase=1)  # the owner is sponsor and risk owner
    for deputy in (cast.viewer, cast.evaluator):
        take_on(cast.project, cast.owner, deputy, "risk_owner")
    request, people = ask(cast.project, cast.editor), [cast.owner, cast.viewer, cast.evaluator]
    assert {one.person for one in gates_to_decide([cast.project], people)} == {person.pk for person in people}
    vote(request, cast.viewer)
    assert {one.person for one in gates_to_decide([cast.project], people)} == {cast.owner.pk}


def test_of_a_list_that_grew_only_what_came_is_told(cast: Cast) -> None:
    settle(cast.project, cast.owner, phase=1)
    take_on(cast.project, cast.owner, cast.evaluator, "risk_owner")
    request = ask(cast.project, cast.editor)

    def risk_owner() -> list[str]:
        found = GateGround.of(cast.project, timezone.localdate()).differences(request)
        return [one.words for one in found if one.subject == "Risk owner"]

    assert risk_owner() == []
    take_on(cast.project, cast.owner, cast.viewer, "risk_owner")
    assert risk_owner() == ["now also Acme Viewer"]
    for held in Responsibility.objects.filter(role="risk_owner", person__in=[cast.viewer, cast.evaluator]):
        end(held, cast.owner)
    assert risk_owner() == ["no longer Acme Evaluator"]


def test_the_first_planned_day_stays_as_the_baseline(cast: Cast) -> None:
    phase, day = phase_of(cast.project, 1), timezone.localdate() + timedelta(days=30)
    plan_phase(phase, actor=cast.owner, planned_on=day, owner=None)
    moved = plan_phase(phase_of(cast.project, 1), actor=cast.owner, planned_on=day + timedelta(days=9), owner=None)
    moved.refresh_from_db()
    assert (moved.planned_on, moved.baseline_on) == (day + timedelta(days=9), day)


def test_a_wish_without_scope_is_refused(ready: Cast) -> None:
    with pytest.raises(ChangeRefused, match="Say what for"):
        gates.ask_for_gate(phase_of(ready.project, 1), ready.editor, wish(scope=" "), day=timezone.localdate())


def test_gate_2_is_priced_against_what_gate_1_accepted(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    open_gate(cast)
    settle(cast.project, cast.owner, phase=2)
    price = Price("Desk, version 1", "Desk, version 2", "9 of 600, Chats", accepted="0.400000", measured="0.560000")
    monkeypatch.setattr(GateGround, "price", lambda self, phase: price)
    bring_back(Criterion.objects.get(phase__project=cast.project, code="P2.10"), cast.owner)
    obstacles = GateGround.of(cast.project, timezone.localdate()).obstacles(phase_of(cast.project, 2))
    assert "The chance of loss is 56.0%, over the 40.0% accepted in phase 1." in obstacles


@pytest.mark.parametrize(
    ("accepted", "measured", "is_over", "words"),
    [
        ("0.56", "0.56", False, "The chance of loss is 56.0%, within the 56.0% accepted in phase 1"),
        ("0.56", "0.5601", True, "The chance of loss is 56.0%, over the 56.0% accepted in phase 1"),
        ("", "0.56", False, "The chance of loss is not known"),
        ("0.56", "", False, "The chance of loss is not known"),
    ],
)
def test_a_chance_of_loss_is_over_when_it_exceeds_the_limit(
    accepted: str, measured: str, is_over: bool, words: str
) -> None:
    price = Price("Desk, version 1", "Desk, version 2", "", accepted, measured)
    assert (price.is_over, price.words) == (is_over, words)
