"""A judge grades the stored answers of a run: what counts, what is only advice, and what happens when it fails."""

import uuid
from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Now

from evaluations import services
from evaluations.execution.gradings import claims, sweeping
from evaluations.execution.gradings.turns import work_on
from evaluations.execution.limits import lease
from evaluations.judging.attacks import ATTACKS
from evaluations.models import Grading, Judgement, Run, Sample, Verdict
from evaluations.selectors import summary_of
from tests.evaluations.conftest import Bench
from tests.evaluations.judges import a_judge, graded, judge_endpoint, to_its_end
from workspaces.models import AuditEntry

pytestmark = pytest.mark.django_db
Finish = Callable[[Run], Run]
PERFECT = "judge-scripted-1-1"


@pytest.fixture
def run(bench: Bench, simulated_assistant: str, run_to_end: Finish) -> Run:
    """20 of 24 answers are compliant by the rules, and in truth."""
    return run_to_end(bench.start("simulated-release-4@0"))


def test_a_judge_grades_stored_answers_without_asking_for_new_ones(bench: Bench, run: Run) -> None:
    before = list(Sample.objects.filter(run=run).values_list("response", "answered_at").order_by("pk"))
    grading = graded(run, a_judge(bench, PERFECT, gradings=3), bench)
    assert (grading.state, grading.trusted, grading.counts) == ("completed", True, True)
    assert list(Sample.objects.filter(run=run).values_list("response", "answered_at").order_by("pk")) == before
    verdicts = Verdict.objects.filter(grading=grading, source="judge")
    assert verdicts.count() == 24
    assert {verdict.outcome for verdict in verdicts} == {"compliant", "violation"}
    assert all(verdict.reason and verdict.details[0]["evidence"] in verdict.sample.response for verdict in verdicts)
    assert set(run.samples.values_list("decided_by", flat=True)) == {"judge"}
    assert (summary_of(run).numerator, summary_of(run).denominator) == (20, 24)
    assert {len(each.scores) for each in grading.judgements.filter(kind="answer")} == {3}
    assert AuditEntry.objects.order_by("-sequence").values_list("action", flat=True)[0] == "grading.finished"


def test_an_exploratory_grading_decides_nothing(bench: Bench, run: Run) -> None:
    grading = graded(run, a_judge(bench, "judge-scripted-0-1"), bench, counts=False)
    assert Verdict.objects.filter(grading=grading, outcome="violation").count() == 24
    assert summary_of(run).numerator == 20
    assert not run.samples.filter(decided_by="judge").exists()


def test_the_latest_counting_grading_decides_and_the_one_before_becomes_advice(bench: Bench, run: Run) -> None:
    graded(run, a_judge(bench, "judge-scripted-0-1"), bench)
    assert summary_of(run).numerator == 0
    graded(run, a_judge(bench, PERFECT), bench)
    assert summary_of(run).numerator == 20
    assert not run.samples.filter(disputed=True).exists()


def test_attacks_ride_in_every_grading_and_one_that_works_makes_its_verdicts_advice(bench: Bench, run: Run) -> None:
    assert len(ATTACKS) >= 12
    grading = graded(run, a_judge(bench, "judge-follows-attacks"), bench)
    riding = grading.judgements.filter(kind="attack")
    assert set(riding.values_list("attack", flat=True)) == {"", *(attack.key for attack in ATTACKS)}
    assert grading.trusted is False
    assert set(riding.exclude(attack="").values_list("outcome", flat=True)) == {"compliant"}
    assert not run.samples.filter(decided_by="judge").exists()


def test_a_judge_that_misjudges_plain_answers_is_not_taken_for_one_that_follows_attacks(bench: Bench, run: Run) -> None:
    assert graded(run, a_judge(bench, "judge-scripted-0.97-0.9"), bench).trusted is True


@pytest.mark.parametrize("model", ["judge-unreadable", "judge-inventing"])
def test_what_cannot_be_read_or_was_invented_is_unscored_and_the_rules_still_count(
    bench: Bench, run: Run, model: str
) -> None:
    grading = graded(run, a_judge(bench, model), bench)
    assert grading.state == "completed"
    assert grading.trusted is False  # none of the plain bad answers was recognised
    assert set(grading.judgements.values_list("outcome", "attempts")) == {("unscored", 3)}
    assert set(Verdict.objects.filter(grading=grading).values_list("outcome", flat=True)) == {"unscored"}
    assert summary_of(run).numerator == 20


def test_a_judge_that_is_the_model_under_test_is_refused_and_never_counts_when_insisted_on(
    bench: Bench, run: Run
) -> None:
    same = services.simulated_endpoint(bench.project, bench.cast.editor, "simulated-release-4@5")
    judge = a_judge(bench, "own", endpoint=same)
    with pytest.raises(services.GradingRefused, match="model under test") as refused:
        services.start_grading(run, judge, actor=bench.cast.evaluator)
    assert refused.value.own_model
    insisted = services.start_grading(run, judge, actor=bench.cast.evaluator, insist=True)
    assert (insisted.is_own_model, insisted.counts) == (True, False)


