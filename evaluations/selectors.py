"""Reads of this room: runs with their counts, results by principle, and how far a run has come."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Count, Exists, Min, OuterRef, QuerySet, Sum
from django.utils import timezone

from evaluations.cluster_selectors import sums_by_principle, sums_of_runs
from evaluations.judging.deciders import calibrations_of_runs, deciders_of
from evaluations.models import Case, Endpoint, Run, Sample, Suite, Tally
from evaluations.outcomes import Outcome, is_inconclusive
from evaluations.principles import named, principles_for
from evaluations.reported.standing import NOT_CORRECTED, counted_latest, counts_for_decisions
from evaluations.statistics import Estimate, Sums, clustered, estimate
from evaluations.traffic import DRAWN_FROM_TRAFFIC, TrafficMeasurement, measurements, why_not
from workspaces.models import Project


@dataclass(frozen=True)
class RunSummary:
    """A run in numbers. ``rate`` is compliant / (compliant + violation + partial) with its 95 % interval: Wilson's, or
    clustered by case where cases were asked several times; ``cases`` then counts them.

    ``pending`` counts what was not answered (yet); ``inconclusive`` says that more than 5 % of what ended has no usable
    verdict.
    """

    counts: Mapping[str, int]
    numerator: int
    denominator: int
    errored: int
    unscored: int
    pending: int
    total: int
    rate: float | None
    low: float
    high: float
    small: bool
    inconclusive: bool
    cases: int | None = None

    @property
    def no_answer(self) -> int:
        return self.counts.get(Outcome.NO_ANSWER, 0)

    @property
    def done(self) -> int:
        return self.total - self.pending


@dataclass(frozen=True)
class PrincipleResult:
    """The outcomes under one principle; ``authority`` is empty for one that the project's version does not have."""

    identifier: str
    title: str
    authority: str
    numerator: int
    denominator: int
    counts: Mapping[str, int]
    rate: float | None
    low: float
    high: float
    small: bool
    cases: int | None = None

    @property
    def outcome(self) -> str:
        """The worst outcome that occurred, for the colour of its bar; empty when nothing counted."""
        for outcome in (Outcome.VIOLATION, Outcome.PARTIAL, Outcome.COMPLIANT):
            if self.counts.get(outcome):
                return outcome.value
        return ""


@dataclass(frozen=True)
class RunProgress:
    """How far a run has come; ``rate`` in samples a second, ``seconds_left`` None while nothing can be said."""

    done: int
    total: int
    rate: float | None
    seconds_left: float | None
    faults: list[tuple[str, int]] = field(default_factory=list)


def runs_of(project: Project) -> QuerySet[Run]:
    """All runs, the newest first."""
    return (
        Run.objects.filter(project=project)
        .select_related("suite", "endpoint", "correction")
        .order_by("-created_at", "-pk")
    )


def finished_runs_of(project: Project) -> QuerySet[Run]:
    """The runs that ended with a result, the latest first, without pilots that were corrected since.

    A pilot counts by the day it ended.
    """
    return Run.objects.filter(NOT_CORRECTED, project=project, state__in=Run.FINISHED).order_by("-finished_at", "-pk")


def latest_finished_run(project: Project) -> Run | None:
    """The latest measurement that may decide something: what pages lead with and reports are made of."""
    return counts_for_decisions(project).select_related("suite", "endpoint").first()


def latest_results_of(projects: Collection[Project]) -> dict[int, tuple[Run, RunSummary]]:
    """The latest measurement of each project that may decide something, by the project's primary key; a project
    without one is left out. As many queries for many projects as for one.
    """
    runs = list(counted_latest(projects))
    summaries = summaries_of(runs)
    return {run.project_id: (run, summaries[run.pk]) for run in runs}


def suites_of(project: Project) -> QuerySet[Suite]:
    """The suites that can be run, each with the count of its cases; conversations of pilots are not among them."""
    suites = Suite.objects.filter(project=project).exclude(origin=Suite.Origin.RECORDED)
    # By origin backwards, so that a form that starts with the first one starts with the starter suite.
    return suites.annotate(case_count=Count("cases")).order_by("-origin", "name", "-version")


def endpoints_of(project: Project) -> QuerySet[Endpoint]:
    """Those a run may choose; archived ones are not among them."""
    return Endpoint.objects.filter(project=project, archived_at__isnull=True).order_by("-name")


