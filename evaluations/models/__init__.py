"""What this room keeps: suites and cases, endpoints, runs with their samples and verdicts, and recorded pilots."""

from evaluations.models.endpoints import MAX_CONCURRENCY, Endpoint, EndpointShare, RecordedResponse
from evaluations.models.paces import EndpointPace
from evaluations.models.pilots import Pilot
from evaluations.models.releases import Release
from evaluations.models.reported import ReportedRun
from evaluations.models.runs import OUTCOMES, Run, Sample, Tally, Verdict
from evaluations.models.suites import IDENTIFIER_LENGTH, Case, Suite

__all__ = [
    "IDENTIFIER_LENGTH",
    "MAX_CONCURRENCY",
    "OUTCOMES",
    "Case",
    "Endpoint",
    "EndpointPace",
    "EndpointShare",
    "Pilot",
    "RecordedResponse",
    "Release",
    "ReportedRun",
    "Run",
    "Sample",
    "Suite",
    "Tally",
    "Verdict",
]
