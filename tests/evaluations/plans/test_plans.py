"""Test plans: drafted, frozen, kept by counted runs, and held against what came out."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from evaluations import services
from evaluations.errors import PlanRefused, RunRefused
from evaluations.models import Calibration, Case, Grading, Judge, Run, Sample, TestPlan
from evaluations.plans.selectors import groups_of, verdict_on_plan
from evaluations.plans.verdict import PlanVerdict, Standing
from evaluations.services.plans import FROZEN, Terms, change_plan, freeze_plan, next_version, remove_draft
from evaluations.services.triage import triage_sample
from tests.conftest import Cast
from tests.evaluations.conftest import Bench
from tests.evaluations.planned import counted, drafted, ended, frozen
from tests.evaluations.test_pages import address, text_of
from workspaces.canonical import sha256_of
from workspaces.models import AuditEntry, User

pytestmark = pytest.mark.django_db
Clients = Callable[[User], Client]
SENT = {
    "name": "Gate 2",
    "estimator": "headline",
    "goal": "bound",
    "overall_mark": "60",
    "triage_every_failure": "on",
}


def verdict_of(run: Run) -> PlanVerdict:
    found = verdict_on_plan(Run.objects.select_related("plan__judge").get(pk=run.pk))
    assert found is not None
    return found


def test_an_empty_list_says_what_a_plan_is_and_offers_it_to_editors(bench: Bench, client_for: Clients) -> None:
    url = address(bench.project, "plan_list")
    pages = {user: client_for(user).get(url).content.decode() for user in bench.cast}
    assert all("Nothing was promised yet" in page for page in pages.values())
    assert ["Write the first plan" in pages[user] for user in bench.cast] == [True, True, False, False]


def test_editors_write_and_freeze_a_plan_in_the_browser(bench: Bench, client_for: Clients) -> None:
    sent = SENT | {"suite": bench.suite.pk, "note": "Agreed with the sponsor."}
    url = address(bench.project, "plan_create")
    for user, status in ((bench.cast.viewer, 403), (bench.cast.evaluator, 403), (bench.cast.stranger, 404)):
        assert client_for(user).post(url, sent).status_code == status
    client = client_for(bench.cast.editor)
    response = client.post(url, sent)
    plan = TestPlan.objects.get()
    here = address(bench.project, "plan_detail", plan.pk)
    assert (response.status_code, response.headers["Location"]) == (303, here)
    assert (plan.overall_mark, plan.is_frozen) == (0.6, False)
    assert "is a draft" in text_of(client.get(here).content.decode())
    assert client.post(address(bench.project, "plan_freeze", plan.pk)).status_code == 303
    plan.refresh_from_db()
    bench.suite.refresh_from_db()
    assert plan.frozen_at is not None
    assert bench.suite.frozen_at is not None
    assert plan.sha256 == sha256_of(plan.content)
    page = text_of(client.get(here).content.decode())
    assert "is frozen, and no run counts toward it yet" in page
    assert plan.sha256 in page
    assert AuditEntry.objects.filter(action="plan.frozen", details__sha256=plan.sha256).exists()


def test_a_mark_that_the_sample_cannot_reach_is_refused_beside_its_field(bench: Bench, client_for: Clients) -> None:
    sent = SENT | {"suite": bench.suite.pk, "overall_mark": "95"}
    response = client_for(bench.cast.editor).post(address(bench.project, "plan_create"), sent)
    page = response.content.decode()
    assert response.status_code == 422
    assert 'id="id_overall_mark_error"' in page
    assert "Even 24 of 24 has the lower bound 0.862; 0.95 needs 73 of 73." in page
    assert not TestPlan.objects.exists()


def test_a_mark_for_a_level_counts_the_cases_at_that_level(bench: Bench, client_for: Clients) -> None:
    at_root = groups_of(bench.project, bench.suite).levels["root"]
    sent = SENT | {"suite": bench.suite.pk, "level_root": "80"}
    page = client_for(bench.cast.editor).post(address(bench.project, "plan_create"), sent).content.decode()
    assert 'id="id_level_root_error"' in page
    assert f"Even {at_root} of {at_root} has the lower bound" in page
    with pytest.raises(PlanRefused, match="no case"):
        drafted(bench, section_marks={"A section that is not here": 0.1})


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"name": ""}, "name", "required"),
        ({"name": "a\x00b"}, "name", "Null"),
        ({"overall_mark": ""}, "overall_mark", "required"),
        ({"overall_mark": "101"}, "overall_mark", "less than or equal to 100"),
        ({"overall_mark": "NaN"}, "overall_mark", "Enter a number"),
        ({"epochs": "3"}, "estimator", "cluster them by case"),
        ({"estimator": "clustered"}, "epochs", "asked more than once"),
        ({"estimator": "corrected"}, "estimator", "name the judge"),
        ({"min_kappa": "0.6"}, "judge", "An agreement level is one of a judge"),
        ({"suite": "999"}, "suite", "valid choice"),
    ],
)
def test_what_cannot_be_planned_comes_back_with_the_reason_beside_it(
    bench: Bench, client_for: Clients, changes: dict[str, str], field: str, words: str
) -> None:
    sent = {**SENT, "suite": bench.suite.pk, "note": "Kept text", **changes}
    response = client_for(bench.cast.editor).post(address(bench.project, "plan_create"), sent)
    page = response.content.decode("utf-8", "replace")
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in page
    assert words in page
    assert not TestPlan.objects.exists()


def test_the_form_shows_how_high_a_mark_may_be_and_what_would_show_a_fall(bench: Bench, client_for: Clients) -> None:
    chosen: dict[str, Any] = {
        "suite": bench.suite.pk,
        "estimator": "headline",
        "overall_mark": "75",
        "difference": "10",
    }
    url = address(bench.project, "plan_create")
    piece = client_for(bench.cast.editor).get(url, chosen, HTTP_HX_REQUEST="true").content.decode()
    assert "<form" not in piece
    words = text_of(piece).replace("\u202f", " ")
    assert "At most 1 of 24 answers may fail for a lower bound of 75.0 %" in words
    assert "from 326 cases on; there are 24" in words
    assert "Overall 24 86.2 %" in words


def test_a_frozen_plan_never_changes_and_a_new_version_starts_from_it(bench: Bench, client_for: Clients) -> None:
    plan = frozen(bench, level_marks={"user": 0.1})
    client = client_for(bench.cast.editor)
    with pytest.raises(PlanRefused, match="does not change any more"):
        change_plan(plan, bench.cast.editor, Terms(bench.suite, 0.1))
    with pytest.raises(PlanRefused, match="does not change any more"):
        remove_draft(plan, bench.cast.editor)
    with pytest.raises(PlanRefused, match="frozen already"):
        freeze_plan(plan, bench.cast.editor)
    assert FROZEN in text_of(client.get(address(bench.project, "plan_edit", plan.pk), follow=True).content.decode())
    client.post(address(bench.project, "plan_version", plan.pk))
    draft = TestPlan.objects.get(version=2)
    assert (draft.level_marks, draft.is_frozen, str(draft)) == ({"user": 0.1}, False, "Gate 2, version 2")
    form = client.get(address(bench.project, "plan_edit", draft.pk)).content.decode()
    assert 'name="level_user" value="10"' in form
    with pytest.raises(PlanRefused, match="exists already"):
        next_version(plan, bench.cast.editor)
    sent = SENT | {"suite": bench.suite.pk, "overall_mark": "70"}
    assert client.post(address(bench.project, "plan_edit", draft.pk), sent).status_code == 303
    draft.refresh_from_db()
    plan.refresh_from_db()
    assert (draft.overall_mark, plan.overall_mark) == (0.7, 0.6)
    assert client.post(address(bench.project, "plan_remove", draft.pk)).status_code == 303
    assert TestPlan.objects.get() == plan


def test_a_counted_run_names_a_frozen_plan_and_asks_exactly_what_it_promises(bench: Bench) -> None:
    draft = drafted(bench)
    with pytest.raises(RunRefused, match="freeze it first"):
        counted(bench, draft)
    plan = freeze_plan(draft, bench.cast.editor)
    common: dict[str, Any] = {"endpoint": bench.endpoint, "release": "R", "actor": bench.cast.evaluator, "plan": plan}
    with pytest.raises(RunRefused, match="each case once"):
        services.start_run(bench.project, suite=bench.suite, epochs=2, **common)
    one = [bench.suite.cases.all()[0].pk]
    with pytest.raises(RunRefused, match="every case"):
        services.start_run(bench.project, suite=bench.suite, only=one, **common)
    other = services.load_starter_suite(bench.project, bench.cast.editor)
    with pytest.raises(RunRefused, match="exactly those"):
        services.start_run(bench.project, suite=other, **common)
    assert not Run.objects.exists()
    run = counted(bench, plan)
    assert (run.counted, run.plan) == (True, plan)
    assert plan.frozen_at is not None
    assert run.created_at > plan.frozen_at
    assert bench.start().counted is False


def test_the_run_form_offers_frozen_plans_and_says_what_a_counted_run_would_break(
    bench: Bench, client_for: Clients
) -> None:
    plan = frozen(bench)
    client, url = client_for(bench.cast.evaluator), address(bench.project, "run_create")
    page = client.get(url, {"plan": plan.pk}).content.decode()
    assert f'<option value="{plan.pk}" selected>' in page
    sent = {"suite": bench.suite.pk, "endpoint": bench.endpoint.pk, "release": "R", "plan": plan.pk}
    refused = client.post(url, sent | {"epochs": 2})
    assert refused.status_code == 422
    assert 'id="id_epochs_error"' in refused.content.decode()
    assert client.post(url, sent).status_code == 303
    assert Run.objects.get().counted
    for wrong in ("x", "999", "9" * 40, "-1"):
        assert client.get(url, {"plan": wrong}).status_code == 200


def test_a_run_passes_only_when_its_failures_are_triaged(bench: Bench, client_for: Clients) -> None:
    run = counted(bench, frozen(bench))
    assert verdict_of(run).standing == Standing.WAITING
    ended(run, wrong=4)
    assert verdict_of(run).standing == Standing.OPEN
    url = address(bench.project, "run_detail", run.pk)
    page = text_of(client_for(bench.cast.viewer).get(url).content.decode())
    assert "Every mark is reached, but 4 of 4 failures are not triaged yet." in page
    assert "0 of 4 failures are triaged" in page
    for sample in run.samples.filter(outcome="violation"):
        triage_sample(sample, cause="assistant", note="Answers beside the point.", actor=bench.cast.evaluator)
    assert verdict_of(run).standing == Standing.PASSED
    page = text_of(client_for(bench.cast.viewer).get(url).content.decode())
    assert "4 of 4 failures are triaged" in page


def test_the_plan_lists_every_counted_run_also_the_bad_ones(bench: Bench, client_for: Clients) -> None:
    plan = frozen(bench, triage_every_failure=False)
    bad, cancelled, good = ended(counted(bench, plan), wrong=12), counted(bench, plan), ended(counted(bench, plan), 0)
    services.cancel_run(cancelled, actor=bench.cast.evaluator)
    client = client_for(bench.cast.viewer)
    page = text_of(client.get(address(bench.project, "plan_detail", plan.pk)).content.decode())
    assert "Gate 2: passed" in page
    assert "Overall: the lower bound is 0.314, 0.286 below the mark of 0.6 (12 of 24 compliant)" in page
    assert "The run is cancelled." in page
    assert [verdict_of(run).standing for run in (bad, cancelled, good)] == ["missed", "not_countable", "passed"]
    listed = text_of(client.get(address(bench.project, "plan_list")).content.decode())
    assert "3 Passed" in listed


def test_what_was_promised_holds_when_the_project_changes_afterwards(bench: Bench) -> None:
    plan = frozen(bench, level_marks={"user": 0.1}, triage_every_failure=False)
    run = ended(counted(bench, plan), wrong=0)
    before = verdict_of(run)
    TestPlan.objects.filter(pk=plan.pk).update(level_marks={"user": 1.0})
    assert verdict_of(run).lines == before.lines
    Run.objects.filter(pk=run.pk).update(suite_sha256="0" * 64)
    assert "not those of the plan" in verdict_of(run).said


def test_cases_asked_several_times_are_clustered(bench: Bench) -> None:
    plan = frozen(bench, estimator="clustered", epochs=3, triage_every_failure=False, overall_mark=0.5)
    run = ended(counted(bench, plan), wrong=0)
    first = Case.objects.filter(suite=bench.suite)[:2]
    Sample.objects.filter(run=run, case__in=list(first)).update(outcome="violation")
    line = verdict_of(run).lines[0]
    assert (line.measured.numerator, line.measured.denominator) == (66, 72)
    assert line.measured.low < 0.78  # 22 of 24 cases, not 66 of 72 answers


def graded(bench: Bench, run: Run, judge: Judge, **facts: Any) -> Grading:
    Sample.objects.filter(run=run).update(decided_by="judge")
    values = {"trusted": True, "state": "completed", "finished_at": timezone.now(), **facts}
    return Grading.objects.create(project=bench.project, judge=judge, run=run, **values)


def calibrated(bench: Bench, judge: Judge, good: int, bad: int, *, labels_of: Run | None = None) -> None:
    """On exemplars, or on what people said blind of the answers of a run."""
    grading = Grading.objects.create(
        project=bench.project, judge=judge, state="completed", finished_at=timezone.now(), trusted=True
    )
    counts = {"good_shown": 50, "good_recognised": good, "bad_shown": 50, "bad_recognised": bad}
    Calibration.objects.create(
        project=bench.project,
        judge=judge,
        grading=grading,
        finished_at=timezone.now(),
        **counts,
        **(
            {"basis": "labels", "run": labels_of, "release": labels_of.release_record, "blind": True}
            if labels_of
            else {"basis": "exemplars", "suite": bench.suite}
        ),
    )


def test_a_judge_counts_only_when_it_graded_is_trusted_and_agrees(bench: Bench) -> None:
    judge = Judge.objects.create(project=bench.project, name="Judge", endpoint=bench.endpoint)
    plan = frozen(bench, judge=judge, min_sensitivity=0.8, min_kappa=0.7, triage_every_failure=False)
    run = ended(counted(bench, plan), wrong=0)
    assert "has not graded its answers to the end" in verdict_of(run).said
    grading = graded(bench, run, judge, trusted=False)
    assert "not trusted" in verdict_of(run).said
    Grading.objects.filter(pk=grading.pk).update(trusted=True)
    calibrated(bench, judge, good=50, bad=50)
    assert "not calibrated on blind labels of people for answers of Release 4" in verdict_of(run).said
    calibrated(bench, judge, good=39, bad=50, labels_of=run)
    assert verdict_of(run).said == "It recognises 39 of 50 good responses; 80% are agreed."
    calibrated(bench, judge, good=48, bad=49, labels_of=run)
    assert verdict_of(run).standing == Standing.PASSED
    Sample.objects.filter(run=run, pk__in=list(run.samples.values_list("pk", flat=True)[:3])).update(decided_by="rules")
    assert "3 of 24 counted answers were decided neither by the judge" in verdict_of(run).said
    graded(bench, run, Judge.objects.create(project=bench.project, name="Other", endpoint=bench.endpoint))
    assert "last graded by Other" in verdict_of(run).said


def test_another_projects_plan_suite_or_judge_cannot_be_named(bench: Bench, cast: Cast) -> None:
    theirs = services.load_starter_suite(cast.other_project, cast.stranger)
    with pytest.raises(PlanRefused, match="suite of this project"):
        drafted(bench, suite=theirs)
    plan = frozen(bench)
    endpoint = services.simulated_endpoint(cast.other_project, cast.stranger)
    with pytest.raises(RunRefused, match="plan of this project"):
        services.start_run(
            cast.other_project, suite=theirs, endpoint=endpoint, release="R", actor=cast.stranger, plan=plan
        )


def test_lists_of_ten_times_as_many_plans_and_runs_take_no_more_queries(bench: Bench, client_for: Clients) -> None:
    client, plan = client_for(bench.cast.viewer), frozen(bench)
    urls = [address(bench.project, "plan_list"), address(bench.project, "plan_detail", plan.pk)]

    def queries(count: int) -> list[int]:
        while TestPlan.objects.count() < count:
            number = TestPlan.objects.count()
            ended(counted(bench, frozen(bench, f"Plan {number}")))
            ended(counted(bench, plan))
        found = []
        for url in urls:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(url).status_code == 200
            found.append(len(captured))
        return found

    queries(2)
    assert queries(3) == queries(12)
