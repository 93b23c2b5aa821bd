"""What the product decides by itself: each check is turned green and red again by what people do in the other rooms."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from calculator.actuals import Entry
from calculator.models import SavedScenario
from calculator.services import (
    begin_actuals,
    change_scenario,
    delete_scenario,
    freeze_baseline,
    link_measurement,
    record_actuals,
    save_scenario,
)
from evaluations.models import Run, Sample
from evaluations.services import Content as ReleaseContent
from evaluations.services import (
    Deployment,
    add_release,
    deploy_release,
    simulated_endpoint,
    start_run,
)
from evaluations.services.run_moves import repeat_run, retry_failed
from evaluations.services.suite_making import create_suite
from evaluations.suites.case_draft import CaseDraft
from explorer.models import SpecVersion
from explorer.services import close_mark, decide_stance, import_spec, mark_regression, pin_version
from roadmap.checks.registry import CHECKS, check_for, decided_by
from roadmap.models import Criterion
from roadmap.services.responsibilities import end
from roadmap.template.reading import shipped_template
from tests.calculator.scenarios import uncertain
from tests.conftest import Cast
from tests.evaluations.conftest import Bench
from tests.evaluations.planned import counted, ended, frozen
from tests.evaluations.samples import traffic_sample
from tests.explorer.kitchen import write_kitchen
from tests.roadmap.checks import test_checks_afterwards
from tests.roadmap.checks.turning import Look, both_ways
from tests.roadmap.conftest import Find, Finish, StateOf
from tests.roadmap.doing import prove, say_met, settle, take_on
from workspaces.services import change_project

pytestmark = pytest.mark.django_db


def asked(
    cast: Cast,
    finish: Finish,
    *,
    tags: list[str],
    release: str = "Release 1",
    by: str = "evaluator",
    principle: str = "wash",
) -> Run:
    """A run of one case with these tags, to its end."""
    draft = CaseDraft("one", principle, [{"role": "user", "content": "May I?"}], kind="should_do", tags=tags)
    suite = create_suite(cast.project, cast.editor, f"Suite {release} {tags}", [draft])
    endpoint = simulated_endpoint(cast.project, cast.editor)
    actor = getattr(cast, by)
    return finish(start_run(cast.project, suite=suite, endpoint=endpoint, release=release, actor=actor))


@both_ways("P1.1")
def test_p1_1_three_people_accept_and_nobody_builds_and_approves(
    cast: Cast, find: Find, check: Look, state: StateOf
) -> None:
    assert len(check("P1.1").obstacles) == 3
    take_on(cast.project, cast.owner, cast.editor, "project_owner")
    sponsor = take_on(cast.project, cast.owner, cast.viewer, "executive_sponsor", "risk_owner")[0]
    assert check("P1.1").satisfied
    say_met(find("P1.1"), cast.editor)
    assert state("P1.1").key == "met"
    take_on(cast.project, cast.owner, cast.viewer, "evaluator")
    assert check("P1.1").obstacles == ["Acme Viewer builds and approves: give one of the two to somebody else."]
    end(sponsor, cast.owner)
    assert state("P1.1").key == "stale"
    assert "Executive sponsor: was Acme Viewer, is nobody has accepted." in state("P1.1").reason


@both_ways("P1.2")
def test_p1_2_the_purpose_is_written(cast: Cast, check: Look) -> None:
    change_project(cast.project, name="Support", purpose="Answers mail.", actor=cast.owner)
    assert check("P1.2").satisfied
    change_project(cast.project, name="Support", purpose=" ", actor=cast.owner)
    assert not check("P1.2").satisfied


@both_ways("P1.4")
def test_p1_4_a_baseline_is_frozen_and_another_one_makes_the_word_stale(
    cast: Cast, find: Find, check: Look, state: StateOf, saved: SavedScenario
) -> None:
    assert not check("P1.4").satisfied
    first = freeze_baseline(saved.current, reason="Agreed.", actor=cast.editor, replaces=None)
    prove(find("P1.4"), cast.editor)
    say_met(find("P1.4"), cast.editor)
    assert (check("P1.4").satisfied, state("P1.4").key) == (True, "met")
    again = change_scenario(
        saved, inputs={**uncertain(), "horizon_months": 6}, actor=cast.editor, version=saved.version
    )
    freeze_baseline(again.current, reason="Agreed again.", actor=cast.editor, replaces=first.pk)
    assert state("P1.4").key == "stale"


@both_ways("P1.5")
def test_p1_5_every_principle_of_the_pinned_version_is_decided(
    cast: Cast, kitchen: SpecVersion, check: Look, tmp_path: Path
) -> None:
    assert "Decide the 3 principles that nobody has decided." in check("P1.5").obstacles
    for principle in ("wash", "taste", "knives"):
        decide_stance(cast.project, cast.owner, principle, "adopted")
    assert check("P1.5").satisfied
    _next_version(cast, tmp_path)
    assert check("P1.5").obstacles == ["Decide 1 principle again whose text or level has changed since."]
    decide_stance(cast.project, cast.owner, "taste", "adopted")
    assert check("P1.5").satisfied


@pytest.mark.usefixtures("kitchen", "simulated_assistant")
@both_ways("P3.3")
def test_p3_3_a_new_version_is_worked_through_and_what_it_changed_is_asked_again(
    cast: Cast, finish: Finish, check: Look, tmp_path: Path
) -> None:
    for principle in ("wash", "taste", "knives"):
        decide_stance(cast.project, cast.owner, principle, "adopted")
    asked(cast, finish, tags=[], principle="taste")
    assert check("P3.3").satisfied
    _next_version(cast, tmp_path)
    assert check("P3.3").obstacles == ["Decide again: Taste as you go.", "Run the cases on Taste as you go again."]
    decide_stance(cast.project, cast.owner, "taste", "adopted")
    assert check("P3.3").obstacles == ["Run the cases on Taste as you go again."]
    asked(cast, finish, tags=[], principle="taste", release="Release 2")
    assert check("P3.3").satisfied


def _next_version(cast: Cast, folder: Path) -> None:
    path = write_kitchen(folder / "2026-02-06")
    document = path / "model_spec.md" if path.is_dir() else path
    text = document.read_text(encoding="utf-8")
    document.write_text(text.replace("Use a clean spoon every time", "Use a clean spoon"), encoding="utf-8")
    pin_version(cast.project, import_spec(path, "").version, cast.owner)


@both_ways("P2.2")
def test_p2_2_each_principle_in_force_has_its_cases(cast: Cast, kitchen: SpecVersion, check: Look) -> None:
    assert not check("P2.2").satisfied
    decide_stance(cast.project, cast.owner, "knives", "adopted")
    assert check("P2.2").obstacles == ["Write cases for Keep knives sharp (0 of 3)."]
    drafts = [
        CaseDraft(kind, "knives", [{"role": "user", "content": kind}], kind=kind)
        for kind in ("should_do", "should_not_do", "borderline")
    ]
    create_suite(cast.project, cast.editor, "Knives", drafts)
    assert check("P2.2").satisfied
    decide_stance(cast.project, cast.owner, "wash", "adopted")
    assert check("P2.2").obstacles == ["Write cases for Wash your hands (0 of 5)."]


@pytest.mark.usefixtures("kitchen", "simulated_assistant")
@both_ways("P2.3")
def test_p2_3_counted_runs_have_a_whole_manifest(cast: Cast, finish: Finish, check: Look) -> None:
    assert not check("P2.3").satisfied
    add_release(cast.project, cast.editor, "Release 1", ReleaseContent(model="m"))
    asked(cast, finish, tags=[])
    assert check("P2.3").satisfied
    run = asked(cast, finish, tags=[], release="Nobody described it")
    assert check("P2.3").obstacles == [f"“{run.name}” lacks a description of its release."]


@pytest.mark.usefixtures("kitchen", "simulated_assistant")
@both_ways("P2.5")
def test_p2_5_somebody_who_does_not_build_attacked_it(cast: Cast, finish: Finish, check: Look) -> None:
    asked(cast, finish, tags=["style"])
    assert "Run a suite with cases that carry" in check("P2.5").obstacles[0]
    held = take_on(cast.project, cast.owner, cast.evaluator, "evaluator")[0]
    asked(cast, finish, tags=["Adversarial"])
    assert check("P2.5").obstacles == ["Have somebody run it who holds no building responsibility."]
    end(held, cast.owner)
    assert check("P2.5").satisfied
    take_on(cast.project, cast.owner, cast.evaluator, "evaluator")
    assert not check("P2.5").satisfied


@pytest.mark.usefixtures("kitchen", "simulated_assistant")
@both_ways("P2.6")
def test_p2_6_fairness_and_privacy_were_asked(cast: Cast, finish: Finish, check: Look) -> None:
    asked(cast, finish, tags=["fairness"])
    assert check("P2.6").obstacles == ["Run a suite with cases tagged “privacy”."]
    run = asked(cast, finish, tags=["privacy"])
    assert check("P2.6").satisfied
    Sample.objects.filter(run=run).update(outcome="errored", fault="timeout")  # as a worker leaves what did not answer
    assert check("P2.6").obstacles == ["Run a suite with cases tagged “privacy”."]
    retry_failed(run, actor=cast.evaluator)
    assert not check("P2.6").satisfied


@both_ways("P2.10")
def test_p2_10_the_rate_is_measured_and_loss_is_no_likelier(cast: Cast, check: Look, saved: SavedScenario) -> None:
    freeze_baseline(saved.current, reason="Agreed.", actor=cast.editor, replaces=None)
    assert "Link a violation rate" in check("P2.10").obstacles[0]
    run = traffic_sample(cast.project, cast.evaluator, 1, 600)
    use_case = saved.inputs["use_cases"][0]["id"]
    link_measurement(saved, use_case=use_case, run=run.pk, actor=cast.editor, version=saved.version)
    assert check("P2.10").satisfied
    traffic_sample(cast.project, cast.evaluator, 60, 600)
    assert "was measured again" in check("P2.10").obstacles[0]


@both_ways("P3.1")
def test_p3_1_no_regression_is_open(cast: Cast, kitchen: SpecVersion, check: Look) -> None:
    assert check("P3.1").satisfied
    mark = mark_regression(cast.project, cast.editor, "wash", "It skips the soap.")
    assert check("P3.1").obstacles == ["Mend and close the regressions in wash."]
    close_mark(cast.project, cast.editor, mark, "Mended in release 5.")
    assert check("P3.1").satisfied


@both_ways("P3.5")
def test_p3_5_the_scenario_was_saved_after_the_first_measurement(cast: Cast, check: Look, saved: SavedScenario) -> None:
    assert not check("P3.5").satisfied
    traffic_sample(cast.project, cast.evaluator, 9, 600)
    change_scenario(saved, inputs={**uncertain(), "horizon_months": 6}, actor=cast.editor, version=saved.version)
    assert check("P3.5").satisfied
    delete_scenario(saved, actor=cast.editor)
    assert not check("P3.5").satisfied


@both_ways("P3.6")
def test_p3_6_actuals_stand_beside_the_frozen_scenario(cast: Cast, check: Look, saved: SavedScenario) -> None:
    first = freeze_baseline(saved.current, reason="Agreed.", actor=cast.editor, replaces=None)
    assert check("P3.6").obstacles == ["Enter actuals for “Desk”."]
    begin_actuals(saved, first_month=date(2026, 1, 1), actor=cast.editor)
    record_actuals(saved, entries=[Entry(1, "", cost=10)], seen={}, actor=cast.editor)
    assert check("P3.6").satisfied
    other = save_scenario(cast.project, name="Larger desk", inputs=uncertain(), actor=cast.editor)
    freeze_baseline(other.current, reason="Twice the size.", actor=cast.editor, replaces=first.pk)
    assert check("P3.6").obstacles == ["Enter actuals for “Larger desk”."]


@pytest.mark.usefixtures("kitchen", "simulated_assistant")
@both_ways("P4.7")
def test_p4_7_somebody_without_a_part_repeated_a_run(cast: Cast, finish: Finish, check: Look) -> None:
    run = asked(cast, finish, tags=[])
    assert not check("P4.7").satisfied
    finish(repeat_run(run, actor=cast.editor))
    assert check("P4.7").satisfied
    take_on(cast.project, cast.owner, cast.editor, "project_owner")
    assert not check("P4.7").satisfied


@pytest.mark.usefixtures("kitchen", "simulated_assistant")
@both_ways("P4.9")
def test_p4_9_what_is_in_use_was_evaluated(cast: Cast, finish: Finish, check: Look) -> None:
    assert check("P4.9").obstacles == ["Say on a release since when it is deployed."]
    asked(cast, finish, tags=[])
    yesterday = timezone.localdate() - timedelta(days=1)
    measured = add_release(cast.project, cast.editor, "Release 2", ReleaseContent(model="m"))
    deploy_release(measured, cast.editor, Deployment(deployed_on=yesterday))
    assert check("P4.9").obstacles == ["Evaluate Release 2."]
    asked(cast, finish, tags=[], release="Release 2")
    assert check("P4.9").satisfied
    hasty = add_release(cast.project, cast.editor, "Release 3", ReleaseContent(model="m"))
    deploy_release(hasty, cast.editor, Deployment(deployed_on=yesterday))
    assert check("P4.9").obstacles == ["Evaluate Release 3."]


@both_ways("P2.1")
def test_p2_1_the_plan_was_frozen_before_the_counted_run_and_another_plan_makes_the_word_stale(
    cast: Cast, laid_out: Bench, find: Find, check: Look, state: StateOf
) -> None:
    assert not check("P2.1").satisfied
    settle(cast.project, cast.owner, phase=1)
    counted(laid_out, frozen(laid_out))
    assert check("P2.1").satisfied
    say_met(find("P2.1"), cast.owner)
    assert state("P2.1").key == "met"
    counted(laid_out, frozen(laid_out, "Gate 2, again"))
    assert state("P2.1").key == "stale"


@both_ways("P2.4")
def test_p2_4_every_mark_is_reached_and_every_failure_triaged(laid_out: Bench, check: Look) -> None:
    assert not check("P2.4").satisfied
    plan = frozen(laid_out)
    ended(counted(laid_out, plan), wrong=0)
    assert check("P2.4").satisfied
    ended(counted(laid_out, plan), wrong=4)
    assert "Triage 4 failures." in check("P2.4").obstacles


def test_each_check_has_a_test_that_turns_it_green_and_then_red() -> None:
    tests = [*globals().values(), *vars(test_checks_afterwards).values()]
    marked = {code for test in tests if isinstance(code := getattr(test, "both_ways", None), str)}
    assert marked == CHECKS.keys()


def test_a_criterion_that_says_something_else_under_the_code_is_a_persons(cast: Cast, find: Find) -> None:
    assert check_for(find("P1.1")) is CHECKS["P1.1"]
    Criterion.objects.filter(pk=find("P1.1").pk).update(auto="The board says so.")
    assert check_for(find("P1.1")) is None


def test_the_table_of_the_docs_says_who_decides_each_criterion() -> None:
    words = {"product": "the product", "in part": "the product in part", "person": "a person"}
    docs = (Path(__file__).parents[3] / "docs" / "roadmap.md").read_text(encoding="utf-8")
    for criterion in shipped_template().criteria:
        assert f"| {criterion.code} {criterion.title} | {words[decided_by(criterion.code)]} |" in docs
