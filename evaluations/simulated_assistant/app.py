"""The ASGI program: two addresses of the chat protocol, and a tally of the calls for tests."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

from evaluations.simulated_assistant.behaviour import Behaviour, BehaviourUnknown, named, read_latency, seconds_for
from evaluations.simulated_assistant.faults import (
    FAULT_PREFIX,
    FAULTS,
    FaultScript,
    Reply,
    completion_body,
    status_reply,
)
from evaluations.simulated_assistant.judges import JUDGES, judge_named
from evaluations.simulated_assistant.scripts import RELEASES, case_keys, fails, key_of, rank_of, scripted_answer

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

MAX_BODY = 1_000_000


class SimulatedAssistant:
    """Answers after ``latency`` seconds; ``MODEL@250`` asks for 250 ms instead, ``MODEL@100-400`` for a range.

    Args:
        scripts: models of one's own, by name.
    """

    def __init__(self, latency: float = 0.15, scripts: Mapping[str, Behaviour] | None = None) -> None:
        self.latency = latency
        self.scripts = dict(scripts or {})
        self.faults = FaultScript()
        self.calls = 0
        self.at_once = 0
        self.most_at_once = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        match scope["method"], scope["path"].rstrip("/"):
            case "POST", "/v1/chat/completions":
                await self._counted(receive, send)
            case "GET", "/v1/models":
                names = [*RELEASES, *JUDGES, *self.scripts, *(f"{FAULT_PREFIX}{name}" for name in FAULTS)]
                models = [{"id": name, "object": "model", "owned_by": "simulated"} for name in names]
                await deliver(send, Reply(200, json.dumps({"object": "list", "data": models}).encode()))
            case "GET", "/v1/tally":
                tally = {"calls": self.calls, "at_once": self.at_once, "most_at_once": self.most_at_once}
                await deliver(send, Reply(200, json.dumps(tally).encode()))
            case _:
                await deliver(send, status_reply(404, "There is nothing at this address.", "not_found"))

    async def _counted(self, receive: Receive, send: Send) -> None:
        self.calls += 1
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await deliver(send, await self._completion(receive))
        finally:
            self.at_once -= 1

    async def _completion(self, receive: Receive) -> Reply:
        try:
            request = json.loads(await body_of(receive))
            model, at, wanted = request["model"].strip().partition("@")
            question = last_question(request["messages"])
            asked = sum(len(message["content"].split()) for message in request["messages"])
            behaviour = self.scripts.get(model) or named(model)
            judge = None if behaviour else judge_named(model)
            verdict = judge.answer(request["messages"]) if judge else None
            milliseconds = read_latency(wanted) if at else behaviour.milliseconds if behaviour else None
        except BehaviourUnknown as error:
            return status_reply(404, str(error), "model_not_found")
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            return status_reply(400, f"The request cannot be read: {error}", "invalid_request_error")
        await asyncio.sleep(seconds_for(milliseconds, question) if milliseconds else self.latency)
        fault = self.faults.reply_to(_fault_model(model, behaviour, question), question, rank_of(question))
        answer = scripted_answer(model, question, behaviour) if verdict is None else verdict
        return fault or Reply(200, completion_body(model, answer, asked))


def _fault_model(model: str, behaviour: Behaviour | None, question: str) -> str:
    """The name of the fault that a question meets, as ``FaultScript`` reads it."""
    if behaviour is None:
        return f"{FAULT_PREFIX}400" if fails(model, key_of(question)) else model
    fault = behaviour.fault_of(key_of(question), case_keys())
    return f"{FAULT_PREFIX}{fault}" if fault else ""


def last_question(messages: list[dict[str, str]]) -> str:
    """The content of the last message of a user; raises ValueError when no user speaks."""
    for message in reversed(messages):
        if message["role"] == "user":
            return str(message["content"].strip())
    raise ValueError("no message has the role user")


async def body_of(receive: Receive) -> bytes:
    body = b""
    while True:
        event = await receive()
        if event["type"] != "http.request":
            raise ValueError("the request was broken off")
        body += bytes(event.get("body", b""))
        if len(body) > MAX_BODY:
            raise ValueError(f"the request is larger than {MAX_BODY} bytes")
        if not event.get("more_body"):
            return body


async def deliver(send: Send, reply: Reply) -> None:
    length = len(reply.body) if reply.claimed_length is None else reply.claimed_length
    measured = [] if reply.chunks else [(b"content-length", str(length).encode())]
    await send({"type": "http.response.start", "status": reply.status, "headers": reply.headers + measured})
    more = reply.chunks is not None or reply.claimed_length is not None
    await send({"type": "http.response.body", "body": reply.body, "more_body": more})
    if reply.chunks:
        async for chunk in reply.chunks():
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
