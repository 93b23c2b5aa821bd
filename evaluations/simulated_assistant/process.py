"""Starts the simulated assistant in a process of its own for the time being."""

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.test.utils import override_settings

PATIENCE_SECONDS = 20.0


@contextmanager
def simulated_assistant(latency: float = 0.02) -> Iterator[None]:
    """The simulated assistant, started for the time being unless the operator has named one that runs.

    Raises:
        RuntimeError: it does not start.
    """
    if settings.SIMULATED_ASSISTANT_URL:
        yield
        return
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = ["--port", str(port), "--latency", str(latency)]
    command = [sys.executable, "-m", "evaluations.simulated_assistant", *options]
    process = subprocess.Popen(command, cwd=settings.BASE_DIR)
    url = f"http://127.0.0.1:{port}/v1"
    try:
        _wait(f"{url}/models", process)
        with override_settings(SIMULATED_ASSISTANT_URL=url):
            yield
    finally:
        process.terminate()
        process.wait(timeout=10)


def _wait(url: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=1).close()  # noqa: S310 - loopback only
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("The simulated assistant did not start.")
