"""Recorded responses of an endpoint: pasted, uploaded or posted, and taken as a whole."""

from collections.abc import Collection, Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Now

from evaluations.endpoints.calling import responses_sha256
from evaluations.endpoints.recorded_answers import Answer
from evaluations.errors import AnswersRefused, Fault, RunRefused
from evaluations.models import Case, Endpoint, RecordedResponse, Run, Sample
from workspaces import audit
from workspaces.models import User

BATCH = 1000


def record_responses(endpoint: Endpoint, answers: Sequence[Answer], actor: User | None) -> int:
    """Stores answers; those to a case that already has some take the place of all of its earlier ones.

    Raises:
        AnswersRefused: the endpoint is one that is called, or is archived.
    """
    if endpoint.kind != Endpoint.Kind.RECORDED or endpoint.is_archived:
        raise AnswersRefused([Fault("endpoint", "", "a recorded endpoint", "This endpoint takes no recorded answers.")])
    with transaction.atomic():
        # Whoever records to the same endpoint at the same time waits here.
        Endpoint.objects.select_for_update().get(pk=endpoint.pk)
        replaced = _take_away(endpoint, {answer.case for answer in answers})
        RecordedResponse.objects.bulk_create(
            (
                RecordedResponse(
                    endpoint=endpoint,
                    case_key=answer.case,
                    epoch=answer.epoch,
                    text=answer.response,
                    model=answer.model,
                )
                for answer in answers
            ),
            batch_size=BATCH,
        )
        audit.record(
            endpoint.project.organisation,
            actor,
            "responses.recorded",
            endpoint,
            responses=len(answers),
            replaced=replaced,
        )
    return len(answers)


def _take_away(endpoint: Endpoint, keys: Collection[str]) -> int:
    """Deletes the earlier answers to these cases; gives how many."""
    ordered, gone = sorted(keys), 0
    for start in range(0, len(ordered), BATCH):
        some = RecordedResponse.objects.filter(endpoint=endpoint, case_key__in=ordered[start : start + BATCH])
        gone += some.delete()[0]
    return gone


def give_recorded_answers(run: Run, frozen_sha256: str) -> int:
    """Copies the answers of a run's endpoint into its samples, which then only have to be graded; gives how many.

    What is recorded later changes nothing about the run. A sample without an answer stays queued and ends as errored.

    Raises:
        RunRefused: the answers are not those of this hash.
    """
    if run.endpoint is None or responses_sha256(run.endpoint) != frozen_sha256:
        raise RunRefused("The recorded responses are no longer those of this run.")
    answer = _answer_of_a_sample(run.endpoint)
    answered = Sample.objects.filter(run=run, pk__in=_answered_samples(run))
    return answered.update(
        state=Sample.State.ANSWERED,
        response=Subquery(answer.values("text")),
        model=Subquery(answer.values("model")),
        answered_at=Now(),
    )


def _answer_of_a_sample(endpoint: Endpoint) -> QuerySet[RecordedResponse]:
    key = Case.objects.filter(pk=OuterRef(OuterRef("case"))).values("key")
    return RecordedResponse.objects.filter(endpoint=endpoint, epoch=OuterRef("epoch"), case_key=Subquery(key))


def _answered_samples(run: Run) -> QuerySet[Sample]:
    recorded = RecordedResponse.objects.filter(
        endpoint=run.endpoint, epoch=OuterRef("epoch"), case_key=OuterRef("case__key")
    )
    return Sample.objects.filter(Exists(recorded), run=run)