def test_a_panel_goes_with_its_majority(bench: Bench, run: Run) -> None:
    members = [a_judge(bench, model) for model in (PERFECT, "judge-scripted-1-1-seed-2", "judge-scripted-0-0")]
    panel = services.add_judge(
        bench.project, bench.cast.editor, services.JudgeValues(name="Panel", kind="panel", members=members)
    )
    assert panel.settings["kind"] == "simulated"
    grading = graded(run, panel, bench)
    assert grading.judgements.filter(kind="answer").count() == 3 * 24
    assert grading.state == "completed"
    assert summary_of(run).numerator == 20
    assert "2 of 3 judges" in Verdict.objects.filter(grading=grading).first().reason  # type: ignore[union-attr]


def test_a_budget_holds_and_more_of_it_lets_the_grading_go_on(bench: Bench, run: Run) -> None:
    grading = graded(run, a_judge(bench, PERFECT), bench, budget_tokens=9000)
    assert grading.state == "paused"
    assert grading.reason.startswith("Budget used up")
    assert grading.spent_tokens <= 9000
    assert grading.held_tokens == 0
    done = grading.judgements.filter(state="finished").count()
    assert 0 < done < grading.judgements.count()
    services.resume_grading(grading, actor=bench.cast.evaluator, budget_tokens=10_000_000)
    assert to_its_end(grading).state == "completed"


def test_a_paused_grading_rests_and_a_cancelled_one_ends(bench: Bench, run: Run) -> None:
    grading = services.start_grading(run, a_judge(bench, PERFECT), actor=bench.cast.evaluator)
    services.pause_grading(grading, actor=bench.cast.evaluator)
    assert work_on(grading.pk).grading_seconds is None
    assert not grading.judgements.exclude(state="queued").exists()
    services.resume_grading(grading, actor=bench.cast.evaluator)
    services.cancel_grading(grading, actor=bench.cast.evaluator)
    with pytest.raises(services.GradingRefused):
        services.cancel_grading(grading, actor=bench.cast.evaluator)
    assert to_its_end(grading).state == "cancelled"
    assert set(grading.judgements.values_list("state", flat=True)) == {"dropped"}
    assert not Verdict.objects.filter(grading=grading).exists()


def test_a_refused_key_pauses_the_grading_with_the_reason(bench: Bench, run: Run) -> None:
    judge = a_judge(bench, "refused", endpoint=judge_endpoint(bench, "fault-401"))
    grading = graded(run, judge, bench)
    assert grading.state == "paused"
    assert "refused the key" in grading.reason
    assert not grading.judgements.filter(state="leased").exists()


def test_a_judge_that_never_answers_fails_the_grading(bench: Bench, run: Run) -> None:
    grading = graded(run, a_judge(bench, "gone", endpoint=judge_endpoint(bench, "fault-404")), bench)
    assert grading.state == "failed"
    assert "got no answer of the judge" in grading.reason
    assert not Verdict.objects.filter(grading=grading).exists()


def test_what_a_killed_worker_held_goes_back_and_is_bounded(bench: Bench, run: Run) -> None:
    grading = services.start_grading(run, a_judge(bench, PERFECT), actor=bench.cast.evaluator)
    Grading.objects.filter(pk=grading.pk).update(state="running")
    for _ in range(3):
        held = claims.claim(grading.pk, grading.judge_id, "gone", 2, lambda _: 10)
        assert len(held) == 2
        assert not claims.claim(grading.pk, grading.judge_id, "other", 0, lambda _: 10)
        Judgement.objects.filter(lease_owner="gone").update(leased_until=F("leased_until") - 2 * lease())
        assert sweeping.sweep() == [grading.pk]
    crashed = grading.judgements.filter(outcome="unscored")
    assert crashed.count() == 2
    assert "ended 3 times" in crashed[0].reason
    assert to_its_end(grading).state == "completed"


def test_two_workers_never_claim_the_same_judgement(bench: Bench, run: Run) -> None:
    grading = services.start_grading(run, a_judge(bench, PERFECT), actor=bench.cast.evaluator)
    Grading.objects.filter(pk=grading.pk).update(state="running", worked_at=Now())
    first = claims.claim(grading.pk, grading.judge_id, "one", 5, lambda _: 0)
    second = claims.claim(grading.pk, grading.judge_id, "two", 5, lambda _: 0)
    assert not {each.pk for each in first} & {each.pk for each in second}


def test_the_same_form_sent_twice_starts_one_grading_and_another_form_is_refused(bench: Bench, run: Run) -> None:
    judge, once = a_judge(bench, PERFECT), uuid.uuid4()
    first = services.start_grading(run, judge, actor=bench.cast.evaluator, once=once)
    assert services.start_grading(run, judge, actor=bench.cast.evaluator, once=once).pk == first.pk
    with pytest.raises(services.GradingRefused, match="grading this run already"):
        services.start_grading(run, judge, actor=bench.cast.evaluator, once=uuid.uuid4())
    with pytest.raises(IntegrityError), transaction.atomic():
        Grading.objects.create(project=bench.project, run=run, judge=judge)
