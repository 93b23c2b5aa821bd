"""Conversations that took place elsewhere, stored as a frozen suite of their own and as the samples of a run."""

from collections.abc import Mapping, Sequence

from django.utils import timezone

from evaluations.content import suite_sha256
from evaluations.exchange.pilot_csv import RecordedRow
from evaluations.models import Case, Run, Sample, Suite, Verdict
from evaluations.outcomes import Outcome, is_inconclusive
from workspaces.models import Project, User

BATCH = 1000
SUITE_NAME_LENGTH = 110


def suite_of_conversations(project: Project, name: str, rows: Sequence[RecordedRow], actor: User | None) -> Suite:
    """The conversations as a frozen suite, so that they are shown and counted like any other cases."""
    name = name[:SUITE_NAME_LENGTH]
    version = Suite.objects.filter(project=project, name=name).count() + 1
    suite = Suite.objects.create(
        project=project,
        name=name,
        version=version,
        origin=Suite.Origin.RECORDED,
        frozen_at=timezone.now(),
        created_by=actor,
    )
    first_seen = {row.case_id: row for row in reversed(rows)}
    in_order = dict.fromkeys(row.case_id for row in rows)
    cases = [
        Case(
            suite=suite,
            position=position,
            key=key,
            principle=first_seen[key].principle,
            messages=first_seen[key].messages(),
        )
        for position, key in enumerate(in_order)
    ]
    Case.objects.bulk_create(cases, batch_size=BATCH)
    suite.content_sha256 = suite_sha256(cases)
    suite.save(update_fields=["content_sha256"])
    return suite


def store_conversations(run: Run, rows: Sequence[RecordedRow], epochs: Sequence[int] = ()) -> None:
    """The rows as finished samples of the run, each with the verdict it came with.

    Args:
        epochs: the how-manieth answer to its case each row is; without them they are counted as they come.
    """
    cases = {case.key: case for case in Case.objects.filter(suite=run.suite)}
    samples = [
        Sample(
            run=run,
            case=cases[row.case_id],
            epoch=epoch,
            principle=row.principle,
            state=Sample.State.FINISHED,
            outcome=row.outcome,
            fault="recorded" if row.outcome == Outcome.ERRORED else "",
            reason=row.note,
            response=row.response,
            finished_at=run.finished_at,
        )
        for row, epoch in zip(rows, epochs or _counted(rows), strict=True)
    ]
    stored = Sample.objects.bulk_create(samples, batch_size=BATCH)
    verdicts = [
        Verdict(
            sample=sample,
            source=Verdict.Source.RECORDED,
            grader=row.grader,
            outcome=row.outcome,
            score=row.score,
            reason=row.note,
        )
        for sample, row in zip(stored, rows, strict=True)
    ]
    Verdict.objects.bulk_create(verdicts, batch_size=BATCH)


def _counted(rows: Sequence[RecordedRow]) -> list[int]:
    seen: dict[str, int] = {}
    epochs = []
    for row in rows:
        seen[row.case_id] = seen.get(row.case_id, 0) + 1
        epochs.append(seen[row.case_id])
    return epochs


def state_of(counts: Mapping[str, int]) -> Run.State:
    """How a run ends whose outcomes are all there."""
    lost = {"errored": counts.get(Outcome.ERRORED, 0), "unscored": counts.get(Outcome.UNSCORED, 0)}
    return Run.State.INCONCLUSIVE if is_inconclusive(**lost, total=sum(counts.values())) else Run.State.COMPLETED