def suites_covering(project: Project, identifier: str) -> list[tuple[Suite, dict[str, int]]]:
    """The suites with cases for a principle, each in its newest version, with how many of each kind."""
    cases = Case.objects.filter(suite__project=project, principle=identifier)
    rows = (
        cases.exclude(suite__origin=Suite.Origin.RECORDED).values_list("suite_id", "kind").annotate(times=Count("pk"))
    )
    kinds: dict[int, dict[str, int]] = defaultdict(dict)
    for key, kind, times in rows:
        kinds[key][kind] = times
    newest: dict[str, Suite] = {}
    for suite in Suite.objects.filter(pk__in=list(kinds)).order_by("name", "-version"):
        newest.setdefault(suite.name, suite)
    return [(suite, kinds[suite.pk]) for suite in newest.values()]


def summaries_of(runs: Iterable[Run]) -> dict[int, RunSummary]:
    """The summary of each run by its primary key, in three queries at most however many runs there are."""
    runs = list(runs)
    keys = [run.pk for run in runs]
    counts: dict[int, Counter[str]] = {key: Counter() for key in keys}
    sampled = Sample.objects.filter(run__in=keys).values_list("run_id", "outcome").annotate(times=Count("pk"))
    tallied = tallies_of(runs).values_list("run_id", "outcome").annotate(times=Sum("count"))
    for rows in (sampled, tallied):
        for key, outcome, times in rows:
            counts[key][outcome] += times
    sums = sums_of_runs(runs)
    return {key: summarised(found, sums.get(key)) for key, found in counts.items()}


def summary_of(run: Run) -> RunSummary:
    return summaries_of([run])[run.pk]


def summarised(counts: Mapping[str, int], sums: Sums | None = None) -> RunSummary:
    """The summary of outcome counts, and of the sums over cases where cases were asked several times."""
    found = rated(counts, sums)
    errored, unscored = counts.get(Outcome.ERRORED, 0), counts.get(Outcome.UNSCORED, 0)
    pending, total = counts.get(Outcome.PENDING, 0), sum(counts.values())
    return RunSummary(
        counts=dict(counts),
        numerator=found.numerator,
        denominator=found.denominator,
        errored=errored,
        unscored=unscored,
        pending=pending,
        total=total,
        rate=found.rate,
        low=found.low,
        high=found.high,
        small=found.small,
        inconclusive=is_inconclusive(errored=errored, unscored=unscored, total=total - pending),
        cases=found.cases,
    )


def rated(counts: Mapping[str, int], sums: Sums | None = None) -> Estimate:
    """The headline rate of outcome counts; its interval is clustered by case where the sums say that cases repeat."""
    if sums is not None and sums.repeated:
        return clustered(sums)
    compliant = counts.get(Outcome.COMPLIANT, 0)
    against = counts.get(Outcome.VIOLATION, 0) + counts.get(Outcome.PARTIAL, 0)
    return estimate(compliant, compliant + against)


def tallies_of(runs: Iterable[Run]) -> QuerySet[Tally]:
    """What was recorded of these runs as counts alone; nothing is asked where none of them is a recorded one."""
    return Tally.objects.filter(run__in=[run.pk for run in runs if run.source == Run.Source.RECORDED])


