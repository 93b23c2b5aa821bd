"""Reads about releases: the list with the latest result of each, and the runs of one."""

from dataclasses import dataclass

from django.db.models import Count, OuterRef, QuerySet, Subquery

from evaluations.models import Release, Run
from evaluations.selectors import RunSummary, runs_of, summaries_of
from workspaces.models import Project


@dataclass(frozen=True)
class ReleaseRow:
    """A release with how many runs it has and what the latest finished one found."""

    release: Release
    runs: int
    latest: Run | None
    summary: RunSummary | None


def releases_of(project: Project) -> QuerySet[Release]:
    """All releases, the one that was written down last first."""
    return Release.objects.filter(project=project).order_by("-created_at", "-pk")


def rows_of(releases: QuerySet[Release]) -> list[ReleaseRow]:
    """In four queries, however many releases there are."""
    latest = Run.objects.filter(release_record=OuterRef("pk"), state__in=Run.FINISHED).order_by("-finished_at", "-pk")
    found = list(releases.annotate(run_count=Count("runs"), latest_pk=Subquery(latest.values("pk")[:1])))
    runs = Run.objects.in_bulk([release.latest_pk for release in found if release.latest_pk])
    summaries = summaries_of(runs.values())
    return [
        ReleaseRow(
            release=release,
            runs=release.run_count,
            latest=runs.get(release.latest_pk),
            summary=summaries.get(release.latest_pk),
        )
        for release in found
    ]


def runs_of_release(release: Release) -> QuerySet[Run]:
    return runs_of(release.project).filter(release_record=release)
