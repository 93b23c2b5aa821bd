"""Asks one question of an endpoint that speaks the OpenAI chat protocol, and says plainly what came of it."""

import asyncio
import json
import random
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Any
from urllib.parse import quote

import httpcore2
import httpx2

from evaluations.endpoints.base_address import CHAT_PATH, with_path
from evaluations.endpoints.chat_roles import Roles, spoken
from evaluations.endpoints.chat_usage import usage_of
from workspaces.outbound import OutboundRefused

DEADLINE = 60.0
MAX_RESPONSE = 1_000_000
MAX_QUOTED = 200
RETRY_AFTER_CAP = 60.0
BACKOFF_FIRST = 0.5
BACKOFF_CAP = 20.0
REDACTED = "•••"
# Replacing every occurrence of a shorter text would shred the answer, and nothing that short keeps a secret.
SHORTEST_SECRET = 8
MAX_TOKENS = "max_tokens"
USED_UP = frozenset({"insufficient_quota", "budget_exceeded", "billing_hard_limit_reached", "billing_not_active"})


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
    NOT_RECORDED = "not_recorded"  # a recorded endpoint has no answer for this case


RETRYABLE = frozenset({Fault.CONNECTION, Fault.TIMEOUT, Fault.RATE_LIMITED, Fault.UNAVAILABLE})
# Asking again or asking for another case would end the same way; the run should stop.
HOPELESS = frozenset({Fault.ADDRESS, Fault.UNAUTHORISED, Fault.QUOTA})


@dataclass(frozen=True)
class Reply:
    """The assistant's text. ``tokens_estimated`` where the endpoint told no counts that can be believed.

    The counts are None only for an answer that nobody was paid for, such as a recorded one.
    """

    text: str
    model: str
    finish_reason: str
    prompt_tokens: int | None
    completion_tokens: int | None
    seconds: float
    tokens_estimated: bool = False


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
    """Where to ask and how; ``base_url`` ends before ``/chat/completions``; its query, if it has one, is kept.

    Args:
        headers: sent with every call; their values are secrets.
        parameters: go into every request; those of a run win over them.
        length_parameter: what this endpoint calls ``max_tokens``.
    """

    base_url: str
    model: str
    api_key: str = field(default="", repr=False)
    deadline: float = DEADLINE
    max_response: int = MAX_RESPONSE
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    parameters: Mapping[str, object] = field(default_factory=dict)
    roles: Roles = Roles.AS_THEY_ARE
    length_parameter: str = MAX_TOKENS

    def redacted(self, text: str) -> str:
        """The text without any secret of this endpoint, however the endpoint repeats it."""
        for secret in (self.api_key, *self.headers.values()):
            if len(secret) >= SHORTEST_SECRET:
                for form in {secret, secret.removeprefix("Bearer "), quote(secret, safe="")}:
                    text = text.replace(form, REDACTED)
        return text

    def request_headers(self) -> dict[str, str]:
        known = {"Accept": "application/json", "Accept-Encoding": "identity"}
        key = {"Authorization": f"Bearer {self.api_key}"} if self.api_key else {}
        return {**self.headers, **key, **known}

    def request_body(self, messages: Sequence[Mapping[str, str]], wanted: Mapping[str, object]) -> dict[str, object]:
        """The request, with what a run wants over what the endpoint always gets; a wish that is None is none."""
        wishes = {
            self.length_parameter if name == MAX_TOKENS else name: value
            for name, value in wanted.items()
            if value is not None
        }
        return {**self.parameters, **wishes, "model": self.model, "messages": list(messages)}

    def address_of(self, path: str) -> str:
        return with_path(self.base_url, path)


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
    said = spoken(messages, endpoint.roles)
    try:
        async with asyncio.timeout(endpoint.deadline):
            data = await _exchange(client, endpoint, endpoint.request_body(said, parameters))
        return _reply(data, endpoint, said, time.monotonic() - started)
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
    """The body of a 200 answer, uncompressed, of the right type and below the cap; raises _Broken for anything else."""
    url = endpoint.address_of(CHAT_PATH)
    async with client.stream("POST", url, json=body, headers=endpoint.request_headers()) as response:
        encoding = response.headers.get("content-encoding", "identity")
        if encoding != "identity":
            # What was packed could unpack to anything; the request said that it wants it plain.
            raise _Broken(Fault.UNREADABLE, f"The answer is packed ({encoding[:20]}), though it was asked for plain.")
        too_large = _Broken(Fault.TOO_LARGE, f"The answer is larger than {endpoint.max_response} bytes.")
        if _announced(response) > endpoint.max_response:
            raise too_large
        data = bytearray()
        async for chunk in response.aiter_raw():
            data += chunk
            if len(data) > endpoint.max_response:
                raise too_large
        if response.status_code != 200:
            raise _refusal(response, bytes(data), endpoint)
        _check_type(response, bytes(data), endpoint)
        return bytes(data)


