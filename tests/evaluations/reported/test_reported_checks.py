"""What reported results need before they count: graded again, asked again, accepted."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from evaluations import services
from evaluations.errors import CheckRefused
from evaluations.execution.regrading import regrade, waiting
from evaluations.models import Endpoint, ReportedRun, Run, Sample, Verdict
from evaluations.reported.reading import Report
from evaluations.reported.standing import counts_for_decisions, standing_of
from evaluations.selectors import latest_finished_run, traffic_measurements
from evaluations.services.reported import draw_spot_check
from tests.evaluations.conftest import Bench
from tests.evaluations.reports import report_of
from workspaces.models import AuditEntry, User
from workspaces.tokens import create_token

pytestmark = pytest.mark.django_db
Clients = Callable[[User], Client]


def reported(bench: Bench, report: Report) -> ReportedRun:
    token, _ = create_token(bench.project, name=f"Token {Run.objects.count()}", days=30, actor=bench.cast.editor)
    run, _ = services.store_report(token, report)
    return ReportedRun.objects.select_related("run", "project__organisation").get(run=run)


def graded(bench: Bench, found: ReportedRun) -> ReportedRun:
    services.ask_regrade(found, actor=bench.cast.evaluator)
    assert regrade(found.pk)
    found.refresh_from_db()
    return found


def asked_again(bench: Bench, found: ReportedRun, *, different: int = 0, real: bool = True) -> Run:
    """The spot check as it stands after a worker was through with it, so many cases with another outcome."""
    endpoint = Endpoint.objects.get(project=bench.project)
    run = services.start_spot_check(found, endpoint=endpoint, share=0.5, seed=7, actor=bench.cast.evaluator)
    for place, sample in enumerate(run.samples.select_related("case").order_by("pk")):
        there = Sample.objects.get(run=found.run, case__key=sample.case.key).outcome
        other = "violation" if there == "compliant" else "compliant"
        outcome = other if place < different else there
        Sample.objects.filter(pk=sample.pk).update(state="finished", outcome=outcome, finished_at=run.created_at)
    Run.objects.filter(pk=run.pk).update(state="completed", finished_at=run.created_at, simulated=not real)
    found.refresh_from_db()
    return run


def page_of(client: Client, found: ReportedRun) -> str:
    return client.get(reverse("evaluations:run_detail", args=[found.project.path, found.run_id])).content.decode()


def test_they_are_shown_and_marked_but_decide_nothing(bench: Bench, client_for: Clients) -> None:
    found = reported(bench, report_of(bench))
    client = client_for(bench.cast.viewer)
    assert latest_finished_run(bench.project) is None
    assert not counts_for_decisions(bench.project).exists()
    assert traffic_measurements(bench.project) == []
    page = page_of(client, found)
    assert "count for no gate and no price yet" in page
    assert ">reported</span>" in page
    index = client.get(reverse("evaluations:index", args=[bench.project.path])).content.decode()
    assert ">reported</span>" in index
    assert "Grade the answers again" not in page, "a viewer has no buttons"


def test_grading_again_appends_the_verdict_of_the_rules_and_it_decides(bench: Bench) -> None:
    found = reported(bench, report_of(bench, wrong=2))
    before = {sample.case.key: sample.outcome for sample in found.run.samples.select_related("case")}
    found = graded(bench, found)
    after = {sample.case.key: sample for sample in found.run.samples.select_related("case")}
    flipped = [key for key, sample in after.items() if sample.outcome != before[key]]
    assert len(flipped) == 2, "two were reported wrongly"
    assert {key for key, sample in after.items() if sample.disputed} == set(flipped)
    for sample in after.values():
        assert [verdict.source for verdict in sample.verdicts.all()] == ["recorded", "rules"]
    standing = standing_of(found)
    assert (standing.counted, standing.graded_again, standing.same_verdict) == (24, 24, 22)
    assert AuditEntry.objects.filter(action="results.regraded").count() == 1


def test_a_second_delivery_grades_nothing_twice_and_a_killed_worker_is_followed(bench: Bench) -> None:
    found = reported(bench, report_of(bench))
    services.ask_regrade(found, actor=bench.cast.evaluator)
    with pytest.raises(CheckRefused):
        services.ask_regrade(found, actor=bench.cast.evaluator)
    assert waiting() == [found.pk]
    assert regrade(found.pk) is True
    assert regrade(found.pk) is False
    assert waiting() == []
    assert Verdict.objects.filter(source="rules").count() == 24


def test_cases_that_are_not_here_or_ask_something_else_are_left_and_stand_in_the_way(bench: Bench) -> None:
    found = graded(bench, reported(bench, report_of(bench, strange=3)))
    asked_again(bench, found)
    standing = standing_of(found)
    assert standing.graded_again == 21
    assert "3 of 24 counted answers were not graded by rules here." in standing.obstacles
    with pytest.raises(CheckRefused, match="not graded"):
        services.accept_report(found, actor=bench.cast.editor)


@pytest.mark.parametrize(("different", "counts"), [(0, True), (1, True), (2, False)])
def test_nine_of_ten_cases_asked_again_have_to_come_out_the_same(bench: Bench, different: int, counts: bool) -> None:
    found = graded(bench, reported(bench, report_of(bench)))
    run = asked_again(bench, found, different=different)
    standing = standing_of(found)
    assert (standing.compared, standing.agreed, standing.drawn) == (12, 12 - different, 12)
    assert standing.may_count is counts
    if counts:
        services.accept_report(found, actor=bench.cast.editor)
        assert found.run in counts_for_decisions(bench.project)
    else:
        with pytest.raises(CheckRefused, match="10 of 12"):
            services.accept_report(found, actor=bench.cast.editor)
    assert run.name.startswith("Spot check of")


def test_the_simulated_assistant_vouches_for_nothing(bench: Bench) -> None:
    found = graded(bench, reported(bench, report_of(bench)))
    asked_again(bench, found, real=False)
    assert [obstacle for obstacle in standing_of(found).obstacles if "simulated assistant" in obstacle]


def test_recorded_responses_are_no_asking_again(bench: Bench, client_for: Clients) -> None:
    found = reported(bench, report_of(bench))
    recorded = Endpoint.objects.create(project=bench.project, name="Pasted", kind="recorded", model="m")
    with pytest.raises(CheckRefused, match="ask nobody"):
        services.start_spot_check(found, endpoint=recorded, share=1, seed=1, actor=bench.cast.evaluator)
    url = reverse("evaluations:report_spot_check", args=[bench.project.path, found.run_id])
    assert "Pasted" not in client_for(bench.cast.evaluator).get(url).content.decode()


def test_a_new_check_takes_back_what_was_accepted(bench: Bench) -> None:
    found = graded(bench, reported(bench, report_of(bench)))
    asked_again(bench, found)
    services.accept_report(found, actor=bench.cast.editor)
    assert counts_for_decisions(bench.project).filter(pk=found.run_id).exists()
    services.ask_regrade(found, actor=bench.cast.evaluator)
    assert not counts_for_decisions(bench.project).filter(pk=found.run_id).exists()


def test_a_seed_draws_the_same_cases_for_everybody_and_never_too_few(bench: Bench) -> None:
    found = reported(bench, report_of(bench))
    first, again, other = (draw_spot_check(found, share=0.01, seed=seed) for seed in (5, 5, 6))
    assert first.cases == again.cases != other.cases
    assert (len(first.cases), first.of) == (10, 24)
    assert len(draw_spot_check(found, share=1, seed=1).cases) == 24


def test_the_buttons_do_it_all_and_tell_what_is_in_the_way(bench: Bench, client_for: Clients) -> None:
    found = reported(bench, report_of(bench))
    evaluator, editor = client_for(bench.cast.evaluator), client_for(bench.cast.editor)

    def at(name: str) -> str:
        return reverse(f"evaluations:{name}", args=[bench.project.path, found.run_id])

    assert evaluator.post(at("report_accept")).status_code == 403
    assert "No case of it was asked again here." in editor.post(at("report_accept"), follow=True).content.decode()
    assert evaluator.post(at("report_regrade")).status_code == 303
    assert regrade(found.pk)
    assert evaluator.get(at("report_spot_check")).status_code == 200
    wrong: dict[str, Any] = {"endpoint": 0, "share": "0", "seed": "x"}
    assert evaluator.post(at("report_spot_check"), wrong).status_code == 422
    right = {"endpoint": bench.endpoint.pk, "share": "50", "seed": "7"}
    started = evaluator.post(at("report_spot_check"), right)
    assert started.status_code == 303
    page = page_of(editor, found)
    assert "12 cases drawn, a share of 50" in page
    assert "has not ended with a result" in page
    asked_again(bench, found)
    page = page_of(editor, found)
    assert "12 of 12 came out the same" in page
    assert "Let them count" in page
    assert editor.post(at("report_accept")).status_code == 303
    assert "These reported results count" in page_of(editor, found)


def test_only_reported_runs_are_checked(bench: Bench, client_for: Clients) -> None:
    run = bench.start()
    for name in ("report_regrade", "report_accept", "report_spot_check"):
        url = reverse(f"evaluations:{name}", args=[bench.project.path, run.pk])
        assert client_for(bench.cast.editor).post(url).status_code == 404


def test_the_empty_page_shows_the_one_line_that_reports(bench: Bench, client_for: Clients) -> None:
    page = client_for(bench.cast.editor).get(reverse("evaluations:index", args=[bench.project.path])).content.decode()
    assert "http://testserver/api/v1/results" in page
    assert "$TOKEN" in page
    assert bench.project.path in page
