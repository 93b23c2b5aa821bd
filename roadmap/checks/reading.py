"""What single checks look at beyond the lists in `facts`: answers that people read blind, the candidate beside what was
approved, readings of schedules, and the releases that a gate let through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil

from django.db.models import Exists, Max, OuterRef

from evaluations.comparison.obstacles import obstacles_between
from evaluations.comparison.pairing import Compared
from evaluations.comparison.selectors import comparison_of, measured_with
from evaluations.models import Rating, ReviewItem, Run, Sample, ScheduledRun, Verdict
from evaluations.outcomes import COUNTED, Outcome
from evaluations.reported.standing import MIN_AGREEMENT
from explorer import selectors as explorer
from explorer.models import SpecVersion
from roadmap.models import GateRequest
from roadmap.versions.tested import not_asked_again
from workspaces.models import Project

FEWEST_READ, SHARE_READ = 30, 0.05
AUTOMATIC = (Verdict.Source.RULES, Verdict.Source.JUDGE)


@dataclass(frozen=True)
class BlindSample:
    """Of the answers of a counted run so many are to be read blind, were read, and were found as the grader found."""

    wanted: int
    read: int
    agreed: int

    @property
    def agrees(self) -> bool:
        return self.read > 0 and self.agreed >= MIN_AGREEMENT * self.read


@dataclass(frozen=True)
class Candidate:
    """The latest run of what is to replace the approved release, beside the latest of that on the same cases."""

    approved: Run
    run: Run
    compared: Compared
    obstacles: Sequence[str] = ()

    @property
    def worst(self) -> tuple[float, str]:
        """The largest fall of the rate under one principle, as a share, and that principle; 0 where none fell."""
        falls = [(-row.found.difference, row.identifier) for row in self.compared.principles if row.found.difference]
        return max(falls, default=(0.0, ""))


@dataclass(frozen=True)
class Approvals:
    """The releases that approved gates name, and the one that the gate of the highest phase in force names."""

    releases: frozenset[int] = field(default_factory=frozenset)
    latest: int | None = None


def blind_sample(run: Run) -> BlindSample:
    """The answers of the run that were settled by people of whom none saw the verdicts; in three queries."""
    seeing = Rating.objects.filter(item=OuterRef("pk"), blind=False, withdrawn_at__isnull=True)
    items = ReviewItem.objects.filter(
        ~Exists(seeing), queue__blind=True, sample__run=run, kind=ReviewItem.Kind.COUNTED, outcome__in=COUNTED
    )
    people = dict(items.order_by("settled_at", "pk").values_list("sample", "outcome"))
    spoken = Verdict.objects.filter(sample__in=people, source__in=AUTOMATIC, outcome__in=COUNTED)
    # A judge speaks after the rules, and what was said last holds.
    grader = dict(spoken.order_by("pk").values_list("sample", "outcome"))
    both = [key for key in people if key in grader]
    agreed = sum((people[key] == Outcome.COMPLIANT) == (grader[key] == Outcome.COMPLIANT) for key in both)
    answers = Sample.objects.filter(run=run, outcome__in=COUNTED).count()
    return BlindSample(min(answers, max(FEWEST_READ, ceil(SHARE_READ * answers))), len(both), agreed)


def approvals_of(project: Project) -> Approvals:
    """What gates let through, in one query; a gate that was reopened or withdrawn lets nothing through."""
    state = GateRequest.State
    rows = list(
        GateRequest.objects.filter(
            phase__project=project, state__in=[state.APPROVED, state.REPLACED], release__isnull=False
        )
        .order_by("phase__number", "number")
        .values_list("release", "state")
    )
    in_force = [release for release, held in rows if held == state.APPROVED]
    return Approvals(frozenset(release for release, _ in rows), in_force[-1] if in_force else None)


def candidate_beside_approved(runs: Sequence[Run], approved: int | None) -> Candidate | None:
    """The pair, where there is one.

    Args:
        runs: those that count, the latest first.
        approved: the release that was approved last.
    """
    asked = [run for run in runs if run.suite_id is not None]
    newer = next((run.release_record_id for run in asked if run.release_record_id != approved), approved)
    for run in asked:
        if run.release_record_id != newer:
            continue
        base = next((one for one in asked if one.release_record_id == approved and _asked_the_same(one, run)), None)
        if base is not None:
            found = obstacles_between(*measured_with([base, run]))
            return Candidate(base, run, comparison_of(base, run), [obstacle.words for obstacle in found])
    return None


def _asked_the_same(earlier: Run, later: Run) -> bool:
    if earlier.pk == later.pk or earlier.created_at > later.created_at:
        return False
    return earlier.suite_id == later.suite_id or bool(
        earlier.suite_sha256 and earlier.suite_sha256 == later.suite_sha256
    )


def latest_readings(schedules: Sequence[int]) -> dict[int, datetime]:
    """When the latest run with a result of each schedule ended."""
    slots = ScheduledRun.objects.filter(schedule__in=schedules, run__state__in=Run.FINISHED).order_by()
    return dict(slots.values_list("schedule").annotate(ended=Max("run__finished_at")))


def left_unasked(project: Project) -> list[str]:
    """Titles of what the version in use changed and nobody has asked again; none where no version is loaded."""
    try:
        used = explorer.version_for(project)
    except SpecVersion.DoesNotExist:
        return []
    return not_asked_again(project, used)
