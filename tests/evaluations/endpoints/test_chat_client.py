"""The chat client against the real simulated assistant on loopback, in good days and in every kind of bad one."""

import asyncio
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluations.endpoints.chat_client import (
    HOPELESS,
    RETRY_AFTER_CAP,
    ChatEndpoint,
    Failure,
    Fault,
    Reply,
    ask,
    backoff_seconds,
    retry_after_seconds,
)
from evaluations.starter import starter_suite
from tests import processes
from tests.evaluations.canned import KEY, answer_of, canned, http
from workspaces.outbound import OutboundRules, outbound_client


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
def assistant() -> Iterator[str]:
    with processes.simulated_assistant("--latency", "0") as url:
        yield url


@pytest.mark.anyio
async def test_a_scripted_question_gets_its_scripted_answer(assistant: str) -> None:
    case = starter_suite().cases[0]
    answer = await answer_of(assistant, "simulated-release-4", [{"role": "user", "content": case.question}])
    assert isinstance(answer, Reply)
    assert answer.text in case.responses.values()
    assert answer.model == "simulated-release-4"
    assert answer.finish_reason == "stop"
    assert answer.completion_tokens == len(answer.text.split())


@pytest.mark.anyio
async def test_an_empty_answer_is_an_answer(assistant: str) -> None:
    answer = await answer_of(assistant, "fault-empty")
    assert isinstance(answer, Reply)
    assert answer.text == ""


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("model", "fault", "retryable", "words"),
    [
        ("fault-400", Fault.REFUSED, False, "HTTP 400: The request has a field"),
        ("fault-401", Fault.UNAUTHORISED, False, "HTTP 401"),
        ("fault-404", Fault.REFUSED, False, "HTTP 404"),
        ("fault-429", Fault.RATE_LIMITED, True, "HTTP 429"),
        ("fault-quota", Fault.QUOTA, False, "quota is used up"),
        ("fault-500", Fault.UNAVAILABLE, True, "HTTP 500"),
        ("fault-503", Fault.UNAVAILABLE, True, "HTTP 503"),
        ("fault-redirect", Fault.REFUSED, False, "redirects are not followed"),
        ("fault-cut", Fault.CONNECTION, True, "connection failed"),
        ("fault-truncated", Fault.UNREADABLE, False, "not JSON"),
        ("fault-html", Fault.UNREADABLE, False, "Bad gateway"),
        ("fault-null", Fault.UNREADABLE, False, "no text"),
        ("fault-refusal", Fault.UNREADABLE, False, "refusal field"),
        ("fault-no-choices", Fault.UNREADABLE, False, "not a chat completion"),
        ("fault-number", Fault.UNREADABLE, False, "not a chat completion"),
        ("fault-gzip", Fault.UNREADABLE, False, "packed (gzip)"),
        ("fault-flood", Fault.TOO_LARGE, False, "larger than 1000000 bytes"),
    ],
)
async def test_each_fault_of_an_endpoint_has_its_name(
    assistant: str, model: str, fault: Fault, retryable: bool, words: str
) -> None:
    answer = await answer_of(assistant, model)
    assert isinstance(answer, Failure)
    assert (answer.fault, answer.retryable) == (fault, retryable)
    assert words in answer.message


@pytest.mark.anyio
@pytest.mark.parametrize("model", ["fault-hang", "fault-trickle", "simulated-release-4@5000"])
async def test_the_deadline_ends_an_exchange_however_it_dawdles(assistant: str, model: str) -> None:
    started = time.monotonic()
    answer = await answer_of(assistant, model, deadline=0.5)
    assert isinstance(answer, Failure)
    assert answer.fault is Fault.TIMEOUT
    assert time.monotonic() - started < 3


@pytest.mark.anyio
async def test_a_pause_that_the_endpoint_asks_for_is_handed_on(assistant: str) -> None:
    answer = await answer_of(assistant, "fault-429")
    assert isinstance(answer, Failure)
    assert answer.retry_after == 1.0


@pytest.mark.anyio
async def test_nobody_there_is_a_connection_fault() -> None:
    answer = await answer_of(f"http://127.0.0.1:{processes.free_port()}/v1", "any")
    assert isinstance(answer, Failure)
    assert answer.fault is Fault.CONNECTION


@pytest.mark.anyio
async def test_an_address_that_is_not_listed_is_not_called() -> None:
    async with outbound_client(outbound=OutboundRules()) as client:
        endpoint = ChatEndpoint("https://127.0.0.1:8443/v1", "any")
        answer = await ask(client, endpoint, [{"role": "user", "content": "hello"}])
    assert isinstance(answer, Failure)
    assert answer.fault is Fault.ADDRESS
    assert answer.fault in HOPELESS


@pytest.mark.anyio
async def test_a_key_in_the_endpoints_own_words_is_blacked_out() -> None:
    body = b'{"error": {"message": "Incorrect key\\u001b[31m provided:\\n ' + KEY.encode() + b'"}}'
    async with canned(http("401 Unauthorized", body)) as url:
        answer = await answer_of(url, "any")
    assert isinstance(answer, Failure)
    assert KEY not in answer.message
    assert answer.message == "HTTP 401: Incorrect key [31m provided: •••"


@pytest.mark.anyio
async def test_what_cannot_be_stored_as_text_is_replaced() -> None:
    body = rb'{"choices": [{"message": {"content": "a\u0000b\ud800c"}}]}'
    async with canned(http("200 OK", body)) as url:
        answer = await answer_of(url, "any")
    assert isinstance(answer, Reply)
    assert answer.text == "a�b?c"


@settings(deadline=None, max_examples=40)
@given(st.binary(max_size=200))
def test_no_body_can_break_the_reading(body: bytes) -> None:
    async def once() -> Reply | Failure:
        async with canned(http("200 OK", body)) as url:
            return await answer_of(url, "any")

    answer = asyncio.run(once())
    assert isinstance(answer, Failure)
    assert answer.fault is Fault.UNREADABLE


NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("3", 3.0),
        ("0", 0.0),
        ("1.5", 1.5),
        ("1m30s", RETRY_AFTER_CAP),
        ("20s", 20.0),
        ("250ms", 0.25),
        ("1e9", RETRY_AFTER_CAP),
        ("inf", RETRY_AFTER_CAP),
        ("Tue, 24 Nov 2026 12:00:07 GMT", 7.0),
        ("Tue, 24 Nov 2026 11:00:00 GMT", 0.0),
        ("Tue, 24 Nov 2036 12:00:00 GMT", RETRY_AFTER_CAP),
        ("-1", None),
        ("nan", None),
        ("", None),
        (None, None),
        ("soon", None),
        ("9" * 65, None),
    ],
)
def test_retry_after_is_read_in_all_its_forms_and_capped(value: str | None, seconds: float | None) -> None:
    assert retry_after_seconds(value, NOON) == seconds


@settings(deadline=None)
@given(st.text(max_size=80))
def test_any_retry_after_is_a_pause_within_the_cap_or_nothing(value: str) -> None:
    seconds = retry_after_seconds(value, NOON)
    assert seconds is None or 0 <= seconds <= RETRY_AFTER_CAP


@settings(deadline=None)
@given(st.integers(1, 50), st.none() | st.floats(0, RETRY_AFTER_CAP))
def test_backoff_grows_stays_bounded_and_honours_the_endpoint(attempt: int, asked: float | None) -> None:
    pause = backoff_seconds(attempt, asked)
    assert (asked or 0) <= pause <= max(20.0, asked or 0)
