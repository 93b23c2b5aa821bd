"""A run is worked on in this process against the real simulated assistant: results, faults, leases, cancelling."""

import json
import urllib.request
from collections.abc import Callable

import pytest
from django.db.models import F
from django.db.models.functions import Now

from evaluations import services
from evaluations.execution import leases, sweeping
from evaluations.execution.limits import lease
from evaluations.execution.shift import work_on
from evaluations.models import Endpoint, EndpointShare, Run, Sample, Verdict
from evaluations.selectors import faults_of, results_by_principle, summary_of
from tests.evaluations.conftest import Bench
from workspaces.models import AuditEntry

pytestmark = pytest.mark.django_db
Finish = Callable[[Run], Run]


def tally_of(assistant: str) -> dict[str, int]:
    """What the simulated assistant counted: calls, and how many were open at once."""
    with urllib.request.urlopen(f"{assistant}/tally", timeout=5) as response:  # noqa: S310
        tally: dict[str, int] = json.load(response)
    return tally


def test_a_run_asks_every_case_once_and_says_what_it_found(
    bench: Bench, simulated_assistant: str, run_to_end: Finish
) -> None:
    run = run_to_end(bench.start("simulated-release-4@0"))
    summary = summary_of(run)
    assert run.state == "completed"
    assert run.simulated
    assert (summary.numerator, summary.denominator, summary.total) == (20, 24, 24)
    assert {sample.attempts for sample in run.samples.all()} == {1}
    assert Verdict.objects.filter(sample__run=run).count() == 24
    assert list(AuditEntry.objects.values_list("action", flat=True).order_by("-sequence")[:2]) == [
        "run.finished",
        "run.started",
    ]
    results = results_by_principle(run)
    assert sum(result.numerator for result in results) == 20
    assert {result.title for result in results if result.identifier == "do_not_lie"} == {"Do not lie"}


def test_a_question_that_fails_once_is_asked_again(bench: Bench, simulated_assistant: str, run_to_end: Finish) -> None:
    run = run_to_end(bench.start("fault-500-once@0"))
    assert run.state == "completed"
    assert summary_of(run).denominator == 24
    assert {sample.attempts for sample in run.samples.all()} == {2}


def test_questions_that_keep_failing_end_as_errors_and_make_the_run_inconclusive(
    bench: Bench, simulated_assistant: str, run_to_end: Finish
) -> None:
    run = run_to_end(bench.start("fault-500-some@0"))
    summary = summary_of(run)
    assert run.state == "inconclusive"
    assert "5 of 24 samples" in run.reason
    assert (summary.errored, summary.denominator, summary.inconclusive) == (5, 19, True)
    assert faults_of(run) == [("unavailable", 5)]
    assert set(run.samples.filter(outcome="errored").values_list("attempts", flat=True)) == {3}


@pytest.mark.parametrize(
    ("model", "fault", "asked_at_most"),
    [("fault-html@0", "unreadable", 24), ("fault-404@0", "refused", 24)],
)
def test_an_endpoint_that_never_answers_fails_the_run(
    bench: Bench, simulated_assistant: str, run_to_end: Finish, model: str, fault: str, asked_at_most: int
) -> None:
    run = run_to_end(bench.start(model))
    assert run.state == "failed"
    assert run.reason.startswith("No answer was received.")
    assert faults_of(run) == [(fault, 24)]
    assert run.samples.filter(attempts__gt=0).count() <= asked_at_most
    assert run.samples.filter(attempts__gt=1).count() == 0


def test_an_address_where_nobody_listens_fails_the_run(bench: Bench, settings: object, run_to_end: Finish) -> None:
    from tests.processes import free_port

    settings.SIMULATED_ASSISTANT_URL = f"http://127.0.0.1:{free_port()}/v1"  # type: ignore[attr-defined]
    run = run_to_end(bench.start())
    assert run.state == "failed"
    assert faults_of(run) == [("connection", 24)]


def test_without_a_simulated_assistant_the_run_says_so(bench: Bench, settings: object, run_to_end: Finish) -> None:
    settings.SIMULATED_ASSISTANT_URL = ""  # type: ignore[attr-defined]
    run = run_to_end(bench.start())
    assert run.state == "failed"
    assert "simulated assistant is not running" in run.reason


