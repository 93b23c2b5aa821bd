"""A judge is calibrated on known responses, its rate is corrected, and only then may it decide a gate."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from evaluations import services
from evaluations.judging.confusion import Needed
from evaluations.judging.selectors import gradings_of, misjudged_in, sections_in
from evaluations.judging.standing import confusion_of, correcting_calibration, may_decide_gates
from evaluations.judging.texts import SpecTexts
from evaluations.models import (
    Calibration,
    Case,
    Grading,
    Judge,
    Rating,
    ReviewItem,
    ReviewQueue,
    Run,
    Sample,
    Suite,
    Verdict,
)
from evaluations.services import Basis, JudgeValues
from evaluations.services.calibrations import known_for
from evaluations.services.verdicts import add_verdicts
from explorer.models import Section, SpecVersion
from tests.evaluations.conftest import Bench
from tests.evaluations.judges import a_judge, calibrated, graded

pytestmark = pytest.mark.django_db
Finish = Callable[[Run], Run]


def test_a_calibration_counts_what_the_judge_recognised(bench: Bench, simulated_assistant: str) -> None:
    judge = a_judge(bench, "judge-scripted-0.5-0.75-seed-4")
    calibration = calibrated(judge, Basis(suite=bench.suite), bench)
    confusion = confusion_of(calibration)
    assert confusion is not None
    assert (confusion.good, confusion.bad, calibration.left_out) == (24, 24, 0)
    wrong = misjudged_in(calibration)
    assert len(wrong) == confusion.good_missed + confusion.bad_missed > 0
    assert wrong[0].judgement.label == "violation"
    parts = [found for _, found in sections_in(calibration)]
    assert sum(found.good for found in parts) == sum(found.bad for found in parts) == 24
    assert sum(found.bad_recognised for found in parts) == confusion.bad_recognised
    assert not Verdict.objects.filter(grading=calibration.grading).exists()


def test_the_same_seed_draws_the_same_responses(bench: Bench, simulated_assistant: str) -> None:
    judge = a_judge(bench)
    first, _ = known_for(judge, Basis(suite=bench.suite, good=5, bad=3, seed=7))
    again, _ = known_for(judge, Basis(suite=bench.suite, good=5, bad=3, seed=7))
    assert first == again
    assert [each.label for each in first].count("compliant") == 5
    assert len(first) == 8


def test_the_corrected_estimate_recovers_the_true_rate(
    bench: Bench, simulated_assistant: str, run_to_end: Finish
) -> None:
    """The assistant violates a fifth; the judge errs by known shares; its rate is off, the corrected one is not."""
    everything = services.load_starter_suite(bench.project, bench.cast.editor)
    small = Suite.objects.create(project=bench.project, name="Eighty", origin=Suite.Origin.WRITTEN)
    cases = list(everything.cases.order_by("position")[:80])
    for position, case in enumerate(cases):
        case.pk, case.suite, case.position = None, small, position
    Case.objects.bulk_create(cases)
    endpoint = services.simulated_endpoint(bench.project, bench.cast.editor, "simulated-share-0.2-seed-3@0")
    run = run_to_end(
        services.start_run(bench.project, suite=small, endpoint=endpoint, release="Share", actor=bench.cast.evaluator)
    )
    truth = run.samples.filter(outcome="compliant").count() / run.samples.count()
    judge = a_judge(bench, "judge-scripted-0.9-0.7-seed-2")
    calibrated(judge, Basis(suite=everything), bench)
    graded(run, judge, bench, counts=False)
    row = gradings_of(run)[0]
    assert row.corrected is not None
    assert row.observed.rate is not None
    assert row.corrected.low <= truth <= row.corrected.high
    assert abs(row.corrected.rate - truth) < 0.08
    assert row.grading.judge.settings["kind"] == "simulated"


def spec(organisation: Any) -> SpecVersion:
    version = SpecVersion.objects.create(
        organisation=organisation, label="House", origin=SpecVersion.Origin.IMPORTED, content_sha256="0" * 64
    )
    top = Section.objects.create(
        version=version, identifier="desk", title="Desk", depth=1, position=0, heading="# Desk", text="How we work.\n"
    )
    text = (
        "Say what is so.\n\n**Example**: a refund\n\n~~~xml\n<assistant>\nI cannot see payments.\n</assistant>\n~~~\n"
    )
    Section.objects.create(
        version=version,
        identifier="do_not_lie",
        title="Do not lie",
        depth=2,
        position=1,
        parent=top,
        authority="user",
        heading="## Do not lie",
        text=text,
    )
    other = {"identifier": "else", "title": "Elsewhere", "heading": "# Elsewhere", "text": "Nothing here.\n"}
    Section.objects.create(version=version, depth=1, position=2, **other)
    return version


@pytest.mark.parametrize(
    ("sees", "has", "has_not"),
    [
        ("whole_spec", ["How we work", "Say what is so", "I cannot see payments", "Nothing here"], []),
        ("section", ["How we work", "Say what is so", "I cannot see payments"], ["Nothing here"]),
        ("principle", ["Say what is so"], ["How we work", "I cannot see payments", "Example", "Nothing here"]),
    ],
)
def test_a_judge_sees_as_much_of_its_pinned_version_as_it_was_made_to(
    bench: Bench, sees: str, has: list[str], has_not: list[str]
) -> None:
    judge = a_judge(bench, "reader", sees=sees, spec_version=spec(bench.cast.organisation))
    text = SpecTexts(judge).text_for("do_not_lie")
    assert all(words in text for words in has)
    assert not any(words in text for words in has_not)


def test_responses_that_stand_in_the_prompt_are_left_out_and_counted(bench: Bench) -> None:
    version = spec(bench.cast.organisation)
    case = bench.suite.cases.filter(principle="do_not_lie").first()
    assert case is not None
    Case.objects.filter(pk=case.pk).update(
        exemplars={"compliant": "I cannot see\npayments.", "violation": "It went out."}
    )
    whole = a_judge(bench, "whole", sees="whole_spec", spec_version=version)
    principle = a_judge(bench, "principle", sees="principle", spec_version=version)
    assert [known_for(judge, Basis(suite=bench.suite))[1] for judge in (whole, principle)] == [1, 0]


def test_a_calibration_without_both_kinds_is_refused_with_the_counts(bench: Bench) -> None:
    bench.suite.cases.update(exemplars={})
    with pytest.raises(services.GradingRefused, match="0 known-good and 0 known-bad"):
        services.start_calibration(a_judge(bench), Basis(suite=bench.suite), actor=bench.cast.evaluator)


@pytest.fixture
def run(bench: Bench, simulated_assistant: str, run_to_end: Finish) -> Run:
    return run_to_end(bench.start("simulated-share-0.5-seed-1@0"))


def label_blind(bench: Bench, run: Run, *, seeing: int = 0) -> None:
    """Everybody's settled blind labels, as a review leaves them; ``seeing`` of them were given with open eyes."""
    queue = ReviewQueue.objects.create(project=bench.project, run=run, name="Blind", rule="failures", seed=1)
    for position, sample in enumerate(run.samples.select_related("case").order_by("pk")):
        item = ReviewItem.objects.create(
            queue=queue,
            kind="counted",
            position=position,
            case=sample.case,
            sample=sample,
            settled="agreed",
            outcome=sample.outcome,
            settled_at=timezone.now(),
        )
        blind = position >= seeing
        Rating.objects.create(item=item, rater=bench.cast.evaluator, outcome=sample.outcome, blind=blind)


