"""Who graded a run: its judges with their calibrations, the grader of a recorded pilot, and the queues of people."""

from django.utils import timezone

from evaluations.judging.confusion import Confusion
from evaluations.judging.selectors import GradingRow, gradings_of
from evaluations.models import RATINGS, Calibration, Grading, Pilot, ReviewQueue, Run
from evaluations.review.reading import Report, Table, report_of
from evaluations.review.selectors import queues_of
from evaluations.selectors import RunSummary, summary_of
from evaluations.statistics import Corrected, corrected
from evaluations.traffic import calibration_of
from reports.dossier import Provenance
from reports.facts.judging import (
    CalibrationFacts,
    CorrectedFacts,
    GradingFacts,
    JudgingFacts,
    PairFacts,
    ReviewFacts,
)
from reports.sources.measurement import compliance_of

MOST_GRADINGS = 6
MOST_REVIEWS = 6
RECORDED = "recorded"
VERDICTS = {label: verdict for verdict, label in RATINGS}


def judging_facts(run: Run) -> JudgingFacts:
    """The completed gradings of a run, that which decides first, and the queues in which people read its answers."""
    rows = [row for row in gradings_of(run) if row.grading.state == Grading.State.COMPLETED]
    rows.sort(key=lambda row: not row.decides)  # stable, so that the others stay in their order
    gradings = [_grading(row) for row in rows[:MOST_GRADINGS]]
    pilot: Pilot | None = getattr(run, "pilot", None)
    if pilot is not None and pilot.graded_by != Pilot.Grader.PEOPLE:
        gradings.insert(0, _of_pilot(pilot, summary_of(run)))
    queues = queues_of(run.project).filter(run=run).order_by("created_at", "pk")[:MOST_REVIEWS]
    return JudgingFacts(tuple(gradings), tuple(_review(queue, report_of(queue)) for queue in queues))


def judging_provenance(judging: JudgingFacts) -> list[Provenance]:
    """The judges with the hashes of what they were asked with."""
    return [
        Provenance("Judge", one.name, f"version {one.version}", one.settings_sha256)
        for one in judging.gradings
        if one.settings_sha256
    ]


def _grading(row: GradingRow) -> GradingFacts:
    grading, judge = row.grading, row.grading.judge
    return GradingFacts(
        identity=grading.pk,
        grader="judge",
        name=judge.name,
        version=judge.version,
        model=str(judge.settings.get("model", "")),
        simulated=judge.settings.get("kind") == "simulated",
        sees=judge.sees,
        scale=judge.scale,
        repeats=judge.gradings,
        threshold=judge.threshold,
        protocol=judge.prompt_version,
        settings_sha256=judge.settings_sha256,
        decides=row.decides,
        trusted=grading.trusted,
        compliance=compliance_of(row.observed),
        unscored=row.unscored,
        calibration=_calibration(row.calibration, row.confusion) if row.calibration and row.confusion else None,
        corrected=_corrected(row.corrected),
    )


def _of_pilot(pilot: Pilot, summary: RunSummary) -> GradingFacts:
    """The grader that a recorded pilot names, of whose protocol nothing is known here."""
    known = calibration_of(pilot)
    rate = corrected(summary.numerator, summary.denominator, known) if known and summary.denominator else None
    counts = Confusion(known.good, known.good_recognised, known.bad, known.bad_recognised) if known else None
    return GradingFacts(
        identity=0,
        grader=pilot.graded_by,
        name="",
        version=0,
        model="",
        simulated=False,
        sees="",
        scale="",
        repeats=1,
        threshold=0,
        protocol="",
        settings_sha256="",
        decides=True,
        trusted=None,
        compliance=compliance_of(summary),
        unscored=summary.unscored,
        calibration=_calibration(None, counts) if counts else None,
        corrected=_corrected(rate),
    )


def _calibration(made: Calibration | None, counts: Confusion) -> CalibrationFacts:
    kappa = counts.kappa
    return CalibrationFacts(
        basis=made.basis if made else RECORDED,
        of=_basis(made) if made else "",
        blind=made.blind if made else False,
        made_on=timezone.localdate(made.finished_at) if made and made.finished_at else None,
        good=compliance_of(counts.sensitivity),
        bad=compliance_of(counts.specificity),
        unscored=counts.unscored,
        agreed=made.agreement if made else None,
        kappa=kappa.value,
        kappa_low=kappa.low,
        kappa_high=kappa.high,
    )


def _basis(made: Calibration) -> str:
    """What the responses were taken from, by its name."""
    return str(made.suite or made.spec_version or made.run or "")


def _corrected(found: Corrected | None) -> CorrectedFacts | None:
    return CorrectedFacts(found.rate, found.low, found.high) if found else None


def _review(queue: ReviewQueue, report: Report) -> ReviewFacts:
    found = report.agreement
    return ReviewFacts(
        identity=queue.pk,
        name=queue.name,
        blind=queue.blind,
        items=report.items,
        settled=report.settled,
        adjudicated=report.adjudicated,
        disputed=report.disputed,
        measure="" if found is None else "kappa" if found.raters == 2 else "alpha",
        agreement=found.value if found else None,
        agreement_low=found.low if found else None,
        agreement_high=found.high if found else None,
        compared=found.items if found else 0,
        same=found.same if found else 0,
        reviewers=_reviewers(report),
        pairs=_pairs(report.table),
    )


def _reviewers(report: Report) -> tuple[str, ...]:
    """By name; in the order of the table where there is one."""
    if report.table:
        return (report.table.rows_by, report.table.columns_by)
    return tuple(sorted(row.name for row in report.raters))


def _pairs(table: Table | None) -> tuple[PairFacts, ...]:
    if table is None:
        return ()
    return tuple(
        PairFacts(VERDICTS[first], VERDICTS[second], times)
        for first, row, _ in table.rows
        for second, times in zip(table.heads, row, strict=True)
    )
