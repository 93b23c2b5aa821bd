"""A word outlives what moves on by itself: the next run of a schedule, another month of actuals."""

from datetime import date

import pytest

from calculator.actuals import Entry
from calculator.models import SavedScenario
from calculator.services import begin_actuals, freeze_baseline, record_actuals
from evaluations.services import Content, add_release
from tests.conftest import Cast
from tests.roadmap.checks.test_checks import asked
from tests.roadmap.conftest import Find, Finish, StateOf
from tests.roadmap.doing import prove, say_met, settle

pytestmark = pytest.mark.django_db

TAGS = ["adversarial", "fairness", "privacy"]


@pytest.mark.usefixtures("kitchen", "simulated_assistant", "phase_1_settled")
def test_another_good_run_takes_no_word_back_and_one_that_lacks_something_does(
    cast: Cast, finish: Finish, find: Find, state: StateOf
) -> None:
    add_release(cast.project, cast.editor, "Release 1", Content(model="m"))
    add_release(cast.project, cast.editor, "Release 2", Content(model="m"))
    asked(cast, finish, tags=TAGS)
    for code in ("P2.3", "P2.5", "P2.6"):
        prove(find(code), cast.editor)
        say_met(find(code), cast.editor)
    asked(cast, finish, tags=TAGS, release="Release 2")
    assert [state(code).key for code in ("P2.3", "P2.5", "P2.6")] == ["met", "met", "met"]
    asked(cast, finish, tags=[], release="Nobody described it")
    assert state("P2.3").key == "stale"
    assert "lacks a description of its release" in state("P2.3").reason


@pytest.mark.usefixtures("phase_1_settled")
def test_another_month_of_actuals_takes_no_word_back(
    cast: Cast, saved: SavedScenario, find: Find, state: StateOf
) -> None:
    freeze_baseline(saved.current, reason="Agreed.", actor=cast.editor, replaces=None)
    begin_actuals(saved, first_month=date(2026, 1, 1), actor=cast.editor)
    record_actuals(saved, entries=[Entry(1, "", cost=10)], seen={}, actor=cast.editor)
    settle(cast.project, cast.owner, phase=2)
    prove(find("P3.6"), cast.editor)
    say_met(find("P3.6"), cast.editor)
    record_actuals(saved, entries=[Entry(2, "", cost=12)], seen={}, actor=cast.editor)
    found = state("P3.6")
    assert found.key == "met"
    assert found.inputs.result is not None
    assert [fact.value for fact in found.inputs.result.facts if fact.label == "Actuals entered"] == ["for 2 months"]
