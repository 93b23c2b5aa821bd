"""Runs over recorded answers: taken along at the start, graded as if they had just come, stopped like any other run."""

from collections.abc import Callable
from typing import Any

import pytest

from evaluations import services
from evaluations.endpoints.recorded_answers import Answer
from evaluations.errors import AnswersRefused, RunMoveRefused, RunRefused
from evaluations.execution import keeping, recorded
from evaluations.execution.shift import FollowUp, work_on
from evaluations.models import Endpoint, RecordedResponse, Run, Sample
from evaluations.services import EndpointValues, Secrets
from tests.evaluations.conftest import TWO_DOZEN, Bench

pytestmark = pytest.mark.django_db


def recorded_endpoint(bench: Bench) -> Endpoint:
    values = EndpointValues(name="Test bench", kind="recorded", model="their model")
    return services.add_endpoint(bench.project, bench.cast.editor, values, Secrets())


def start(bench: Bench, endpoint: Endpoint, epochs: int = 1) -> Run:
    return services.start_run(
        bench.project, suite=bench.suite, endpoint=endpoint, release="R", actor=bench.cast.evaluator, epochs=epochs
    )


def test_a_run_grades_recorded_answers_and_errs_where_there_is_none(
    bench: Bench, run_to_end: Callable[[Run], Run]
) -> None:
    endpoint = recorded_endpoint(bench)
    cases = {case.key: case for case in bench.suite.cases.all()}
    good, bad = TWO_DOZEN[:10], TWO_DOZEN[10:12]
    answers = [Answer(key, 1, cases[key].exemplars["compliant"], "model 7") for key in good]
    answers += [Answer(key, 1, cases[key].exemplars["violation"]) for key in bad]
    services.record_responses(endpoint, answers, bench.cast.evaluator)
    run = run_to_end(start(bench, endpoint))
    outcomes = dict(run.samples.values_list("case__key", "outcome"))
    assert [outcomes[key] for key in good] == ["compliant"] * 10
    assert not any(outcomes[key] == "compliant" for key in bad)
    missing = run.samples.filter(case__key__in=TWO_DOZEN[12:])
    assert set(missing.values_list("outcome", "fault", "reason")) == {
        ("errored", "not_recorded", "No recorded response.")
    }
    assert run.samples.get(case__key=good[0]).model == "model 7"
    assert run.state == "inconclusive"
    assert len(run.settings["responses_sha256"]) == 64


def test_the_second_answer_to_a_case_is_its_second_time(bench: Bench, run_to_end: Callable[[Run], Run]) -> None:
    endpoint = recorded_endpoint(bench)
    answers = [Answer(key, epoch, f"Answer {epoch}") for key in TWO_DOZEN for epoch in (1, 2)]
    services.record_responses(endpoint, answers, None)
    run = run_to_end(start(bench, endpoint, epochs=2))
    assert all(response == f"Answer {epoch}" for response, epoch in run.samples.values_list("response", "epoch"))
    assert Sample.objects.filter(run=run).count() == 48


def test_new_answers_to_a_case_take_the_place_of_all_its_earlier_ones(bench: Bench) -> None:
    endpoint = recorded_endpoint(bench)
    services.record_responses(endpoint, [Answer("a", 1, "old"), Answer("a", 2, "older"), Answer("b", 1, "kept")], None)
    before = start(bench, endpoint).settings_sha256
    services.record_responses(endpoint, [Answer("a", 1, "new")], None)
    stored = RecordedResponse.objects.filter(endpoint=endpoint).order_by("case_key", "epoch")
    assert list(stored.values_list("case_key", "epoch", "text")) == [("a", 1, "new"), ("b", 1, "kept")]
    assert start(bench, endpoint).settings_sha256 != before


def test_only_a_recorded_endpoint_in_use_takes_answers(bench: Bench) -> None:
    archived = recorded_endpoint(bench)
    services.archive_endpoint(archived, bench.cast.editor, archived=True)
    archived.refresh_from_db()
    for endpoint in (bench.endpoint, archived):
        with pytest.raises(AnswersRefused):
            services.record_responses(endpoint, [Answer("a", 1, "x")], None)
    assert not RecordedResponse.objects.exists()


