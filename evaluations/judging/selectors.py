"""Reads about judges: the list with the latest calibration of each, how one came out, how far a grading is."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum

from evaluations.execution.gradings.ending import trial_of, words_by_place
from evaluations.judging.attacks import BY_KEY, Trial
from evaluations.judging.confusion import Confusion
from evaluations.judging.scoring import Word
from evaluations.judging.standing import (
    age_in_days,
    confusion_of,
    correcting_calibration,
    is_too_old,
    latest_calibration,
    may_decide_gates,
)
from evaluations.models import Calibration, Endpoint, Grading, Judge, Judgement, Run, Sample, Verdict
from evaluations.outcomes import Outcome
from evaluations.principles import principles_for
from evaluations.selectors import rated
from evaluations.statistics import Corrected, Estimate, corrected
from explorer.models import SpecVersion
from explorer.selectors import chapter_titles, version_for
from workspaces.models import Project

PER_PAGE = 50
ELSEWHERE = "Elsewhere"


@dataclass(frozen=True)
class JudgeRow:
    """A judge with its latest calibration; ``confusion`` is None where none is finished."""

    judge: Judge
    calibration: Calibration | None
    confusion: Confusion | None
    age: int
    gradings: int


@dataclass(frozen=True)
class Progress:
    """How far a grading has come, in judgements."""

    done: int
    total: int
    unscored: int
    tokens_in: int
    tokens_out: int


@dataclass(frozen=True)
class GradingRow:
    """A grading of a run: what the judge said of the answers, and the rate without its error.

    ``corrected`` is None where there is no calibration to correct by, or where nothing can be said.
    """

    grading: Grading
    observed: Estimate
    unscored: int
    calibration: Calibration | None
    confusion: Confusion | None
    age: int
    corrected: Corrected | None
    decides: bool
    obstacles: Sequence[str]


def judges_of(project: Project) -> QuerySet[Judge]:
    """All versions of all judges, by name, the newest version first."""
    judges = Judge.objects.filter(project=project).select_related("endpoint", "spec_version")
    return judges.order_by("name", "-version")


def usable_judges_of(project: Project) -> QuerySet[Judge]:
    return judges_of(project).filter(archived_at__isnull=True)


def judge_rows(judges: QuerySet[Judge]) -> list[JudgeRow]:
    """In three queries, however many judges there are."""
    latest = Calibration.objects.filter(judge=OuterRef("pk"), finished_at__isnull=False).order_by("-finished_at", "-pk")
    graded = Count("judge_gradings", filter=Q(judge_gradings__run__isnull=False))
    found = list(judges.annotate(grading_count=graded, latest_pk=Subquery(latest.values("pk")[:1])))
    calibrations = Calibration.objects.in_bulk([judge.latest_pk for judge in found if judge.latest_pk])
    rows = []
    for judge in found:
        calibration = calibrations.get(judge.latest_pk)
        confusion = confusion_of(calibration) if calibration else None
        age = age_in_days(calibration) if calibration else 0
        rows.append(JudgeRow(judge, calibration, confusion, age, judge.grading_count))
    return rows


def drifted(judge: Judge) -> list[str]:
    """What the endpoints of a judge would answer with today that differs from what this version froze."""
    judges = list(judge.members.select_related("endpoint")) if judge.is_panel else [judge]
    said = []
    for each in judges:
        endpoint = each.endpoint
        if endpoint is None or endpoint.kind == Endpoint.Kind.SIMULATED:
            continue
        now = {"model": endpoint.model, "base_url": endpoint.base_url, "parameters": endpoint.parameters}
        said += [
            f"{endpoint.name} has another {name.replace('_', ' ')} by now than {each} froze."
            for name, value in now.items()
            if each.settings.get(name) != value
        ]
    return said


def progress_of(grading: Grading) -> Progress:
    counted = Judgement.objects.filter(grading=grading).aggregate(
        total=Count("pk"),
        done=Count("pk", filter=Q(state=Judgement.State.FINISHED)),
        unscored=Count("pk", filter=Q(outcome=Outcome.UNSCORED)),
        tokens_in=Sum("prompt_tokens"),
        tokens_out=Sum("completion_tokens"),
    )
    return Progress(**{name: value or 0 for name, value in counted.items()})


def gradings_of(run: Run) -> list[GradingRow]:
    """The gradings of a run, the latest first, each with its rate and the rate without the judge's error."""
    gradings = list(
        Grading.objects.filter(run=run).select_related("judge", "run__release_record").order_by("-created_at", "-pk")
    )
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    rows = Verdict.objects.filter(grading__in=gradings).values_list("grading_id", "outcome")
    for key, outcome, times in rows.annotate(times=Count("pk")).order_by():
        counts[key][outcome] = times
    deciding = max(
        (each for each in gradings if each.decides), key=lambda each: (each.finished_at, each.pk), default=None
    )
    return [_grading_row(run, each, counts[each.pk], deciding) for each in gradings]


