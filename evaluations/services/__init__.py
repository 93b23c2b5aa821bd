"""Changes of this room, each with its audit entry in the same transaction."""

from evaluations.errors import (
    AnswersRefused,
    CaseRefused,
    CheckRefused,
    EndpointChangedMeanwhile,
    EndpointRefused,
    EvaluationError,
    PilotRefused,
    ReleaseRefused,
    RunMoveRefused,
    RunNotActive,
    RunRefused,
)
from evaluations.services.endpoint_checks import check_endpoint
from evaluations.services.endpoints import EndpointValues, Secrets, add_endpoint, archive_endpoint, change_endpoint
from evaluations.services.house_cases import CaseValues, add_house_case
from evaluations.services.pilots import PilotDetails, record_pilot
from evaluations.services.recorded import record_responses
from evaluations.services.releases import Content, Deployment, add_release, deploy_release, describe_release
from evaluations.services.reported import accept_report, ask_regrade, start_spot_check, store_report
from evaluations.services.run_moves import cancel_run, pause_run, repeat_run, resume_run, retry_failed
from evaluations.services.runs import start_run
from evaluations.services.suites import load_starter_suite, simulated_endpoint

__all__ = [
    "AnswersRefused",
    "CaseRefused",
    "CaseValues",
    "CheckRefused",
    "Content",
    "Deployment",
    "EndpointChangedMeanwhile",
    "EndpointRefused",
    "EndpointValues",
    "EvaluationError",
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
    "add_release",
    "archive_endpoint",
    "ask_regrade",
    "cancel_run",
    "change_endpoint",
    "check_endpoint",
    "deploy_release",
    "describe_release",
    "load_starter_suite",
    "pause_run",
    "record_pilot",
    "record_responses",
    "repeat_run",
    "resume_run",
    "retry_failed",
    "simulated_endpoint",
    "start_run",
    "start_spot_check",
    "store_report",
]
