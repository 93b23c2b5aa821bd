"""Reads about endpoints: which there are, and which cases have recorded responses."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from evaluations.models import Endpoint, RecordedResponse, Suite
from evaluations.selectors import suites_of
from workspaces.models import Project


@dataclass(frozen=True)
class Coverage:
    """How many cases of a suite have a recorded response."""

    suite: Suite
    answered: int
    cases: int


def all_endpoints_of(project: Project) -> QuerySet[Endpoint]:
    """Those in use first, archived ones included, each with the count of its runs and recorded responses."""
    return (
        Endpoint.objects.filter(project=project)
        .select_related("project")
        .annotate(run_count=Count("runs", distinct=True), response_count=Count("recorded_responses", distinct=True))
        .order_by("archived_at", "name")
    )


def coverage_of(endpoint: Endpoint) -> list[Coverage]:
    """The suites that its recorded responses answer, in one query."""
    recorded = Exists(RecordedResponse.objects.filter(endpoint=endpoint, case_key=OuterRef("cases__key")))
    suites = suites_of(endpoint.project).annotate(answered=Count("cases", filter=Q(recorded)), asked=Count("cases"))
    return [Coverage(suite, suite.answered, suite.asked) for suite in suites if suite.answered]
