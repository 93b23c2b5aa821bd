"""kill -9, twice, in the middle of a grading: every answer is judged once, and each call is paid for once."""

import os
import signal

import pytest
from django.db.models import Count, F, Sum

from evaluations import services
from evaluations.models import Grading, Judgement, Verdict
from evaluations.tasks import sweep_gradings
from tests.evaluations.conftest import Bench
from tests.evaluations.execution.test_kills import scheduler, short_leases, wait_until_ended  # noqa: F401 - a fixture
from tests.evaluations.execution.test_workers import at_work, fresh_pools  # noqa: F401 - fixtures
from tests.evaluations.judges import a_judge
from tests.processes import Worker, wait_for

pytestmark = pytest.mark.django_db(transaction=True)
KILLS = (8, 20)


def judged(grading: Grading) -> int:
    return grading.judgements.filter(state=Judgement.State.FINISHED).count()


def ring() -> None:
    sweep_gradings.delay()


def test_the_worker_is_killed_while_it_grades(at_work: tuple[Worker, Bench]) -> None:  # noqa: F811
    worker, bench = at_work
    process = worker.start()
    run = bench.start("simulated-release-4@0", concurrency=2)
    with scheduler():
        wait_until_ended(run)
    slow = services.simulated_endpoint(bench.project, bench.cast.editor, "judge-scripted-1-1@150")
    judge = a_judge(bench, "judge-scripted-1-1", endpoint=slow, gradings=3)
    with scheduler(ring):
        grading = services.start_grading(run, judge, actor=bench.cast.evaluator)
        for count in KILLS:
            wait_for(lambda count=count: judged(grading) >= count, f"{count} judgements")
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            process = worker.start()

        def ended() -> bool:
            grading.refresh_from_db()
            return not grading.is_active

        wait_for(ended, "the grading to end", 60)
    assert (grading.state, grading.trusted, grading.reason) == ("completed", True, "")
    assert judged(grading) == grading.judgements.count()
    verdicts = Verdict.objects.filter(grading=grading).values("sample").annotate(times=Count("pk"))
    assert (verdicts.count(), verdicts.filter(times__gt=1).count()) == (24, 0)
    assert {len(each.scores) for each in grading.judgements.all()} == {3}
    used = grading.judgements.aggregate(all=Sum(F("prompt_tokens") + F("completion_tokens")))
    assert (grading.spent_tokens, grading.held_tokens) == (used["all"], 0)
    run.refresh_from_db()
    assert (run.state, run.samples.filter(decided_by="judge").count()) == ("completed", 24)
