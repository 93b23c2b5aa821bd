"""Asks one question of an endpoint that speaks the OpenAI chat protocol, and says plainly what came of it."""

import asyncio
import json
import random
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Any

import httpcore2
import httpx2

from workspaces.outbound import OutboundRefused

DEADLINE = 60.0
MAX_RESPONSE = 1_000_000
MAX_QUOTED = 200
RETRY_AFTER_CAP = 60.0
BACKOFF_FIRST = 0.5
BACKOFF_CAP = 20.0
REDACTED = "•••"


class Fault(StrEnum):
    """Why there is no answer. The names are kept with the sample and counted in the run."""

    ADDRESS = "address"  # the address may not be called
    CONNECTION = "connection"  # nobody there, the name is unknown, TLS fails, the connection broke
    TIMEOUT = "timeout"  # the deadline passed
    RATE_LIMITED = "rate_limited"
    QUOTA = "quota"
    UNAUTHORISED = "unauthorised"
    REFUSED = "refused"  # the endpoint will not take this request, now or later
    UNAVAILABLE = "unavailable"  # 5xx
    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"  # an answer, but none of this protocol


RETRYABLE = frozenset({Fault.CONNECTION, Fault.TIMEOUT, Fault.RATE_LIMITED, Fault.UNAVAILABLE})
# Asking again or asking for another case would end the same way; the run should stop.
HOPELESS = frozenset({Fault.ADDRESS, Fault.UNAUTHORISED, Fault.QUOTA})


@dataclass(frozen=True)
class Reply:
    """The assistant's text. Token counts are None when the endpoint tells none that can be believed."""

    text: str
    model: str
    finish_reason: str
    prompt_tokens: int | None
    completion_tokens: int | None
    seconds: float


@dataclass(frozen=True)
class Failure:
    """There is no text. ``retry_after`` is the pause the endpoint asked for, in seconds, capped; None if it did not."""

    fault: Fault
    message: str
    seconds: float
    retry_after: float | None = None

    @property
    def retryable(self) -> bool:
        return self.fault in RETRYABLE


@dataclass(frozen=True)
class ChatEndpoint:
    """Where to ask and how; ``base_url`` ends before ``/chat/completions``."""

    base_url: str
    model: str
    api_key: str = ""
    deadline: float = DEADLINE
    max_response: int = MAX_RESPONSE

    def redacted(self, text: str) -> str:
        return text.replace(self.api_key, REDACTED) if self.api_key else text


