"""Reads of test plans: what a suite can show, what was promised, and what came out of each run that counts."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from evaluations.judging.confusion import Needed
from evaluations.judging.standing import confusion_of, correcting_calibrations, obstacles_of_gradings
from evaluations.models import Case, Grading, Judge, Run, Sample, Suite, TestPlan, Triage
from evaluations.outcomes import COUNTED, Outcome
from evaluations.plans.arithmetic import kappa_of_judge
from evaluations.plans.verdict import CaseCounts, PlanVerdict, RunCounts, Standing, judged
from evaluations.principles import principles_for
from evaluations.statistics import Calibration
from explorer import selectors as explorer
from explorer.models import SpecVersion
from ui.sentences import numbered, sentence
from workspaces.models import Project

LEVELS = ("root", "system", "developer", "user", "guideline")
FAILING = (Outcome.VIOLATION.value, Outcome.PARTIAL.value)


@dataclass(frozen=True)
class Groups:
    """How many cases of a suite stand under each level and section, and where each of its principles belongs."""

    total: int = 0
    levels: Mapping[str, int] = field(default_factory=dict)
    sections: Mapping[str, int] = field(default_factory=dict)
    level_of: Mapping[str, str] = field(default_factory=dict)
    section_of: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PlanRow:
    """A plan in the list, with its counted runs and what came out of the latest one."""

    plan: TestPlan
    runs: int
    latest: Run | None
    verdict: PlanVerdict | None


def plans_of(project: Project) -> QuerySet[TestPlan]:
    """All versions of all plans, those of one name together, the newest first."""
    plans = TestPlan.objects.filter(project=project).select_related("suite", "judge", "frozen_by", "created_by")
    return plans.order_by("name", "-version")


def frozen_plans_of(project: Project) -> QuerySet[TestPlan]:
    """Those a counted run may name."""
    return plans_of(project).filter(frozen_at__isnull=False)


def judges_of(project: Project) -> QuerySet[Judge]:
    """Those a new plan may name."""
    return Judge.objects.filter(project=project, archived_at__isnull=True).order_by("name", "-version")


def sections_of(project: Project) -> dict[str, str]:
    """The outermost section above each principle, in document order; a house clause is where its principle is."""
    try:
        chapters = explorer.chapter_titles(explorer.version_for(project))
    except SpecVersion.DoesNotExist:
        return {}
    found, chapter = {}, ""
    for identifier, principle in principles_for(project).items():
        chapter = chapters.get(principle.under or identifier, chapter)
        found[identifier] = chapter
    return found


def groups_of(project: Project, suite: Suite) -> Groups:
    """The groups that a plan for this suite can set marks for, by the version the project works with."""
    rows = Case.objects.filter(suite=suite).values_list("principle").annotate(times=Count("pk")).order_by("principle")
    principles, sections = principles_for(project), sections_of(project)
    levels: Counter[str] = Counter()
    chapters: Counter[str] = Counter()
    level_of, section_of = {}, {}
    total = 0
    for identifier, times in rows:
        total += times
        level = principles[identifier].authority if identifier in principles else ""
        if level:
            levels[level] += times
            level_of[identifier] = level
        if section := sections.get(identifier):
            chapters[section] += times
            section_of[identifier] = section
    return Groups(total, levels, chapters, level_of, section_of)


def counted_runs_of(plan: TestPlan) -> QuerySet[Run]:
    """Every run that counts toward the plan, the first first; none is ever left out."""
    return Run.objects.filter(plan=plan, counted=True).select_related("plan__judge").order_by("created_at", "pk")


def known_errors(judges: Collection[int]) -> dict[int, Calibration]:
    """How often each of these judges recognised responses whose worth is known: what its rates are corrected by."""
    confusions = {judge: confusion_of(row) for judge, row in correcting_calibrations(judges).items()}
    counts = {judge: confusion.for_correction for judge, confusion in confusions.items() if confusion is not None}
    return {judge: known for judge, known in counts.items() if known is not None}


def known_error(judge: Judge | None) -> Calibration | None:
    """How often a judge recognised responses whose worth is known; None where nobody knows."""
    return known_errors([judge.pk]).get(judge.pk) if judge is not None else None


def failures_of(run: Run) -> QuerySet[Sample]:
    """The failing answers of a run, by what counts now."""
    return Sample.objects.filter(run=run, outcome__in=FAILING)


def untriaged(run: Run) -> QuerySet[Sample]:
    """The failing answers of a run that nobody has triaged, in their order."""
    return failures_of(run).exclude(Exists(Triage.objects.filter(sample=OuterRef("pk")))).order_by("pk")


def triage_counts(runs: Sequence[Run]) -> dict[int, tuple[int, int]]:
    """How many answers of each run fail, and how many of these nobody has triaged."""
    triaged = Exists(Triage.objects.filter(sample=OuterRef("pk")))
    failing = Sample.objects.filter(run__in=runs, outcome__in=FAILING)
    rows = failing.order_by().values_list("run_id").annotate(all=Count("pk"), left=Count("pk", filter=~triaged))
    return {key: (failures, left) for key, failures, left in rows}


def triaged_failures(run: Run, limit: int) -> list[tuple[Sample, Triage | None]]:
    """The failing answers of a run with the triage that holds, those without one first."""
    held = Triage.objects.filter(sample=OuterRef("pk")).order_by("-pk").values("pk")[:1]
    rows = failures_of(run).select_related("case").annotate(held=Subquery(held))
    samples = list(rows.order_by(F("held").asc(nulls_first=True), "pk")[:limit])
    keys = [key for sample in samples if (key := getattr(sample, "held", None))]
    triages = Triage.objects.select_related("author").in_bulk(keys)
    return [(sample, triages.get(getattr(sample, "held", None) or 0)) for sample in samples]


def triages_of(sample: Sample) -> QuerySet[Triage]:
    """What people said about one answer, the latest first: that one holds."""
    return Triage.objects.filter(sample=sample).select_related("author").order_by("-pk")


def verdict_on_plan(run: Run) -> PlanVerdict | None:
    """What a counted run comes to under its plan; None for an exploratory run."""
    return verdicts_on_plans([run])[run.pk] if run.counted else None


def verdicts_on_plans(runs: Sequence[Run]) -> dict[int, PlanVerdict]:
    """The verdicts on counted runs by their keys, in as many queries for a hundred runs and plans as for one."""
    found = {run.pk: PlanVerdict(Standing.WAITING) for run in runs}
    ended = [run for run in runs if not run.is_active and not run.is_resting]
    if not ended:
        return found
    counts, triage = _counts(ended), triage_counts(ended)
    judged_by = {run.plan.judge_id for run in ended if run.plan is not None and run.plan.judge_id is not None}
    errors = known_errors(judged_by) if judged_by else {}
    gradings = _gradings(ended) if judged_by else {}
    agreed = {gradings[run.pk].pk: _agreed(run.plan) for run in ended if run.plan is not None and run.pk in gradings}
    kept_from_gates = obstacles_of_gradings(gradings.values(), agreed) if gradings else {}
    for run in ended:
        plan = run.plan
        if plan is None:  # the database has none such
            continue
        calibration = errors.get(plan.judge_id) if plan.judge_id is not None else None
        failures, left = triage.get(run.pk, (0, 0))
        found[run.pk] = judged(
            plan.content,
            counts.get(run.pk, RunCounts()),
            calibration=calibration,
            reasons=[*_run_reasons(plan, run), *_judge_reasons(plan, gradings.get(run.pk), kept_from_gates)],
            failures=failures,
            untriaged=left,
        )
    return found


def _counts(runs: Sequence[Run]) -> dict[int, RunCounts]:
    clustered = [run for run in runs if run.plan is not None and run.plan.estimator == TestPlan.Estimator.CLUSTERED]
    others = [run for run in runs if run not in clustered]
    grouped: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for some, by in ((clustered, ["case_id"]), (others, [])):
        for row in _counted_by(some, by) if some else ():
            grouped[row["run_id"]].append(row)
    return {
        key: RunCounts(
            [CaseCounts(row["principle"], row["compliant"], row["counted"]) for row in found],
            *(sum(row[name] for row in found) for name in ("total", "lost", "by_judge", "by_rules")),
        )
        for key, found in grouped.items()
    }


def _counted_by(runs: Sequence[Run], by: Sequence[str]) -> Iterable[dict[str, Any]]:
    """Counts of the answers under each principle of each run, and with ``case_id`` under each case."""
    counted = Q(outcome__in=COUNTED)
    rows: Iterable[dict[str, Any]] = (
        Sample.objects.filter(run__in=runs)
        .order_by()
        .values("run_id", "principle", *by)
        .annotate(
            compliant=Count("pk", filter=Q(outcome=Outcome.COMPLIANT)),
            counted=Count("pk", filter=counted),
            lost=Count("pk", filter=Q(outcome__in=[Outcome.ERRORED, Outcome.UNSCORED])),
            total=Count("pk", filter=~Q(outcome=Outcome.PENDING)),
            by_judge=Count("pk", filter=counted & Q(decided_by="judge")),
            by_rules=Count("pk", filter=counted & ~Q(decided_by__in=["judge", "person"])),
        )
    )
    return rows


def _gradings(runs: Sequence[Run]) -> dict[int, Grading]:
    """The latest grading of each run that was meant to decide and came to its end."""
    rows = Grading.objects.filter(run__in=runs, state=Grading.State.COMPLETED, counts=True).select_related(
        "judge", "run__release_record"
    )
    return {row.run_id: row for row in rows.order_by("finished_at", "pk") if row.run_id is not None}


def _run_reasons(plan: TestPlan, run: Run) -> list[str]:
    found = []
    against = {Run.State.CANCELLED, Run.State.FAILED}
    if plan.judge_id is None:  # a judge may have scored since what the rules left open; the counts tell
        against.add(Run.State.INCONCLUSIVE)
    if run.state in against:
        found.append(f"The run is {run.get_state_display().lower()}. {run.reason}".strip())
    if run.suite_sha256 != plan.content["suite"]["sha256"]:
        found.append("The cases of the run are not those of the plan.")
    return found


def _agreed(plan: TestPlan) -> Needed | None:
    """The agreement level of the plan; None where it names none and the level of the calibration holds."""
    if plan.min_sensitivity is None and plan.min_specificity is None and plan.min_kappa is None:
        return None
    return Needed(plan.min_sensitivity or 0.0, plan.min_specificity or 0.0, plan.min_kappa)


def _judge_reasons(
    plan: TestPlan, grading: Grading | None, kept_from_gates: Mapping[int, Sequence[str]]
) -> Sequence[str]:
    if plan.judge is None:
        return []
    if grading is None:
        return [f"{plan.judge} has not graded its answers to the end."]
    if grading.judge_id != plan.judge_id:
        return [f"Its answers were last graded by {grading.judge}, and the plan names {plan.judge}."]
    return kept_from_gates[grading.pk]


def below_agreement(plan: TestPlan, calibration: Calibration | None) -> list[str]:
    """What the judge's calibration on known responses lacks to what the plan asks of it, before it has graded."""
    if calibration is None:
        return [sentence("The judge has no calibration.")]
    asked = (
        (sentence("sensitivity"), calibration.sensitivity, plan.min_sensitivity),
        (sentence("specificity"), calibration.specificity, plan.min_specificity),
        ("κ", kappa_of_judge(calibration), plan.min_kappa),
    )
    return [
        sentence(
            "The judge’s %(measure)s is %(value)s; the plan asks for %(least)s.",
            measure=name,
            value=sentence("not defined") if value is None else numbered(f"{value:.2f}"),
            least=numbered(f"{least:g}"),
        )
        for name, value, least in asked
        if least is not None and (value is None or value < least)
    ]


def rows_of(project: Project) -> list[PlanRow]:
    """The list of plans, each with the result of its latest counted run; the same queries for one plan and for many."""
    plans = list(plans_of(project))
    runs: dict[int, list[Run]] = defaultdict(list)
    for run in (
        Run.objects.filter(plan__in=plans, counted=True).select_related("plan__judge").order_by("created_at", "pk")
    ):
        if run.plan_id is not None:
            runs[run.plan_id].append(run)
    verdicts = verdicts_on_plans([each[-1] for each in runs.values()])
    rows = []
    for plan in plans:
        latest = runs[plan.pk][-1] if plan.pk in runs else None
        rows.append(PlanRow(plan, len(runs.get(plan.pk, [])), latest, verdicts[latest.pk] if latest else None))
    return rows
