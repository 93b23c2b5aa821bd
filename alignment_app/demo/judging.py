"""The judge of the demo: calibrated on responses of known worth, then asked about the answers of both releases.

Everything goes through the real pipeline. Which answers the scripted judge errs about stands in
``evaluations/simulated_assistant/judges.yaml``, and the draw goes by its seed; so the counts come out as the method
page tells them: 54 of 60 bad and 97 of 100 good recognised, and 184 of 198 answers of release 4 found compliant, where
189 are.
"""

import time

from alignment_app.demo.asking import quick_endpoint
from evaluations.execution.gradings.turns import work_on
from evaluations.models import Calibration, Grading, Judge, Run, Suite
from evaluations.services.calibrations import Basis, start_calibration
from evaluations.services.gradings import start_grading
from evaluations.services.judges import JudgeValues, add_judge
from workspaces.models import Project, User

PATIENCE_SECONDS = 120.0
NAME, MODEL = "Rubric judge", "judge-with-known-slips"
NOTE = "Scripted: it errs about the cases named in judges.yaml and says the same every time, so it is asked once."
GOOD, BAD, DRAW = 100, 60, 11


def add_the_judge(project: Project, actor: User) -> Judge:
    """A judge that reads the rubric alone; it says the same every time, so one grading an answer is enough."""
    endpoint = quick_endpoint(project, actor, MODEL)
    return add_judge(
        project, actor, JudgeValues(name=NAME, endpoint=endpoint, sees=Judge.Sees.RUBRIC, gradings=1, note=NOTE)
    )


def calibrate(judge: Judge, actor: User, *, suite: Suite, labelled: Run) -> tuple[Calibration, Calibration]:
    """Shows it 160 exemplars of the suite, and then the answers that people labelled blind."""
    by_exemplars = start_calibration(judge, Basis(suite=suite, good=GOOD, bad=BAD, seed=DRAW), actor=actor)
    by_labels = start_calibration(judge, Basis(run=labelled), actor=actor)
    for calibration in (by_exemplars, by_labels):
        _work_off(calibration.grading)
        calibration.refresh_from_db()
    return by_exemplars, by_labels


def grade(run: Run, judge: Judge, actor: User) -> Grading:
    """Lets the judge decide the outcomes of a run."""
    grading = start_grading(run, judge, actor=actor)
    _work_off(grading)
    return grading


def _work_off(grading: Grading) -> None:
    """Works on the grading until it has ended."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        following = work_on(grading.pk)
        grading.refresh_from_db()
        if not grading.is_active:
            return
        time.sleep(min(following.grading_seconds or 0.0, 0.5))
