"""The pages of endpoints: who may do what, and that no secret ever comes back out of a form, a page or a log."""

from collections.abc import Callable
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evaluations import services
from evaluations.models import Endpoint, RecordedResponse
from evaluations.services import EndpointValues, Secrets
from tests.conftest import Cast
from tests.evaluations.conftest import Bench
from tests.evaluations.test_pages import address, text_of
from workspaces.models import AuditEntry, User

pytestmark = pytest.mark.django_db
Clients = Callable[[User], Client]
SECRET = "sk-page-secret-0123456789"
TENANT = "tenant-secret-4711"
SENT: dict[str, Any] = {
    "name": "Gateway",
    "base_url": "https://8.8.8.8/v1/chat/completions",
    "model": "small",
    "api_key": SECRET,
    "headers": f"X-Tenant: {TENANT}\nX-Plain: 1",
    "parameters": '{"top_p": 0.9}',
    "roles": "folded",
    "length_parameter": "max_tokens",
    "concurrency": "4",
    "calls_per_minute": "60",
    "deadline": "30",
    "price_in": "0.15",
    "price_out": "0.6",
    "currency": "EUR",
}


def stored(cast: Cast, client_for: Clients) -> Endpoint:
    assert client_for(cast.editor).post(address(cast.project, "endpoint_create"), SENT).status_code == 303
    return Endpoint.objects.get(name="Gateway")


def shows_no_secret(response: Any) -> str:
    page: str = response.content.decode()
    assert SECRET not in page
    assert TENANT not in page
    return page


def test_an_empty_list_says_what_an_endpoint_is_and_offers_the_first_one_to_editors(
    cast: Cast, client_for: Clients
) -> None:
    pages = {user: client_for(user).get(address(cast.project, "endpoint_list")).content.decode() for user in cast}
    assert all("No endpoint is set up yet" in page for page in pages.values())
    assert ["Add the first endpoint" in pages[user] for user in cast] == [True, True, False, False]


def test_editors_add_an_endpoint_whose_secrets_no_page_shows_again(cast: Cast, client_for: Clients) -> None:
    for user, status in ((cast.viewer, 403), (cast.evaluator, 403), (cast.stranger, 404)):
        assert client_for(user).post(address(cast.project, "endpoint_create"), SENT).status_code == status
    endpoint = stored(cast, client_for)
    assert (endpoint.base_url, endpoint.parameters, str(endpoint.price_in)) == (
        "https://8.8.8.8/v1",
        {"top_p": 0.9},
        "0.150000",
    )
    client = client_for(cast.editor)
    detail = shows_no_secret(client.get(address(cast.project, "endpoint_detail", endpoint.pk)))
    assert "ends in <code>6789</code>" in detail
    assert "X-Plain, X-Tenant" in detail
    form = shows_no_secret(client.get(address(cast.project, "endpoint_edit", endpoint.pk)))
    assert "X-Plain: •••\nX-Tenant: •••" in form
    shows_no_secret(client.get(address(cast.project, "endpoint_list")))


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"name": ""}, "name", "required"),
        ({"name": "a\x00b"}, "name", "Null"),
        ({"base_url": "https://127.0.0.1/v1"}, "base_url", "does not lead to a public address"),
        ({"base_url": "http://8.8.8.8/v1"}, "base_url", "Only https"),
        ({"base_url": "https://x.invalid/v1"}, "base_url", "cannot be resolved"),
        ({"base_url": "nonsense"}, "base_url", "begins with https"),
        ({"api_key": "has space"}, "api_key", "without spaces"),
        ({"api_key": "kéy"}, "api_key", "letters, digits and signs"),
        ({"headers": "X-No-Colon"}, "headers", "needs a value"),
        ({"headers": "Host: evil.example"}, "headers", "set by the product"),
        ({"headers": "Bad Name: x"}, "headers", "not the name of a header"),
        ({"headers": "X-A: 1\nx-a: 2"}, "headers", "occurs twice"),
        ({"headers": "X-A: •••"}, "headers", "has no value yet"),
        ({"headers": "X-A: é"}, "headers", "cannot carry"),
        ({"headers": "Authorization: Bearer x"}, "headers", "Keep one of the two"),
        ({"headers": "\n".join(f"X-{number}: 1" for number in range(21))}, "headers", "At most 20"),
        ({"parameters": "[]"}, "parameters", "must be an object"),
        ({"parameters": '{"stream": true}'}, "parameters", "decided by the product"),
        ({"parameters": '{"messages": []}'}, "parameters", "decided by the product"),
        ({"roles": "shouted"}, "roles", "valid choice"),
        ({"concurrency": "0"}, "concurrency", "greater than or equal to 1"),
        ({"concurrency": "201"}, "concurrency", "less than or equal to 200"),
        ({"deadline": "601"}, "deadline", "less than or equal to 600"),
        ({"calls_per_minute": "0"}, "calls_per_minute", "greater than or equal to 1"),
        ({"price_in": "NaN"}, "price_in", "number"),
        ({"price_in": "1E+1000000"}, "price_in", ""),
        ({"price_in": "-1"}, "price_in", "greater than or equal to 0"),
        ({"currency": "XXX"}, "currency", "valid choice"),
    ],
)
def test_what_cannot_be_taken_comes_back_with_the_reason_and_without_the_secrets(
    cast: Cast, client_for: Clients, changes: dict[str, str], field: str, words: str
) -> None:
    response = client_for(cast.editor).post(address(cast.project, "endpoint_create"), {**SENT, **changes})
    page = shows_no_secret(response)
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in page
    assert words in page
    assert "Type the key again" in page, "it is not in the form any more, and nothing else would say so"
    assert not Endpoint.objects.exists()


