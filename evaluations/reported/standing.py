"""What may decide: which runs gates and prices may rest on, and what reported results need before they may.

This module is the one place that says so. Results that were reported from elsewhere count once somebody accepted them,
and they can be accepted when every counted answer was graded again here and a random share of the cases, asked again,
mostly came out the same.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from evaluations.models import ReportedRun, Run, Sample, Verdict
from evaluations.outcomes import COUNTED, Outcome
from workspaces.models import Project

MIN_AGREEMENT = 0.9
MIN_COMPARED = 10
RULE = (
    f"Reported results count once every counted answer was graded again here and at least {MIN_AGREEMENT:.0%} of at "
    f"least {MIN_COMPARED} cases, drawn at random and asked again, came out the same."
)
# A pilot that was recorded again, corrected, speaks for nothing any more.
NOT_CORRECTED = Q(correction__isnull=True)
MAY_DECIDE = ~Q(source=Run.Source.REPORTED) | Q(reported__accepted_at__isnull=False)


def counts_for_decisions(project: Project) -> QuerySet[Run]:
    """The runs with a result that gates and prices may rest on, the latest first."""
    return Run.objects.filter(MAY_DECIDE, NOT_CORRECTED, project=project, state__in=Run.FINISHED).order_by(
        "-finished_at", "-pk"
    )


def counted_latest(projects: Collection[Project]) -> QuerySet[Run]:
    """Of each project the latest of those runs: what its pages lead with."""
    counted = Run.objects.filter(MAY_DECIDE, NOT_CORRECTED, state__in=Run.FINISHED, project=OuterRef("project"))
    latest = counted.order_by("-finished_at", "-pk").values("pk")[:1]
    return Run.objects.filter(project__in=projects, pk=Subquery(latest))


@dataclass(frozen=True)
class Standing:
    """How far reported results have been checked.

    ``counted`` answers have a verdict that counts; ``graded_again`` of them have one of our rules, ``same_verdict`` of
    these the one that was reported. Of the cases asked again ``compared`` could be compared, and ``agreed`` did.
    """

    counted: int
    graded_again: int
    same_verdict: int
    drawn: int
    compared: int
    agreed: int
    spot_run: Run | None
    accepted: bool

    @property
    def agreement(self) -> float | None:
        return self.agreed / self.compared if self.compared else None

    @property
    def obstacles(self) -> Sequence[str]:
        """Everything that still stands in the way of counting; empty when they may."""
        return [*self._grading_obstacles(), *self._spot_obstacles()]

    @property
    def may_count(self) -> bool:
        return not self.obstacles

    @property
    def spot_agrees(self) -> bool:
        return not self._spot_obstacles()

    def _grading_obstacles(self) -> list[str]:
        left = self.counted - self.graded_again
        if not self.counted:
            return ["No answer of it counts."]
        if left:
            return [f"{left} of {self.counted} counted answers were not graded by rules here."]
        return []

    def _spot_obstacles(self) -> list[str]:
        if self.spot_run is None:
            return ["No case of it was asked again here."]
        if self.spot_run.state not in Run.FINISHED:
            return ["The run that asks its cases again has not ended with a result."]
        if self.spot_run.simulated:
            return ["Its cases were asked again at the simulated assistant, which tells nothing about a real one."]
        if self.compared < MIN_COMPARED:
            return [f"{self.compared} cases asked again can be compared; {MIN_COMPARED} are needed."]
        if self.agreed < MIN_AGREEMENT * self.compared:
            return [f"{self.agreed} of {self.compared} cases asked again came out the same; 9 of 10 are needed."]
        return []


def standing_of(reported: ReportedRun) -> Standing:
    """The standing of reported results, in a fixed number of queries."""
    again = Exists(
        Verdict.objects.filter(sample=OuterRef("pk"), source=Verdict.Source.RULES).exclude(outcome=Outcome.UNSCORED)
    )
    counted = Sample.objects.filter(run=reported.run_id, outcome__in=COUNTED).aggregate(
        all=Count("pk"),
        again=Count("pk", filter=Q(again)),
        same=Count("pk", filter=Q(again) & Q(disputed=False)),
    )
    drawn, compared, agreed = _spot_counts(reported)
    return Standing(
        counted=counted["all"],
        graded_again=counted["again"],
        same_verdict=counted["same"],
        drawn=drawn,
        compared=compared,
        agreed=agreed,
        spot_run=reported.spot_run,
        accepted=reported.accepted_at is not None,
    )


def _spot_counts(reported: ReportedRun) -> tuple[int, int, int]:
    """How many cases were drawn, how many of them can be compared, and how many came out the same."""
    if reported.spot_run_id is None:
        return 0, 0, 0
    first = Sample.objects.filter(run=reported.run_id, case__key=OuterRef("case__key")).order_by("epoch")
    pairs = Sample.objects.filter(run=reported.spot_run_id).annotate(reported=Subquery(first.values("outcome")[:1]))
    drawn = compared = agreed = 0
    for here, there, times in pairs.values_list("outcome", "reported").annotate(times=Count("pk")):
        drawn += times
        if here in COUNTED and there in COUNTED:
            compared += times
            agreed += times if here == there else 0
    return drawn, compared, agreed
