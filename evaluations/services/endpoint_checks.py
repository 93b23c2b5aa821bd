"""Testing an endpoint from its page: bounded, and kept with the endpoint so that a later visitor sees it."""

from dataclasses import asdict

from django.db import transaction
from django.utils import timezone

from evaluations.endpoints.calling import chat_endpoint_for, frozen_call
from evaluations.endpoints.trial import SECONDS, Step, Trial
from evaluations.errors import EndpointNeedsKey
from evaluations.models import Endpoint
from workspaces import audit
from workspaces.models import User
from workspaces.outbound import OutboundRefused, rules, run_bounded

GRACE = 0.5


def check_endpoint(endpoint: Endpoint, actor: User | None) -> list[Step]:
    """Tries the endpoint as it stands and keeps what was found. Takes ten seconds at most, whatever the endpoint does.

    A change of the endpoint meanwhile makes the finding worthless, so it is not kept then.
    """
    steps = _tried(endpoint)
    failed = [step.name for step in steps if step.state == "failed"]
    with transaction.atomic():
        kept = Endpoint.objects.filter(pk=endpoint.pk, version=endpoint.version).update(
            tested_at=timezone.now(), test_steps=[asdict(step) for step in steps]
        )
        if kept:
            audit.record(endpoint.project.organisation, actor, "endpoint.tested", endpoint, failed=failed)
    return steps


def _tried(endpoint: Endpoint) -> list[Step]:
    try:
        trial = Trial(chat_endpoint_for(endpoint, frozen_call(endpoint)), rules())
    except EndpointNeedsKey as lost:
        return [Step("Key opens", "failed", str(lost), "Type the key again; what else is stored stays.")]
    except OutboundRefused as refusal:
        return [Step("Address", "failed", str(refusal), "Ask the operator.")]
    try:
        return run_bounded(trial.run, SECONDS + GRACE)
    except TimeoutError:
        trial.interrupt()
        return trial.all_steps()
