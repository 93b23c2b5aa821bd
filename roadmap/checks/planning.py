"""Checks on test plans and on what grades them."""

from django.urls import reverse

from evaluations.models import TestPlan
from evaluations.plans.selectors import below_agreement
from evaluations.plans.verdict import Standing
from roadmap.checks.facts import Facts
from roadmap.checks.results import CheckResult, Fact
from ui.sentences import dated, plural, sentence
from workspaces.canonical import sha256_of

NO_COUNTED_RUN = sentence("Freeze a test plan and start a counted run under it.")
FEWEST_KNOWN = 30


def plan_fixed_first(facts: Facts) -> CheckResult:
    """P2.1: the plan of the latest counted run was frozen before that run was started."""
    row = facts.counted_plan
    if row is None or row.latest is None or row.plan.frozen_at is None:
        return _no_counted_run(facts)
    plan, run = row.plan, row.latest
    frozen = row.plan.frozen_at
    in_time = frozen < run.created_at
    said = sentence(
        "%(plan)s, frozen %(day)s, %(time)s, %(sha256)s",
        plan=_named(plan),
        day=dated(frozen),
        time=f"{frozen:%H:%M}",
        sha256=sha256_of(plan.content)[:12],
    )
    told = [
        Fact(sentence("Test plan"), said, _plan(facts, plan)),
        Fact(sentence("First counted after the freeze"), sentence("yes") if in_time else sentence("no")),
    ]
    return CheckResult(told, [] if in_time else [sentence("Freeze the plan before its first counted run.")])


def marks_reached(facts: Facts) -> CheckResult:
    """P2.4: the latest counted run reaches every mark by the lower bound, and every failure of it is triaged."""
    row = facts.counted_plan
    if row is None or row.latest is None or row.verdict is None:
        return CheckResult([Fact(sentence("Latest counted run"), sentence("none"), _plans(facts))], [NO_COUNTED_RUN])
    run, verdict = row.latest, row.verdict
    told = [
        Fact(
            sentence("Latest counted run"),
            run.name,
            reverse("evaluations:run_detail", args=[facts.project.path, run.pk]),
        ),
        Fact(sentence("Held against its plan"), sentence(verdict.words), _plan(facts, row.plan)),
        Fact(
            sentence("Failures without triage"),
            str(verdict.untriaged),
            reverse("evaluations:triage_list", args=[facts.project.path, run.pk]),
        ),
        Fact(sentence("Held by"), sentence(str(row.plan.get_goal_display()))),
    ]
    obstacles = [] if verdict.standing == Standing.PASSED else [verdict.said]
    if verdict.untriaged:
        obstacles.append(plural(verdict.untriaged, "Triage %(count)s failure.", "Triage %(count)s failures."))
    if row.plan.goal != TestPlan.Goal.BOUND:
        obstacles.append(sentence("Plan the marks for the lower end of the interval."))
    return CheckResult(told, obstacles)


def grader_was_graded(facts: Facts) -> CheckResult:
    """P2.7: people read a sample of the latest counted run blind and mostly found what was graded; a judge is
    calibrated on enough known answers besides, and agrees as the plan asks."""
    row, blind = facts.counted_plan, facts.blind
    if row is None or blind is None:
        return _no_counted_run(facts)
    judged = _judge_was_calibrated(facts, row.plan)
    queues = reverse("evaluations:review_list", args=[facts.project.path])
    read = sentence("%(part)s of %(whole)s", part=min(blind.read, blind.wanted), whole=blind.wanted)
    found = sentence("9 of 10 or more") if blind.agrees else sentence("fewer than 9 of 10")
    told = [
        *judged.facts,
        # Readings beyond what is wanted, and a share that stays above the level, leave a confirmation as it was.
        Fact(sentence("Answers that people read blind"), read, queues),
        Fact(sentence("Of them found as graded"), found, queues),
    ]
    obstacles = [*judged.obstacles]
    if blind.read < max(blind.wanted, 1):
        obstacles.append(sentence("Have people read a random share of its answers, blind."))
    elif not blind.agrees:
        obstacles.append(
            sentence(
                "People found %(part)s of %(whole)s answers as graded; 9 of 10 are needed.",
                part=blind.agreed,
                whole=blind.read,
            )
        )
    return CheckResult(told, obstacles)


def _judge_was_calibrated(facts: Facts, plan: TestPlan) -> CheckResult:
    if plan.judge is None or plan.judge_id is None:
        return CheckResult([Fact(sentence("Graded by"), sentence("rules alone"), _plan(facts, plan))])
    calibration = facts.judge_errors.get(plan.judge_id)
    shown = calibration.bad + calibration.good if calibration else 0
    told = [
        Fact(sentence("Judge"), _versioned(plan.judge.name, plan.judge.version), _plan(facts, plan)),
        Fact(sentence("Known answers it was held against"), str(shown)),
    ]
    obstacles = below_agreement(plan, calibration)
    if calibration and shown < FEWEST_KNOWN:
        obstacles.append(sentence("Hold the judge against %(least)s known answers at least.", least=FEWEST_KNOWN))
    return CheckResult(told, obstacles)


def _no_counted_run(facts: Facts) -> CheckResult:
    told = Fact(sentence("Test plan with a counted run"), sentence("none"), _plans(facts))
    return CheckResult([told], [NO_COUNTED_RUN])


def _named(plan: TestPlan) -> str:
    """As plans call themselves: the first of a name goes without its version."""
    return plan.name if plan.version == 1 else _versioned(plan.name, plan.version)


def _versioned(name: str, version: int) -> str:
    return sentence("%(name)s, version %(version)s", name=name, version=version)


def _plans(facts: Facts) -> str:
    return reverse("evaluations:plan_list", args=[facts.project.path])


def _plan(facts: Facts, plan: TestPlan) -> str:
    return reverse("evaluations:plan_detail", args=[facts.project.path, plan.pk])
