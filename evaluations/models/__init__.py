"""What this room keeps: suites and cases, endpoints, runs with their samples and verdicts, and recorded pilots."""

from evaluations.models.endpoints import MAX_CONCURRENCY, Endpoint, EndpointShare
from evaluations.models.runs import OUTCOMES, Pilot, Run, Sample, Tally, Verdict
from evaluations.models.suites import IDENTIFIER_LENGTH, Case, Suite

__all__ = [
    "IDENTIFIER_LENGTH",
    "MAX_CONCURRENCY",
    "OUTCOMES",
    "Case",
    "Endpoint",
    "EndpointShare",
    "Pilot",
    "Run",
    "Sample",
    "Suite",
    "Tally",
    "Verdict",
]
