"""Changes of this room, each with its audit entry in the same transaction."""

from evaluations.errors import CaseRefused, EvaluationError, PilotRefused, RunNotActive, RunRefused
from evaluations.services.house_cases import CaseValues, add_house_case
from evaluations.services.pilots import PilotDetails, record_pilot
from evaluations.services.runs import cancel_run, start_run
from evaluations.services.suites import load_starter_suite, simulated_endpoint

__all__ = [
    "CaseRefused",
    "CaseValues",
    "EvaluationError",
    "PilotDetails",
    "PilotRefused",
    "RunNotActive",
    "RunRefused",
    "add_house_case",
    "cancel_run",
    "load_starter_suite",
    "record_pilot",
    "simulated_endpoint",
    "start_run",
]
