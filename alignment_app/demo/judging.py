"""The judge of the demo: calibrated on 160 responses of known worth, then asked about a release's answers.

Everything goes through the real pipeline. The scripted judge errs by its seed and the draw by its own, so that the
counts come out as the method page tells them: 54 of 60 bad and 97 of 100 good recognised, and 184 of 198 answers of
release 4 found compliant, where 189 are.
"""

import time

from evaluations.execution.gradings.turns import work_on
from evaluations.models import Calibration, Grading, Judge, Run
from evaluations.services.calibrations import Basis, start_calibration
from evaluations.services.gradings import start_grading
from evaluations.services.judges import JudgeValues, add_judge
from evaluations.services.suites import simulated_endpoint
from evaluations.simulated_assistant.process import simulated_assistant
from workspaces.models import Project, User

PATIENCE_SECONDS = 120.0
NAME, MODEL = "Scripted judge", "judge-scripted"
GOOD, BAD, DRAW = 100, 60, 11


def calibrated_judge(
    project: Project, actor: User, run: Run, *, counts: bool = False, gradings: int = 1
) -> tuple[Calibration, Grading]:
    """A judge that sees the rubric, its calibration on the exemplars of the run's suite, and its grading of the run.

    Args:
        counts: whether its verdicts decide the outcomes of the run; otherwise they stand beside the rules'.
        gradings: how often it is asked about each answer; the scripted judge says the same every time.
    """
    endpoint = simulated_endpoint(project, actor, MODEL)
    with simulated_assistant():
        judge = add_judge(
            project, actor, JudgeValues(name=NAME, endpoint=endpoint, sees=Judge.Sees.RUBRIC, gradings=gradings)
        )
        basis = Basis(suite=run.suite, good=GOOD, bad=BAD, seed=DRAW)
        calibration = start_calibration(judge, basis, actor=actor)
        _work_off(calibration.grading)
        grading = start_grading(run, judge, actor=actor, counts=counts)
        _work_off(grading)
    calibration.refresh_from_db()
    return calibration, grading


def _work_off(grading: Grading) -> None:
    """Works on the grading until it has ended."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        following = work_on(grading.pk)
        grading.refresh_from_db()
        if not grading.is_active:
            return
        time.sleep(min(following.grading_seconds or 0.0, 0.5))
