"""A run is worked on in this process against the real simulated assistant: results, faults, leases, cancelling."""

from collections.abc import Callable

import pytest
from django.db.models import F
from django.db.models.functions import Now

from evaluations import services
from evaluations.execution import leases, sweeping
from evaluations.execution.shift import work_on
from evaluations.models import Endpoint, EndpointShare, Run, Sample, Verdict
from evaluations.selectors import faults_of, results_by_principle, summary_of
from tests.evaluations.conftest import Bench
from workspaces.models import AuditEntry

pytestmark = pytest.mark.django_db
Finish = Callable[[Run], Run]


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
