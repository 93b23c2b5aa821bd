"""Results that were reported from elsewhere: stored once per key, graded again, asked again, and accepted."""

import math
import random
from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from evaluations import tasks
from evaluations.errors import CheckRefused, ReportedAlready
from evaluations.models import Endpoint, ReportedRun, Run, Sample, Suite
from evaluations.reported.matching import cases_for
from evaluations.reported.reading import Report
from evaluations.reported.standing import MIN_COMPARED, standing_of
from evaluations.services.conversations import state_of, store_conversations, suite_of_conversations
from evaluations.services.runs import start_run
from workspaces import audit
from workspaces.canonical import sha256_of
from workspaces.doorbell import ring_on_commit
from workspaces.models import ApiToken, Project, User

MAX_SEED = 2**31 - 1


def store_report(token: ApiToken, report: Report) -> tuple[Run, bool]:
    """The run of a report, and whether this call made it; the same report under the same key gives the first one.

    Raises:
        ReportedAlready: something else was reported under that key.
    """
    body_sha256 = sha256_of(report.content)
    known = _known(token.project, report.idempotency_key, body_sha256)
    if known is not None:
        return known, False
    try:
        with transaction.atomic():
            # Reports of one project come one after the other: each names a version of a suite.
            Project.objects.select_for_update().get(pk=token.project_id)
            return _store(token, report, body_sha256), True
    except IntegrityError:
        known = _known(token.project, report.idempotency_key, body_sha256)
        if known is None:
            raise
        return known, False


def _known(project: Project, key: str, body_sha256: str) -> Run | None:
    found = ReportedRun.objects.filter(project=project, idempotency_key=key).select_related("run").first()
    if found is not None and found.body_sha256 != body_sha256:
        raise ReportedAlready("Other results were reported under this idempotency key. Use a new key for new results.")
    return found.run if found else None


def _store(token: ApiToken, report: Report, body_sha256: str) -> Run:
    project, now = token.project, timezone.now()
    name = report.name or f"{report.branch[:100]} at {report.commit[:12]}"
    counts = Counter(row.outcome for row in report.rows)
    run = Run.objects.create(
        project=project,
        suite=suite_of_conversations(project, f"Results reported as {name}", report.rows, token.created_by),
        source=Run.Source.REPORTED,
        name=name,
        release=report.release,
        state=state_of(counts),
        epochs=max(report.epochs),
        created_by=token.created_by,
        started_at=now,
        finished_at=now,
    )
    ReportedRun.objects.create(
        run=run,
        project=project,
        commit=report.commit,
        branch=report.branch,
        idempotency_key=report.idempotency_key,
        body_sha256=body_sha256,
        token=token,
    )
    store_conversations(run, report.rows, report.epochs)
    facts = {"release": run.release, "commit": report.commit, "branch": report.branch, "token": token.prefix}
    audit.record(project.organisation, token.created_by, "results.reported", run, results=len(report.rows), **facts)
    return run


@transaction.atomic
def ask_regrade(reported: ReportedRun, *, actor: User) -> None:
    """Has the stored answers graded again by the rules of the project's own cases; what was accepted is so no longer.

    Raises:
        CheckRefused: it is being done already.
    """
    now = timezone.now()
    idle = ReportedRun.objects.filter(pk=reported.pk).exclude(regrade_asked_at__isnull=False, regraded_at=None)
    if not idle.update(regrade_asked_at=now, regraded_at=None, accepted_at=None, accepted_by=None):
        raise CheckRefused("The answers are being graded again already.")
    audit.record(reported.project.organisation, actor, "results.regrade_asked", reported.run)
    ring_on_commit(tasks.regrade_report, reported.pk)


@dataclass(frozen=True)
class SpotDraw:
    """Which cases are asked again: of one suite, a share of those that were reported, by a seed."""

    suite: Suite
    cases: list[int]
    of: int


def draw_spot_check(reported: ReportedRun, *, share: float, seed: int) -> SpotDraw:
    """Draws from the suite that knows most of the reported cases; never fewer than can decide, where there are so many.

    Raises:
        CheckRefused: no suite that can be run has a case of it.
    """
    by_suite: dict[int, dict[str, int]] = defaultdict(dict)
    samples = Sample.objects.filter(run=reported.run_id).select_related("case")
    for case in cases_for(reported.project, samples).values():
        by_suite[case.suite_id][case.key] = case.pk
    if not by_suite:
        raise CheckRefused("No suite of this project has a case with the key, the principle and the question of one.")
    suite_id = max(by_suite, key=lambda key: (len(by_suite[key]), key))
    cases = by_suite[suite_id]
    wanted = min(len(cases), max(math.ceil(share * len(cases)), MIN_COMPARED))
    keys = random.Random(seed).sample(sorted(cases), wanted)  # noqa: S311 - to be drawn again by anybody who doubts
    return SpotDraw(Suite.objects.get(pk=suite_id), [cases[key] for key in keys], len(cases))


def start_spot_check(reported: ReportedRun, *, endpoint: Endpoint, share: float, seed: int, actor: User) -> Run:
    """A run that asks a random share of the reported cases again; it takes the place of an earlier one.

    Raises:
        CheckRefused: there is nothing to ask, or the endpoint asks nobody.
        RunRefused: the run cannot be started.
    """
    if endpoint.kind == Endpoint.Kind.RECORDED:
        raise CheckRefused("Recorded responses ask nobody anew; choose an endpoint that is called.")
    draw = draw_spot_check(reported, share=share, seed=seed)
    with transaction.atomic():
        run = start_run(
            reported.project,
            suite=draw.suite,
            endpoint=endpoint,
            release=reported.run.release,
            actor=actor,
            only=draw.cases,
            name=f"Spot check of {reported.run.name}"[:160],
        )
        ReportedRun.objects.filter(pk=reported.pk).update(
            spot_run=run, spot_seed=seed, spot_share=share, accepted_at=None, accepted_by=None
        )
        facts = {"spot_run": run.pk, "seed": seed, "share": share, "drawn": len(draw.cases), "of": draw.of}
        audit.record(reported.project.organisation, actor, "results.spot_checked", reported.run, **facts)
    return run


@transaction.atomic
def accept_report(reported: ReportedRun, *, actor: User) -> None:
    """Lets the results count from now on.

    Raises:
        CheckRefused: the checks do not carry it, or something was checked anew meanwhile.
    """
    standing = standing_of(reported)
    if not standing.may_count:
        raise CheckRefused(" ".join(standing.obstacles))
    unchanged = ReportedRun.objects.filter(
        pk=reported.pk,
        accepted_at=None,
        regraded_at=reported.regraded_at,
        regraded_at__isnull=False,
        spot_run=reported.spot_run_id,
    )
    if not unchanged.update(accepted_at=timezone.now(), accepted_by=actor):
        raise CheckRefused("Somebody accepted it already, or is checking it anew.")
    facts = {"compared": standing.compared, "agreed": standing.agreed, "counted": standing.counted}
    audit.record(reported.project.organisation, actor, "results.accepted", reported.run, **facts)
