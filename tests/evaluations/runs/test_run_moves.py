"""Pausing, resuming, cancelling, retrying and repeating runs, against the real simulated assistant."""

import threading
import time
import uuid
from collections.abc import Callable

import pytest
from django.db import connection
from django.db.models import Count

from evaluations import services
from evaluations.execution import leases, sweeping
from evaluations.execution.shift import work_on
from evaluations.models import Case, Endpoint, Run, Sample, Verdict
from evaluations.selectors import faults_of, progress_of, summary_of
from tests.evaluations.conftest import Bench
from workspaces.models import AuditEntry

pytestmark = pytest.mark.django_db
Finish = Callable[[Run], Run]


def actions() -> list[str]:
    return list(
        AuditEntry.objects.filter(action__startswith="run.").order_by("sequence").values_list("action", flat=True)
    )


def test_a_paused_run_asks_nothing_and_goes_on_where_it_was(
    bench: Bench, simulated_assistant: str, run_to_end: Finish
) -> None:
    run = bench.start("simulated-release-4@150", concurrency=3)
    work_on(run.pk, seconds=0.1)
    answered = run.samples.filter(state="finished").count()
    services.pause_run(run, actor=bench.cast.evaluator)
    assert work_on(run.pk) is None
    run.refresh_from_db()
    assert (run.state, run.cause, run.finished_at) == ("paused", "person", None)
    assert run.samples.filter(state="finished").count() == answered
    assert sweeping.sweep() == []
    services.resume_run(run, actor=bench.cast.evaluator)
    run = run_to_end(run)
    assert (run.state, run.reason, summary_of(run).done) == ("completed", "", 24)
    assert actions() == ["run.started", "run.paused", "run.resumed", "run.finished"]


@pytest.mark.django_db(transaction=True)
def test_calls_that_are_open_when_a_run_is_paused_are_waited_for_and_kept(
    bench: Bench, simulated_assistant: str
) -> None:
    run = bench.start("simulated-release-4@1500", concurrency=5)

    def pause() -> None:
        Run.objects.filter(pk=run.pk).update(state="paused")
        connection.close()  # this thread's own

    pausing = threading.Timer(0.4, pause)
    pausing.start()
    work_on(run.pk)
    pausing.join()
    assert 5 <= run.samples.filter(state="finished").count() < 24
    assert not run.samples.filter(state="leased").exists()


def test_a_refused_key_pauses_the_run_and_costs_no_sample_its_attempts(
    bench: Bench, simulated_assistant: str, run_to_end: Finish
) -> None:
    run = run_to_end(bench.start("fault-401@0"))
    assert (run.state, run.cause) == ("paused", "unauthorised")
    assert "HTTP 401" in run.reason
    assert run.samples.filter(state="queued", attempts=0, outcome="pending").count() == 24
    Run.objects.filter(pk=run.pk).update(settings={**run.settings, "model": "simulated-release-4@0"})
    services.resume_run(run, actor=bench.cast.evaluator)
    assert run_to_end(run).state == "completed"


def test_a_used_up_quota_stops_the_run(bench: Bench, simulated_assistant: str, run_to_end: Finish) -> None:
    run = run_to_end(bench.start("fault-quota@0"))
    assert (run.state, run.cause) == ("stopped", "quota")
    assert run.samples.filter(state="queued", attempts=0).count() == 24
    services.resume_run(run, actor=bench.cast.evaluator)
    run.refresh_from_db()
    assert run.state == "queued"


def test_only_what_failed_is_retried(bench: Bench, simulated_assistant: str, run_to_end: Finish) -> None:
    run = run_to_end(bench.start("fault-500-some@0"))
    assert run.state == "inconclusive"
    verdicts = set(Verdict.objects.values_list("pk", flat=True))
    Run.objects.filter(pk=run.pk).update(settings={**run.settings, "model": "simulated-release-4@0"})
    assert services.retry_failed(run, actor=bench.cast.evaluator) == 5
    assert summary_of(run).pending == 5
    run = run_to_end(run)
    assert (run.state, summary_of(run).denominator, faults_of(run)) == ("completed", 24, [])
    assert verdicts < set(Verdict.objects.values_list("pk", flat=True))
    assert set(run.samples.annotate(times=Count("verdicts")).values_list("times", flat=True)) == {1}
    entry = AuditEntry.objects.get(action="run.retried")
    assert entry.details == {"samples": 5, "faults": {"unavailable": 5}}


