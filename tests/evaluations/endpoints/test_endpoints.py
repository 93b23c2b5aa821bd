"""Setting up endpoints through their services: addresses checked, secrets kept, changes that do not leak or collide."""

import json

import pytest
from cryptography.fernet import Fernet
from django.db import IntegrityError, transaction

from evaluations import services
from evaluations.endpoints.calling import chat_endpoint_for, frozen_call
from evaluations.errors import EndpointNeedsKey
from evaluations.models import Endpoint, Run
from evaluations.services import EndpointValues, Secrets
from tests.conftest import Cast
from tests.evaluations.conftest import Bench
from workspaces.models import AuditEntry
from workspaces.outbound import OutboundRefused

pytestmark = pytest.mark.django_db
SECRET = "sk-endpoint-0123456789abcdef"
TENANT = "tenant-secret-4711"
VALUES = EndpointValues(name="Gateway", base_url="https://8.8.8.8/v1", model="m")


def added(cast: Cast, values: EndpointValues = VALUES, secrets: Secrets | None = None) -> Endpoint:
    return services.add_endpoint(
        cast.project, cast.editor, values, secrets or Secrets(SECRET, {"X-Tenant": TENANT, "X-Plain": "1"})
    )


def values_with(**changes: object) -> EndpointValues:
    return EndpointValues(**{**VALUES.__dict__, **changes})


# Fault 63 and 66 at the moment of saving; tests/workspaces/test_outbound.py has them at the moment of connecting.
@pytest.mark.parametrize(
    "address",
    [
        "https://127.0.0.1/v1", "https://localhost/v1", "https://2130706433/v1", "https://127.1/v1", "https://0177.0.0.1/v1",
        "https://[::1]/v1", "https://[::ffff:127.0.0.1]/v1", "https://0.0.0.0/v1", "https://169.254.169.254/v1", "https://10.1.2.3/v1",
        "https://100.64.0.1/v1", "https://[fd00::1]/v1", "https://[fe80::1]/v1", "https://[64:ff9b::7f00:1]/v1",
        "https://[2002:7f00:1::]/v1", "https://user:pass@8.8.8.8/v1", "http://8.8.8.8/v1", "https://8.8.8.8:22/v1",
        "https://8.8.8.8:6379/v1", "https://api。example。com/v1", "", "file:///etc/passwd",
    ],
)  # fmt: skip
def test_an_address_that_may_not_be_called_is_not_stored(cast: Cast, address: str) -> None:
    with pytest.raises(services.EndpointRefused) as refusal:
        added(cast, values_with(base_url=address))
    assert set(refusal.value.problems) == {"base_url"}
    assert not Endpoint.objects.exists()


AZURE = "https://8.8.8.8/openai/deployments/support?api-version=2024-10-21"


def test_a_query_is_kept_with_the_address_and_goes_with_each_call(cast: Cast) -> None:
    endpoint = added(cast, values_with(base_url=AZURE))
    chat = chat_endpoint_for(endpoint, frozen_call(endpoint))
    called = "https://8.8.8.8/openai/deployments/support/chat/completions?api-version=2024-10-21"
    assert chat.address_of("/chat/completions") == called
    newer = values_with(base_url=AZURE.replace("2024", "2025"))
    changed = services.change_endpoint(endpoint, cast.editor, newer, Secrets(), version=1)
    assert changed.api_key, "the same host may keep its key"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?api-key=abc", "looks like a secret"), ("?api-version=1&API_KEY=abc", "looks like a secret"),
        ("?subscription-key=x", "looks like a secret"), ("?code=x", "looks like a secret"),
        ("?sig=x", "looks like a secret"),
        ("?access%5Ftoken=x", "looks like a secret"), ("?a=1#b", "no #"), ("?a=1?b=2", "one ?"), ("?=x", "name=value"),
        ("?a=\u00e9", "plain letters"), ("?a= b", "plain letters"),
    ],
)  # fmt: skip
def test_a_query_that_shows_a_secret_or_cannot_be_read_is_refused(cast: Cast, query: str, words: str) -> None:
    with pytest.raises(services.EndpointRefused) as refusal:
        added(cast, values_with(base_url=f"https://8.8.8.8/v1{query}"))
    assert words in refusal.value.problems["base_url"]
    assert not Endpoint.objects.exists()


@pytest.mark.parametrize("address", ["https://127.0.0.1/v1?a=1", "https://8.8.8.8:22/v1?a=1", "http://8.8.8.8/v1?a=1"])
def test_a_query_makes_no_address_acceptable_that_is_not(cast: Cast, address: str) -> None:
    with pytest.raises(services.EndpointRefused):
        added(cast, values_with(base_url=address))


def test_the_operator_may_list_a_server_of_the_own_network(cast: Cast, settings: object) -> None:
    settings.PRIVATE_ENDPOINTS = ["127.0.0.1:11434"]  # type: ignore[attr-defined]
    assert added(cast, values_with(base_url="http://127.0.0.1:11434/v1")).pk
    with pytest.raises(services.EndpointRefused):
        added(cast, values_with(name="Other", base_url="http://127.0.0.1:11435/v1"))


def test_secrets_are_sealed_and_the_trail_tells_only_that_they_are_there(cast: Cast) -> None:
    endpoint = added(cast)
    chat = chat_endpoint_for(endpoint, frozen_call(endpoint))
    assert (chat.api_key, chat.headers) == (SECRET, {"X-Tenant": TENANT, "X-Plain": "1"})
    entry = AuditEntry.objects.get(action="endpoint.added")
    told = json.dumps(entry.details) + entry.target + json.dumps(frozen_call(endpoint))
    assert SECRET not in told
    assert TENANT not in told
    assert entry.details["has_key"] is True
    assert endpoint.header_names == ["X-Plain", "X-Tenant"]