def test_an_empty_key_keeps_the_stored_one_and_a_tick_takes_it_away(cast: Cast, client_for: Clients) -> None:
    endpoint = stored(cast, client_for)
    client, url = client_for(cast.editor), address(cast.project, "endpoint_edit", endpoint.pk)
    kept = {**SENT, "api_key": "", "headers": "X-Tenant: •••", "model": "large"}
    assert client.post(url, {**kept, "version": 1}).status_code == 303
    endpoint.refresh_from_db()
    assert endpoint.model == "large"
    assert endpoint.api_key.open(endpoint.belonging("api_key")) == SECRET
    assert endpoint.header_names == ["X-Tenant"]
    assert client.post(url, {**kept, "version": 2, "remove_key": "on", "headers": ""}).status_code == 303
    endpoint.refresh_from_db()
    assert not endpoint.api_key
    assert not endpoint.headers


def test_an_address_on_another_host_asks_for_the_key_again(cast: Cast, client_for: Clients) -> None:
    endpoint = stored(cast, client_for)
    url = address(cast.project, "endpoint_edit", endpoint.pk)
    sent = {**SENT, "api_key": "", "headers": "X-Tenant: •••", "base_url": "https://1.1.1.1/v1", "version": 1}
    response = client_for(cast.editor).post(url, sent)
    assert response.status_code == 422
    assert shows_no_secret(response).count("The address leads to another host") == 2


def test_of_two_editors_the_second_is_told_and_nothing_is_lost(cast: Cast, client_for: Clients) -> None:
    endpoint = stored(cast, client_for)
    url = address(cast.project, "endpoint_edit", endpoint.pk)
    assert client_for(cast.owner).post(url, {**SENT, "version": 1, "model": "first"}).status_code == 303
    response = client_for(cast.editor).post(url, {**SENT, "version": 1, "model": "second"})
    assert response.status_code == 409
    assert "Nothing was stored." in shows_no_secret(response)
    endpoint.refresh_from_db()
    assert endpoint.model == "first"


def test_a_lost_key_is_told_on_the_pages_and_the_form_takes_it_again(
    cast: Cast, client_for: Clients, settings: object
) -> None:
    endpoint = stored(cast, client_for)
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]  # type: ignore[attr-defined]
    client = client_for(cast.editor)
    assert "needs its key again" in client.get(address(cast.project, "endpoint_list")).content.decode()
    detail = client.get(address(cast.project, "endpoint_detail", endpoint.pk)).content.decode()
    assert "Type the key again" in detail
    assert client.get(address(cast.project, "index")).status_code == 200
    assert client.post(address(cast.project, "endpoint_test", endpoint.pk)).status_code == 303
    url = address(cast.project, "endpoint_edit", endpoint.pk)
    assert "no longer opens" in client.get(url).content.decode()
    assert client.post(url, {**SENT, "version": 1}).status_code == 303
    assert "needs its key again" not in client.get(address(cast.project, "endpoint_list")).content.decode()


def test_the_test_button_shows_the_steps_to_all_and_keeps_them_until_a_change(
    bench: Bench, client_for: Clients, simulated_assistant: str
) -> None:
    url = address(bench.project, "endpoint_test", bench.endpoint.pk)
    for user, status in ((bench.cast.viewer, 403), (bench.cast.evaluator, 403), (bench.cast.stranger, 404)):
        assert client_for(user).post(url).status_code == status
    client = client_for(bench.cast.editor)
    fragment = client.post(url, headers={"HX-Request": "true", "HX-Target": "test"}).content.decode()
    assert "<html" not in fragment
    assert "The test passed" in fragment
    assert fragment.count("step--passed") == 7
    response = client.post(url)
    assert response.status_code == 303
    page = client_for(bench.cast.viewer).get(address(bench.project, "endpoint_detail", bench.endpoint.pk))
    assert "The test passed" in page.content.decode()
    assert AuditEntry.objects.filter(action="endpoint.tested").count() == 2


