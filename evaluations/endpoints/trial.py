"""Tries an endpoint step by step and says which step failed and what to do about it; free of Django's models."""

import asyncio
import difflib
import json
import ssl
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

import httpcore2
import httpx2

from evaluations.endpoints.base_address import place_of
from evaluations.endpoints.chat_client import ChatEndpoint, Failure, Fault, Reply, ask
from workspaces.outbound import OutboundRefused, OutboundRules, Target, outbound_client

SECONDS = 9.0
# What is left for the answer ends a little before all of it does, so that the right step is named.
MARGIN = 0.3
LONGEST_LIST = 1_000_000
NAMED_MODELS = 5
# Enough for a word of any model, and for one that thinks before it speaks.
ANSWER_TOKENS = 256
QUESTION = [{"role": "user", "content": "Answer with the single word: ready"}]

State = Literal["passed", "failed", "unsure", "skipped"]
NAMES = (
    "Address is spelled acceptably",
    "Name leads to an address that may be called",
    "Connection and certificate",
    "Key is accepted",
    "Model is known",
    "An answer comes back",
    "Tokens are counted",
)


@dataclass(frozen=True)
class Step:
    """One step: what was tried, how it ended, what was seen, and what to do where it did not pass."""

    name: str
    state: State
    said: str = ""
    advice: str = ""

    def as_json(self) -> dict[str, str]:
        return asdict(self)


class _Failed(Exception):
    """Ends the steps; those not reached are skipped."""


class Trial:
    """The steps of one endpoint in their order, within one deadline for all of them."""

    def __init__(self, endpoint: ChatEndpoint, outbound: OutboundRules, tls: ssl.SSLContext | None = None) -> None:
        self.endpoint = endpoint
        self.outbound = outbound
        self.tls = tls
        self.steps: list[Step] = []
        self._ends = time.monotonic() + SECONDS

    async def run(self) -> list[Step]:
        """All steps; raises nothing for what an endpoint does."""
        try:
            async with asyncio.timeout(SECONDS):
                await self._try_all()
        except _Failed:
            pass
        except TimeoutError:
            self.interrupt()
        return self.all_steps()

    def interrupt(self) -> None:
        """Notes that the step under way took too long."""
        self._note("failed", f"Not done within {SECONDS:g} s.", "See whether the server is up and not overloaded.")

    def all_steps(self) -> list[Step]:
        """What was found so far, with the steps not reached."""
        return self.steps + [Step(name, "skipped") for name in NAMES[len(self.steps) :]]

    def _note(self, state: State, said: str = "", advice: str = "") -> None:
        said = self.endpoint.redacted(said)[:500]
        self.steps.append(Step(NAMES[len(self.steps)], state, said, advice))

    def _fail(self, said: str, advice: str) -> _Failed:
        self._note("failed", said, advice)
        return _Failed()

    async def _try_all(self) -> None:
        target = self._spelling()
        await self._name(target)
        async with outbound_client(connections=1, outbound=self.outbound, tls=self.tls) as client:
            listing = await self._connection(client, target)
            left = max(0.1, self._ends - time.monotonic() - MARGIN)
            hurried = replace(self.endpoint, deadline=min(self.endpoint.deadline, left))
            answer = await ask(client, hurried, QUESTION, max_tokens=ANSWER_TOKENS)
        self._key(listing, answer)
        self._model(listing, answer)
        self._answer(answer)

    def _spelling(self) -> Target:
        try:
            target = self.outbound.check_spelling(place_of(self.endpoint.base_url))
        except OutboundRefused as refusal:
            advice = "Correct the address. A server of your own network has to be listed by the operator."
            raise self._fail(str(refusal), advice) from refusal
        self._note("passed", f"{target.scheme}, host {target.host}, port {target.port}")
        return target

    async def _name(self, target: Target) -> None:
        try:
            found = await self.outbound.addresses(target.host, target.port)
        except OutboundRefused as refusal:
            advice = "Only public addresses are called. The operator can list this one under PRIVATE_ENDPOINTS."
            raise self._fail(str(refusal), advice) from refusal
        except httpcore2.ConnectError as error:
            raise self._fail(str(error), "Check the spelling of the host name.") from error
        self._note("passed", ", ".join(found[:3]))

    async def _connection(self, client: httpx2.AsyncClient, target: Target) -> "Listing":
        """Connects by asking for the models, which costs nothing; gives what came back."""
        try:
            listing = await _models(client, self.endpoint)
        except (httpx2.HTTPError, httpcore2.NetworkError, OSError, OutboundRefused) as error:
            raise self._fail(*_why_no_connection(error, target)) from error
        self._note("passed", "Certificate is valid." if target.scheme == "https" else "Listed by the operator, no TLS.")
        return listing

    def _key(self, listing: "Listing", answer: Reply | Failure) -> None:
        refused = isinstance(answer, Failure) and answer.fault is Fault.UNAUTHORISED
        if refused or (isinstance(answer, Failure) and listing.status in (401, 403)):
            said = answer.message if isinstance(answer, Failure) and refused else f"HTTP {listing.status}"
            has_key = bool(self.endpoint.api_key or self.endpoint.headers)
            advice = "Type the key again, or make a new one." if has_key else "This server asks for a key: add it."
            raise self._fail(said, advice)
        if isinstance(answer, Failure) and answer.fault in UNDECIDED and listing.status != 200:
            self._note("unsure", "Nothing came back that would tell.")
        else:
            self._note("passed", "" if self.endpoint.api_key else "No key was sent, and none was asked for.")

    def _model(self, listing: "Listing", answer: Reply | Failure) -> None:
        model, names = self.endpoint.model, listing.names
        if isinstance(answer, Reply):
            self._note("passed", _where_listed(model, names))
            return
        if names and model not in names:
            near = difflib.get_close_matches(model, names, n=1)
            shown = ", ".join(names[:NAMED_MODELS]) + (", …" if len(names) > NAMED_MODELS else "")
            hint = f"Did you mean {near[0]}?" if near else f"It has {shown}."
            raise self._fail(f"The endpoint does not list “{model}”.", hint)
        if answer.message.startswith("HTTP 404"):
            advice = "Check the model’s name, and that the address ends before /chat/completions."
            raise self._fail(answer.message, advice)
        self._note("passed" if names else "unsure", "" if names else "The endpoint keeps no list of models.")

    def _answer(self, answer: Reply | Failure) -> None:
        if isinstance(answer, Failure):
            raise self._fail(answer.message, ADVICE.get(answer.fault, "Look into the server’s own log."))
        words = " ".join(answer.text.split())[:80]
        self._note("passed", f"{answer.seconds:.2f} s: " + (f"“{words}”" if words else "an empty text"))
        counted = f"{answer.prompt_tokens} in, {answer.completion_tokens} out"
        if answer.tokens_estimated:
            advice = "Runs work; tokens and cost are estimates and marked as such."
            self._note("unsure", f"The endpoint tells no counts that can be believed. Our estimate: {counted}.", advice)
        else:
            self._note("passed", counted)


