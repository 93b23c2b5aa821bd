"""Works off the demo's runs in this process."""

import time

from evaluations.execution.shift import work_on
from evaluations.models import Run

PATIENCE_SECONDS = 60.0


def work_off(run: Run) -> None:
    """Works on the run until it has ended."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        work_on(run.pk)
        run.refresh_from_db()
        if run.state not in Run.ACTIVE:
            return
        time.sleep(0.05)