def test_a_test_that_fails_names_the_step(cast: Cast, client_for: Clients, settings: object) -> None:
    settings.PRIVATE_ENDPOINTS = ["127.0.0.1:9"]  # type: ignore[attr-defined]
    values = EndpointValues(name="Local", base_url="http://127.0.0.1:9/v1", model="m")
    endpoint = services.add_endpoint(cast.project, cast.editor, values, Secrets(SECRET, {"X-Tenant": TENANT}))
    page = client_for(cast.editor).post(address(cast.project, "endpoint_test", endpoint.pk), follow=True)
    assert "The test failed at: connection and certificate" in shows_no_secret(page)
    changed = services.change_endpoint(endpoint, cast.editor, values, Secrets("sk-another-key-1234"), version=1)
    assert changed.tested_at is None


def test_the_simulated_assistant_is_shown_and_not_changed(bench: Bench, client_for: Clients) -> None:
    client = client_for(bench.cast.editor)
    assert client.get(address(bench.project, "endpoint_detail", bench.endpoint.pk)).status_code == 200
    assert client.get(address(bench.project, "endpoint_edit", bench.endpoint.pk)).status_code == 404


def test_archiving_and_bringing_back_are_each_one_press(bench: Bench, client_for: Clients) -> None:
    url = address(bench.project, "endpoint_archive", bench.endpoint.pk)
    client = client_for(bench.cast.editor)
    assert client_for(bench.cast.evaluator).post(url).status_code == 403
    assert "is archived" in client.post(url, follow=True).content.decode()
    form = client.get(address(bench.project, "run_create")).content.decode()
    assert f">{bench.endpoint.name}</option>" not in form
    assert "is in use again" in client.post(url, {"restore": "1"}, follow=True).content.decode()


def recorded(cast: Cast) -> Endpoint:
    return services.add_endpoint(cast.project, cast.editor, EndpointValues("Bench", kind="recorded"), Secrets())


def test_evaluators_record_responses_by_pasting_or_from_a_file(bench: Bench, client_for: Clients) -> None:
    endpoint = recorded(bench.cast)
    url = address(bench.project, "endpoint_answers", endpoint.pk)
    assert client_for(bench.cast.viewer).post(url).status_code == 403
    client = client_for(bench.cast.evaluator)
    key = bench.suite.cases.first()
    assert key is not None
    assert client.post(url, {"text": f'{{"case": "{key.key}", "response": "One."}}'}).status_code == 303
    file = SimpleUploadedFile("answers.csv", b"case,response\nother,Two.\n")
    page = client.post(url, {"file": file}, follow=True).content.decode()
    assert "2 recorded responses" in text_of(page)
    assert "1 of 24" in text_of(page)
    assert RecordedResponse.objects.count() == 2


def test_faults_of_recorded_responses_come_with_their_lines_and_nothing_is_stored(
    cast: Cast, client_for: Clients
) -> None:
    endpoint = recorded(cast)
    url = address(cast.project, "endpoint_answers", endpoint.pk)
    client = client_for(cast.evaluator)
    response = client.post(url, {"text": '{"case": "a", "response": "x"}\n{"case": ""}'})
    assert response.status_code == 422
    assert "Nothing was stored: 1 fault" in text_of(response.content.decode())
    assert client.post(url, {}).status_code == 422
    both = {"text": "x", "file": SimpleUploadedFile("a.csv", b"x")}
    assert "not both" in client.post(url, both).content.decode()
    assert not RecordedResponse.objects.exists()


def test_a_list_of_ten_times_as_many_endpoints_takes_no_more_queries(cast: Cast, client_for: Clients) -> None:
    client, url = client_for(cast.viewer), address(cast.project, "endpoint_list")

    def queries(count: int) -> int:
        while Endpoint.objects.count() < count:
            values = EndpointValues(f"Endpoint {Endpoint.objects.count()}", base_url="https://8.8.8.8/v1", model="m")
            services.add_endpoint(cast.project, None, values, Secrets(SECRET))
        with CaptureQueriesContext(connection) as captured:
            shows_no_secret(client.get(url))
        return len(captured)

    queries(1)
    assert queries(2) == queries(20)
