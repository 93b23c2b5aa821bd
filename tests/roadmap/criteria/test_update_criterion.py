"""The one way a criterion changes: its rules, its history, its audit entry, and what happens when two people save."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from roadmap.errors import ChangedMeanwhile, ChangeRefused, HistoryIsKept
from roadmap.models import Criterion, CriterionChange
from roadmap.services import update_criterion
from tests.conftest import Cast
from tests.roadmap.conftest import Find
from workspaces import services as workspaces
from workspaces.audit import verify
from workspaces.models import AuditEntry, Membership

pytestmark = pytest.mark.django_db


def test_a_change_is_stored_with_its_history_and_its_audit_entry(cast: Cast, find: Find) -> None:
    changed = update_criterion(
        find("P1.1"), actor=cast.editor, owner=cast.owner, due_on=date(2026, 12, 1), note=" Signed. "
    )
    assert (changed.owner, changed.note, changed.version) == (cast.owner, "Signed.", 2)
    history = CriterionChange.objects.get(criterion=changed)
    assert history.before == {"owner": "", "due_on": "", "note": ""}
    assert history.after == {"owner": "Acme Owner", "due_on": "2026-12-01", "note": "Signed."}
    assert (history.actor, history.actor_name) == (cast.editor, "Acme Editor")
    entry = AuditEntry.objects.get(organisation=cast.organisation, action="criterion.changed")
    assert entry.actor == cast.editor
    assert entry.details == {"project": "support", "before": history.before, "after": history.after}
    assert "P1.1" in entry.target
    assert verify(cast.organisation).first_bad is None


def test_what_is_left_out_stays_as_it_is(cast: Cast, find: Find) -> None:
    update_criterion(find("P1.1"), actor=cast.editor, note="Kept", owner=cast.owner)
    changed = update_criterion(find("P1.1"), actor=cast.editor, due_on=date(2026, 12, 1))
    assert (changed.due_on, changed.note, changed.owner) == (date(2026, 12, 1), "Kept", cast.owner)


def test_saving_without_a_difference_leaves_no_trace(cast: Cast, find: Find) -> None:
    same = update_criterion(find("P1.1"), actor=cast.editor, note="")
    assert same.version == 1
    assert not CriterionChange.objects.exists()
    assert not AuditEntry.objects.filter(action="criterion.changed").exists()


def test_every_broken_rule_is_named_at_once_and_nothing_is_stored(cast: Cast, find: Find) -> None:
    with pytest.raises(ChangeRefused) as refusal:
        update_criterion(find("P1.1"), actor=cast.editor, owner=cast.stranger, due_on=date.min, note="x" * 4001)
    assert sorted(refusal.value.problems) == ["due_on", "note", "owner"]
    assert find("P1.1").version == 1


@pytest.mark.parametrize("text", ["a\0b", "a\ud800b"])
def test_text_that_no_store_can_hold_is_refused(cast: Cast, find: Find, text: str) -> None:
    with pytest.raises(ChangeRefused) as refusal:
        update_criterion(find("P1.1"), actor=cast.editor, note=text)
    assert list(refusal.value.problems) == ["note"]


def test_due_days_lie_between_2020_and_ten_years_ahead(cast: Cast, find: Find) -> None:
    today = timezone.localdate()
    for day in (date(2020, 1, 1), today - timedelta(days=1), today + timedelta(days=3653)):
        assert update_criterion(find("P1.1"), actor=cast.editor, due_on=day).due_on == day
    for day in (date(2019, 12, 31), today + timedelta(days=3654), date.max, date.min):
        with pytest.raises(ChangeRefused):
            update_criterion(find("P1.1"), actor=cast.editor, due_on=day)


def test_an_owner_who_has_left_may_stay_but_not_be_chosen_anew(cast: Cast, find: Find) -> None:
    update_criterion(find("P1.1"), actor=cast.editor, owner=cast.viewer)
    workspaces.remove_member(Membership.objects.get(user=cast.viewer), actor=cast.owner)
    assert (
        update_criterion(find("P1.1"), actor=cast.editor, note="Handed over?", owner=cast.viewer).owner == cast.viewer
    )
    with pytest.raises(ChangeRefused):
        update_criterion(find("P1.2"), actor=cast.editor, owner=cast.viewer)


def test_the_second_of_two_people_is_told_and_the_first_ones_change_holds(cast: Cast, find: Find) -> None:
    opened_by_both = find("P1.1")
    update_criterion(opened_by_both, actor=cast.editor, note="First")
    with pytest.raises(ChangedMeanwhile):
        update_criterion(opened_by_both, actor=cast.owner, note="Second")
    assert find("P1.1").note == "First"
    assert CriterionChange.objects.filter(criterion=opened_by_both).count() == 1


def test_a_change_between_reading_and_writing_is_caught_by_the_update_itself(
    cast: Cast, find: Find, monkeypatch: pytest.MonkeyPatch
) -> None:
    criterion = find("P1.1")

    def somebody_saves(*_: object) -> None:
        Criterion.objects.filter(pk=criterion.pk).update(note="Between", version=2)

    monkeypatch.setattr("roadmap.services.criteria._check", somebody_saves)
    with pytest.raises(ChangedMeanwhile), transaction.atomic():
        update_criterion(criterion, actor=cast.owner, note="Late")
    assert not CriterionChange.objects.exists()
    assert not AuditEntry.objects.filter(action="criterion.changed").exists()


def test_the_history_cannot_be_changed_or_deleted(cast: Cast, find: Find) -> None:
    update_criterion(find("P1.1"), actor=cast.editor, note="Written")
    change = CriterionChange.objects.get()
    for attempt in (change.save, change.delete, CriterionChange.objects.all().delete):
        with pytest.raises(HistoryIsKept):
            attempt()
    with pytest.raises(HistoryIsKept):
        CriterionChange.objects.update(after={})


def test_the_history_keeps_the_name_and_goes_with_its_project(cast: Cast, find: Find) -> None:
    update_criterion(find("P1.1"), actor=cast.editor, note="Written")
    assert CriterionChange.objects.get().actor_name == "Acme Editor"
    find("P1.1").phase.delete()
    assert not CriterionChange.objects.exists()
