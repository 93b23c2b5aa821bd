"""Searches with patterns that people wrote, so that no pattern can hang or exhaust the process that grades.

Python's ``re`` backtracks: ``(a+)+$`` on thirty letters runs for minutes and cannot be interrupted from another thread.
A linear engine would be a compiled dependency with another dialect, and a check that spots dangerous patterns is
guesswork. So the search runs in one small child process with a limit of processor time and memory.
"""

import atexit
import json
import os
import re
import select
import subprocess
import sys
import threading
import warnings
from dataclasses import dataclass
from pathlib import Path

MAX_PATTERN = 500
MAX_TEXT = 100_000
CPU_SECONDS = 0.25
# Only for a child that is stuck or starved; the processor limit above ends every ordinary search.
WALL_SECONDS = 15.0


class PatternRefused(ValueError):
    """The pattern is not a regular expression that can be compiled."""


@dataclass(frozen=True)
class Search:
    """``span`` of the first match or None; ``stopped`` says why there is no answer, empty when there is one."""

    span: tuple[int, int] | None = None
    stopped: str = ""


def check_pattern(pattern: str) -> None:
    """Raises PatternRefused when the pattern cannot be compiled; compiling is bounded by the pattern's length."""
    if len(pattern) > MAX_PATTERN:
        raise PatternRefused(f"must not be longer than {MAX_PATTERN} characters")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            re.compile(pattern)
    except (re.error, RecursionError, OverflowError, Warning) as error:
        raise PatternRefused(f"is not a regular expression: {error}") from error


class PatternProcess:
    """One child process for this process; started on first use, restarted after it died or this process forked."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def search(self, pattern: str, text: str, flags: int = 0) -> Search:
        """The first match of the pattern in at most MAX_TEXT characters of the text."""
        request = {"pattern": pattern, "flags": flags, "text": text[:MAX_TEXT], "seconds": CPU_SECONDS}
        with self._lock:
            child = self._running()
            try:
                return self._ask(child, json.dumps(request).encode() + b"\n")
            except (OSError, ValueError):
                self._stop()
                return Search(stopped="the pattern process died")

    def _ask(self, child: subprocess.Popen[bytes], line: bytes) -> Search:
        assert child.stdin is not None  # noqa: S101  (opened with pipes, below)
        assert child.stdout is not None  # noqa: S101
        child.stdin.write(line)
        child.stdin.flush()
        if not select.select([child.stdout], [], [], WALL_SECONDS)[0]:
            self._stop()
            return Search(stopped="time")
        answer = json.loads(child.stdout.readline())
        if "stopped" in answer:
            return Search(stopped=str(answer["stopped"]))
        return Search(span=tuple(answer["span"]) if answer["span"] else None)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._owner != os.getpid():
            # After a fork the child belongs to the parent: its pipe must not be shared and its end is not ours.
            self._child, self._owner = None, os.getpid()
        if self._child is not None and self._child.poll() is not None:
            self._stop()
        if self._child is None:
            script = Path(__file__).with_name("pattern_child.py")
            self._child = subprocess.Popen(
                [sys.executable, "-I", "-S", str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
        return self._child

    def _stop(self) -> None:
        child, self._child = self._child, None
        if child is None or self._owner != os.getpid():
            return
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except BrokenPipeError:
                    continue

    def close(self) -> None:
        """Ends the child; the next search starts another."""
        with self._lock:
            self._stop()


patterns = PatternProcess()
atexit.register(patterns.close)