# Faults after which nobody knows whether the key was even looked at.
UNDECIDED = frozenset({Fault.TIMEOUT, Fault.CONNECTION, Fault.UNAVAILABLE, Fault.TOO_LARGE, Fault.UNREADABLE})
ADVICE = {
    Fault.TIMEOUT: "The model may still be loading. Try again in a minute, or allow more seconds for an answer.",
    Fault.RATE_LIMITED: "The endpoint is busy or its limit is low: lower the parallel calls and the calls a minute.",
    Fault.QUOTA: "The account or its budget is used up. Runs would stop at once.",
    Fault.UNAVAILABLE: "The server is there and does not serve. Look into its own log.",
    Fault.REFUSED: "Read what it says: often a parameter it does not know, or a role it does not take.",
    Fault.UNREADABLE: "See that the address is the one of the chat API, with /v1 where the server has it.",
    Fault.TOO_LARGE: "See that the address is the one of the chat API.",
    Fault.CONNECTION: "The connection broke off. Try again.",
}


def _where_listed(model: str, names: Sequence[str]) -> str:
    if not names:
        return "The endpoint keeps no list of models; it answers."
    return f"Listed among {len(names)}." if model in names else "It answers, though the list does not name it."


@dataclass(frozen=True)
class Listing:
    """What the list of models came to: its status, and the names on it if there is one."""

    status: int
    names: Sequence[str] = ()


async def _models(client: httpx2.AsyncClient, endpoint: ChatEndpoint) -> Listing:
    data = bytearray()
    headers = endpoint.request_headers()
    async with client.stream("GET", endpoint.address_of("/models"), headers=headers) as response:
        async for chunk in response.aiter_raw():
            data += chunk
            if len(data) > LONGEST_LIST:
                return Listing(response.status_code)
        return Listing(response.status_code, _names(bytes(data)) if response.status_code == 200 else ())


def _names(data: bytes) -> list[str]:
    try:
        models: Any = json.loads(data)["data"]
        return [str(model["id"])[:200] for model in models]
    except (ValueError, KeyError, TypeError, RecursionError):
        return []


def _why_no_connection(error: Exception, target: Target) -> tuple[str, str]:
    said = str(error) or type(error).__name__
    if isinstance(error, OutboundRefused):
        return said, "The name changed its address meanwhile to one that may not be called."
    if _is_about_tls(error):
        advice = (
            "The certificate or the version of TLS is not acceptable. Verification is never switched off; a private "
            "authority is named by the operator in OUTBOUND_CA_FILE."
        )
        return f"TLS: {said}", advice
    place = f"{target.host}, port {target.port}"
    return said, f"Nobody answers at {place}. See that the server is up and reachable from here."


def _is_about_tls(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError) or "certificate" in str(error).lower() or "ssl" in str(error).lower():
            return True
        error = error.__cause__ or error.__context__
    return False
