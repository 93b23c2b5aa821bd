"""Changes of this room, each with its audit entry in the same transaction."""

from evaluations.errors import (
    AnswersRefused,
    CaseRefused,
    CheckRefused,
    EndpointChangedMeanwhile,
    EndpointRefused,
    EvaluationError,
    GradingRefused,
    JudgeRefused,
    PilotRefused,
    ReleaseRefused,
    RunMoveRefused,
    RunNotActive,
    RunRefused,
)
from evaluations.services.calibrations import Basis, start_calibration
from evaluations.services.endpoint_checks import check_endpoint
from evaluations.services.endpoints import EndpointValues, Secrets, add_endpoint, archive_endpoint, change_endpoint
from evaluations.services.gradings import cancel_grading, pause_grading, resume_grading, start_grading
from evaluations.services.house_cases import CaseValues, add_house_case
from evaluations.services.judges import JudgeValues, add_judge, archive_judge, next_version
from evaluations.services.pilots import PilotDetails, record_pilot
from evaluations.services.recorded import record_responses
from evaluations.services.releases import Content, Deployment, add_release, deploy_release, describe_release
from evaluations.services.reported import accept_report, ask_regrade, start_spot_check, store_report
from evaluations.services.run_moves import cancel_run, pause_run, repeat_run, resume_run, retry_failed
from evaluations.services.runs import start_run
from evaluations.services.suites import load_starter_suite, simulated_endpoint

__all__ = [
    "AnswersRefused",
    "Basis",
    "CaseRefused",
    "CaseValues",
    "CheckRefused",
    "Content",
    "Deployment",
    "EndpointChangedMeanwhile",
    "EndpointRefused",
    "EndpointValues",
    "EvaluationError",
    "GradingRefused",
    "JudgeRefused",
    "JudgeValues",
    "PilotDetails",
    "PilotRefused",
    "ReleaseRefused",
    "RunMoveRefused",
    "RunNotActive",
    "RunRefused",
    "Secrets",
    "accept_report",
    "add_endpoint",
    "add_house_case",
    "add_judge",
    "add_release",
    "archive_endpoint",
    "archive_judge",
    "ask_regrade",
    "cancel_grading",
    "cancel_run",
    "change_endpoint",
    "check_endpoint",
    "deploy_release",
    "describe_release",
    "load_starter_suite",
    "next_version",
    "pause_grading",
    "pause_run",
    "record_pilot",
    "record_responses",
    "repeat_run",
    "resume_grading",
    "resume_run",
    "retry_failed",
    "simulated_endpoint",
    "start_calibration",
    "start_grading",
    "start_run",
    "start_spot_check",
    "store_report",
]
