"""The promise of the exports, kept by a real Inspect: opt-in with `pytest -m interop`, because it weighs 299 MB.

``INSPECT_PYTHON`` names a Python that has inspect-ai and openai; else this one has to have them.
"""

import importlib.util
import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from evaluations.exchange.export import inspect_task
from evaluations.models import Case, Run, Sample
from evaluations.services.importing import Wishes, import_log
from evaluations.suites.drafts import draft_of
from tests.evaluations.conftest import Bench

pytestmark = [pytest.mark.django_db, pytest.mark.interop]
MODEL = "simulated-release-4"


@pytest.fixture
def inspect_python() -> str:
    named = os.environ.get("INSPECT_PYTHON", "")
    if named or importlib.util.find_spec("inspect_ai"):
        return named or sys.executable
    if os.environ.get("CI"):
        pytest.fail("Inspect is not installed, and with CI set an interop test that was asked for may not be left out.")
    pytest.skip("needs Inspect: `uv pip install --group interop`, or INSPECT_PYTHON")


def outcomes(run: Run) -> dict[tuple[str, int], str]:
    rows = Sample.objects.filter(run=run).values_list("case__key", "epoch", "outcome")
    return {(key, epoch): outcome for key, epoch, outcome in rows}


def inspect_eval(python: str, folder: Path, url: str) -> Path:
    """The log that Inspect writes of the task in a folder."""
    command = [python, "-m", "inspect_ai", "eval", "task.py", "--model", f"openai-api/simulated/{MODEL}"]
    command += ["--display", "none", "--epochs", "2", "--log-dir", "logs", "--max-retries", "0"]
    keys = {"SIMULATED_BASE_URL": url, "SIMULATED_API_KEY": "none", "INSPECT_LOG_FORMAT": "eval"}
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO", "PYTHON"))}
    done = subprocess.run(command, cwd=folder, env=environment | keys, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stdout + done.stderr
    return next((folder / "logs").glob("*.eval"))


def test_a_suite_that_inspect_ran_gives_the_outcomes_of_our_own_run(
    bench: Bench,
    simulated_assistant: str,
    run_to_end: Callable[[Run], Run],
    inspect_python: str,
    tmp_path: Path,
) -> None:
    ours = run_to_end(bench.start(epochs=2))
    cases = Case.objects.filter(suite=bench.suite).order_by("position")
    written = inspect_task.written(map(draft_of, cases))
    zipfile.ZipFile(io.BytesIO(written)).extractall(tmp_path)
    log = inspect_eval(inspect_python, tmp_path / inspect_task.FOLDER, simulated_assistant)
    with log.open("rb") as file:
        theirs, surveyed = import_log(
            *(bench.project, bench.cast.evaluator, file), file_name=log.name, wishes=Wishes(release="Release 4")
        )
    assert surveyed.survey.unread == []
    assert dict(surveyed.unmapped) == {}
    assert outcomes(theirs) == outcomes(ours)
    assert len(outcomes(theirs)) == 48
    assert {"compliant", "violation"} <= set(outcomes(theirs).values())
