"""Recorded responses of an endpoint: pasted, uploaded or posted, and taken as a whole."""

from collections.abc import Collection, Sequence

from django.db import transaction

from evaluations.errors import AnswersRefused, Fault
from evaluations.models import Endpoint, RecordedResponse
from evaluations.recorded_answers import Answer
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
