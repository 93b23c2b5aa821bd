"""Keeps the processes of a trial run together: starts them, restarts a worker that died, stops all of them cleanly."""

import ctypes
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from alignment_app.preflight import CannotStart

GRACE_SECONDS = 12.0
START_SECONDS = 40.0
MOST_RESTARTS = 5


@dataclass
class Part:
    """One process. ``vital``: without it the whole stops; another one is started anew."""

    name: str
    command: Sequence[str]
    vital: bool = False
    once: bool = False
    restarts: int = 0
    process: subprocess.Popen[bytes] | None = None


def end_with_parent() -> None:
    """In the child before it runs: Linux ends it with its parent, so that a killed supervisor leaves no orphans."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(1, signal.SIGTERM)


@dataclass
class Supervisor:
    """Runs its parts until one that is vital ends or a signal comes."""

    parts: list[Part]
    log_folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    stopping: bool = False

    def run(self, when_ready: Callable[[], None], ready_address: str) -> int:
        """Starts everything, calls back once the web answers, and stays until the end; gives the exit code."""
        self.log_folder.mkdir(parents=True, exist_ok=True)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)
        try:
            for part in self.parts:
                self._start(part)
            self._wait_until_ready(ready_address)
            if not self.stopping:
                when_ready()
            return self._watch()
        finally:
            self._end_all()

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _start(self, part: Part) -> None:
        with (self.log_folder / f"{part.name}.log").open("ab" if part.restarts else "wb") as log:
            part.process = subprocess.Popen(
                part.command,
                env=os.environ | self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C reaches us alone; we end the parts in order
                preexec_fn=end_with_parent,  # no threads here, and it has to be set in the child
            )

    def _wait_until_ready(self, address: str) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not self.stopping:
            self._look_after_parts()
            try:
                with urllib.request.urlopen(address, timeout=2):  # noqa: S310 - our own address
                    return
            except urllib.error.HTTPError:
                return
            except OSError:
                pass
            if time.monotonic() > deadline:
                raise CannotStart(f"the web server does not answer; see {self.log_folder / 'web.log'}")
            time.sleep(0.05)

    def _watch(self) -> int:
        while not self.stopping:
            self._look_after_parts()
            time.sleep(0.2)
        return 0

    def _look_after_parts(self) -> None:
        for part in self.parts:
            if part.process is None or part.process.poll() is None:
                continue
            if part.once:
                continue
            if part.vital or part.restarts >= MOST_RESTARTS:
                raise CannotStart(f"{part.name} has ended: {self._last_words(part)}")
            part.restarts += 1
            time.sleep(min(part.restarts, 5))
            self._start(part)

    def _last_words(self, part: Part) -> str:
        log = self.log_folder / f"{part.name}.log"
        lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines() if log.exists() else []
        return f"{lines[-1][:300] if lines else 'without a word'} (see {log})"

    def _end_all(self) -> None:
        """Asks everybody to finish, waits, and only then insists; by pid, never by name."""
        running = [part.process for part in self.parts if part.process and part.process.poll() is None]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + GRACE_SECONDS
        for process in running:
            try:
                process.wait(timeout=max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
