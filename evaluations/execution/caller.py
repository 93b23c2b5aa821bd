"""Makes calls concurrently on a thread of its own, so that storing and grading never wait for a socket.

The thread runs an event loop and touches no database; the thread that owns the database hands it samples and collects
what came of them.
"""

import asyncio
import logging
import queue
import threading
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self

import httpx2

from evaluations.endpoints.chat_client import ChatEndpoint, Failure, Fault, Reply, ask
from workspaces.outbound import OutboundRules, outbound_client, rules

Result = tuple[int, Reply | Failure]
Messages = Sequence[Mapping[str, str]]
Wishes = Mapping[str, object]

logger = logging.getLogger(__name__)


class Caller:
    """At most ``slots`` calls are open at once; further ones wait inside and start the moment a slot is free."""

    def __init__(self, endpoint: ChatEndpoint, slots: int) -> None:
        self.endpoint = endpoint
        self.slots = slots
        self._results: queue.SimpleQueue[Result] = queue.SimpleQueue()
        self._ready = threading.Event()
        self._calls: set[asyncio.Task[None]] = set()
        self._open_at = 0.0
        self._outbound: OutboundRules = rules()
        self._thread = threading.Thread(target=self._run, name="caller", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait()
        if not self._thread.is_alive():
            raise RuntimeError("The thread that makes the calls could not start; its error is in the log.")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Breaks off what is still open; its results are lost, and its samples are still leased."""
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    def submit(self, key: int, messages: Messages, wishes: Wishes) -> None:
        """Asks with these wishes for the model, such as a temperature; the result comes under ``key``."""
        self._loop.call_soon_threadsafe(self._begin, key, messages, wishes)

    def pause(self, seconds: float) -> None:
        """Starts no further call for so long; those that are open go on."""
        self._loop.call_soon_threadsafe(self._hold, seconds)

    def results(self, patience: float) -> list[Result]:
        """Waits for the next result, at most ``patience`` seconds, and gives it with all others that are there."""
        try:
            found = [self._results.get(timeout=patience)]
        except queue.Empty:
            return []
        while True:
            try:
                found.append(self._results.get_nowait())
            except queue.Empty:
                return found

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        finally:
            self._ready.set()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        self._free = asyncio.Semaphore(self.slots)
        async with outbound_client(connections=self.slots, outbound=self._outbound) as self._client:
            self._ready.set()
            await self._stop.wait()
            for call in self._calls:
                call.cancel()
            await asyncio.gather(*self._calls, return_exceptions=True)

    def _begin(self, key: int, messages: Messages, wishes: Wishes) -> None:
        call = self._loop.create_task(self._call(self._client, key, messages, wishes))
        self._calls.add(call)
        call.add_done_callback(self._calls.discard)

    def _hold(self, seconds: float) -> None:
        self._open_at = max(self._open_at, self._loop.time() + seconds)

    async def _call(self, client: httpx2.AsyncClient, key: int, messages: Messages, wishes: Wishes) -> None:
        async with self._free:
            while (wait := self._open_at - self._loop.time()) > 0:
                await asyncio.sleep(wait)
            self._results.put((key, await self._asked(client, messages, wishes)))

    async def _asked(self, client: httpx2.AsyncClient, messages: Messages, wishes: Wishes) -> Reply | Failure:
        try:
            return await ask(client, self.endpoint, messages, **wishes)
        except Exception as error:  # a fault of ours must end as one sample's error, never as a lost slot
            logger.exception("A call failed in a way that the client does not know.")
            return Failure(Fault.UNREADABLE, f"Unexpected: {type(error).__name__}.", 0.0)
