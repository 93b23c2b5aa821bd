"""Grades reported answers again by the rules of the project's own cases: a job that may be killed and started over."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from evaluations.graders import grade
from evaluations.models import Case, ReportedRun, Run, Sample, Verdict
from evaluations.outcomes import Outcome
from evaluations.reported.matching import cases_for
from evaluations.selectors import summary_of
from evaluations.verdict_keeping import add_verdicts
from workspaces import audit

AT_ONCE = 200
LEASE = timedelta(seconds=60)


def waiting() -> list[int]:
    """Reports that are to be graded again and that no worker is at."""
    return list(ReportedRun.objects.filter(_free(), _asked()).values_list("pk", flat=True)[:100])


def regrade(reported_id: int) -> bool:
    """Whether this call finished the grading. What a killed worker had done stays done."""
    if not ReportedRun.objects.filter(_free(), _asked(), pk=reported_id).update(regrade_leased_until=Now() + LEASE):
        return False
    reported = ReportedRun.objects.select_related("project__organisation", "run").get(pk=reported_id)
    after = 0
    while samples := list(_left(reported).filter(pk__gt=after)[:AT_ONCE]):
        after = samples[-1].pk
        _grade_again(reported, samples)
        ReportedRun.objects.filter(pk=reported_id).update(regrade_leased_until=Now() + LEASE)
    return _finish(reported)


def _free() -> Q:
    return Q(regrade_leased_until__isnull=True) | Q(regrade_leased_until__lt=Now())


def _asked() -> Q:
    return Q(regrade_asked_at__isnull=False, regraded_at=None)


def _left(reported: ReportedRun) -> QuerySet[Sample]:
    """The answers that were not graded since it was asked for."""
    done = Verdict.objects.filter(
        sample=OuterRef("pk"), source=Verdict.Source.RULES, created_at__gte=reported.regrade_asked_at
    )
    answered = Sample.objects.filter(run=reported.run_id).exclude(outcome=Outcome.ERRORED)
    return answered.filter(~Exists(done)).select_related("case").order_by("pk")


def _grade_again(reported: ReportedRun, samples: list[Sample]) -> None:
    """Appends the verdict of the rules. What was reported stays as a verdict beside it, and decides where they have
    none."""
    cases = cases_for(reported.project, samples)
    add_verdicts([_verdict(sample, cases[sample.pk]) for sample in samples if sample.pk in cases])


def _verdict(sample: Sample, case: Case) -> Verdict:
    result = grade(sample.response, case.graders, case.expected, case.exemplars)
    return Verdict(
        sample=sample,
        source=Verdict.Source.RULES,
        outcome=result.outcome,
        reason=result.reason,
        details=result.details,
    )


def _finish(reported: ReportedRun) -> bool:
    summary = summary_of(reported.run)
    state = Run.State.INCONCLUSIVE if summary.inconclusive else Run.State.COMPLETED
    with transaction.atomic():
        ended = ReportedRun.objects.filter(_asked(), pk=reported.pk, regrade_asked_at=reported.regrade_asked_at).update(
            regraded_at=timezone.now(), regrade_leased_until=None
        )
        if ended:
            Run.objects.filter(pk=reported.run_id).update(state=state)
            audit.record(
                reported.project.organisation, None, "results.regraded", reported.run, state=state, **summary.counts
            )
    return bool(ended)
