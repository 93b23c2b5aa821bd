"""Changes to endpoints. Secrets come in and are sealed; none ever goes out of here again."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from httpcore2 import ConnectError

from evaluations.endpoints.base_address import fault_of_query, place_of
from evaluations.endpoints.chat_client import MAX_TOKENS
from evaluations.endpoints.chat_roles import Roles
from evaluations.errors import EndpointChangedMeanwhile, EndpointRefused
from evaluations.models import Endpoint
from workspaces import audit
from workspaces.models import Project, User
from workspaces.outbound import OutboundRefused, read_url, rules, run_bounded
from workspaces.sealed import SealBroken, Sealed

LOOKING_UP_SECONDS = 5.0
# What a change of them makes of the last test: it no longer says anything.
TESTED = ("base_url", "model", "parameters", "roles", "length_parameter")


@dataclass(frozen=True)
class EndpointValues:
    """An endpoint as somebody wants it, without its secrets."""

    name: str
    kind: str = Endpoint.Kind.OPENAI
    base_url: str = ""
    model: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    roles: str = Roles.AS_THEY_ARE
    length_parameter: str = MAX_TOKENS
    concurrency: int = 10
    calls_per_minute: int | None = None
    tokens_per_minute: int | None = None
    deadline: int = 60
    price_in: Decimal | None = None
    price_out: Decimal | None = None
    currency: str = "USD"


@dataclass(frozen=True)
class Secrets:
    """What becomes of an endpoint's secrets.

    Args:
        api_key: a new key; empty takes it away, None keeps the one that is there.
        headers: every header it shall have; a value of None keeps the one of that name. None keeps all of them.
    """

    api_key: str | None = field(default=None, repr=False)
    headers: Mapping[str, str | None] | None = field(default=None, repr=False)


def add_endpoint(project: Project, actor: User | None, values: EndpointValues, secrets: Secrets) -> Endpoint:
    """Stores an endpoint whose address may be called.

    Raises:
        EndpointRefused: the address may not be called, or the name is taken.
    """
    _check_address(values)
    with _name_is_free(), transaction.atomic():
        endpoint = Endpoint.objects.create(project=project, **asdict(values))
        _seal(endpoint, secrets)
        endpoint.save(update_fields=["api_key", "headers", "header_names"])
        audit.record(project.organisation, actor, "endpoint.added", endpoint, **_facts(endpoint))
    return endpoint


def change_endpoint(
    endpoint: Endpoint, actor: User | None, values: EndpointValues, secrets: Secrets, *, version: int
) -> Endpoint:
    """Stores a change to an endpoint as it stood in that version. Its kind stays what it is.

    Raises:
        EndpointRefused: the address may not be called, the name is taken, or the address leads to another host and
            would take the secrets along: whoever may change an address must not learn a key by it.
        EndpointChangedMeanwhile: it has been changed since that version.
    """
    _check_address(values)
    wanted = {name: value for name, value in asdict(values).items() if name != "kind"}
    with _name_is_free(), transaction.atomic():
        took = Endpoint.objects.filter(pk=endpoint.pk, version=version).update(version=F("version") + 1)
        if not took:
            raise EndpointChangedMeanwhile("Somebody else changed this endpoint since you opened it.")
        current = Endpoint.objects.select_related("project__organisation").get(pk=endpoint.pk)
        _check_that_secrets_stay_home(current, values, secrets)
        changed = sorted(name for name, value in wanted.items() if getattr(current, name) != value)
        for name, value in wanted.items():
            setattr(current, name, value)
        sealed_anew = _seal(current, secrets)
        if sealed_anew or set(changed) & set(TESTED):
            current.tested_at, current.test_steps = None, []
        current.save()
        facts = {**_facts(current), "changed": changed + sealed_anew}
        audit.record(current.project.organisation, actor, "endpoint.changed", current, **facts)
    return current


def archive_endpoint(endpoint: Endpoint, actor: User | None, *, archived: bool) -> None:
    """Takes an endpoint out of use, or back into it. What it answered stays; doing it again changes nothing."""
    with transaction.atomic():
        changed = Endpoint.objects.filter(pk=endpoint.pk, archived_at__isnull=archived).update(
            archived_at=timezone.now() if archived else None, version=F("version") + 1
        )
        if changed:
            action = "endpoint.archived" if archived else "endpoint.restored"
            audit.record(endpoint.project.organisation, actor, action, endpoint)


def _check_address(values: EndpointValues) -> None:
    if values.kind != Endpoint.Kind.OPENAI:
        return
    if problem := fault_of_query(values.base_url):
        raise EndpointRefused({"base_url": problem})
    try:
        run_bounded(lambda: rules().check(place_of(values.base_url)), LOOKING_UP_SECONDS)
    except (OutboundRefused, ConnectError) as error:
        raise EndpointRefused({"base_url": str(error)}) from error
    except TimeoutError as error:
        message = f"The host name was not resolved within {LOOKING_UP_SECONDS:g} s. Try again, or check its spelling."
        raise EndpointRefused({"base_url": message}) from error


def _check_that_secrets_stay_home(endpoint: Endpoint, values: EndpointValues, secrets: Secrets) -> None:
    if not endpoint.base_url or read_url(place_of(endpoint.base_url)) == read_url(place_of(values.base_url)):
        return
    problems = {}
    if endpoint.api_key and secrets.api_key is None:
        problems["api_key"] = "The address leads to another host. Type the key again, or have it removed."
    kept = secrets.headers is None or None in secrets.headers.values()
    if endpoint.headers and kept:
        problems["headers"] = "The address leads to another host. Type the values again, or remove their lines."
    if problems:
        raise EndpointRefused(problems)


def _seal(endpoint: Endpoint, secrets: Secrets) -> list[str]:
    """Seals what is new for this row; gives the names of what changed."""
    changed = []
    if secrets.api_key is not None:
        endpoint.api_key = Sealed.of(secrets.api_key, endpoint.belonging("api_key"))
        changed.append("api_key")
    if secrets.headers is not None:
        headers = _headers(endpoint, secrets.headers)
        if None not in secrets.headers.values() or sorted(headers) != sorted(endpoint.header_names):
            changed.append("headers")
        text = json.dumps(headers, sort_keys=True) if headers else ""
        endpoint.headers = Sealed.of(text, endpoint.belonging("headers"))
        endpoint.header_names = sorted(headers)
    return changed


def _headers(endpoint: Endpoint, wanted: Mapping[str, str | None]) -> dict[str, str]:
    """The headers with their values, those that are kept out of the seal."""
    if None not in wanted.values():
        return {name: value for name, value in wanted.items() if value is not None}
    try:
        known: dict[str, str] = json.loads(endpoint.headers.open(endpoint.belonging("headers")) or "{}")
    except SealBroken as error:
        raise EndpointRefused({"headers": "The values no longer open. Type them again."}) from error
    unknown = [name for name, value in wanted.items() if value is None and name not in known]
    if unknown:
        raise EndpointRefused({"headers": f"{unknown[0]} has no value yet. Type it after the colon."})
    return {name: known[name] if value is None else value for name, value in wanted.items()}


def _facts(endpoint: Endpoint) -> dict[str, Any]:
    """What the trail keeps: where and how, and of secrets only that they are there."""
    return {
        "kind": endpoint.kind,
        "base_url": endpoint.base_url,
        "model": endpoint.model,
        "has_key": bool(endpoint.api_key),
        "headers": endpoint.header_names,
    }


@contextmanager
def _name_is_free() -> Iterator[None]:
    """Turns the constraint on names into the form's own words."""
    try:
        yield
    except IntegrityError as error:
        if "unique" not in str(error).lower():
            raise
        raise EndpointRefused({"name": "Another endpoint of this project has this name."}) from error
