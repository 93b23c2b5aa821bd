"""What a call of an endpoint needs: frozen with the run where it decides answers; secrets opened at the last moment."""

import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from evaluations.endpoints.base_address import place_of
from evaluations.endpoints.chat_client import ChatEndpoint
from evaluations.endpoints.chat_roles import Roles
from evaluations.errors import EndpointNeedsKey
from evaluations.models import Endpoint, RecordedResponse
from workspaces.canonical import sha256_of
from workspaces.outbound import OutboundRefused, read_url
from workspaces.sealed import SealBroken


def frozen_call(endpoint: Endpoint) -> dict[str, Any]:
    """Everything about an endpoint that a run writes down at its start; of secrets the names only."""
    frozen = {
        "endpoint": endpoint.name,
        "kind": endpoint.kind,
        "base_url": endpoint.base_url,
        "model": endpoint.model,
        "headers": sorted(endpoint.header_names),
        "parameters": endpoint.parameters,
        "roles": endpoint.roles,
        "length_parameter": endpoint.length_parameter,
        "concurrency": endpoint.concurrency,
        "deadline": endpoint.deadline,
    }
    if endpoint.kind == Endpoint.Kind.RECORDED:
        frozen["responses_sha256"] = responses_sha256(endpoint)
    return frozen


def responses_sha256(endpoint: Endpoint) -> str:
    """The hash over all recorded responses of an endpoint, in the order of their keys."""
    responses = RecordedResponse.objects.filter(endpoint=endpoint).order_by("case_key", "epoch")
    return sha256_of([list(row) for row in responses.values_list("case_key", "epoch", "text")])


def chat_endpoint_for(endpoint: Endpoint, frozen: Mapping[str, Any]) -> ChatEndpoint:
    """Where to ask and how, by what was frozen with a run and the secrets of today.

    Raises:
        OutboundRefused: the simulated assistant is not running, or the endpoint leads to another host by now, which
            must not get what this address was trusted with, nor the other way round.
        EndpointNeedsKey: a secret of the endpoint no longer opens.
    """
    base_url = _address(endpoint, str(frozen["base_url"]))
    return ChatEndpoint(
        base_url=base_url,
        model=str(frozen["model"]),
        api_key=_opened(endpoint, "api_key"),
        deadline=float(frozen["deadline"]),
        headers=json.loads(_opened(endpoint, "headers") or "{}"),
        parameters=frozen.get("parameters", {}),
        roles=Roles(frozen.get("roles", Roles.AS_THEY_ARE)),
        length_parameter=str(frozen.get("length_parameter", endpoint.length_parameter)),
    )


def _address(endpoint: Endpoint, frozen: str) -> str:
    if endpoint.kind != Endpoint.Kind.SIMULATED:
        if read_url(place_of(frozen)) != read_url(place_of(endpoint.base_url)):
            raise OutboundRefused("The endpoint leads to another host than when this run began.")
        return frozen
    if not settings.SIMULATED_ASSISTANT_URL:
        raise OutboundRefused("The simulated assistant is not running; the operator names it SIMULATED_ASSISTANT_URL.")
    return str(settings.SIMULATED_ASSISTANT_URL)


def _opened(endpoint: Endpoint, purpose: str) -> str:
    sealed = endpoint.api_key if purpose == "api_key" else endpoint.headers
    try:
        return str(sealed.open(endpoint.belonging(purpose)))
    except SealBroken as error:
        raise EndpointNeedsKey(f"{endpoint.name} needs its key again: {error}") from error
