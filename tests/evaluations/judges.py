"""Judges that the simulated assistant plays, and a loop that works on their gradings as a worker would."""

import time
from typing import Any

from evaluations import services
from evaluations.execution.gradings.turns import work_on
from evaluations.models import Calibration, Endpoint, Grading, Judge, Run
from evaluations.services import Basis, JudgeValues
from tests.evaluations.conftest import Bench


def judge_endpoint(bench: Bench, model: str = "judge-scripted") -> Endpoint:
    return services.simulated_endpoint(bench.project, bench.cast.editor, f"{model}@0")


def a_judge(bench: Bench, model: str = "judge-scripted", **changes: Any) -> Judge:
    """A judge that sees the rubric alone, since no text of a specification is loaded."""
    values: dict[str, Any] = {"name": model, "endpoint": judge_endpoint(bench, model), "sees": Judge.Sees.RUBRIC}
    return services.add_judge(bench.project, bench.cast.editor, JudgeValues(**{**values, "gradings": 1, **changes}))


def graded(run: Run, judge: Judge, bench: Bench, **how: Any) -> Grading:
    return to_its_end(services.start_grading(run, judge, actor=bench.cast.evaluator, **how))


def calibrated(judge: Judge, basis: Basis, bench: Bench, **how: Any) -> Calibration:
    calibration = services.start_calibration(judge, basis, actor=bench.cast.evaluator, **how)
    to_its_end(calibration.grading)
    calibration.refresh_from_db()
    return calibration


def to_its_end(grading: Grading) -> Grading:
    for _ in range(100):
        following = work_on(grading.pk)
        grading.refresh_from_db()
        if following.grading_seconds is None or not grading.is_active:
            return grading
        time.sleep(following.grading_seconds)
    raise AssertionError(f"The grading did not end: {grading.state}")