def results_by_principle(run: Run) -> list[PrincipleResult]:
    """What the run found under each principle it touched, in the order of the project's version of the spec."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    sampled = Sample.objects.filter(run=run).values_list("principle", "outcome").annotate(times=Count("pk"))
    tallied = tallies_of([run]).values_list("principle", "outcome").annotate(times=Sum("count"))
    for rows in (sampled, tallied):
        for identifier, outcome, times in rows:
            counts[identifier][outcome] += times
    known = principles_for(run.project)
    order = [key for key in known if key in counts] + sorted(key for key in counts if key not in known)
    sums = sums_by_principle([run]).get(run.pk, {})
    return [_principle_result(run.project, key, counts[key], sums.get(key)) for key in order]


def _principle_result(
    project: Project, identifier: str, counts: Mapping[str, int], sums: Sums | None
) -> PrincipleResult:
    principle, found = named(principles_for(project), identifier), rated(counts, sums)
    return PrincipleResult(
        identifier=identifier,
        title=principle.title,
        authority=principle.authority,
        numerator=found.numerator,
        denominator=found.denominator,
        counts=dict(counts),
        rate=found.rate,
        low=found.low,
        high=found.high,
        small=found.small,
        cases=found.cases,
    )


def results_of_principle(project: Project, identifier: str, limit: int = 5) -> list[tuple[Run, PrincipleResult]]:
    """What the latest finished runs found under one principle, the newest first; runs that never asked are left out."""
    of_a_run = {"run": OuterRef("pk"), "principle": identifier}
    asked = Exists(Sample.objects.filter(**of_a_run)) | Exists(Tally.objects.filter(**of_a_run))
    runs = list(finished_runs_of(project).filter(asked)[:limit])
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    of_this = {"run__in": [run.pk for run in runs], "principle": identifier}
    sampled = Sample.objects.filter(**of_this).values_list("run_id", "outcome").annotate(times=Count("pk"))
    tallied = (
        tallies_of(runs).filter(principle=identifier).values_list("run_id", "outcome").annotate(times=Sum("count"))
    )
    for rows in (sampled, tallied):
        for key, outcome, times in rows:
            counts[key][outcome] += times
    sums = sums_by_principle(runs, [identifier])
    return [
        (run, _principle_result(project, identifier, counts[run.pk], sums.get(run.pk, {}).get(identifier)))
        for run in runs
    ]


def progress_of(run: Run, summary: RunSummary) -> RunProgress:
    """Progress since the run was last taken up, from rows alone, so that it survives closing the page."""
    rate = None
    begun, done = run.taken_up_at or run.started_at, summary.done - run.done_before
    if begun is not None and done > 0:
        elapsed = ((run.finished_at or timezone.now()) - begun).total_seconds()
        rate = done / max(elapsed, 0.001)
    return RunProgress(
        done=summary.done,
        total=summary.total,
        rate=rate,
        seconds_left=summary.pending / rate if rate and run.is_active else None,
        faults=faults_of(run) if summary.errored else [],
    )


def faults_of(run: Run) -> list[tuple[str, int]]:
    """How often each kind of error ended a sample, the most frequent first."""
    errored = Sample.objects.filter(run=run, outcome=Outcome.ERRORED)
    rows = errored.values_list("fault").annotate(times=Count("pk")).order_by("-times", "fault")
    return [(fault, times) for fault, times in rows]


@dataclass(frozen=True)
class Headline:
    """The latest finished run with its summary: what other pages say of this room."""

    run: Run
    summary: RunSummary


def headline_of(project: Project) -> Headline | None:
    """What the overview and this room's first page lead with; found once per request."""
    known = project.__dict__
    if "_evaluations_headline" not in known:
        run = known_latest_run(project)
        known["_evaluations_headline"] = Headline(run, summary_of(run)) if run else None
    headline: Headline | None = known["_evaluations_headline"]
    return headline


def known_latest_run(project: Project) -> Run | None:
    """The latest finished run, asked for by the frame of every page and therefore once per request."""
    known = project.__dict__
    if "_evaluations_latest" not in known:
        known["_evaluations_latest"] = run = latest_finished_run(project)
        if run is not None:
            run.project = project  # spares its pages the way back to what is at hand
    latest: Run | None = known["_evaluations_latest"]
    return latest


def traffic_measurements(project: Project) -> list[TrafficMeasurement]:
    """What may price the business case, the latest first; a fixed number of queries however many there are."""
    runs = list(finished_runs_of(project).filter(DRAWN_FROM_TRAFFIC, state=Run.State.COMPLETED).select_related("pilot"))
    counts = {key: summary.counts for key, summary in summaries_of(runs).items()}
    ended = counts_for_decisions(project).order_by().values_list("release").annotate(first=Min("finished_at"))
    executed = [run.pk for run in runs if run.source == Run.Source.EXECUTED]
    deciders = deciders_of(executed) if executed else {}
    judged = calibrations_of_runs(executed) if executed else {}
    return measurements(runs, counts, dict(ended), deciders, judged)


def runs_that_price_nothing(
    project: Project, pricing: Iterable[TrafficMeasurement], limit: int = 20
) -> list[tuple[Run, str]]:
    """The latest runs that are not among those that may price the business case, each with the reason."""
    others = runs_of(project).exclude(pk__in=[one.run.pk for one in pricing]).select_related("pilot", "correction")
    return [(run, why_not(run)) for run in others[:limit]]
