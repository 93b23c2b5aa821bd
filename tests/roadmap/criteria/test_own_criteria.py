"""A project's own criteria: who writes them, what they ask, and what becomes of them."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from roadmap.errors import ChangedMeanwhile, ChangeRefused, NotYours
from roadmap.models import Criterion, Phase
from roadmap.selectors import unconfirmed
from roadmap.services.own_criteria import OwnValues, add_own_criterion, change_own_criterion, retire_own_criterion
from roadmap.state_selectors import stated_criteria
from tests.conftest import Cast
from tests.roadmap.conftest import Find, StateOf
from tests.roadmap.doing import prove, say_met, take_on
from workspaces.models import AuditEntry, User

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
ROOM = "/p/acme/support/roadmap/criteria/own/"
COUNCIL = OwnValues(
    "The works council agrees", "It has agreed in writing.", ["document"], "their letter", blocking=True
)
SENT = {
    "version": "1",
    "title": "The works council agrees",
    "statement": "It has agreed in writing.",
    "kinds": ["document", "approval"],
    "proves": "their letter",
    "blocking": "on",
    "waiver": "executive_sponsor",
    "review_days": "90",
}


@pytest.fixture
def phase(cast: Cast) -> Phase:
    """The first phase of the cast's project, whose editor leads."""
    take_on(cast.project, cast.owner, cast.editor, "alignment_lead")
    return Phase.objects.select_related("project__organisation").get(project=cast.project, number=1)


def test_a_lead_adds_a_criterion_that_blocks_the_gate(cast: Cast, phase: Phase, client_for: SignIn, find: Find) -> None:
    before = unconfirmed(cast.project)
    response = client_for(cast.editor).post(f"{ROOM}new/", {**SENT, "phase": phase.pk})
    assert response.status_code == 303
    added = find("C1")
    page = client_for(cast.editor).get(response["Location"])
    assert page.status_code == 200
    assert "Document: their letter; Confirmation by a person: their letter" in page.content.decode()
    assert [entry["type"] for entry in added.evidence] == ["document", "approval"]
    assert (added.blocking, added.waiver, added.review_days) == (True, "executive_sponsor", 90)
    after = unconfirmed(cast.project)
    assert before
    assert after
    assert after.count == before.count + 1
    assert stated_criteria(cast.project, timezone.localdate())[9].criterion == added  # behind those of the template
    assert "C1" in client_for(cast.viewer).get(ROOM).content.decode()
    assert AuditEntry.objects.filter(action="criterion.added").count() == 1


def test_only_leads_write_them_whatever_their_access(cast: Cast, phase: Phase, client_for: SignIn) -> None:
    for person in (cast.owner, cast.evaluator, cast.viewer):
        with pytest.raises(NotYours):
            add_own_criterion(phase, person, COUNCIL)
        assert client_for(person).post(f"{ROOM}new/", {**SENT, "phase": phase.pk}).status_code == 403
        assert "for whoever leads" in client_for(person).get(f"{ROOM}new/").content.decode()
    assert client_for(cast.stranger).get(ROOM).status_code == 404


def test_nothing_in_the_product_decides_it_and_evidence_with_a_word_does(
    cast: Cast, phase: Phase, find: Find, state: StateOf
) -> None:
    add_own_criterion(phase, cast.editor, COUNCIL)
    assert (state("C1").key, state("C1").inputs.check) == ("open", None)
    prove(find("C1"), cast.owner)
    assert state("C1").key == "ready"
    say_met(find("C1"), cast.owner)
    assert state("C1").key == "met"


def test_other_words_make_a_confirmation_stale_and_stand_in_the_history(
    cast: Cast, phase: Phase, find: Find, state: StateOf
) -> None:
    add_own_criterion(phase, cast.editor, COUNCIL)
    prove(find("C1"), cast.owner)
    say_met(find("C1"), cast.owner)
    other = OwnValues("The works council agrees", "It agreed by name.", ["document"], "their letter", blocking=True)
    change_own_criterion(find("C1"), cast.editor, other, version=find("C1").version)
    assert state("C1").key == "stale"
    change = find("C1").changes.first()
    assert change
    assert [(row.label, row.before, row.after) for row in change.rows] == [
        ("Statement", "It has agreed in writing.", "It agreed by name.")
    ]


def test_two_people_at_one_criterion_see_both_values(cast: Cast, phase: Phase, client_for: SignIn) -> None:
    added = add_own_criterion(phase, cast.editor, COUNCIL)
    client, page = client_for(cast.editor), f"{ROOM}{added.pk}/change/"
    assert client.post(page, {**SENT, "title": "The council said yes"}).status_code == 303
    response = client.post(page, {**SENT, "title": "The council nodded"})
    assert response.status_code == 409
    assert "The council said yes" in response.content.decode()
    assert "The council nodded" in response.content.decode()
    again = client.post(page, {**SENT, "version": "2", "title": "The council nodded"})
    assert again.status_code == 303


def test_a_retired_one_counts_nowhere_and_its_code_is_not_used_again(
    cast: Cast, phase: Phase, client_for: SignIn
) -> None:
    added = add_own_criterion(phase, cast.editor, COUNCIL)
    client = client_for(cast.editor)
    assert client.post(f"{ROOM}{added.pk}/retire/", {"version": "1", "reason": " "}).status_code == 422
    assert client.post(f"{ROOM}{added.pk}/retire/", {"version": "1", "reason": "Never asked."}).status_code == 303
    assert not Criterion.objects.filter(pk=added.pk).exists()
    assert Criterion.every.get(pk=added.pk).retired_at is not None
    assert client.get(f"/p/acme/support/roadmap/criteria/{added.pk}/").status_code == 404
    with pytest.raises(ChangedMeanwhile):
        retire_own_criterion(added, cast.editor, "Again.", version=2)
    assert add_own_criterion(phase, cast.editor, COUNCIL).code == "C2"


def test_one_of_the_template_is_not_theirs_to_change(cast: Cast, phase: Phase, client_for: SignIn, find: Find) -> None:
    with pytest.raises(ChangeRefused, match="comes from the template"):
        change_own_criterion(find("P1.4"), cast.editor, COUNCIL, version=1)
    assert client_for(cast.editor).get(f"{ROOM}{find('P1.4').pk}/change/").status_code == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "x" * 121),
        ("statement", "a\0b"),
        ("proves", ""),
        ("kinds", []),
        ("kinds", ["rumour"]),
        ("waiver", "the_boss"),
        ("review_days", "0"),
        ("version", "none"),
    ],
)
def test_bad_input_is_refused_with_what_was_typed(
    cast: Cast, phase: Phase, client_for: SignIn, field: str, value: object
) -> None:
    response = client_for(cast.editor).post(f"{ROOM}new/", {**SENT, "phase": phase.pk, field: value})
    assert response.status_code == 422
    assert not Criterion.objects.filter(code="C1").exists()
