"""What was decided about the specification, in the facts and in the words of the dossier."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import timezone

from explorer.house import selectors as house
from explorer.models import SpecVersion
from explorer.services import (
    ClauseValues,
    RulingValues,
    add_house_clause,
    decide_stance,
    mark_known_gap,
    mark_regression,
    pin_version,
    record_ruling,
)
from explorer.stances.selectors import stances_of, waiver_subject
from reports.context import Order, build_dossier
from reports.facts.stances import StandingFacts
from reports.sources.stances import standing_facts
from reports.wording import shown
from reports.wording.stances import Stances
from tests.conftest import Cast
from tests.reports import sample
from tests.reports.sections import measured
from workspaces.models import Project
from workspaces.waivers import ask_waiver, decide_waiver

pytestmark = pytest.mark.django_db
ORDER = Order("dossier", None, ("stances",))


def said(standing: StandingFacts | None) -> Stances:
    return shown(replace(sample.dossier(), standing=standing)).stances


@pytest.fixture
def decided(cast: Cast) -> Project:
    """One stance of each kind, a clause, two rulings and two gaps."""
    project, editor = cast.project, cast.editor
    decide_stance(project, editor, "be_clear", "adopted", reason="Many read on a phone.")
    decide_stance(project, editor, "do_not_lie", "tightened", wording="Promise no payment.", reason="It binds us.")
    decide_stance(project, editor, "be_creative", "not_relevant", reason="Plain answers are wanted.")
    values = ClauseValues("do_not_lie", "Name no rival", "developer", "No other insurer is named.", "It misleads.")
    add_house_clause(project, editor, values)
    ruling = RulingValues("Two contracts under one name.", "Ask which one.", "The board", date(2026, 10, 1))
    record_ruling(project, editor, "be_clear", ruling)
    mark_known_gap(project, editor, "be_clear", "It guesses the contract.", timezone.localdate() + timedelta(days=40))
    mark_regression(project, editor, "do_not_lie", "It promises refunds.")
    return project


def test_the_facts_are_those_of_the_explorer(decided: Project) -> None:
    standing = build_dossier(decided, ORDER, by="Acme Viewer").standing
    assert standing
    completeness = stances_of(decided).completeness
    assert (standing.total, standing.decided) == (completeness.total, completeness.decided) == (59, 3)
    assert (standing.adopted, standing.tightened, standing.not_relevant) == (1, 1, 1)
    lie = next(one for one in standing.stances if one.identifier == "do_not_lie")
    assert (lie.state, lie.wording, lie.reason, lie.decided_by) == (
        "tightened",
        "Promise no payment.",
        "It binds us.",
        "Acme Editor",
    )
    assert (lie.decided_on, lie.version) == (timezone.localdate(), stances_of(decided).label)
    assert [(one.title, one.principle, one.cases) for one in standing.clauses] == [("Name no rival", "Do not lie", 0)]
    assert [(one.number, one.decided_by, one.state) for one in standing.rulings] == [(1, "The board", "in_force")]
    assert [(one.state, one.what) for one in standing.gaps] == [
        ("regression", "It promises refunds."),
        ("known_gap", "It guesses the contract."),
    ]


def test_days_are_those_of_the_report(decided: Project, cast: Cast) -> None:
    today = timezone.localdate()
    late = standing_facts(decided, today + timedelta(days=41))
    assert [one.state for one in late.gaps] == ["overdue", "regression"]
    root = next(one for one in late.stances if one.level == "root")
    until = today + timedelta(days=3)
    asked = ask_waiver(
        decided, cast.editor, subject=waiver_subject(root.identifier), title=root.title, reason="Not here.", until=until
    )
    decide_waiver(asked, cast.owner, granted=True)
    decide_stance(decided, cast.editor, root.identifier, "not_relevant", reason="There is none here.")
    for day, state, waived in ((until, "not_relevant", until), (until + timedelta(days=1), "unwaived", None)):
        stances = standing_facts(decided, day).stances
        found = next(one for one in stances if one.identifier == root.identifier)
        assert (found.state, found.waived_until) == (state, waived)


def test_what_moved_since_is_stale_and_what_is_gone_is_told(decided: Project, cast: Cast) -> None:
    older = SpecVersion.objects.get(label="2025-10-27")
    pin_version(decided, older, cast.owner)
    project = Project.objects.get(pk=decided.pk)
    standing = standing_facts(project, timezone.localdate())
    assert standing.total == stances_of(project).completeness.total
    assert len(standing.departed) == len(stances_of(project).departed)
    assert len(standing.rulings) == house.rulings_in_force(project).count()


def test_a_project_that_decided_nothing_says_so_in_one_sentence(cast: Cast) -> None:
    words = said(standing_facts(cast.project, timezone.localdate()))
    assert words.finding == "No principle is decided yet"
    assert words.empty.startswith("Nothing is decided yet")
    assert (words.lead, words.tables, words.adopted) == ("", (), None)
    assert said(None).finding == "No principle is decided yet"


def test_what_has_to_be_read_stands_before_what_was_adopted() -> None:
    words = said(measured.standing(sample.dossier().principles))
    assert [table.key for table in words.tables] == ["waiting", "tightened", "not_relevant", "departed", "undecided"]
    waiting = words.tables[0].groups[0].rows
    assert [row.state for row in waiting] == ["Stale", "Without a waiver"]
    assert "it was reworded, it stands at another level" in waiting[0].text
    assert words.adopted
    assert words.adopted.note == "Decided by Lea Brandt, 3\u00a0Oct\u00a02026, on version 2025-10-27."
    assert sum(len(group.rows) for group in words.adopted.groups) == 54
    assert words.finding == "56 of 59 principles are decided"
    assert [len(table.rows) for table in words.rules] == [1, 2, 2]
    assert words.rules[1].note == "1 of them was made on a text that has changed since."


def test_those_who_adopted_on_several_days_are_told_with_their_numbers() -> None:
    standing = measured.standing(sample.dossier().principles)
    other = replace(standing.stances[0], decided_by="Ruth Keller")
    words = said(replace(standing, stances=(other, *standing.stances[1:])))
    assert words.adopted
    assert words.adopted.note.startswith("Decided: 1 by Ruth Keller, ")


def test_a_dossier_without_the_section_reads_no_stance(decided: Project) -> None:
    assert build_dossier(decided, Order("dossier", None, ("summary",)), by="Acme Viewer").standing is None