def _grading_row(run: Run, grading: Grading, counts: Mapping[str, int], deciding: Grading | None) -> GradingRow:
    observed = rated(counts)
    calibration = correcting_calibration(grading.judge) or latest_calibration(grading.judge)
    confusion = confusion_of(calibration) if calibration else None
    by = confusion.for_correction if confusion else None
    return GradingRow(
        grading=grading,
        observed=observed,
        unscored=counts.get(Outcome.UNSCORED, 0),
        calibration=calibration,
        confusion=confusion,
        age=age_in_days(calibration) if calibration else 0,
        corrected=corrected(observed.numerator, observed.denominator, by) if by and observed.denominator else None,
        decides=deciding is not None and deciding.pk == grading.pk,
        obstacles=may_decide_gates(grading) if grading.state == Grading.State.COMPLETED else [],
    )


def attacks_in(grading: Grading) -> tuple[list[tuple[str, str, str]], Trial]:
    """How each attack went: key, what it does, and ``flipped``, ``held`` or ``untold``; with the trial as a whole."""
    riding = list(grading.judgements.filter(kind=Judgement.Kind.ATTACK).order_by("place", "pk"))
    trial = trial_of(riding, words_by_place(riding))
    fates = {key: fate for fate in ("flipped", "held", "untold") for key in getattr(trial, fate)}
    return [(key, attack.what, fates[key]) for key, attack in BY_KEY.items() if key in fates], trial


@dataclass(frozen=True)
class Misjudged:
    """A known response that the judge took for the other kind, or said nothing usable about."""

    judgement: Judgement
    word: Word
    title: str


def sections_in(calibration: Calibration) -> list[tuple[str, Confusion]]:
    """The confusion within each top-level section, in the order of the document."""
    titles = _chapters(calibration)
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0, 0])
    for judgement, word in _judged(calibration):
        good = judgement.label == "compliant"
        found = counts[titles.get(judgement.principle, ELSEWHERE)]
        found[0 if good else 2] += 1
        found[1 if good else 3] += word.outcome == judgement.label
        found[4] += word.outcome == Outcome.UNSCORED
    order = list(dict.fromkeys(titles.values()))
    return [
        (title, Confusion(*counts[title]))
        for title in sorted(counts, key=lambda name: order.index(name) if name in order else len(order))
    ]


def _chapters(calibration: Calibration) -> dict[str, str]:
    try:
        version = calibration.spec_version or calibration.judge.spec_version or version_for(calibration.project)
    except SpecVersion.DoesNotExist:
        return {}
    titles = chapter_titles(version)
    under = {key: each.under for key, each in principles_for(calibration.project).items() if each.under}
    return titles | {key: titles[principle] for key, principle in under.items() if principle in titles}


def misjudged_in(calibration: Calibration) -> list[Misjudged]:
    """What the judge got wrong, violations that it let pass first."""
    known = principles_for(calibration.project)
    wrong = [(each, word) for each, word in _judged(calibration) if word.outcome != each.label]
    wrong.sort(key=lambda pair: (pair[0].label == "compliant", pair[1].outcome == Outcome.UNSCORED, pair[0].place))
    return [
        Misjudged(each, word, known[each.principle].title if each.principle in known else each.principle)
        for each, word in wrong
    ]


def _judged(calibration: Calibration) -> list[tuple[Judgement, Word]]:
    """One row for each response, with what the judge or its panel came to."""
    rows = list(
        calibration.grading.judgements.filter(state=Judgement.State.FINISHED)
        .select_related("case__suite")
        .defer("scores")
        .order_by("place", "pk")
    )
    words = words_by_place(rows)
    return [(each, words[place]) for place, each in {row.place: row for row in rows}.items()]


def labelled_runs_of(project: Project) -> QuerySet[Run]:
    """The runs whose answers people have labelled, the latest first."""
    labelled = Sample.objects.filter(run__project=project, verdicts__source=Verdict.Source.PERSON)
    return Run.objects.filter(pk__in=labelled.values("run")).order_by("-created_at", "-pk")


def calibrations_of(judge: Judge) -> list[tuple[Calibration, Confusion | None, int, bool]]:
    """The calibrations of this version, the latest first: counts, age in days, and whether it is too old."""
    found = judge.calibrations.select_related("grading", "suite", "spec_version", "run", "release").order_by(
        "-created_at", "-pk"
    )[:PER_PAGE]
    return [(each, confusion_of(each), age_in_days(each), is_too_old(each)) for each in found]
