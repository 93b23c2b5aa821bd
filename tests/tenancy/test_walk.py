"""The cross-tenant walk: every address × method × {plain, htmx}, with another organisation's keys.

An address whose key nobody furnishes fails; so does an app that refuses everybody, and a walk that would not notice
an open door.
"""

from collections.abc import Iterator
from itertools import islice

import pytest
from django.db import transaction
from django.test import Client

from tests.tenancy.world import PUBLIC, SHARED_KEYS, Address, World, addresses, fingerprint, make_world
from workspaces import access
from workspaces.models import Project, User

pytestmark = pytest.mark.django_db

METHODS = ["get", "head", "options", "post", "put", "patch", "delete"]
KINDS: dict[str, dict[str, str]] = {"plain": {}, "htmx": {"HX-Request": "true"}}
CLOSED = {404, 405}


@pytest.fixture
def worlds() -> tuple[World, World]:
    return make_world("alder", "CANARYALDER"), make_world("birch", "CANARYBIRCH")


def tenant_addresses() -> list[Address]:
    return [
        address
        for address in addresses()
        if address.keys and address.name not in PUBLIC and "account" not in address.name
    ]


def client_of(user: User | None) -> Client:
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def attempts(address: Address, mine: World, theirs: World) -> Iterator[str]:
    """Their address as it stands, and their things under an address of mine."""
    yield address.url(theirs.values)
    inner = address.keys - SHARED_KEYS - {"slug", "organisation"}
    if inner and address.keys & {"slug", "organisation"}:
        outer = {key: mine.values[key] for key in ("slug", "organisation")}
        yield address.url(theirs.values | outer)


def open_doors(mine: World, theirs: World) -> Iterator[str]:
    """Everything a stranger got that is not a closed door, one line each."""
    client = client_of(mine.owner)
    for address in tenant_addresses():
        before = fingerprint()
        for url in attempts(address, mine, theirs):
            for method in METHODS:
                for kind, headers in KINDS.items():
                    response = getattr(client, method)(url, headers=headers)
                    body = b"".join(response) if response.streaming else response.content
                    told = body.decode("utf-8", "replace") + str(dict(response.headers))
                    if response.status_code not in CLOSED:
                        yield f"{method} {kind} {url} → {response.status_code}"
                    if theirs.canary in told:
                        yield f"{method} {kind} {url} shows what is theirs"
        if fingerprint() != before:
            yield f"{address.name}: a refused request changed a row"


@pytest.mark.long
def test_no_address_opens_to_another_organisation(worlds: tuple[World, World]) -> None:
    mine, theirs = worlds
    assert list(open_doors(mine, theirs)) == []


def test_every_address_opens_to_its_own_owner(worlds: tuple[World, World]) -> None:
    """The positive control: without it an app that always says 404 would pass."""
    _, theirs = worlds
    client, shut = client_of(theirs.owner), []
    for address in tenant_addresses():
        url, codes = address.url(theirs.values), []
        for method in ("get", "post"):
            with transaction.atomic():
                codes.append(getattr(client, method)(url).status_code)
                transaction.set_rollback(True)
        if not any(code < 400 or code in (409, 422) for code in codes) or 403 in codes or 500 in codes:
            shut.append(f"{url} → {codes}")
    assert shut == []


def test_every_address_asks_who_is_there(worlds: tuple[World, World]) -> None:
    _, theirs = worlds
    client, found = client_of(None), []
    for address in addresses():
        if address.name in PUBLIC or "account" in address.name:
            continue
        for method in ("get", "post"):
            response = getattr(client, method)(address.url(theirs.values))
            if response.status_code != 302 or not response.headers["Location"].startswith("/accounts/login/"):
                found.append(f"{method} {address.name} → {response.status_code}")
    assert found == []


def test_the_walk_notices_when_the_door_is_left_open(
    worlds: tuple[World, World], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mutation of the product: with a door that lets everybody in, the walk has to go red."""

    def anybody(user: object, slug: str, *, to: str) -> Project:
        organisation, _, name = slug.partition("/")
        return Project.objects.select_related("organisation").get(organisation__slug=organisation, slug=name)

    monkeypatch.setattr(access, "project", anybody)
    assert len(list(islice(open_doors(*worlds), 20))) == 20
