"""Checks on test plans and on what grades them."""

from django.urls import reverse
from django.utils.formats import date_format

from evaluations.models import TestPlan
from evaluations.plans.selectors import below_agreement
from evaluations.plans.verdict import Standing
from roadmap.checks.facts import Facts
from roadmap.checks.results import CheckResult, Fact, counted
from roadmap.evidence.canonical import digest

NO_COUNTED_RUN = "Freeze a test plan and start a counted run under it."
FEWEST_KNOWN = 30


def plan_fixed_first(facts: Facts) -> CheckResult:
    """P2.1: the plan of the latest counted run was frozen before that run was started."""
    row = facts.counted_plan
    if row is None or row.latest is None or row.plan.frozen_at is None:
        return CheckResult([Fact("Test plan with a counted run", "none", _plans(facts))], [NO_COUNTED_RUN])
    plan, run = row.plan, row.latest
    frozen = row.plan.frozen_at
    told = [
        Fact(
            "Test plan",
            f"{plan}, frozen {date_format(frozen, 'j M Y, H:i')}, {digest(plan.content)[:12]}",
            _plan(facts, plan),
        ),
        Fact("First counted after the freeze", "yes" if frozen < run.created_at else "no"),
    ]
    return CheckResult(told, [] if frozen < run.created_at else ["Freeze the plan before its first counted run."])


def marks_reached(facts: Facts) -> CheckResult:
    """P2.4: the latest counted run reaches every mark by the lower bound, and every failure of it is triaged."""
    row = facts.counted_plan
    if row is None or row.latest is None or row.verdict is None:
        return CheckResult([Fact("Latest counted run", "none", _plans(facts))], [NO_COUNTED_RUN])
    run, verdict = row.latest, row.verdict
    told = [
        Fact("Latest counted run", run.name, reverse("evaluations:run_detail", args=[facts.project.path, run.pk])),
        Fact("Held against its plan", verdict.words, _plan(facts, row.plan)),
        Fact(
            "Failures without triage",
            str(verdict.untriaged),
            reverse("evaluations:triage_list", args=[facts.project.path, run.pk]),
        ),
        Fact("Held by", str(row.plan.get_goal_display())),
    ]
    obstacles = [] if verdict.standing == Standing.PASSED else [verdict.said]
    if verdict.untriaged:
        obstacles.append(f"Triage {counted(verdict.untriaged, 'failure')}.")
    if row.plan.goal != TestPlan.Goal.BOUND:
        obstacles.append("Plan the marks for the lower end of the interval.")
    return CheckResult(told, obstacles)


def grader_was_graded(facts: Facts) -> CheckResult:
    """P2.7: people read a sample of the latest counted run blind and mostly found what was graded; a judge is
    calibrated on enough known answers besides, and agrees as the plan asks."""
    row, blind = facts.counted_plan, facts.blind
    if row is None or blind is None:
        return CheckResult([Fact("Test plan with a counted run", "none", _plans(facts))], [NO_COUNTED_RUN])
    judged = _judge_was_calibrated(facts, row.plan)
    queues = reverse("evaluations:review_list", args=[facts.project.path])
    told = [
        *judged.facts,
        # Readings beyond what is wanted, and a share that stays above the level, leave a confirmation as it was.
        Fact("Answers that people read blind", f"{min(blind.read, blind.wanted)} of {blind.wanted}", queues),
        Fact("Of them found as graded", "9 of 10 or more" if blind.agrees else "fewer than 9 of 10", queues),
    ]
    obstacles = [*judged.obstacles]
    if blind.read < max(blind.wanted, 1):
        obstacles.append("Have people read a random share of its answers, blind.")
    elif not blind.agrees:
        obstacles.append(f"People found {blind.agreed} of {blind.read} answers as graded; 9 of 10 are needed.")
    return CheckResult(told, obstacles)


def _judge_was_calibrated(facts: Facts, plan: TestPlan) -> CheckResult:
    if plan.judge is None or plan.judge_id is None:
        return CheckResult([Fact("Graded by", "rules alone", _plan(facts, plan))])
    calibration = facts.judge_errors.get(plan.judge_id)
    shown = calibration.bad + calibration.good if calibration else 0
    told = [
        Fact("Judge", str(plan.judge), _plan(facts, plan)),
        Fact("Known answers it was held against", str(shown)),
    ]
    obstacles = below_agreement(plan, calibration)
    if calibration and shown < FEWEST_KNOWN:
        obstacles.append(f"Hold the judge against {FEWEST_KNOWN} known answers at least.")
    return CheckResult(told, obstacles)


def _plans(facts: Facts) -> str:
    return reverse("evaluations:plan_list", args=[facts.project.path])


def _plan(facts: Facts, plan: TestPlan) -> str:
    return reverse("evaluations:plan_detail", args=[facts.project.path, plan.pk])
