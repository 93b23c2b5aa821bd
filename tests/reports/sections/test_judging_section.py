"""Who graded a run and how often they err: the facts of the run page, and their words in both kinds of reports."""

from dataclasses import replace

import pytest

from evaluations.judging.selectors import gradings_of
from evaluations.models import Pilot, Run
from evaluations.review.reading import report_of
from evaluations.services import Basis
from reports.context import Order, build_dossier
from reports.dossier import Dossier
from reports.facts.judging import JudgingFacts
from reports.sources.judging import judging_facts
from reports.wording import shown
from reports.wording.judging import Judging
from reports.wording.method import method_notes
from tests.conftest import Cast
from tests.evaluations import conftest as evaluations
from tests.evaluations.conftest import Bench
from tests.evaluations.judges import a_judge, calibrated, graded
from tests.evaluations.reviewed import a_queue, a_run, another_rater, say_all
from tests.reports import sample
from workspaces.models import Project

pytestmark = pytest.mark.django_db
bench = evaluations.bench  # two dozen cases and the simulated assistant


def dossier_with(judging: JudgingFacts | None) -> Dossier:
    return replace(sample.dossier(), judging=judging)


def said(judging: JudgingFacts | None) -> Judging:
    return shown(dossier_with(judging)).evaluation.judging


def test_the_facts_of_a_judge_are_those_of_the_run_page(bench: Bench, simulated_assistant: str) -> None:
    run, judge = a_run(bench), a_judge(bench, "judge-scripted-0.9-0.8-seed-4")
    calibrated(judge, Basis(suite=bench.suite), bench)
    graded(run, judge, bench)
    row, (found,) = gradings_of(run)[0], judging_facts(run).gradings
    assert row.corrected
    assert row.confusion
    assert found.corrected
    assert found.calibration
    assert (found.name, found.version, found.sees, found.simulated) == (judge.name, 1, "rubric", True)
    assert (found.decides, found.trusted, found.settings_sha256) == (row.decides, True, judge.settings_sha256)
    assert found.compliance.numerator == row.observed.numerator
    assert (found.corrected.rate, found.corrected.low) == (row.corrected.rate, row.corrected.low)
    good, bad = row.confusion.sensitivity, row.confusion.specificity
    assert (found.calibration.good.numerator, found.calibration.good.low) == (good.numerator, good.low)
    assert (found.calibration.bad.denominator, found.calibration.bad.high) == (bad.denominator, bad.high)
    assert found.calibration.kappa == row.confusion.kappa.value


def test_both_kinds_of_reports_tell_it_and_name_the_judge_in_their_sources(
    bench: Bench, simulated_assistant: str
) -> None:
    run, judge = a_run(bench), a_judge(bench, "judge-scripted-0.9-0.8-seed-4")
    calibrated(judge, Basis(suite=bench.suite), bench)
    graded(run, judge, bench)
    for order in (Order(), Order("evaluation", run.pk)):
        dossier = build_dossier(bench.project, order, by="Acme Viewer")
        (told,) = shown(dossier).evaluation.judging.judges
        assert told.name == f"{judge.name}, version 1"
        assert "Corrected for its mistakes" in told.finding
        assert [source.sha256 for source in dossier.provenance if source.what == "Judge"] == [judge.settings_sha256]
        assert "The grader’s mistakes" in [note.title for note in method_notes(dossier)]


def test_a_judge_of_which_nothing_is_known_corrects_nothing(bench: Bench, simulated_assistant: str) -> None:
    run = a_run(bench)
    graded(run, a_judge(bench, "judge-scripted-0.9-0.8-seed-4"), bench)
    found = judging_facts(run)
    assert found.gradings[0].corrected is None
    assert said(found).judges[0].finding == "How often it is right is not known, so the rate is not corrected"
    assert "The grader’s mistakes" not in [note.title for note in method_notes(dossier_with(found))]


def test_two_reviewers_stand_in_a_table_with_their_kappa(bench: Bench, simulated_assistant: str) -> None:
    queue = a_queue(bench)
    first, second = bench.cast.evaluator, another_rater(bench, "zoe")
    words = ["compliant", "violation"] * queue.items.count()
    say_all(queue, first, words)
    say_all(queue, second, ["violation", *words[1:]])
    report, (found,) = report_of(queue), judging_facts(queue.run).reviews
    assert report.agreement
    assert (found.measure, found.agreement, found.compared) == ("kappa", report.agreement.value, report.agreement.items)
    assert found.same == found.compared - 1
    assert found.reviewers == ("Acme Evaluator", "Rater Zoe")
    assert [(pair.first, pair.second, pair.times) for pair in found.pairs if pair.first != pair.second] == [
        ("compliant", "violation", 1),
        ("violation", "compliant", 0),
    ]
    told = said(JudgingFacts((), (found,))).reviews[0]
    assert told.columns == ("", "Compliant", "Violation")
    assert told.table_note == "Rows: Acme Evaluator. Columns: Rater Zoe."
    assert f"of {found.compared} answers: Cohen’s κ" in told.finding


def test_a_queue_that_nobody_read_twice_says_so(bench: Bench, simulated_assistant: str) -> None:
    queue = a_queue(bench)
    told = said(judging_facts(queue.run)).reviews[0]
    assert told.finding == "No answer was read by two people yet"
    assert told.rows == ()


def test_the_grader_of_a_recorded_pilot_is_told_with_its_correction(cast: Cast, measured: Project) -> None:
    run = Run.objects.get(project=measured)
    assert said(judging_facts(run)).judges == ()
    known = {"bad_shown": 60, "bad_recognised": 54, "good_shown": 100, "good_recognised": 97}
    Pilot.objects.filter(run=run).update(graded_by="judge", **known)
    found = judging_facts(Run.objects.get(pk=run.pk)).gradings[0]
    assert found.corrected
    assert found.corrected.rate == pytest.approx((0.92 + 0.9 - 1) / (0.9 + 0.97 - 1))  # Rogan–Gladen, by hand
    assert said(JudgingFacts((found,), ())).judges[0].name == "A judge model, as recorded with the pilot"


def test_without_any_grader_that_errs_the_section_says_so() -> None:
    assert said(None).lead.startswith("No judge graded these answers and nobody reviewed them")
    assert said(JudgingFacts((), ())).judges == ()


def test_the_words_of_the_sample_tell_levels_age_and_protocol() -> None:
    judge, other = said(sample.dossier().judging).judges
    facts = {fact.label: fact.value for fact in judge.facts}
    assert facts["Agreed level"] == "80\u202f% of either kind, reached"
    assert facts["Calibrated"] == "1\u00a0Aug\u00a02026, too long ago to decide a gate"
    assert facts["Answers with"] == "a score from 1 to 7, compliant from 6 on; asked 5 times about each answer"
    assert facts["κ with the labels"] == "0.87, 95\u202f% interval 0.80–0.95"
    assert {fact.label: fact.value for fact in other.facts}["Verdicts"] == "are advice and decide nothing"
