"""Whoever is overtaken sees what stands beside what they typed, and decides: retiring, responsibilities, templates,
words, waivers and gates."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from roadmap.models import Criterion, GateCondition, GateRequest, Phase, Responsibility
from roadmap.services import update_criterion, words
from roadmap.services.gates import fulfil_condition, reopen_gate, withdraw_gate
from roadmap.services.own_criteria import OwnValues, add_own_criterion, change_own_criterion, retire_own_criterion
from roadmap.services.responsibilities import accept, give
from roadmap.services.templates import add_template
from roadmap.services.waiving import ask_criterion_waiver
from roadmap.state_selectors import criterion_states
from tests.conftest import Cast
from tests.roadmap.conftest import Find, SignIn
from tests.roadmap.doing import own, prove, settle, take_on
from tests.roadmap.gating import CONDITIONAL, approvers, ask, phase_of, vote
from tests.roadmap.template.templates import NEXT, changed_text
from workspaces.models import User

pytestmark = pytest.mark.django_db


def url(cast: Cast, name: str, *keys: object) -> str:
    return reverse(f"roadmap:{name}", args=[cast.project.path, *keys])


def sides(answer: Any, *wanted: str) -> str:
    """The page of a conflict, which has all of this on it."""
    page: str = answer.content.decode()
    assert answer.status_code == 409
    assert "Nothing of yours was stored" in page
    assert [text for text in wanted if text not in page] == []
    return page


def send_again(client: Client, page: str) -> Any:
    """Decides on a conflict's page to store one's own: what its form carries goes where its form says."""
    form = page.split('<form method="post" action="')[1:][-1]
    hidden = [part.split('"', 1) for part in form.split('<input type="hidden" name="')[1:]]
    given = {name: rest.split('value="', 1)[1].split('"', 1)[0] for name, rest in hidden}
    return client.post(form.split('"', 1)[0], given)


COUNCIL = OwnValues("The council agrees", "It has agreed in writing.", ["document"], "the letter", blocking=True)


@pytest.fixture
def own_one(cast: Cast) -> Criterion:
    take_on(cast.project, cast.owner, cast.editor, "alignment_lead")
    return add_own_criterion(phase_of(cast.project, 1), cast.editor, COUNCIL)


def test_who_takes_out_what_was_changed_sees_the_change_and_may_take_it_out_all_the_same(
    cast: Cast, client_for: SignIn, own_one: Criterion
) -> None:
    client, page = client_for(cast.editor), url(cast, "own_retire", own_one.pk)
    for version, title in enumerate(("The council nodded", "The council said yes"), start=1):
        values = OwnValues(title, COUNCIL.statement, COUNCIL.kinds, COUNCIL.proves, blocking=True)
        change_own_criterion(own_one, cast.editor, values, version=version)
    words.exclude(own_one, sponsor(cast), "Not here.")  # a word, which is no other version of it
    late = client.post(page, {"version": "1", "reason": "Nobody asked."})
    shown = sides(late, "Nobody asked.", "The council said yes", "The council agrees (as you saw it)", cast.editor.name)
    assert "The council nodded" not in shown
    assert Criterion.objects.filter(pk=own_one.pk).exists()
    assert send_again(client, shown).status_code == 303
    assert not Criterion.objects.filter(pk=own_one.pk).exists()


def sponsor(cast: Cast) -> User:
    take_on(cast.project, cast.owner, cast.owner, "executive_sponsor")
    return cast.owner


def test_what_was_taken_out_meanwhile_says_so_beside_what_was_typed(
    cast: Cast, client_for: SignIn, own_one: Criterion
) -> None:
    client, retire = client_for(cast.editor), url(cast, "own_retire", own_one.pk)
    retire_own_criterion(own_one, cast.editor, "It is law by now.", version=1)
    late = client.post(retire, {"version": "1", "reason": "Nobody asked."})
    assert "<button" not in sides(late, "It is law by now.", "Nobody asked.").split("</thead>")[1].split("</main>")[0]
    sent = {
        "version": "1",
        "title": "The council nods",
        "statement": "It agreed.",
        "kinds": ["document"],
        "proves": "A",
    }
    late = client.post(url(cast, "own_change", own_one.pk), sent)
    sides(late, "taken out: It is law by now.", "The council nods", "The council agrees")
    assert client.get(retire).status_code == 404


def test_a_responsibility_that_was_given_meanwhile_stands_beside_giving_it(cast: Cast, client_for: SignIn) -> None:
    accept(give(cast.project, cast.editor, role="risk_owner", person=cast.viewer), cast.viewer)
    late = client_for(cast.owner).post(
        url(cast, "responsibilities"), {"role": "risk_owner", "person": str(cast.viewer.pk)}
    )
    sides(late, "Risk owner", "Acme Viewer has been given this already", "Acme Editor", "accepted ", "not yet")
    assert Responsibility.objects.filter(role="risk_owner", person=cast.viewer).count() == 1


def test_what_was_accepted_meanwhile_is_ended_only_by_who_knows_that(cast: Cast, client_for: SignIn) -> None:
    given = give(cast.project, cast.owner, role="risk_owner", person=cast.viewer)
    client, ending = client_for(cast.owner), url(cast, "responsibility_end", given.pk)
    assert 'name="seen" value="given"' in client.get(url(cast, "responsibilities")).content.decode()
    accept(given, cast.viewer)
    page = sides(client.post(ending, {"seen": "given"}), "Acme Viewer accepted this", "End it all the same")
    given.refresh_from_db()
    assert given.ended_at is None
    assert send_again(client, page).status_code == 303
    sides(client.post(ending, {"seen": "accepted"}), "This was ended while you had it open")
    accepting = client_for(cast.viewer).post(url(cast, "responsibility_accept", given.pk))
    sides(accepting, "This was ended while you had it open", "Risk owner: Acme Viewer")


def test_who_takes_up_a_template_sees_what_was_changed_beside_what_it_would_write(
    cast: Cast, client_for: SignIn, find: Find
) -> None:
    add_template(cast.organisation, cast.owner, "Acme", changed_text())
    client, page = client_for(cast.owner), url(cast, "template_use", NEXT)
    seen = hidden_of(client.get(page).content.decode(), "seen", "since")
    update_criterion(find("P1.6"), actor=cast.editor, note="The council wants to read it first.")
    shown = sides(
        client.post(page, seen),
        "P1.6 Note",
        "The council wants to read it first.",
        "as it stands",
        cast.editor.name,
        f"Take up {NEXT} all the same",
        "Look at the whole difference",
    )
    assert not Phase.objects.filter(project=cast.project, template_version=NEXT).exists()
    assert send_again(client, shown).status_code == 303
    assert find("P1.6").note == "The council wants to read it first."
    assert Phase.objects.filter(project=cast.project, template_version=NEXT).count() == 4


def hidden_of(page: str, *names: str) -> dict[str, str]:
    return {name: page.split(f'name="{name}" value="')[1].split('"')[0] for name in names}


def test_a_word_that_comes_second_stands_beside_the_first(cast: Cast, client_for: SignIn, find: Find) -> None:
    settle(cast.project, cast.owner, phase=1)
    criterion, client = find("P1.9"), client_for(cast.owner)
    late = client.post(url(cast, "criterion_exclude", criterion.pk), {"reason": "There is no such supplier."})
    sides(late, "Not applicable", "It is not asked of this project.", "There is no such supplier.")
    late = client.post(url(cast, "criterion_take_back", criterion.pk), {"why": "The letter is missing."})
    sides(late, "Not applicable", "The letter is missing.")


def test_the_note_on_a_confirmation_is_kept_for_another_look(cast: Cast, client_for: SignIn, find: Find) -> None:
    criterion = own(find("P1.6"), cast.owner)
    prove(criterion, cast.owner)
    seen = criterion_states(cast.project, timezone.localdate())[criterion.pk].fingerprint
    prove(criterion, cast.editor, "Another")
    sent = {"fingerprint": seen, "note": "Read on Monday."}
    late = client_for(cast.owner).post(url(cast, "criterion_confirm", criterion.pk), sent)
    page = late.content.decode()
    assert (late.status_code, "Read on Monday." in page) == (409, True)
    again = {"note": "Read on Monday.", **hidden_of(page, "fingerprint")}
    assert client_for(cast.owner).post(url(cast, "criterion_confirm", criterion.pk), again).status_code == 303


def test_a_waiver_that_is_asked_for_already_stands_beside_the_second(
    cast: Cast, client_for: SignIn, find: Find
) -> None:
    until = timezone.localdate() + timedelta(days=20)
    ask_criterion_waiver(find("P2.2"), cast.owner, reason="Cases are being written.", until=until)
    sent = {"reason": "The writers are away.", "until": (until + timedelta(days=3)).isoformat()}
    late = client_for(cast.editor).post(url(cast, "criterion_waiver", find("P2.2").pk), sent)
    sides(late, "Cases are being written.", "The writers are away.", cast.owner.name)


@pytest.fixture
def asked(cast: Cast) -> GateRequest:
    settle(cast.project, cast.owner, phase=1)
    approvers(cast)
    return ask(cast.project, cast.editor)


def test_a_vote_on_a_brief_that_moved_keeps_what_was_typed(cast: Cast, client_for: SignIn, asked: GateRequest) -> None:
    client, page = client_for(cast.evaluator), url(cast, "gate_decide", asked.pk)
    seen = hidden_of(client.get(page).content.decode(), "brief")
    vote(asked, cast.owner)
    due = (timezone.localdate() + timedelta(days=9)).isoformat()
    typed = {"decision": "conditional", "note": "With care.", "condition_1": "Tell the council.", "due_1": due}
    late = client.post(page, {**seen, **typed})
    again = late.content.decode()
    assert late.status_code == 409
    for kept in ("Read it again", "With care.", "Tell the council.", due):
        assert kept in again
    assert client.post(page, {**typed, **hidden_of(again, "brief")}).status_code == 303


def test_a_condition_that_was_fulfilled_meanwhile_stands_beside_the_second_word(
    cast: Cast, client_for: SignIn, asked: GateRequest
) -> None:
    vote(asked, cast.owner, CONDITIONAL, "Tell the council.")
    condition = GateCondition.objects.select_related("vote__request__phase__project").get()
    fulfil_condition(condition, cast.owner, "By letter.")
    page = url(cast, "gate_condition_fulfil", asked.pk, condition.pk)
    sides(client_for(cast.editor).post(page, {"note": "On the phone."}), "By letter.", "On the phone.", "Acme Owner")


def test_a_request_that_ended_meanwhile_says_how_beside_ending_it(
    cast: Cast, client_for: SignIn, asked: GateRequest
) -> None:
    withdraw_gate(asked, cast.editor, "The release is late.")
    late = client_for(cast.editor).post(url(cast, "gate_withdraw", asked.pk), {"why": "The wrong scope."})
    sides(late, "Withdrawn", "The release is late.", "The wrong scope.")
    again = ask(cast.project, cast.editor)
    for person in (cast.owner, cast.evaluator):
        vote(again, person)
    reopen_gate(again, cast.owner, "A complaint came in.")
    late = client_for(cast.owner).post(url(cast, "gate_reopen", again.pk), {"why": "The release changed."})
    sides(late, "Reopened", "A complaint came in.", "The release changed.")