def answered(bench: Bench, text: str = "An answer.") -> Endpoint:
    endpoint = recorded_endpoint(bench)
    services.record_responses(endpoint, [Answer(key, 1, text) for key in TWO_DOZEN], None)
    return endpoint


def test_answers_that_are_replaced_while_a_run_waits_do_not_change_it(
    bench: Bench, run_to_end: Callable[[Run], Run]
) -> None:
    endpoint = answered(bench, "As it was.")
    run = start(bench, endpoint)
    services.record_responses(endpoint, [Answer(key, 1, "Another.", "m") for key in TWO_DOZEN], None)
    run = run_to_end(run)
    assert set(run.samples.values_list("response", "model")) == {("As it was.", "")}
    with pytest.raises(RunRefused, match="no longer those of this run"):
        services.repeat_run(run, actor=bench.cast.evaluator)


def test_an_answer_that_comes_after_the_start_takes_a_new_run(bench: Bench, run_to_end: Callable[[Run], Run]) -> None:
    endpoint = recorded_endpoint(bench)
    services.record_responses(endpoint, [Answer(key, 1, "One.") for key in TWO_DOZEN[1:]], None)
    run = start(bench, endpoint)
    services.record_responses(endpoint, [Answer(TWO_DOZEN[0], 1, "Too late.")], None)
    run = run_to_end(run)
    late = run.samples.get(case__key=TWO_DOZEN[0])
    assert (late.outcome, late.fault, late.response) == ("errored", "not_recorded", "")
    with pytest.raises(RunMoveRefused, match="No sample"):
        services.retry_failed(run, actor=bench.cast.evaluator)
    again = run_to_end(start(bench, endpoint))
    assert again.samples.get(case__key=TWO_DOZEN[0]).response == "Too late."


def after_the_first_batch(monkeypatch: pytest.MonkeyPatch, act: Callable[[], None]) -> None:
    """Somebody acts on the run while its first five answers are being graded."""
    whole = keeping.grade_answers
    acts = [act]

    def graded(*given: Any) -> int:
        if acts:
            acts.pop()()
        return whole(*given)

    monkeypatch.setattr(recorded, "BATCH", 5)
    monkeypatch.setattr(keeping, "grade_answers", graded)


def test_a_pause_stops_the_grading_of_recorded_answers_and_resuming_goes_on(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, run_to_end: Callable[[Run], Run]
) -> None:
    run = start(bench, answered(bench))
    after_the_first_batch(monkeypatch, lambda: services.pause_run(run, actor=bench.cast.evaluator))
    assert work_on(run.pk) is None
    run.refresh_from_db()
    assert (run.state, run.samples.filter(state="finished").count()) == ("paused", 5)
    assert not run.samples.exclude(lease_owner="").exists()
    services.resume_run(run, actor=bench.cast.evaluator)
    run = run_to_end(run)
    assert run.is_active is False
    assert {sample.verdicts.count() for sample in run.samples.all()} == {1}


def test_cancelling_stops_the_grading_of_recorded_answers(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    run = start(bench, answered(bench))
    after_the_first_batch(monkeypatch, lambda: services.cancel_run(run, actor=bench.cast.evaluator))
    assert work_on(run.pk) is None
    run.refresh_from_db()
    assert run.state == "cancelled"
    assert run.samples.filter(verdicts__isnull=False).count() == 5
    left = run.samples.filter(verdicts__isnull=True)
    assert set(left.values_list("state", "outcome", "reason")) == {
        ("finished", "unscored", "The run was cancelled before the answer was graded.")
    }


def test_a_long_run_of_recorded_answers_leaves_the_worker_to_others_in_between(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorded, "BATCH", 5)
    run = start(bench, answered(bench))
    assert work_on(run.pk, seconds=0) == FollowUp(run.pk, 0.0)
    assert run.samples.filter(state="finished").count() == 5


def test_recorded_answers_of_another_project_are_nobody_elses(bench: Bench, run_to_end: Callable[[Run], Run]) -> None:
    there = services.add_endpoint(
        bench.cast.other_project, None, EndpointValues(name="Test bench", kind="recorded"), Secrets()
    )
    services.record_responses(there, [Answer(TWO_DOZEN[0], 1, "Theirs.")], None)
    run = run_to_end(start(bench, answered(bench, "Ours.")))
    assert set(run.samples.values_list("response", flat=True)) == {"Ours."}
