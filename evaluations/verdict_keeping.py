"""Adds verdicts to answers and keeps what follows from them: the outcome, whose it is, and whether it is disputed."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from django.db import transaction
from django.db.models import Count, Q

from evaluations.deciding import Said, decide
from evaluations.models import Grading, Run, Sample, ScheduledRun, Verdict
from evaluations.outcomes import Outcome, is_inconclusive
from workspaces import audit

AT_ONCE = 500


def add_verdicts(verdicts: Sequence[Verdict]) -> None:
    """Appends verdicts and decides their answers anew, in one transaction. Verdicts are never changed afterwards."""
    with transaction.atomic():
        Verdict.objects.bulk_create(verdicts, batch_size=AT_ONCE)
        decide_again({verdict.sample_id for verdict in verdicts})


def decide_again(samples: Collection[int]) -> int:
    """Writes the outcome that follows from all verdicts of these finished samples; gives how many rows changed.

    To be called whenever a verdict was added, or the standing of those that exist has changed. A sample without any
    verdict (an errored one) is left as it is.
    """
    changed, keys = 0, sorted(samples)
    for start in range(0, len(keys), AT_ONCE):
        with transaction.atomic():
            changed += _decide_some(keys[start : start + AT_ONCE])
    return changed


def _decide_some(keys: Sequence[int]) -> int:
    # Whoever decides the same answers at the same time waits here, and then sees the other's verdicts.
    finished = Sample.objects.filter(pk__in=keys, state=Sample.State.FINISHED).order_by("pk")
    locked = finished.select_for_update().only("run", "outcome", "decided_by", "disputed")
    rows = {sample.pk: sample for sample in locked}
    said: dict[int, list[Said]] = defaultdict(list)
    deciding = deciding_gradings({sample.run_id for sample in rows.values()})
    for verdict in Verdict.objects.filter(sample__in=rows).order_by("pk"):
        said[verdict.sample_id].append(_as_said(verdict, deciding))
    changed = []
    for key, verdicts in said.items():
        sample, decision = rows[key], decide(verdicts)
        if decision is None:
            continue
        now = (decision.said.outcome, decision.said.source, decision.disputed)
        if now != (sample.outcome, sample.decided_by, sample.disputed):
            sample.outcome, sample.decided_by, sample.disputed = now
            sample.reason = decision.said.reason
            changed.append(sample)
    Sample.objects.bulk_update(changed, ["outcome", "decided_by", "disputed", "reason"], batch_size=AT_ONCE)
    _complete_what_was_scored({sample.run_id for sample in changed})
    return len(changed)


def _complete_what_was_scored(runs: Collection[int]) -> None:
    """Completes the runs that were inconclusive and have enough usable verdicts now; one that was scheduled is held
    against its baseline anew."""
    open_ended = Run.objects.filter(pk__in=runs, state=Run.State.INCONCLUSIVE, source=Run.Source.EXECUTED)
    for run in open_ended.select_related("project__organisation"):
        counts = run.samples.aggregate(
            total=Count("pk"),
            errored=Count("pk", filter=Q(outcome=Outcome.ERRORED)),
            unscored=Count("pk", filter=Q(outcome=Outcome.UNSCORED)),
        )
        if is_inconclusive(**counts):
            continue
        still = Run.objects.filter(pk=run.pk, state=Run.State.INCONCLUSIVE)
        if still.update(state=Run.State.COMPLETED, reason="", cause=""):
            ScheduledRun.objects.filter(run=run).update(judged_at=None)
            audit.record(run.project.organisation, None, "run.scored", run, **counts)


def deciding_gradings(runs: Collection[int]) -> set[int]:
    """The one grading of each run whose verdicts may decide: the latest that is completed, counts, and is trusted."""
    held = Grading.objects.filter(run__in=runs, state=Grading.State.COMPLETED, counts=True, trusted=True)
    latest = dict(held.order_by("finished_at", "pk").values_list("run_id", "pk"))
    return set(latest.values())


def _as_said(verdict: Verdict, deciding: Collection[int]) -> Said:
    """A verdict that came without a grading is none of our judges': it was recorded with its answer."""
    advisory = verdict.grading_id is not None and verdict.grading_id not in deciding
    return Said(verdict.source, verdict.outcome, verdict.reason, advisory)
