"""Deciding on principles: the rules, what a decision remembers, and what happens when two people decide."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from explorer import services
from explorer.errors import (
    NeedsWaiver,
    NothingToConfirm,
    PrincipleUnknown,
    StanceChanged,
    StanceRefused,
    VersionMoved,
)
from explorer.models import Section, SpecVersion, Stance
from explorer.services import Decision, confirm_stances, decide_stance, decide_stances, pin_version
from explorer.stances import selectors as stance_selectors
from tests.conftest import Cast
from tests.explorer.stances import cooking, fresh, newer_rules
from workspaces.audit import verify
from workspaces.models import AuditEntry, Project, Waiver
from workspaces.waivers import ask_waiver, decide_waiver, withdraw_waiver

pytestmark = pytest.mark.django_db


def in_force(cast: Cast, principle: str) -> Stance:
    return Stance.objects.get(project=cast.project, principle=principle, replaced_at=None)


def states(project: Project) -> dict[str, str]:
    return {entry.section.identifier: entry.state for entry in stance_selectors.stances_of(fresh(project)).entries}


def waived(cast: Cast, project: Project, identifier: str, days: int = 30) -> Waiver:
    subject, until = stance_selectors.waiver_subject(identifier), timezone.localdate() + timedelta(days=days)
    asked = ask_waiver(project, cast.editor, subject=subject, title="Drop", reason="No water.", until=until)
    return decide_waiver(asked, cast.owner, granted=True)


def test_a_decision_remembers_what_it_was_made_on_and_leaves_a_trail(cast: Cast, kitchen: SpecVersion) -> None:
    project = cooking(cast, kitchen)
    decide_stance(project, cast.editor, "knives", "adopted", reason=" We cook with knives. ")

    stance = in_force(cast, "knives")
    section = Section.objects.get(version=kitchen, identifier="knives")
    assert (stance.kind, stance.reason, stance.decided_by) == ("adopted", "We cook with knives.", cast.editor)
    assert (stance.version_label, stance.title, stance.authority) == ("2026-01-05", "Keep knives sharp", "user")
    assert stance.text_sha256 == section.text_sha256 != ""
    entry = AuditEntry.objects.get(action="stance.decided")
    after = {"kind": "adopted", "reason": "We cook with knives.", "version_label": "2026-01-05"}
    assert (entry.actor, entry.details) == (cast.editor, {"project": "support", "before": {}, "after": after})
    assert verify(cast.organisation).first_bad is None


def test_a_new_decision_takes_the_place_of_the_old_which_stays(cast: Cast, kitchen: SpecVersion) -> None:
    project = cooking(cast, kitchen)
    decide_stance(project, cast.editor, "knives", "tightened", wording="Whet them daily.", reason="Many guests.")
    decide_stance(project, cast.owner, "knives", "adopted", wording="Forgotten.")

    assert [(each.kind, each.wording) for each in stance_selectors.history_of(project, "knives")] == [
        ("adopted", ""),
        ("tightened", "Whet them daily."),
    ]
    assert AuditEntry.objects.filter(action="stance.decided").latest("sequence").details["before"]["wording"]


def test_deciding_the_same_again_changes_nothing(cast: Cast, kitchen: SpecVersion) -> None:
    project = cooking(cast, kitchen)
    first = decide_stance(project, cast.editor, "knives", "tightened", wording="Daily.\nTwice.")
    again = decide_stance(project, cast.owner, "knives", "tightened", wording=" Daily.\r\nTwice.", seen=0)

    assert again == first
    assert (Stance.objects.count(), AuditEntry.objects.filter(action="stance.decided").count()) == (1, 1)


@pytest.mark.parametrize(
    ("kind", "wording", "reason", "field"),
    [
        ("tightened", "  ", "Because.", "wording"),
        ("not_relevant", "", " \n ", "reason"),
        ("dropped", "", "", "kind"),
        ("", "", "", "kind"),
        ("tightened", "x" * 4001, "", "wording"),
        ("adopted", "", "x" * 2001, "reason"),
        ("adopted", "", "a\0b", "reason"),
        ("tightened", "a\ud800b", "", "wording"),
    ],
)
def test_what_breaks_a_rule_is_named_and_nothing_is_stored(
    cast: Cast, kitchen: SpecVersion, kind: str, wording: str, reason: str, field: str
) -> None:
    with pytest.raises(StanceRefused) as refusal:
        decide_stance(cooking(cast, kitchen), cast.editor, "knives", kind, wording, reason)

    assert list(refusal.value.problems["knives"]) == [field]
    assert not Stance.objects.exists()


def test_the_database_keeps_the_rules_too(cast: Cast) -> None:
    values = {"project": cast.project, "principle": "knives", "version_label": "x", "authority": "user"}
    for wrong in ({"kind": "tightened"}, {"kind": "not_relevant"}, {"kind": "dropped"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Stance.objects.create(**values, **wrong)
    Stance.objects.create(**values, kind="adopted")
    with pytest.raises(IntegrityError), transaction.atomic():
        Stance.objects.create(**values, kind="adopted")


def test_what_is_no_principle_of_the_version_cannot_be_decided(cast: Cast, kitchen: SpecVersion) -> None:
    project = cooking(cast, kitchen)
    for identifier in ("kitchen", "do_not_lie", ""):
        with pytest.raises(PrincipleUnknown):
            decide_stance(project, cast.editor, identifier, "adopted")


def test_several_decisions_are_taken_together_or_not_at_all(cast: Cast, kitchen: SpecVersion) -> None:
    project = cooking(cast, kitchen)
    with pytest.raises(StanceRefused) as refusal:
        decide_stances(
            project,
            cast.editor,
            [
                Decision("taste", "adopted"),
                Decision("knives", "tightened"),
                Decision("wash", "not_relevant", reason="No"),
            ],
        )
    assert sorted(refusal.value.problems) == ["knives", "wash"]
    assert not Stance.objects.exists()
    decide_stances(project, cast.editor, [Decision("taste", "adopted"), Decision("wash", "adopted")])
    assert Stance.objects.count() == 2


def test_a_root_principle_is_dropped_only_while_a_waiver_is_in_force(cast: Cast, kitchen: SpecVersion) -> None:
    project = cooking(cast, kitchen)
    with pytest.raises(NeedsWaiver):
        decide_stance(project, cast.editor, "wash", "not_relevant", reason="Gloves are worn.")
    waiver = waived(cast, project, "wash")
    decide_stance(project, cast.editor, "wash", "not_relevant", reason="Gloves are worn.")
    assert states(project)["wash"] == "not_relevant"

    withdraw_waiver(waiver, cast.owner)
    assert states(project)["wash"] == "unwaived"
    completeness = stance_selectors.completeness_of(fresh(project))
    assert (completeness.decided, completeness.unwaived, completeness.undecided) == (0, 1, 2)
    assert completeness.finding == "0 of 3 principles decided, 1 without a waiver"


def test_a_waiver_that_ran_out_or_is_about_something_else_counts_for_nothing(cast: Cast, kitchen: SpecVersion) -> None:
    project = cooking(cast, kitchen)
    waived(cast, project, "knives")
    with pytest.raises(NeedsWaiver):
        decide_stance(project, cast.editor, "wash", "not_relevant", reason="Gloves.")
    waiver = waived(cast, project, "wash")
    decide_stance(project, cast.editor, "wash", "not_relevant", reason="Gloves.")
    Waiver.objects.filter(pk=waiver.pk).update(until=timezone.localdate())
    assert states(project)["wash"] == "not_relevant"
    Waiver.objects.filter(pk=waiver.pk).update(until=timezone.localdate() - timedelta(days=1))
    assert states(project)["wash"] == "unwaived"


def test_platform_is_as_fixed_as_root(cast: Cast, kitchen: SpecVersion) -> None:
    Section.objects.filter(version=kitchen, identifier="knives").update(authority="platform")
    with pytest.raises(NeedsWaiver):
        decide_stance(cooking(cast, kitchen), cast.editor, "knives", "not_relevant", reason="No knives.")


def test_the_second_of_two_people_is_told(cast: Cast, kitchen: SpecVersion) -> None:
    project = cooking(cast, kitchen)
    first = decide_stance(project, cast.editor, "knives", "adopted", seen=0)
    with pytest.raises(StanceChanged):
        decide_stance(project, cast.owner, "knives", "not_relevant", reason="No knives.", seen=0)
    assert in_force(cast, "knives") == first
    decide_stance(project, cast.owner, "knives", "not_relevant", reason="No knives.", seen=first.pk)
    assert in_force(cast, "knives").kind == "not_relevant"


@pytest.mark.parametrize("stood_before", [False, True])
def test_of_two_decisions_at_the_same_moment_the_constraint_lets_one_through(
    cast: Cast, kitchen: SpecVersion, monkeypatch: pytest.MonkeyPatch, stood_before: bool
) -> None:
    project = cooking(cast, kitchen)
    if stood_before:
        decide_stance(project, cast.editor, "knives", "adopted", reason="Old.")
    read = services.stances._in_force

    def somebody_is_faster(where: Project, sections: Mapping[str, Section]) -> dict[str, Stance]:
        found = read(where, sections)
        Stance.objects.filter(project=project, replaced_at=None).update(replaced_at=timezone.now())
        Stance.objects.create(
            project=project, principle="knives", kind="adopted", version_label="x", authority="user", reason="Faster."
        )
        return found

    monkeypatch.setattr("explorer.services.stances._in_force", somebody_is_faster)
    with pytest.raises(StanceChanged), transaction.atomic():
        decide_stance(project, cast.owner, "knives", "tightened", wording="Later.")
    assert not Stance.objects.filter(wording="Later.").exists()
    assert AuditEntry.objects.filter(action="stance.decided").count() == stood_before


def test_what_was_read_in_another_version_is_not_stored_on_this_one(cast: Cast, kitchen: SpecVersion) -> None:
    with pytest.raises(VersionMoved):
        decide_stance(cooking(cast, kitchen), cast.editor, "knives", "adopted", version="2025-12-18")


def test_rewording_and_re_ranking_make_a_stance_stale_and_confirming_it_mends_that(
    cast: Cast, kitchen: SpecVersion, tmp_path: Path
) -> None:
    project = cooking(cast, kitchen)
    for identifier in ("wash", "taste", "knives"):
        decide_stance(project, cast.editor, identifier, "tightened", wording="More.", reason="Guests.", preset="coding")
    pin_version(project, newer_rules(tmp_path), cast.owner)
    assert states(project) == {"wash": "tightened", "taste": "stale", "knives": "stale", "apron": "undecided"}

    confirmed = confirm_stances(fresh(project), cast.owner, ["knives", "taste"], version="2026-03-01")
    assert sorted(stance.principle for stance in confirmed) == ["knives", "taste"]
    assert states(project) == {"wash": "tightened", "taste": "tightened", "knives": "tightened", "apron": "undecided"}
    repeated = in_force(cast, "knives")
    assert (repeated.wording, repeated.reason, repeated.preset) == ("More.", "Guests.", "coding")
    assert (repeated.decided_by, repeated.version_label) == (cast.owner, "2026-03-01")
    assert AuditEntry.objects.filter(action="stance.confirmed").count() == 2
    assert confirm_stances(fresh(project), cast.owner, ["knives"]) == []


def test_nothing_is_confirmed_unless_all_of_it_can_be(cast: Cast, kitchen: SpecVersion, tmp_path: Path) -> None:
    project = cooking(cast, kitchen)
    decide_stance(project, cast.editor, "knives", "adopted")
    waiver = waived(cast, project, "wash")
    decide_stance(project, cast.editor, "wash", "not_relevant", reason="Gloves.")
    withdraw_waiver(waiver, cast.editor)
    pin_version(project, newer_rules(tmp_path), cast.owner)
    project = fresh(project)

    with pytest.raises(NeedsWaiver):
        confirm_stances(project, cast.owner, ["knives", "wash"])
    with pytest.raises(NothingToConfirm):
        confirm_stances(project, cast.owner, ["knives", "apron"])
    with pytest.raises(PrincipleUnknown):
        confirm_stances(project, cast.owner, ["knives", "gone"])
    assert states(project)["knives"] == "stale"


def test_what_a_newer_version_touches_is_told_before_it_is_used(
    cast: Cast, kitchen: SpecVersion, tmp_path: Path
) -> None:
    project = cooking(cast, kitchen)
    decide_stance(project, cast.editor, "knives", "adopted")
    newer = newer_rules(tmp_path)
    touched = stance_selectors.touched_by(fresh(project), kitchen, newer)

    assert {(each.change.identifier, each.words, each.stance is not None) for each in touched.principles} == {
        ("wash", "retitled", False),
        ("taste", "re-ranked", False),
        ("knives", "reworded", True),
        ("apron", "added", False),
    }
    assert (touched.to_look_at, touched.is_offered) == (3, True)
    back = stance_selectors.touched_by(fresh(project), newer, kitchen)
    assert ("apron", "removed") in {(each.change.identifier, each.words) for each in back.principles}
    assert not back.is_offered


def test_a_decision_on_a_principle_that_went_is_kept_and_counts_for_nothing(cast: Cast, kitchen: SpecVersion) -> None:
    project = fresh(cast.project)
    decide_stance(project, cast.editor, "do_not_lie", "adopted")
    standing = stance_selectors.stances_of(cooking(cast, kitchen))

    assert [stance.principle for stance in standing.departed] == ["do_not_lie"]
    assert (standing.completeness.total, standing.completeness.decided) == (3, 0)


def test_another_project_s_stances_and_waivers_count_for_nothing_here(cast: Cast) -> None:
    theirs, ours = fresh(cast.other_project), fresh(cast.project)
    decide_stance(theirs, cast.stranger, "do_not_lie", "adopted")
    subject, until = stance_selectors.waiver_subject("protect_privacy"), timezone.localdate() + timedelta(days=9)
    asked = ask_waiver(theirs, cast.owner, subject=subject, title="Drop", reason="Why not.", until=until)
    decide_waiver(asked, cast.stranger, granted=True)

    assert stance_selectors.completeness_of(ours).decided == 0
    with pytest.raises(NeedsWaiver):
        decide_stance(ours, cast.editor, "protect_privacy", "not_relevant", reason="No people.")


def test_where_the_project_stands_is_read_in_two_queries_however_much_is_decided(cast: Cast) -> None:
    counts = []
    for decided in (0, 30):
        project = fresh(cast.project)
        for entry in stance_selectors.stances_of(project).entries[:decided]:
            decide_stance(project, cast.editor, entry.section.identifier, "adopted")
        for read in (stance_selectors.stances_of, stance_selectors.completeness_of):
            with CaptureQueriesContext(connection) as queries:
                read(project)
            counts.append(len(queries))
    assert counts == [2, 2, 2, 2]