def test_an_answer_whose_grading_crashed_is_graded_again_without_a_call(
    bench: Bench, simulated_assistant: str, run_to_end: Finish
) -> None:
    run = run_to_end(bench.start("simulated-release-4@0"))
    sample = run.samples.first()
    assert sample is not None
    Sample.objects.filter(pk=sample.pk).update(outcome="unscored", fault="crashed", crashes=3)
    assert services.retry_failed(run, actor=bench.cast.evaluator) == 1
    run_to_end(run)
    again = Sample.objects.get(pk=sample.pk)
    assert (again.outcome, again.attempts, again.answered_at) == (sample.outcome, 1, sample.answered_at)


def test_nothing_is_retried_where_nothing_failed(bench: Bench, simulated_assistant: str, run_to_end: Finish) -> None:
    run = run_to_end(bench.start("simulated-release-4@0"))
    with pytest.raises(services.RunMoveRefused, match="No sample"):
        services.retry_failed(run, actor=bench.cast.evaluator)
    run.refresh_from_db()
    assert (run.state, run.finished_at is None) == ("completed", False)


def test_moves_that_make_no_sense_are_refused_and_change_nothing(bench: Bench) -> None:
    run = bench.start()
    actor = bench.cast.evaluator
    with pytest.raises(services.RunMoveRefused):
        services.resume_run(run, actor=actor)
    with pytest.raises(services.RunMoveRefused):
        services.retry_failed(run, actor=actor)
    services.cancel_run(run, actor=actor)
    for move in (services.cancel_run, services.pause_run, services.resume_run, services.retry_failed):
        with pytest.raises(services.RunMoveRefused):
            move(run, actor=actor)
    run.refresh_from_db()
    assert run.state == "cancelled"
    assert actions() == ["run.started", "run.cancelled"]


def test_a_run_is_repeated_with_the_same_inputs(bench: Bench, simulated_assistant: str, run_to_end: Finish) -> None:
    first = run_to_end(bench.start("simulated-release-4@0", epochs=2))
    Endpoint.objects.filter(runs=first).update(model="simulated-release-3@0", price_in=5)
    second = services.repeat_run(first, actor=bench.cast.evaluator)
    assert second.repeats == first
    assert (second.settings, second.settings_sha256, second.suite_sha256) == (
        first.settings,
        first.settings_sha256,
        first.suite_sha256,
    )
    run_to_end(second)
    outcomes = [dict(run.samples.values_list("case__key", "outcome")) for run in (first, second)]
    assert outcomes[0] == outcomes[1]


def test_a_repeat_that_is_sent_twice_happens_once(bench: Bench) -> None:
    run, once = bench.start(), uuid.uuid4()
    repeats = [services.repeat_run(run, actor=bench.cast.evaluator, once=once) for _ in range(2)]
    assert repeats[0] == repeats[1]


def test_a_run_whose_cases_have_changed_is_not_repeated(bench: Bench) -> None:
    run = bench.start()
    Case.objects.filter(suite=bench.suite).update(rubric="Another one.")
    with pytest.raises(services.RunRefused, match="no longer those"):
        services.repeat_run(run, actor=bench.cast.evaluator)


def test_a_pause_does_not_slow_the_rate_that_is_shown(bench: Bench, simulated_assistant: str) -> None:
    run = bench.start("simulated-release-4@50", concurrency=2)
    work_on(run.pk, seconds=0.2)
    services.pause_run(run, actor=bench.cast.evaluator)
    time.sleep(1)
    services.resume_run(run, actor=bench.cast.evaluator)
    work_on(run.pk, seconds=0.2)
    run.refresh_from_db()
    progress = progress_of(run, summary_of(run))
    assert progress.rate is not None
    assert run.done_before > 0
    assert progress.rate > 5


def test_a_run_that_was_resumed_with_nothing_left_to_ask_is_rung_for_and_ended(
    bench: Bench, simulated_assistant: str, run_to_end: Finish
) -> None:
    run = run_to_end(bench.start("simulated-release-4@0"))
    Run.objects.filter(pk=run.pk).update(state="queued", finished_at=None, worked_at=run.created_at)
    Run.objects.filter(pk=run.pk).update(worked_at="2026-01-01T00:00:00Z")
    assert sweeping.sweep() == [run.pk]
    assert run_to_end(run).state == "completed"


def test_samples_of_a_paused_run_whose_worker_died_go_back_to_the_queue(bench: Bench) -> None:
    run = bench.start()
    Run.objects.filter(pk=run.pk).update(state="running")
    leases.claim(run.pk, "dead", 5, alone_too=True)
    services.pause_run(run, actor=bench.cast.evaluator)
    Sample.objects.filter(lease_owner="dead").update(leased_until="2026-01-01T00:00:00Z")
    assert sweeping.sweep() == []
    assert run.samples.filter(state="queued").count() == 24
