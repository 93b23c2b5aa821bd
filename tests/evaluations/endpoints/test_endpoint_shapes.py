"""A contract with the servers people run themselves, on the shapes of their answers as their documentation shows them.

The shapes in ``shapes/`` were written by us from that documentation; nothing here has talked to the servers themselves.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from evaluations.endpoints.chat_client import ChatEndpoint
from evaluations.endpoints.trial import Trial
from tests.evaluations.canned import KEY, Received, answer_of, canned, http_json, listed

FILES = sorted((Path(__file__).parent / "shapes").glob("*.json"))
KINDS = {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in FILES}
SHAPES = [
    pytest.param(shape, id=f"{name}: {shape['name']}") for name, kind in KINDS.items() for shape in kind["answers"]
]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def reply_of(shape: dict[str, Any]) -> bytes:
    body = json.dumps(shape["body"]).encode()
    head = f"HTTP/1.1 {shape['status']}\r\ncontent-type: {shape['type']}\r\ncontent-length: {len(body)}\r\n"
    return head.encode() + b"connection: close\r\n\r\n" + body


def test_all_kinds_are_there() -> None:
    assert set(KINDS) == {"ollama", "vllm", "llama_cpp", "litellm", "azure"}


@pytest.mark.anyio
@pytest.mark.parametrize("shape", SHAPES)
async def test_each_shape_is_read_for_what_it_is(shape: dict[str, Any]) -> None:
    async with canned(reply_of(shape)) as url:
        answer = await answer_of(url)
    assert {name: getattr(answer, name) for name in shape["is"]} == shape["is"]


@pytest.mark.anyio
@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())
async def test_the_test_of_an_endpoint_passes_for_each_kind(kind: dict[str, Any]) -> None:
    answer, query = kind["answers"][0], f"?{kind['query']}" if "query" in kind else ""
    received = Received()

    def serve(head: str) -> bytes:
        status = "200 OK" if "data" in kind["models"] else "404 Not Found"
        return http_json(status, kind["models"]) if head.startswith("GET") else reply_of(answer)

    async with canned(serve, received) as url:
        endpoint = ChatEndpoint(url + query, kind["listed"][0], api_key=KEY)
        steps = await Trial(endpoint, listed(url)).run()
    called = [head.split(" ", 2)[1] for head in received.heads]
    assert called == [f"/v1/models{query}", f"/v1/chat/completions{query}"]
    assert [(step.name, step.state) for step in steps if step.state != "passed"] == []
    assert len(steps) == 7
