"""What this room keeps: suites and cases, endpoints, runs with their samples and verdicts, and recorded pilots."""

from evaluations.models.corrections import PilotCorrection
from evaluations.models.endpoints import MAX_CONCURRENCY, Endpoint, EndpointShare, RecordedResponse
from evaluations.models.judges import MAX_GRADINGS, TOP_SCORE, Calibration, Grading, Judge, Judgement
from evaluations.models.logs import ImportedLog, LogDraft
from evaluations.models.paces import EndpointPace
from evaluations.models.pilots import Pilot
from evaluations.models.plans import TestPlan, Triage
from evaluations.models.releases import Release
from evaluations.models.reported import ReportedRun
from evaluations.models.reviews import MAX_RATINGS, RATINGS, Rating, ReviewItem, ReviewQueue, ReviewSlot
from evaluations.models.runs import OUTCOMES, Run, Sample, Tally, Verdict
from evaluations.models.schedules import Alarm, RunSchedule, ScheduledRun
from evaluations.models.suites import IDENTIFIER_LENGTH, Case, Suite

__all__ = [
    "IDENTIFIER_LENGTH",
    "MAX_CONCURRENCY",
    "MAX_GRADINGS",
    "MAX_RATINGS",
    "OUTCOMES",
    "RATINGS",
    "TOP_SCORE",
    "Alarm",
    "Calibration",
    "Case",
    "Endpoint",
    "EndpointPace",
    "EndpointShare",
    "Grading",
    "ImportedLog",
    "Judge",
    "Judgement",
    "LogDraft",
    "Pilot",
    "PilotCorrection",
    "Rating",
    "RecordedResponse",
    "Release",
    "ReportedRun",
    "ReviewItem",
    "ReviewQueue",
    "ReviewSlot",
    "Run",
    "RunSchedule",
    "Sample",
    "ScheduledRun",
    "Suite",
    "Tally",
    "TestPlan",
    "Triage",
    "Verdict",
]