def test_only_blind_labels_on_the_release_let_a_judge_decide_a_gate(bench: Bench, run: Run) -> None:
    judge = a_judge(bench, "judge-scripted-1-1")
    assert "not calibrated on blind labels" in may_decide_gates(judge)[0]
    calibrated(judge, Basis(suite=bench.suite), bench)
    assert "not calibrated on blind labels" in may_decide_gates(judge)[0]
    label_blind(bench, run, seeing=2)
    calibration = calibrated(judge, Basis(run=run), bench)
    assert (calibration.blind, calibration.release) == (True, run.release_record)
    assert (calibration.good_shown or 0) + (calibration.bad_shown or 0) == 22
    assert may_decide_gates(judge, release=run.release_record) == []
    other = services.add_release(
        bench.project, bench.cast.editor, "Another", services.Content(model="m"), services.Deployment()
    )
    assert "answers of Another" in may_decide_gates(judge, release=other)[0]
    grading = graded(run, judge, bench)
    assert may_decide_gates(grading) == []
    Calibration.objects.filter(pk=calibration.pk).update(finished_at=timezone.now() - timedelta(days=91))
    assert "91 days old" in may_decide_gates(judge)[0]


def test_a_new_version_asks_for_a_calibration_of_its_own(bench: Bench, run: Run) -> None:
    judge = a_judge(bench, "judge-scripted-1-1")
    label_blind(bench, run)
    calibrated(judge, Basis(run=run), bench)
    values = JudgeValues(name=judge.name, endpoint=judge.endpoint, sees=Judge.Sees.RUBRIC, gradings=3)
    changed = services.next_version(judge, bench.cast.editor, values)
    assert (changed.version, changed.settings["gradings"]) == (2, 3)
    assert may_decide_gates(judge) == []
    assert may_decide_gates(changed)
    with pytest.raises(services.JudgeRefused, match="Nothing is different"):
        services.next_version(changed, bench.cast.editor, values)


