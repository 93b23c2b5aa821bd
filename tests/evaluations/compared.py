"""Two runs of the same cases with outcomes that a test chooses."""

from collections.abc import Sequence

from django.utils import timezone

from evaluations.models import Run, Sample
from tests.evaluations.conftest import Bench


def ended(run: Run, outcomes: Sequence[str], state: str = "completed") -> Run:
    """The run as it stands after a worker was through with it: its samples by case and epoch have these outcomes."""
    now = timezone.now()
    samples = list(run.samples.order_by("case__position", "epoch"))
    assert len(samples) == len(outcomes)
    for place, (sample, outcome) in enumerate(zip(samples, outcomes, strict=True)):
        Sample.objects.filter(pk=sample.pk).update(
            state="finished", outcome=outcome, response=f"Answer {place} of {run.release}", finished_at=now
        )
    Run.objects.filter(pk=run.pk).update(state=state, started_at=now, finished_at=now)
    run.refresh_from_db()
    return run


def two_runs(bench: Bench, *, better: int = 0, worse: int = 0) -> tuple[Run, Run]:
    """Of two dozen cases the last `better` were violations first, the first `worse` are violations now."""
    cases = bench.suite.cases.count()
    before = ["compliant"] * (cases - better) + ["violation"] * better
    after = ["violation"] * worse + ["compliant"] * (cases - worse)
    first = ended(bench.start(release="Release 4"), before)
    return first, ended(bench.start(release="Release 5"), after)