class _Broken(Exception):
    """Carries a failure out of the reading of a response."""

    def __init__(self, fault: Fault, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.fault, self.message, self.retry_after = fault, message, retry_after


async def ask(
    client: httpx2.AsyncClient, endpoint: ChatEndpoint, messages: Sequence[Mapping[str, str]], **parameters: object
) -> Reply | Failure:
    """One call, no retry. The deadline spans connecting, sending and reading to the last byte; nothing is raised."""
    started = time.monotonic()
    try:
        async with asyncio.timeout(endpoint.deadline):
            data = await _exchange(
                client, endpoint, {"model": endpoint.model, "messages": list(messages), **parameters}
            )
        return _reply(data, endpoint.model, time.monotonic() - started)
    except _Broken as broken:
        fault, message, retry_after = broken.fault, broken.message, broken.retry_after
    except TimeoutError:
        fault, message, retry_after = Fault.TIMEOUT, f"No complete answer within {endpoint.deadline:g} s.", None
    except OutboundRefused as refusal:
        fault, message, retry_after = Fault.ADDRESS, str(refusal), None
    except (httpx2.HTTPError, httpcore2.NetworkError, httpx2.InvalidURL, OSError) as error:
        text = str(error) or type(error).__name__
        fault, message, retry_after = Fault.CONNECTION, f"The connection failed: {text}", None
    return Failure(fault, endpoint.redacted(message)[:500], time.monotonic() - started, retry_after)


async def _exchange(client: httpx2.AsyncClient, endpoint: ChatEndpoint, body: Mapping[str, object]) -> bytes:
    """The body of a 200 answer, uncompressed and below the cap; raises _Broken for anything else."""
    headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
    if endpoint.api_key:
        headers["Authorization"] = f"Bearer {endpoint.api_key}"
    url = endpoint.base_url.rstrip("/") + "/chat/completions"
    async with client.stream("POST", url, json=body, headers=headers) as response:
        encoding = response.headers.get("content-encoding", "identity")
        if encoding != "identity":
            # What was packed could unpack to anything; the request said that it wants it plain.
            raise _Broken(Fault.UNREADABLE, f"The answer is packed ({encoding[:20]}), though it was asked for plain.")
        data = bytearray()
        async for chunk in response.aiter_raw():
            data += chunk
            if len(data) > endpoint.max_response:
                raise _Broken(Fault.TOO_LARGE, f"The answer is larger than {endpoint.max_response} bytes.")
        if response.status_code != 200:
            raise _refusal(response, bytes(data))
        return bytes(data)


def _refusal(response: httpx2.Response, body: bytes) -> _Broken:
    """What a status other than 200 means."""
    status, said = response.status_code, _quoted(body)
    wait = retry_after_seconds(response.headers.get("retry-after"))
    message = f"HTTP {status}" + (f": {said}" if said else "")
    if status == 429 and _is_quota(body):
        return _Broken(Fault.QUOTA, message)
    if status == 429:
        return _Broken(Fault.RATE_LIMITED, message, wait)
    if status in (401, 403):
        return _Broken(Fault.UNAUTHORISED, message)
    if status in (408, 425) or status >= 500:
        return _Broken(Fault.UNAVAILABLE, message, wait)
    if 300 <= status < 400:
        return _Broken(Fault.REFUSED, f"HTTP {status}: redirects are not followed")
    return _Broken(Fault.REFUSED, message)


def _error_field(body: bytes, name: str) -> str:
    try:
        found = json.loads(body)["error"]
        return str(found.get(name) or "") if isinstance(found, dict) else str(found) if name == "message" else ""
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""


def _is_quota(body: bytes) -> bool:
    """Whether a 429 says that the account is used up, which no pause will cure."""
    return "insufficient_quota" in (_error_field(body, "code"), _error_field(body, "type"))


def _quoted(body: bytes) -> str:
    """The endpoint's own words, shortened and on one line, without control characters."""
    text = _error_field(body, "message") or body[: 4 * MAX_QUOTED].decode("utf-8", "replace")
    plain = "".join(letter if letter.isprintable() else " " for letter in text)
    return re.sub(r"\s+", " ", plain).strip()[:MAX_QUOTED]


_DURATION = re.compile(r"(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m)?(?:(\d+(?:\.\d+)?)s)?(?:(\d+(?:\.\d+)?)ms)?")


def retry_after_seconds(value: str | None, now: datetime | None = None) -> float | None:
    """The pause a Retry-After header asks for, from 0 to the cap.

    Reads seconds ("3"), durations ("1m30s", "250ms") and HTTP dates; None for anything else, negative numbers included.
    """
    text = (value or "").strip()
    if not text or len(text) > 64:
        return None
    seconds = _seconds(text)
    if seconds is None:
        seconds = _until_date(text, now or datetime.now(UTC))
    return None if seconds is None or seconds != seconds or seconds < 0 else min(seconds, RETRY_AFTER_CAP)


def _seconds(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        pass
    match = _DURATION.fullmatch(text.lower())
    if not match or not any(match.groups()):
        return None
    hours, minutes, seconds, milliseconds = (float(part or 0) for part in match.groups())
    return hours * 3600 + minutes * 60 + seconds + milliseconds / 1000


def _until_date(text: str, now: datetime) -> float | None:
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    date = date if date.tzinfo else date.replace(tzinfo=UTC)
    return max(0.0, (date - now).total_seconds())


def backoff_seconds(attempt: int, asked: float | None = None) -> float:
    """How long to wait before attempt 2, 3, …: doubling with jitter, at least what the endpoint asked for."""
    longest = min(BACKOFF_CAP, BACKOFF_FIRST * 2 ** (attempt - 1))
    return max(asked or 0.0, random.uniform(longest / 2, longest))  # noqa: S311  (spreads load, keeps no secret)


def _reply(data: bytes, model: str, seconds: float) -> Reply:
    """The text in a chat completion; raises _Broken when there is none to be read."""
    try:
        completion = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise _Broken(Fault.UNREADABLE, f"The answer is not JSON: {_quoted(data)}") from error
    choice = _first_choice(completion)
    message = choice.get("message")
    content = message.get("content") if isinstance(message, dict) else None
    if not isinstance(content, str):
        raise _Broken(Fault.UNREADABLE, _why_no_text(message))
    usage = completion.get("usage")
    return Reply(
        # NUL and lone surrogates cannot be stored as text.
        text=content.replace("\x00", "�").encode("utf-8", "replace").decode("utf-8"),
        model=str(completion.get("model") or model)[:200],
        finish_reason=str(choice.get("finish_reason") or "")[:40],
        prompt_tokens=_tokens(usage, "prompt_tokens"),
        completion_tokens=_tokens(usage, "completion_tokens"),
        seconds=seconds,
    )


def _first_choice(completion: object) -> dict[str, Any]:
    choices = completion.get("choices") if isinstance(completion, dict) else None
    if not isinstance(choices, list) or not choices or not isinstance(choices[0], dict):
        raise _Broken(Fault.UNREADABLE, "The answer is JSON, but not a chat completion with a choice.")
    return choices[0]


def _why_no_text(message: object) -> str:
    if isinstance(message, dict) and isinstance(message.get("refusal"), str):
        return f"The answer has a refusal field and no text: {message['refusal'][:MAX_QUOTED]}"
    if isinstance(message, dict) and message.get("tool_calls"):
        return "The answer asks for a tool and has no text."
    return "The answer has no text."


def _tokens(usage: object, name: str) -> int | None:
    count = usage.get(name) if isinstance(usage, dict) else None
    believable = isinstance(count, int) and not isinstance(count, bool) and 0 <= count <= 10_000_000
    return count if believable else None
