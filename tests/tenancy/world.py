"""Two furnished organisations and all addresses of the product: what the cross-tenant walk walks over."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from workspaces import services
from workspaces.models import Project, Role, User

ROOMS = ["workspaces", "explorer", "evaluations", "calculator", "roadmap", "reports"]

# Addresses that belong to nobody: each is named here or has to be proven closed.
PUBLIC = {
    "home",
    "livez",
    "readyz",
    "theme",
    "nothing_here",
    "continue_as",
    "calculator_public:quick",
    "calculator_public:evidence",
    "explorer_public:chain_of_command",
    "reports_public:schema",
    "workspaces:invitation",  # the token is the key
    "workspaces:calendar_feed",  # the same; what it shows is proven in test_calendar.py
    # Proven closed in test_reporting_api.py and test_answers_api.py: a token opens its own project, a session nothing.
    "api:reported_results",
    "api:recorded_answers",
    "api:openapi-json",
    "api:api-root",
    "api_nothing_here",
}
# Names of an address that are the same for every organisation: published specifications and frameworks, fixed numbers.
SHARED_KEYS = {"label", "identifier", "number", "topic", "preset", "framework", "reference"}


@dataclass(frozen=True)
class Address:
    name: str
    keys: frozenset[str]

    def url(self, values: dict[str, object]) -> str:
        """The path with its keys filled.

        Raises:
            KeyError: nothing furnishes that key, so this address would go unwalked.
        """
        return reverse(self.name, kwargs={key: values[key] for key in self.keys})


@dataclass(frozen=True)
class World:
    """One organisation with one of everything, its owner, and the word that must not leave it."""

    owner: User
    project: Project
    canary: str
    values: dict[str, object]


def make_world(slug: str, canary: str) -> World:
    organisation = services.create_organisation(slug, f"{slug} {canary}")
    owner = services.create_person(f"owner@{slug}.example", f"Owner {canary}", None)
    services.add_member(organisation, owner, Role.OWNER, actor=None)
    project = services.create_project(organisation, name=f"Project {canary}", purpose=f"About {canary}", actor=owner)
    values: dict[str, object] = {"slug": project.path}
    for room in ROOMS:
        values |= import_module(f"tests.{room}.walk").furnish(project, owner, canary)
    return World(owner, project, canary, values)


def addresses() -> list[Address]:
    """Every named address of the product; one without a name fails here, because nobody could walk it."""
    found = list(_walk(get_resolver().url_patterns, ""))
    assert len({address.name for address in found}) == len(found)
    return found


def _walk(patterns: list[URLPattern | URLResolver], namespace: str) -> Iterator[Address]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            for address in _walk(pattern.url_patterns, inner):
                yield Address(address.name, address.keys | frozenset(pattern.pattern.converters))
        else:
            assert pattern.name, f"{pattern.pattern} has no name"
            keys = frozenset(pattern.pattern.converters) | frozenset(pattern.pattern.regex.groupindex)
            yield Address(f"{namespace}{pattern.name}", keys)


def fingerprint() -> str:
    """A hash over every row of every room: whatever a refused request changes shows here."""
    digest = hashlib.sha256()
    for room in ROOMS:
        for model in apps.get_app_config(room).get_models():
            rows = list(model._default_manager.order_by("pk").values())
            digest.update(json.dumps([model._meta.label, rows], cls=DjangoJSONEncoder, default=str).encode())
    return digest.hexdigest()
