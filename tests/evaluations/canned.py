"""A server on loopback that gives one raw HTTP answer to everybody, and keeps what it was sent."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from evaluations.endpoints.chat_client import ChatEndpoint, Failure, Reply, ask
from workspaces.outbound import OutboundRules, outbound_client

KEY = "sk-very-secret-0123456789"
HELLO = [{"role": "user", "content": "hello"}]


@dataclass
class Received:
    """What came in, request by request."""

    heads: list[str] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)


def http(status: str, body: bytes, *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"content-length: {len(body)}", "connection: close", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def http_json(status: str, body: object, *headers: str) -> bytes:
    return http(status, json.dumps(body).encode(), "content-type: application/json", *headers)


def completion(text: object = "hi", **more: object) -> dict[str, object]:
    return {"choices": [{"message": {"role": "assistant", "content": text, **more}}]}


@asynccontextmanager
async def canned(
    reply: bytes | Callable[[str], bytes], received: Received | None = None, tls: ssl.SSLContext | None = None
) -> AsyncIterator[str]:
    """Gives the base address. ``reply`` may look at the head of the request, for servers with several addresses."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = next((int(line[15:]) for line in head.lower().split("\r\n") if line.startswith("content-length:")), 0)
        body = await reader.readexactly(length)
        if received is not None:
            received.heads.append(head)
            received.bodies.append(json.loads(body or b"{}"))
        writer.write(reply if isinstance(reply, bytes) else reply(head))
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    try:
        yield f"http{'s' if tls else ''}://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    finally:
        server.close()


def listed(url: str) -> OutboundRules:
    """Rules under which the operator listed this very server."""
    return OutboundRules(frozenset({("127.0.0.1", int(url.split(":")[2].split("/")[0]))}))


async def answer_of(
    url: str,
    model: str = "any",
    messages: Sequence[Mapping[str, str]] = HELLO,
    wanted: Mapping[str, object] | None = None,
    **settings: Any,
) -> Reply | Failure:
    endpoint = replace(ChatEndpoint(url, model, api_key=KEY), **settings)
    async with outbound_client(outbound=listed(url)) as client:
        return await ask(client, endpoint, messages, **(wanted or {}))
