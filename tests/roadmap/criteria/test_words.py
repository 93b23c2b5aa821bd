"""What people say about a criterion: who may say it, on what ground, and what takes it away again."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from roadmap.errors import ChangedMeanwhile, ChangeRefused, NotYours
from roadmap.models import Confirmation, Criterion, CriterionChange, Exclusion
from roadmap.services import words
from roadmap.services.evidence import stop_using
from roadmap.state_selectors import criterion_states
from tests.conftest import Cast
from tests.roadmap.conftest import Find, SignIn, StateOf
from tests.roadmap.doing import own, prove, say_met, take_on
from workspaces.models import AuditEntry

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate


def url(criterion: Criterion, name: str) -> str:
    return reverse(f"roadmap:criterion_{name}", args=[criterion.phase.project.path, criterion.pk])


def test_evidence_makes_it_ready_and_the_owners_word_makes_it_met(cast: Cast, find: Find, state: StateOf) -> None:
    assert (state("P1.6").key, state("P1.6").reason) == ("open", "Add evidence: document, decisions on principles.")
    prove(find("P1.6"), cast.editor)
    assert state("P1.6").reason == "Its evidence is complete; it waits for an owner."
    say_met(find("P1.6"), cast.editor)
    assert (state("P1.6").key, state("P1.6").by) == ("met", "Acme Editor")
    entry = AuditEntry.objects.get(action="criterion.confirmed")
    assert entry.details["fingerprint"] == state("P1.6").fingerprint
    assert CriterionChange.objects.filter(after={"status": "met"}).get().before == {"status": "ready"}


def test_the_word_belongs_to_the_owner_or_the_alignment_lead(cast: Cast, find: Find, state: StateOf) -> None:
    prove(find("P1.7"), cast.editor)
    own(find("P1.7"), cast.editor)
    with pytest.raises(NotYours, match="Acme Editor or the alignment lead"):
        words.confirm(find("P1.7"), cast.owner, day=TODAY())
    take_on(cast.project, cast.owner, cast.viewer, "alignment_lead")
    words.confirm(find("P1.7"), cast.viewer, day=TODAY())
    assert state("P1.7").by == "Acme Viewer"


def test_what_is_missing_refuses_the_word(cast: Cast, find: Find) -> None:
    with pytest.raises(ChangeRefused) as refusal:
        say_met(find("P1.6"), cast.owner)
    assert refusal.value.problems == {"confirm": "Add evidence: document, decisions on principles."}
    assert not Confirmation.objects.exists()


def test_evidence_taken_away_makes_it_stale_and_says_what_is_gone(cast: Cast, find: Find, state: StateOf) -> None:
    evidence = prove(find("P1.7"), cast.owner, "Harms")
    say_met(find("P1.7"), cast.owner)
    stop_using(evidence.uses.get(proves="document"), cast.owner)
    assert state("P1.7").key == "stale"
    assert "Evidence “Harms” as document is gone." in state("P1.7").reason


def test_more_evidence_takes_nothing_away(cast: Cast, find: Find, state: StateOf) -> None:
    prove(find("P1.7"), cast.owner)
    say_met(find("P1.7"), cast.owner)
    prove(find("P1.7"), cast.owner, "More of it")
    assert state("P1.7").key == "met"


def test_a_confirmation_has_to_be_looked_at_again_after_its_interval(cast: Cast, find: Find) -> None:
    prove(find("P1.7"), cast.owner)
    say_met(find("P1.7"), cast.owner)
    key, given = find("P1.7").pk, Confirmation.objects.get().at.date()
    assert criterion_states(cast.project, given + timedelta(days=180))[key].key == "met"
    after = criterion_states(cast.project, given + timedelta(days=181))[key]
    assert after.key == "stale"
    assert "Review due since" in after.reason


def test_a_reworded_statement_makes_the_word_stale_with_both_wordings(cast: Cast, find: Find, state: StateOf) -> None:
    prove(find("P1.7"), cast.owner)
    say_met(find("P1.7"), cast.owner)
    Criterion.objects.filter(pk=find("P1.7").pk).update(statement="Harms are listed.")
    assert "Statement: was The people" in state("P1.7").reason
    assert "is Harms are listed." in state("P1.7").reason
    say_met(find("P1.7"), cast.owner)
    assert state("P1.7").key == "met"
    assert Confirmation.objects.filter(ended_at__isnull=True).count() == 1


def test_a_word_from_before_facts_were_kept_is_stale(cast: Cast, find: Find, state: StateOf) -> None:
    prove(find("P1.7"), cast.owner)
    Confirmation.objects.create(criterion=find("P1.7"), actor=cast.owner, actor_name="Acme Owner")
    assert (state("P1.7").key, "before the product kept" in state("P1.7").reason) == ("stale", True)


def test_the_phases_are_met_in_their_order(cast: Cast, find: Find) -> None:
    prove(find("P2.8"), cast.owner)
    with pytest.raises(ChangeRefused) as refusal:
        say_met(find("P2.8"), cast.owner)
    assert refusal.value.problems["confirm"].startswith(
        "It can be met once the phases before it are through: P1.1, P1.2, P1.3 and 4 more are open"
    )


@pytest.mark.usefixtures("phase_1_settled")
def test_the_next_phase_can_be_met_once_nothing_blocks_the_one_before(cast: Cast, find: Find, state: StateOf) -> None:
    prove(find("P2.8"), cast.owner)
    say_met(find("P2.8"), cast.owner)
    words.bring_back(find("P1.3"), cast.owner)
    assert state("P2.8").key == "met"
    prove(find("P2.9"), cast.owner)
    with pytest.raises(ChangeRefused, match=r"P1\.3 is open"):
        say_met(find("P2.9"), cast.owner)


def test_a_page_that_is_too_old_confirms_nothing(cast: Cast, find: Find, client_for: SignIn) -> None:
    prove(find("P1.7"), cast.owner)
    own(find("P1.7"), cast.owner)
    seen = criterion_states(cast.project, TODAY())[find("P1.7").pk].fingerprint
    prove(find("P1.7"), cast.editor, "Another")
    with pytest.raises(ChangedMeanwhile):
        words.confirm(find("P1.7"), cast.owner, day=TODAY(), seen=seen)
    answer = client_for(cast.owner).post(url(find("P1.7"), "confirm"), {"fingerprint": seen})
    assert answer.status_code == 409
    assert not Confirmation.objects.exists()


def test_the_owner_confirms_on_the_page_and_takes_it_back_with_a_reason(
    cast: Cast, find: Find, client_for: SignIn, state: StateOf
) -> None:
    prove(find("P1.7"), cast.editor)
    own(find("P1.7"), cast.editor)
    browser = client_for(cast.editor)
    page = browser.get(url(find("P1.7"), "detail"))
    assert "Confirm that it is met" in page.content.decode()
    seen = page.context["confirm_form"].initial["fingerprint"]
    assert browser.post(url(find("P1.7"), "confirm"), {"fingerprint": seen}).status_code == 303
    assert state("P1.7").key == "met"
    assert browser.post(url(find("P1.7"), "take_back"), {"why": " "}).status_code == 422
    assert browser.post(url(find("P1.7"), "take_back"), {"why": "A harm was forgotten."}).status_code == 303
    assert state("P1.7").key == "ready"
    assert Confirmation.objects.get().ended_why == "A harm was forgotten."


@pytest.mark.parametrize("role", ["owner", "evaluator", "viewer"])
@pytest.mark.parametrize("name", ["confirm", "take_back", "exclude"])
def test_whose_word_it_is_not_is_told_so(cast: Cast, find: Find, client_for: SignIn, role: str, name: str) -> None:
    own(find("P1.7"), cast.editor)
    answer = client_for(getattr(cast, role)).post(url(find("P1.7"), name), {})
    assert answer.status_code == 403


def test_setting_a_blocking_criterion_aside_needs_the_right_responsibility(
    cast: Cast, find: Find, state: StateOf
) -> None:
    with pytest.raises(NotYours, match="only the executive sponsor"):
        words.exclude(find("P1.1"), cast.owner, "We are three people.")
    take_on(cast.project, cast.owner, cast.editor, "executive_sponsor")
    words.exclude(find("P1.1"), cast.editor, "We are three people.")
    assert (state("P1.1").key, state("P1.1").by) == ("not_applicable", "Acme Editor")
    with pytest.raises(ChangedMeanwhile):
        words.exclude(find("P1.1"), cast.editor, "Twice.")
    words.bring_back(find("P1.1"), cast.editor)
    assert state("P1.1").key == "open"
    assert Exclusion.objects.get().ended_by == cast.editor


def test_any_editor_sets_aside_what_does_not_block_but_says_why(cast: Cast, find: Find, state: StateOf) -> None:
    with pytest.raises(ChangeRefused):
        words.exclude(find("P1.9"), cast.editor, "  ")
    with pytest.raises(NotYours):
        words.exclude(find("P1.9"), cast.viewer, "Not asked.")
    words.exclude(find("P1.9"), cast.editor, "Nobody is to be trained.")
    assert state("P1.9").reason.startswith("Nobody is to be trained. (Acme Editor")