def _announced(response: httpx2.Response) -> int:
    """How many bytes the endpoint says it sends; 0 when it does not say."""
    length = response.headers.get("content-length", "")
    return int(length) if length.isascii() and length.isdecimal() and len(length) < 20 else 0


def _check_type(response: httpx2.Response, body: bytes, endpoint: ChatEndpoint) -> None:
    """Refuses what is not JSON by its own account; an endpoint that names no type is read."""
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "text/event-stream":
        raise _Broken(Fault.UNREADABLE, "The endpoint streams its answer, though it was asked for one in a piece.")
    if kind and kind != "application/json" and not kind.endswith("+json"):
        raise _Broken(Fault.UNREADABLE, f"The answer is {kind[:60]}, not JSON: {_quoted(body, endpoint)}")


def _refusal(response: httpx2.Response, body: bytes, endpoint: ChatEndpoint) -> _Broken:
    """What a status other than 200 means."""
    status, said = response.status_code, _quoted(body, endpoint)
    wait = retry_after_seconds(response.headers.get("retry-after"))
    message = f"HTTP {status}" + (f": {said}" if said else "")
    if status == 402 or (status in (400, 403, 429) and _is_used_up(body)):
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
    """A field of the error, wherever this kind of server puts it: in an object, beside the others, or as a text."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    found = answer.get("error", answer) if isinstance(answer, dict) else None
    if isinstance(found, str):
        return found if name == "message" else ""
    if not isinstance(found, dict):
        return ""
    return str(found.get(name) or (found.get("detail") if name == "message" else "") or "")


def _is_used_up(body: bytes) -> bool:
    """Whether the account or its budget is used up, which no pause will cure."""
    return bool(USED_UP & {_error_field(body, "code"), _error_field(body, "type")})


def _quoted(body: bytes, endpoint: ChatEndpoint) -> str:
    """The endpoint's own words on one line, without control characters and secrets, shortened after that."""
    text = _error_field(body, "message") or body.decode("utf-8", "replace")
    text = endpoint.redacted(text[: 100 * MAX_QUOTED])[: 4 * MAX_QUOTED]
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


def _reply(data: bytes, endpoint: ChatEndpoint, messages: Sequence[Mapping[str, str]], seconds: float) -> Reply:
    """The text in a chat completion; raises _Broken when there is none to be read."""
    try:
        completion = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise _Broken(Fault.UNREADABLE, f"The answer is not JSON: {_quoted(data, endpoint)}") from error
    choice = _first_choice(completion)
    message = choice.get("message")
    content = _text_of(message.get("content")) if isinstance(message, dict) else None
    if content is None or (not content and _answers_elsewhere(message)):
        raise _Broken(Fault.UNREADABLE, _why_no_text(message))
    text = _storable(endpoint.redacted(content))
    usage = usage_of(completion.get("usage"), messages, text)
    return Reply(
        text=text,
        model=_storable(endpoint.redacted(str(completion.get("model") or endpoint.model)))[:200],
        finish_reason=_storable(endpoint.redacted(str(choice.get("finish_reason") or "")))[:40],
        prompt_tokens=usage.prompt_tokens,
        completion_tokens=usage.completion_tokens,
        tokens_estimated=usage.estimated,
        seconds=seconds,
    )


def _storable(text: str) -> str:
    """NUL and lone surrogates cannot be stored as text."""
    return text.replace("\x00", "�").encode("utf-8", "replace").decode("utf-8")


def _first_choice(completion: object) -> dict[str, Any]:
    choices = completion.get("choices") if isinstance(completion, dict) else None
    if not isinstance(choices, list) or not choices or not isinstance(choices[0], dict):
        raise _Broken(Fault.UNREADABLE, "The answer is JSON, but not a chat completion with a choice.")
    return choices[0]


def _text_of(content: object) -> str | None:
    """The text of a message: as it is, or out of its parts where all of them are texts."""
    if isinstance(content, str):
        return content
    if not isinstance(content, list) or not content:
        return None
    parts = [part.get("text") if isinstance(part, dict) and part.get("type") == "text" else None for part in content]
    return None if None in parts else "".join(str(part) for part in parts)


def _answers_elsewhere(message: object) -> bool:
    """An empty text beside a refusal or a call of a tool is no empty answer."""
    return isinstance(message, dict) and bool(message.get("refusal") or message.get("tool_calls"))


def _why_no_text(message: object) -> str:
    if isinstance(message, dict) and isinstance(message.get("refusal"), str):
        return f"The answer has a refusal field and no text: {message['refusal'][:MAX_QUOTED]}"
    if isinstance(message, dict) and message.get("tool_calls"):
        return "The answer asks for a tool and has no text."
    return "The answer has no text."