def test_empty_answers_are_counted_apart_and_are_no_errors(
    bench: Bench, simulated_assistant: str, run_to_end: Finish
) -> None:
    run = run_to_end(bench.start("fault-empty@0"))
    summary = summary_of(run)
    assert run.state == "completed"
    assert (summary.no_answer, summary.denominator, summary.rate, summary.errored) == (24, 0, None, 0)


def test_a_pause_that_the_endpoint_asks_for_holds_all_further_calls(
    bench: Bench, simulated_assistant: str, run_to_end: Finish
) -> None:
    run = bench.start("fault-429-once@0", concurrency=2)
    Sample.objects.filter(pk__in=list(run.samples.order_by("pk").values_list("pk", flat=True)[5:])).delete()
    work_on(run.pk, seconds=0.2)
    calls = tally_of(simulated_assistant)["calls"]
    following = work_on(run.pk)
    assert following is not None
    assert 0 < following.seconds <= 1
    assert tally_of(simulated_assistant)["calls"] == calls
    assert run_to_end(run).state == "completed"


def test_no_more_calls_are_open_at_once_than_the_endpoint_takes(
    bench: Bench, simulated_assistant: str, run_to_end: Finish
) -> None:
    run_to_end(bench.start("simulated-release-4@40", concurrency=3))
    assert tally_of(simulated_assistant) == {"calls": 24, "at_once": 0, "most_at_once": 3}


def test_a_second_worker_finds_the_endpoint_taken_and_leaves(bench: Bench) -> None:
    assert leases.take_share(bench.endpoint.pk, "first") == bench.endpoint.concurrency
    assert leases.take_share(bench.endpoint.pk, "second") == 0
    run = bench.start()
    assert work_on(run.pk) is None
    assert run.samples.filter(state="queued").count() == 24


def test_a_share_whose_worker_died_is_free_again(bench: Bench) -> None:
    leases.take_share(bench.endpoint.pk, "dead")
    EndpointShare.objects.update(leased_until=Now() - lease())
    assert leases.take_share(bench.endpoint.pk, "alive") == bench.endpoint.concurrency


def running(run: Run) -> Run:
    Run.objects.filter(pk=run.pk).update(state=Run.State.RUNNING, started_at=Now())
    return run


def let_leases_run_out() -> None:
    Sample.objects.filter(leased_until__isnull=False).update(leased_until=Now() - lease())


def test_a_sample_of_a_dead_worker_goes_back_and_is_asked_again(
    bench: Bench, simulated_assistant: str, run_to_end: Finish
) -> None:
    run = running(bench.start("simulated-release-4@0"))
    assert len(leases.claim(run.pk, "dead", 5, alone_too=True)) == 5
    sweeping.sweep()
    assert run.samples.filter(state="leased").count() == 5, "a live lease is left alone"
    let_leases_run_out()
    assert sweeping.sweep() == [run.pk], "what came back is rung for at once"
    assert run.samples.filter(state="queued", crashes=1).count() == 5
    assert run_to_end(run).state == "completed"
    assert set(run.samples.values_list("attempts", flat=True)) == {1}


def test_a_sample_that_ends_every_worker_ends_as_crashed_and_takes_no_other_with_it(
    bench: Bench, simulated_assistant: str, run_to_end: Finish
) -> None:
    run = running(bench.start("simulated-release-4@0"))
    poison = run.samples.order_by("pk")[3].pk

    def crash_until_the_poison_is_claimed() -> list[int]:
        while True:
            claimed = [sample.pk for sample in leases.claim(run.pk, "dead", 8, alone_too=True)]
            if poison in claimed:
                let_leases_run_out()
                sweeping.sweep()
                return claimed
            Sample.objects.filter(pk__in=claimed).update(
                state="finished", outcome="compliant", finished_at=Now(), lease_owner="", leased_until=None
            )

    assert [len(crash_until_the_poison_is_claimed()) for _ in range(3)] == [8, 8, 1]
    sample = Sample.objects.get(pk=poison)
    assert (sample.outcome, sample.fault) == ("errored", "crashed")
    assert run_to_end(run).state == "completed"
    assert run.samples.filter(outcome="errored").count() == 1


