"""Results of a run by principle, by section and by level, and everything that its numbers say."""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Count, Sum

from evaluations.cluster_selectors import asked_in, may_repeat, sums_by_principle
from evaluations.judging.deciders import calibrations_of_runs
from evaluations.models import Run, Sample
from evaluations.numbers import Measurement, Said, said_of
from evaluations.outcomes import Outcome
from evaluations.principles import named, principles_for
from evaluations.selectors import PrincipleResult, rated, tallies_of
from evaluations.statistics import Calibration, Sums
from evaluations.traffic import calibration_of
from explorer import selectors as explorer
from explorer.models import SpecVersion
from workspaces.models import Project

WAYS = {"principle": "By principle", "section": "By section", "level": "By level", "numbers": "What the numbers say"}
LEVELS = ("root", "system", "developer", "user", "guideline")
UNPLACED = "Outside the specification"


@dataclass(frozen=True)
class Breakdown:
    """The results of a run one way, in the order of the specification; ``whole`` is all of them together.

    ``results`` have an identifier only by principle; ``errors_count`` says that errored samples count as violations.
    """

    by: str
    results: list[PrincipleResult]
    whole: PrincipleResult
    errors_count: bool

    @property
    def weakest_first(self) -> list[PrincipleResult]:
        return sorted(self.results, key=lambda result: (result.rate is None, result.rate or 0.0))

    @property
    def clustered(self) -> bool:
        return self.whole.cases is not None


@dataclass(frozen=True)
class _Found:
    """What was found under one principle or several."""

    counts: Counter[str]
    sums: Sums

    def __add__(self, other: "_Found") -> "_Found":
        return _Found(self.counts + other.counts, self.sums + other.sums)


def breakdown_of(run: Run, by: str, *, errors_count: bool = False) -> Breakdown:
    """The results by principle, section or level, in three queries and those for the specification."""
    found = _found_by_principle(run, errors_count)
    groups: dict[str, _Found] = {}
    place = _places(run.project, by)
    for identifier, one in found.items():
        title = place(identifier)
        groups[title] = groups[title] + one if title in groups else one
    whole = sum(found.values(), _Found(Counter(), Sums()))
    by_principle = by == "principle"
    return Breakdown(
        by=by,
        results=[
            _result(run.project, key, one, by_principle=by_principle) for key, one in _in_order(groups, by).items()
        ],
        whole=_result(run.project, "All together", whole, by_principle=False),
        errors_count=errors_count,
    )


def numbers_of(run: Run, *, errors_count: bool = False) -> list[Said]:
    """All intervals of the run, each with the question that it answers."""
    found = _found_by_principle(run, errors_count)
    whole = sum(found.values(), _Found(Counter(), Sums()))
    headline = rated(whole.counts, whole.sums)
    errored = whole.counts.get(Outcome.ERRORED, 0)
    strict = breakdown_of(run, "principle", errors_count=True).whole if errored and not errors_count else None
    return said_of(
        Measurement(
            headline=headline,
            asked=asked_in(run, errors_count=errors_count) if run.suite_id else None,
            calibration=calibration_for(run),
            graded_by=_grader_name(run),
            errored=errored,
            strict=(strict.numerator, strict.denominator, strict.low, strict.high) if strict else None,
            epochs=run.epochs if run.suite_id else 1,
        )
    )


def calibration_for(run: Run) -> Calibration | None:
    """How the grader that decided most of the run judged responses of known outcome; None where that is not known."""
    if run.source == Run.Source.RECORDED:
        return calibration_of(run.pilot)
    if not Sample.objects.filter(run=run, decided_by="judge").exists():
        return None
    return calibrations_of_runs([run.pk]).get(run.pk)


def _grader_name(run: Run) -> str:
    return str(run.pilot.get_graded_by_display()).lower() if run.source == Run.Source.RECORDED else "the judge"


def _found_by_principle(run: Run, errors_count: bool) -> dict[str, _Found]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    sampled = Sample.objects.filter(run=run).values_list("principle", "outcome").annotate(times=Count("pk"))
    tallied = tallies_of([run]).values_list("principle", "outcome").annotate(times=Sum("count"))
    for rows in (sampled, tallied):
        for identifier, outcome, times in rows:
            against = errors_count and outcome == Outcome.ERRORED
            counts[identifier][Outcome.VIOLATION if against else outcome] += times
    sums = sums_by_principle([run], errors_count=errors_count).get(run.pk, {}) if may_repeat(run) else {}
    known = principles_for(run.project)
    order = [key for key in known if key in counts] + sorted(key for key in counts if key not in known)
    return {key: _Found(counts[key], sums.get(key) or Sums()) for key in order}


def _places(project: Project, by: str) -> Callable[[str], str]:
    """Where a principle belongs: to itself, to its section or to its level."""
    principles = principles_for(project)
    if by == "level":
        return lambda identifier: named(principles, identifier).authority or UNPLACED
    if by == "section":
        chapters = _chapters(project)
        return lambda key: chapters.get(key) or chapters.get(named(principles, key).under) or UNPLACED
    return lambda identifier: identifier


def _chapters(project: Project) -> dict[str, str]:
    try:
        return explorer.chapter_titles(explorer.version_for(project))
    except SpecVersion.DoesNotExist:
        return {}


def _in_order(groups: dict[str, _Found], by: str) -> dict[str, _Found]:
    if by != "level":
        return groups
    order = {name: at for at, name in enumerate(LEVELS)}
    return dict(sorted(groups.items(), key=lambda item: order.get(item[0], len(order))))


def _result(project: Project, key: str, found: _Found, *, by_principle: bool) -> PrincipleResult:
    rate, principle = rated(found.counts, found.sums), named(principles_for(project), key)
    return PrincipleResult(
        identifier=key if by_principle else "",
        title=principle.title if by_principle else key[:1].upper() + key[1:],
        authority=principle.authority if by_principle else "",
        numerator=rate.numerator,
        denominator=rate.denominator,
        counts=dict(found.counts),
        rate=rate.rate,
        low=rate.low,
        high=rate.high,
        small=rate.small,
        cases=rate.cases,
    )