def test_a_judge_below_the_agreed_level_is_told_why(bench: Bench, run: Run) -> None:
    judge = a_judge(bench, "judge-scripted-0.5-0.5")
    label_blind(bench, run)
    calibrated(judge, Basis(run=run), bench, agreement=0.95)
    assert may_decide_gates(judge)
    assert may_decide_gates(judge, needed=Needed(1.0, 1.0))


def test_labels_that_were_not_given_blind_calibrate_and_decide_no_gate(bench: Bench, run: Run) -> None:
    add_verdicts(
        [
            Verdict(sample=sample, source="person", outcome=sample.outcome, author=bench.cast.evaluator)
            for sample in Sample.objects.filter(run=run)
        ]
    )
    judge = a_judge(bench, "judge-scripted-1-1")
    calibration = calibrated(judge, Basis(run=run, blind=False), bench)
    assert calibration.good_recognised == calibration.good_shown
    assert may_decide_gates(judge)


def stored(bench: Bench, judge: Judge, good: int, bad: int, run: Run | None = None) -> Calibration:
    """A finished calibration that showed so many; of a run it is on people's blind labels."""
    basis = {"basis": "labels", "run": run, "blind": True} if run else {"basis": "exemplars", "suite": bench.suite}
    now = timezone.now()
    grading = Grading.objects.create(
        project=bench.project, judge=judge, state="completed", counts=False, finished_at=now
    )
    return Calibration.objects.create(
        project=bench.project,
        judge=judge,
        grading=grading,
        finished_at=now,
        good_shown=good,
        good_recognised=good,
        bad_shown=bad,
        bad_recognised=bad,
        **basis,
    )


def test_a_rate_is_corrected_by_what_showed_enough_and_then_by_blind_labels(bench: Bench, run: Run) -> None:
    judge = a_judge(bench, "judge-scripted-1-1")
    assert correcting_calibration(judge) is None
    few = stored(bench, judge, 8, 2, run)
    assert correcting_calibration(judge) == few
    stored(bench, judge, 9, 3)
    assert correcting_calibration(judge) == few  # neither showed enough, and labels come first
    many = stored(bench, judge, 100, 60)
    stored(bench, judge, 49, 10, run)
    assert correcting_calibration(judge) == many
    labels = stored(bench, judge, 60, 30, run)
    stored(bench, judge, 100, 60)
    assert correcting_calibration(judge) == labels