def test_an_answer_that_was_stored_is_graded_later_without_another_call(
    bench: Bench, settings: object, run_to_end: Finish
) -> None:
    settings.SIMULATED_ASSISTANT_URL = "http://127.0.0.1:9/v1"  # type: ignore[attr-defined]
    run = running(bench.start())
    case = bench.suite.cases.get(key="yearly-premium-sum")
    run.samples.exclude(case=case).delete()
    Sample.objects.filter(run=run).update(
        state="answered", response=case.exemplars["compliant"], answered_at=Now(), lease_owner="dead"
    )
    Sample.objects.filter(run=run).update(leased_until=Now() - lease())
    sweeping.sweep()
    assert run_to_end(run).state == "completed"
    assert summary_of(run).numerator == 1


def test_a_result_that_comes_after_the_lease_was_lost_is_not_written(bench: Bench) -> None:
    from evaluations.endpoints.chat_client import Reply
    from evaluations.execution import keeping

    run = running(bench.start())
    [sample] = leases.claim(run.pk, "slow", 1, alone_too=True)
    let_leases_run_out()
    sweeping.sweep()
    assert keeping.store("slow", [(sample, Reply("late", "m", "stop", None, None, 1.0))]) == []
    sample.refresh_from_db()
    assert (sample.state, sample.response) == ("queued", "")


def test_a_run_whose_doorbell_was_lost_is_rung_for_again(bench: Bench) -> None:
    run = bench.start()
    assert run.pk not in sweeping.sweep(), "it was only just rung for"
    Run.objects.filter(pk=run.pk).update(created_at=Now() - lease())
    assert sweeping.sweep() == [run.pk]
    leases.take_share(bench.endpoint.pk, "busy")
    assert sweeping.sweep() == [], "somebody works with its endpoint"
    EndpointShare.objects.all().delete()
    Endpoint.objects.update(paused_until=Now() + lease())
    assert sweeping.sweep() == [], "the endpoint asked to be left alone"


def test_a_run_that_lost_its_worker_before_it_was_ended_is_ended_by_the_sweeper(bench: Bench) -> None:
    run = running(bench.start())
    run.samples.update(state="finished", outcome="compliant", finished_at=Now())
    sweeping.sweep()
    run.refresh_from_db()
    assert run.state == "completed"


def test_a_run_cancelled_before_it_began_asks_nothing(bench: Bench, simulated_assistant: str) -> None:
    run = bench.start()
    services.cancel_run(run, actor=bench.cast.evaluator)
    assert work_on(run.pk) is None
    run.refresh_from_db()
    assert (run.state, run.samples.filter(state="dropped").count()) == ("cancelled", 24)
    with pytest.raises(services.RunNotActive):
        services.cancel_run(run, actor=bench.cast.evaluator)


def test_what_was_answered_before_the_cancelling_stays_and_the_rest_is_dropped(
    bench: Bench, simulated_assistant: str
) -> None:
    run = bench.start("simulated-release-4@150", concurrency=3)
    work_on(run.pk, seconds=0.1)
    answered = run.samples.filter(state="finished").count()
    assert 0 < answered < 24
    leases.claim(run.pk, "another worker", 4, alone_too=True)
    services.cancel_run(run, actor=bench.cast.evaluator)
    leases.release(run.pk, run.endpoint_id or 0, "another worker")
    summary = summary_of(run)
    assert (summary.done, summary.pending, summary.errored) == (answered, 24 - answered, 0)
    assert run.samples.filter(state="dropped").count() == 24 - answered


def test_two_runs_of_one_endpoint_take_turns(bench: Bench, simulated_assistant: str) -> None:
    first, second = bench.start(epochs=3), bench.start(epochs=3)
    following = work_on(first.pk, seconds=0.1)
    assert following is not None
    assert following.run_id == second.pk
    following = work_on(second.pk, seconds=0.1)
    assert following is not None
    assert following.run_id == first.pk


def test_attempts_are_counted_in_the_database(bench: Bench) -> None:
    run = running(bench.start())
    leases.claim(run.pk, "one", 2, alone_too=True)
    assert run.samples.filter(attempts=1, state="leased").count() == 2
    leases.release(run.pk, run.endpoint_id or 0, "one")
    assert run.samples.filter(attempts=F("crashes"), state="queued").count() == 24
