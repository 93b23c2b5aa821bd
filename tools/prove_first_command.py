#!/usr/bin/env python3
"""Proves the first command: clones the project into a folder with a space in its name, runs it, walks in, stops it.

Uses the standard library alone, as a stranger's machine would. Fails when a module does not open, when starting takes
longer than promised, or when something still runs after the end.
"""

import http.cookiejar
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FIRST_START_SECONDS = 60
SECOND_START_SECONDS = 5
NOISE = 2.0  # a shared machine may take this many times as long before the check calls it a fault
MODULES = ["explore", "calculator", "roadmap", "evaluations", "reports"]


class Trial:
    """One ``make run``, from its first line to its last."""

    def __init__(self, folder: Path, port: int) -> None:
        ours = {"DATABASE_URL", "REDIS_URL", "DATA_DIR", "DEBUG", "MAKEFLAGS", "MAKELEVEL"}
        environment = {key: value for key, value in os.environ.items() if key not in ours}
        self.started = time.monotonic()
        self.lines: list[str] = []
        self.process = subprocess.Popen(
            ["make", "--no-print-directory", "run", f"PORT={port}"],
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in self.process.stdout or []:
            self.lines.append(line.rstrip())
            print(f"    | {line.rstrip()}", flush=True)

    def wait_until_ready(self, patience: float) -> float:
        while time.monotonic() - self.started < patience:
            if any("Ctrl-C" in line for line in self.lines):
                return time.monotonic() - self.started
            if self.process.poll() is not None:
                raise SystemExit(f"make run ended with {self.process.returncode} before it was ready")
            time.sleep(0.05)
        raise SystemExit(f"make run was not ready after {patience:.0f} s")

    def interrupt(self) -> None:
        """What Ctrl-C does: SIGINT to the whole foreground group."""
        os.killpg(self.process.pid, signal.SIGINT)
        self.process.wait(timeout=30)


class Visitor:
    """A browser of the standard library: cookies and forms, nothing else."""

    def __init__(self, port: int) -> None:
        self.base = f"http://127.0.0.1:{port}"
        jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))

    def get(self, path: str) -> str:
        with self.opener.open(self.base + path, timeout=30) as answer:
            return str(answer.read().decode())

    def post(self, path: str, page: str, **fields: str) -> str:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        if token is None:
            raise SystemExit(f"no form to post on the page before {path}")
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": token[1], **fields}).encode()
        with self.opener.open(self.base + path, body, timeout=30) as answer:
            return str(answer.read().decode())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def account(lines: list[str]) -> tuple[str, str]:
    for line in lines:
        found = re.match(r"\s+(\S+@meridian\S*)\s+(\S+)\s", line)
        if found:
            return found[1], found[2]
    raise SystemExit("make run printed no demo account")


def walk_in(port: int, lines: list[str]) -> None:
    visitor = Visitor(port)
    if "Plumbline" not in visitor.get("/"):
        raise SystemExit("the front page does not say where one is")
    email, password = account(lines)
    page = visitor.post("/accounts/login/", visitor.get("/accounts/login/"), login=email, password=password)
    if "Support assistant" not in page:
        raise SystemExit("signed in, but the demo project is not on the page")
    for module in ["", *(f"{module}/" for module in MODULES)]:
        visitor.get(f"/p/meridian/support-assistant/{module}")
        print(f"    opened {module or 'the overview'}")


def clone(target: Path) -> None:
    subprocess.run(["git", "clone", "-q", "--no-hardlinks", str(ROOT), str(target)], check=True)


def main() -> int:
    holder = Path(tempfile.mkdtemp(prefix="plumbline first "))
    folder = holder / "a clone"
    port = free_port()
    try:
        clone(folder)
        first = Trial(folder, port)
        seconds = first.wait_until_ready(FIRST_START_SECONDS * NOISE)
        print(f"first start: {seconds:.1f} s")
        walk_in(port, first.lines)
        first.interrupt()
        second = Trial(folder, port)
        again = second.wait_until_ready(SECOND_START_SECONDS * NOISE)
        print(f"second start: {again:.1f} s")
        second.interrupt()
        left = leftovers(str(folder))
        if left:
            raise SystemExit("still running after the end:\n" + "\n".join(left))
    finally:
        shutil.rmtree(holder, ignore_errors=True)
    return 0


def leftovers(folder: str) -> list[str]:
    """Processes whose command line still names the folder."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = path.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
        except OSError:
            continue
        if folder in line:
            found.append(f"{path.parent.name} {line}")
    return found


if __name__ == "__main__":
    sys.exit(main())
