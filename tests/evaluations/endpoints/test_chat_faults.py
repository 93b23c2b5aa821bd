"""Faults 68 to 70, 75 and 76 of an endpoint: what it sends is an answer or a named fault, never a guess."""

import asyncio
import json
import time
from dataclasses import replace

import pytest

from evaluations.endpoints.chat_client import MAX_QUOTED, REDACTED, ChatEndpoint, Failure, Fault, Reply
from evaluations.endpoints.chat_roles import Roles
from tests.evaluations.canned import KEY, Received, answer_of, canned, completion, http, http_json

SECRET = "tenant-secret-4711-abcdef"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("status", "fault"),
    [
        ("101 Switching Protocols", Fault.CONNECTION),
        ("201 Created", Fault.REFUSED),
        ("204 No Content", Fault.REFUSED),
        ("301 Moved Permanently", Fault.REFUSED),
        ("400 Bad Request", Fault.REFUSED),
        ("401 Unauthorized", Fault.UNAUTHORISED),
        ("402 Payment Required", Fault.QUOTA),
        ("403 Forbidden", Fault.UNAUTHORISED),
        ("404 Not Found", Fault.REFUSED),
        ("408 Request Timeout", Fault.UNAVAILABLE),
        ("413 Content Too Large", Fault.REFUSED),
        ("418 I'm a teapot", Fault.REFUSED),
        ("422 Unprocessable Content", Fault.REFUSED),
        ("429 Too Many Requests", Fault.RATE_LIMITED),
        ("500 Internal Server Error", Fault.UNAVAILABLE),
        ("502 Bad Gateway", Fault.UNAVAILABLE),
        ("503 Service Unavailable", Fault.UNAVAILABLE),
        ("504 Gateway Timeout", Fault.UNAVAILABLE),
        ("599 Whatever", Fault.UNAVAILABLE),
    ],
)
async def test_no_status_but_200_is_an_answer_even_with_a_completion_in_it(status: str, fault: Fault) -> None:
    async with canned(http_json(status, completion("Score me."))) as url:
        answer = await answer_of(url)
    assert isinstance(answer, Failure)
    assert answer.fault is fault
    assert answer.retryable == (fault in (Fault.UNAVAILABLE, Fault.RATE_LIMITED, Fault.CONNECTION))


@pytest.mark.anyio
async def test_a_hint_before_the_answer_is_passed_over() -> None:
    async with canned(b"HTTP/1.1 103 Early Hints\r\n\r\n" + http_json("200 OK", completion("after all"))) as url:
        answer = await answer_of(url)
    assert isinstance(answer, Reply)
    assert answer.text == "after all"


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("text/html; charset=utf-8", "text/html, not JSON"),
        ("text/plain", "text/plain, not JSON"),
        ("application/octet-stream", "not JSON"),
        ("text/event-stream", "streams its answer"),
    ],
)
async def test_a_completion_under_another_type_is_no_answer(kind: str, words: str) -> None:
    body = json.dumps(completion()).encode()
    async with canned(http("200 OK", body, f"content-type: {kind}")) as url:
        answer = await answer_of(url)
    assert isinstance(answer, Failure)
    assert answer.fault is Fault.UNREADABLE
    assert words in answer.message


@pytest.mark.anyio
@pytest.mark.parametrize("kind", ["application/json", "application/json; charset=utf-8", "application/problem+json"])
async def test_json_by_its_own_account_is_read(kind: str) -> None:
    async with canned(http("200 OK", json.dumps(completion()).encode(), f"content-type: {kind}")) as url:
        assert isinstance(await answer_of(url), Reply)


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("body", "words"),
    [
        (completion(None), "no text"),
        (completion(None, refusal="I would rather not."), "refusal field"),
        (completion("", refusal="I would rather not."), "refusal field"),
        (completion(None, tool_calls=[{"function": {"name": "look"}}]), "asks for a tool"),
        (completion("", tool_calls=[{"function": {"name": "look"}}]), "asks for a tool"),
        (completion([{"type": "image", "url": "x"}]), "no text"),
        (completion([]), "no text"),
        (completion(7), "no text"),
        ({"choices": []}, "not a chat completion"),
        ({"choices": ["text"]}, "not a chat completion"),
        ({"choices": {"0": {}}}, "not a chat completion"),
        ({"choices": [{"text": "an old completion"}]}, "no text"),
        ({"error": {"message": "An error with the status of success."}}, "not a chat completion"),
    ],
)
async def test_what_holds_no_text_is_an_error_with_its_reason(body: object, words: str) -> None:
    async with canned(http_json("200 OK", body)) as url:
        answer = await answer_of(url)
    assert isinstance(answer, Failure)
    assert (answer.fault, answer.retryable) == (Fault.UNREADABLE, False)
    assert words in answer.message


@pytest.mark.anyio
async def test_a_text_in_parts_is_put_together() -> None:
    parts = [{"type": "text", "text": "one, "}, {"type": "text", "text": "two"}]
    async with canned(http_json("200 OK", completion(parts))) as url:
        answer = await answer_of(url)
    assert isinstance(answer, Reply)
    assert answer.text == "one, two"