def test_a_change_keeps_what_is_not_typed_again(cast: Cast) -> None:
    endpoint = added(cast)
    wanted = Secrets(None, {"X-Tenant": None, "X-New": "new-value"})
    changed = services.change_endpoint(endpoint, cast.editor, values_with(model="n"), wanted, version=1)
    chat = chat_endpoint_for(changed, frozen_call(changed))
    assert (chat.api_key, chat.headers) == (SECRET, {"X-Tenant": TENANT, "X-New": "new-value"})
    assert AuditEntry.objects.get(action="endpoint.changed").details["changed"] == ["model", "headers"]
    removed = services.change_endpoint(changed, cast.editor, values_with(model="n"), Secrets("", {}), version=2)
    assert not removed.api_key
    assert not removed.headers


def test_whoever_changes_an_address_does_not_get_the_key_sent_there(cast: Cast) -> None:
    endpoint = added(cast)
    elsewhere = values_with(base_url="https://1.1.1.1/v1")
    with pytest.raises(services.EndpointRefused) as refusal:
        services.change_endpoint(endpoint, cast.editor, elsewhere, Secrets(), version=1)
    assert set(refusal.value.problems) == {"api_key", "headers"}
    endpoint.refresh_from_db()
    assert (endpoint.base_url, endpoint.version) == ("https://8.8.8.8/v1", 1)
    with pytest.raises(services.EndpointRefused):
        services.change_endpoint(endpoint, cast.editor, elsewhere, Secrets("sk-new", {"X-Tenant": None}), version=1)
    moved = services.change_endpoint(endpoint, cast.editor, elsewhere, Secrets("sk-new", {}), version=1)
    assert chat_endpoint_for(moved, frozen_call(moved)).api_key == "sk-new"
    with pytest.raises(OutboundRefused, match="another host than when this run began"):
        chat_endpoint_for(moved, {**frozen_call(moved), "base_url": "https://8.8.8.8/v1"})


def test_of_two_changes_from_the_same_page_the_second_is_told(cast: Cast) -> None:
    endpoint = added(cast)
    services.change_endpoint(endpoint, cast.editor, values_with(model="first"), Secrets(), version=1)
    with pytest.raises(services.EndpointChangedMeanwhile):
        services.change_endpoint(endpoint, cast.owner, values_with(model="second"), Secrets(), version=1)
    endpoint.refresh_from_db()
    assert endpoint.model == "first"


def test_a_name_is_taken_once_in_a_project_and_free_in_another(cast: Cast) -> None:
    added(cast)
    with pytest.raises(services.EndpointRefused, match="has this name"):
        added(cast)
    assert services.add_endpoint(cast.other_project, cast.stranger, VALUES, Secrets()).pk


def test_a_lost_key_marks_the_endpoint_and_leaves_everything_else_alone(bench: Bench, settings: object) -> None:
    """Fault 98."""
    endpoint = added(bench.cast)
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]  # type: ignore[attr-defined]
    endpoint.refresh_from_db()
    assert endpoint.needs_its_key_again
    assert endpoint.key_hint == ""
    with pytest.raises(EndpointNeedsKey, match="needs its key again"):
        chat_endpoint_for(endpoint, frozen_call(endpoint))
    with pytest.raises(services.RunRefused, match="needs its key again"):
        services.start_run(bench.project, suite=bench.suite, endpoint=endpoint, release="R", actor=bench.cast.editor)
    assert bench.start().pk
    with pytest.raises(services.EndpointRefused, match="no longer open"):
        services.change_endpoint(endpoint, bench.cast.editor, VALUES, Secrets("sk-new", {"X-Tenant": None}), version=1)
    again = services.change_endpoint(endpoint, bench.cast.editor, VALUES, Secrets("sk-new", {}), version=1)
    assert not again.needs_its_key_again


def test_an_archived_endpoint_is_not_chosen_by_a_new_run_and_can_come_back(bench: Bench) -> None:
    run = bench.start()
    for _ in range(2):
        services.archive_endpoint(bench.endpoint, bench.cast.editor, archived=True)
    assert AuditEntry.objects.filter(action="endpoint.archived").count() == 1
    bench.endpoint.refresh_from_db()
    with pytest.raises(services.RunRefused, match="is archived"):
        bench.start()
    services.archive_endpoint(bench.endpoint, bench.cast.editor, archived=False)
    bench.endpoint.refresh_from_db()
    assert bench.start().pk
    assert Run.objects.filter(pk=run.pk).exists()


def test_a_run_freezes_how_it_asks_and_of_secrets_the_names(bench: Bench) -> None:
    endpoint = added(bench.cast, values_with(parameters={"top_p": 0.5}, roles="folded", deadline=30))
    run = services.start_run(bench.project, suite=bench.suite, endpoint=endpoint, release="R", actor=bench.cast.editor)
    frozen = {name: run.settings[name] for name in ("headers", "parameters", "roles", "deadline", "base_url")}
    assert frozen == {
        "headers": ["X-Plain", "X-Tenant"],
        "parameters": {"top_p": 0.5},
        "roles": "folded",
        "deadline": 30,
        "base_url": "https://8.8.8.8/v1",
    }
    assert TENANT not in json.dumps(run.settings)


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "unheard"},
        {"deadline": 0},
        {"deadline": 601},
        {"price_in": -1},
        {"calls_per_minute": 0},
        {"base_url": ""},
    ],
)
def test_the_database_itself_refuses_impossible_endpoints(cast: Cast, change: dict[str, object]) -> None:
    endpoint = added(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Endpoint.objects.filter(pk=endpoint.pk).update(**change)
