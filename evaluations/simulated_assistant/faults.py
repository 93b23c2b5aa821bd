"""Faults on demand, chosen by a model name such as ``fault-429``: every failure of an endpoint can be rehearsed."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

FAULT_PREFIX = "fault-"
ONCE = "-once"
SOMETIMES = "-some"
# "-some" strikes every fifth question.
SOMETIMES_EVERY = 5
JSON = (b"content-type", b"application/json")
HTML = (b"content-type", b"text/html")


@dataclass(frozen=True)
class Reply:
    """A raw HTTP answer; ``chunks`` follow the body, as slowly as they please."""

    status: int
    body: bytes = b""
    headers: list[tuple[bytes, bytes]] = field(default_factory=lambda: [JSON])
    chunks: Callable[[], AsyncIterator[bytes]] | None = None
    claimed_length: int | None = None


def error_body(message: str, code: str) -> bytes:
    return json.dumps({"error": {"message": message, "type": code, "code": code}}).encode()


def completion_body(model: str, content: str | None, asked: int = 0, **message: object) -> bytes:
    """A chat completion of one choice; words stand in for tokens, ``asked`` of them in the prompt."""
    words = len((content or "").split())
    return json.dumps(
        {
            "id": "chatcmpl-simulated",
            "object": "chat.completion",
            "created": 0,
            "model": model,
            "choices": [
                {
                    "index": 0,
                    "message": {"role": "assistant", "content": content, **message},
                    "finish_reason": "stop",
                }
            ],
            "usage": {"prompt_tokens": asked, "completion_tokens": words, "total_tokens": asked + words},
        },
        ensure_ascii=False,
    ).encode()


async def forever() -> AsyncIterator[bytes]:
    await asyncio.Event().wait()
    yield b""


async def trickle() -> AsyncIterator[bytes]:
    while True:
        yield b" "
        await asyncio.sleep(0.2)


async def flood() -> AsyncIterator[bytes]:
    while True:
        yield b" " * 65_536
        await asyncio.sleep(0)


def status_reply(status: int, message: str, code: str, *headers: tuple[bytes, bytes]) -> Reply:
    return Reply(status, error_body(message, code), [JSON, *headers])


FAULTS: dict[str, Callable[[], Reply]] = {
    "400": lambda: status_reply(400, "The request has a field that is not known.", "invalid_request_error"),
    "401": lambda: status_reply(401, "The key is not valid.", "invalid_api_key"),
    "404": lambda: status_reply(404, "The model does not exist.", "model_not_found"),
    "429": lambda: status_reply(429, "Too many requests.", "rate_limit_exceeded", (b"retry-after", b"1")),
    "quota": lambda: status_reply(429, "The quota is used up.", "insufficient_quota"),
    "500": lambda: status_reply(500, "Something went wrong on our side.", "server_error"),
    "503": lambda: status_reply(503, "The model is overloaded.", "overloaded", (b"retry-after", b"1")),
    "redirect": lambda: Reply(302, b"", [(b"location", b"http://127.0.0.1:9/")]),
    "hang": lambda: Reply(200, chunks=forever),
    "trickle": lambda: Reply(200, b"{", chunks=trickle),
    "flood": lambda: Reply(200, b"{", chunks=flood),
    "cut": lambda: Reply(200, b'{"choices": [', claimed_length=5000),
    "truncated": lambda: Reply(200, completion_body("fault", "An answer that breaks off")[:-40]),
    "html": lambda: Reply(200, b"<!doctype html><title>Bad gateway</title>", [HTML]),
    "empty": lambda: Reply(200, completion_body("fault", "")),
    "null": lambda: Reply(200, completion_body("fault", None)),
    "refusal": lambda: Reply(200, completion_body("fault", None, refusal="I can't help with that.")),
    "no-choices": lambda: Reply(200, b'{"object": "chat.completion", "choices": []}'),
    "number": lambda: Reply(200, b"42"),
    "gzip": lambda: Reply(200, b"\x1f\x8b\x08\x00", [JSON, (b"content-encoding", b"gzip")]),
}


class FaultScript:
    """Decides whether a question meets the fault its model names; ``-once`` only the first time, ``-some`` on a few."""

    def __init__(self) -> None:
        self._struck: set[tuple[str, str]] = set()

    def reply_to(self, model: str, question: str, rank: int) -> Reply | None:
        """The faulty answer, or None when this question gets the scripted one."""
        if not model.startswith(FAULT_PREFIX):
            return None
        name = model.removeprefix(FAULT_PREFIX)
        if name.endswith(SOMETIMES):
            return self._fault(name.removesuffix(SOMETIMES)) if rank % SOMETIMES_EVERY == 1 else None
        if name.endswith(ONCE):
            if (name, question) in self._struck:
                return None
            self._struck.add((name, question))
        return self._fault(name.removesuffix(ONCE))

    @staticmethod
    def _fault(name: str) -> Reply:
        make = FAULTS.get(name)
        return make() if make else status_reply(404, f"There is no fault called {name}.", "model_not_found")