@pytest.mark.anyio
async def test_two_announced_gigabytes_are_cut_before_the_first_of_them() -> None:
    head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2147483648\r\n\r\n{"
    started = time.monotonic()
    async with canned(head) as url:
        answer = await answer_of(url)
    assert isinstance(answer, Failure)
    assert answer.fault is Fault.TOO_LARGE
    assert time.monotonic() - started < 2


@pytest.mark.anyio
async def test_a_packed_bomb_is_not_unpacked() -> None:
    packed = http(
        "200 OK", b"\x1f\x8b\x08\x00" + b"\x00" * 1000, "content-type: application/json", "content-encoding: gzip"
    )
    async with canned(packed) as url:
        answer = await answer_of(url)
    assert isinstance(answer, Failure)
    assert "packed (gzip)" in answer.message


@pytest.mark.anyio
async def test_an_endless_stream_of_events_is_cut_at_the_cap() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n")
        try:
            while True:
                writer.write(b'data: {"choices": []}\n\n' * 1000)
                await writer.drain()
        except ConnectionError:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    try:
        answer = await answer_of(url)
    finally:
        server.close()
    assert isinstance(answer, Failure)
    assert answer.fault is Fault.TOO_LARGE


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("usage", "prompt", "answered", "estimated"),
    [
        ({"prompt_tokens": 11, "completion_tokens": 3}, 11, 3, False),
        ({"prompt_tokens": 0, "completion_tokens": 0}, 0, 0, False),
        (None, 6, 1, True),
        ([], 6, 1, True),
        ({"prompt_tokens": -5, "completion_tokens": 3}, 6, 3, True),
        ({"prompt_tokens": 11, "completion_tokens": -1}, 11, 1, True),
        ({"prompt_tokens": 11, "completion_tokens": 10**9}, 11, 1, True),
        ({"prompt_tokens": 10**12, "completion_tokens": 3}, 6, 3, True),
        ({"prompt_tokens": 1e99, "completion_tokens": True}, 6, 1, True),
        ({"prompt_tokens": "11", "completion_tokens": 3}, 6, 3, True),
    ],
)
async def test_token_counts_that_cannot_be_true_are_estimated_and_flagged(
    usage: object, prompt: int, answered: int, estimated: bool
) -> None:
    async with canned(http_json("200 OK", {**completion(), "usage": usage})) as url:
        answer = await answer_of(url)
    assert isinstance(answer, Reply)
    assert (answer.prompt_tokens, answer.completion_tokens) == (prompt, answered)
    assert answer.tokens_estimated is estimated


@pytest.mark.anyio
@pytest.mark.parametrize("place", ["error", "text", "plain", "cut"])
async def test_no_secret_comes_back_whatever_the_endpoint_does_with_it(place: str) -> None:
    """The last one puts the key across the place where a message is cut: half a key is a secret as well."""
    told = f"You sent {KEY} and {SECRET}."
    replies = {
        "error": http_json("401 Unauthorized", {"error": {"message": told}}),
        "text": http_json("200 OK", {**completion(told), "model": KEY, "usage": {}}),
        "plain": http("500 Oops", told.encode(), "content-type: text/plain"),
        "cut": http("500 Oops", b"x" * (MAX_QUOTED - 10) + told[9:].encode(), "content-type: text/plain"),
    }
    async with canned(replies[place]) as url:
        answer = await answer_of(url, headers={"X-Tenant": SECRET})
    said = repr(answer)
    assert REDACTED in said
    assert not any(secret[:length] in said for secret in (KEY, SECRET) for length in (8, len(secret)))


def test_an_endpoint_that_is_printed_shows_no_secret() -> None:
    printed = repr(ChatEndpoint("https://api.example.com/v1", "m", api_key=KEY, headers={"X-Tenant": SECRET}))
    assert KEY not in printed
    assert SECRET not in printed


def test_a_short_value_is_no_secret_that_would_shred_the_text() -> None:
    endpoint = ChatEndpoint("https://api.example.com/v1", "m", api_key="ollama", headers={"X-Version": "1"})
    assert endpoint.redacted("1 llama, 11 ollamas") == "1 llama, 11 ollamas"


@pytest.mark.anyio
async def test_headers_parameters_and_roles_are_applied_and_what_a_run_wants_wins() -> None:
    received = Received()
    messages = [
        {"role": "system", "content": "Be brief."},
        {"role": "developer", "content": "Speak German."},
        {"role": "user", "content": "Hello"},
    ]
    async with canned(http_json("200 OK", completion()), received) as url:
        await answer_of(
            url,
            messages=messages,
            wanted={"temperature": 0.5, "max_tokens": 20, "seed": None},
            headers={"X-Tenant": SECRET},
            parameters={"temperature": 1, "top_p": 0.9},
            roles=Roles.FOLDED,
            length_parameter="max_completion_tokens",
        )
    assert received.bodies == [
        {
            "model": "any",
            "messages": [{"role": "user", "content": "Be brief.\n\nSpeak German.\n\nHello"}],
            "temperature": 0.5,
            "top_p": 0.9,
            "max_completion_tokens": 20,
        }
    ]
    head = received.heads[0].lower()
    assert f"authorization: bearer {KEY}" in head
    assert f"x-tenant: {SECRET}" in head
    assert "accept-encoding: identity" in head


def test_a_stored_key_wins_over_nothing_and_nothing_is_sent_without_one() -> None:
    endpoint = ChatEndpoint("https://api.example.com/v1", "m")
    assert "Authorization" not in endpoint.request_headers()
    assert replace(endpoint, api_key=KEY).request_headers()["Authorization"] == f"Bearer {KEY}"
