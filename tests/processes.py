"""Real processes beside a test: a Celery worker and the simulated assistant, ended by their own pid."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import quote

from django.conf import settings as django_settings
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 30.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(condition: Any, what: str, patience: float = PATIENCE) -> Any:
    """Waits until the condition gives something true and returns it; fails saying what never came."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        found = condition()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"Waited {patience:.0f} s in vain for {what}.")


def end(process: subprocess.Popen[bytes], how: signal.Signals = signal.SIGTERM) -> None:
    """Ends exactly this process, and its children with it where it leads a group of its own."""
    if process.poll() is None:
        os.killpg(process.pid, how)
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(timeout=5)


@contextmanager
def simulated_assistant(*arguments: str) -> Iterator[str]:
    port = free_port()
    command = [sys.executable, "-m", "evaluations.simulated_assistant", "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen([*command, *arguments], cwd=ROOT, start_new_session=True, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}/v1"
    try:
        wait_for(lambda: answers(f"{url}/models"), "the simulated assistant")
        yield url
    finally:
        end(process)


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=1):  # noqa: S310 - loopback only
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def database_url() -> str:
    """The test's own database, as an address for another process."""
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{found['NAME']}"
    host = quote(str(found["HOST"]), safe="")
    return f"postgresql://{quote(str(found['USER']))}:{quote(str(found['PASSWORD']))}@{host}:{found['PORT']}/{found['NAME']}"


class Worker:
    """Celery workers of this test. Each reads the same environment as the test, its database and its data folder."""

    def __init__(self, data_folder: Path, settings: Any) -> None:
        self.data_folder = data_folder
        self.settings = settings
        self.processes: list[subprocess.Popen[bytes]] = []
        self.log = data_folder / "worker.log"

    def __enter__(self) -> "Worker":
        from alignment_app.celery import app, make_broker_folders

        self._options = dict(app.conf.broker_transport_options or {})
        self._app = app
        if not django_settings.ENV.redis_url:
            queue, control = str(self.data_folder / "broker/queue"), str(self.data_folder / "broker/control")
            app.conf.broker_transport_options = self._options | {
                "data_folder_in": queue,
                "data_folder_out": queue,
                "control_folder": control,
            }
            make_broker_folders()
        else:
            app.control.purge()
        self._forget_connections()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in self.processes:
            end(process)
        self._app.conf.broker_transport_options = self._options
        self._forget_connections()
        if kind is not None and self.log.exists():
            print(self.log.read_text(encoding="utf-8", errors="replace")[-6000:])  # noqa: T201 - shown with the failure

    def _forget_connections(self) -> None:
        # A pool opened with other folders would go on ringing the old doorbell.
        self._app.pool.force_close_all()  # type: ignore[attr-defined] # kombu's, wrongly typed as a producer's
        vars(self._app.amqp)["_producer_pool"] = None
        vars(self._app)["_pool"] = None

    def start(self, concurrency: int = 1) -> subprocess.Popen[bytes]:
        """A worker in a process group of its own; returns once it is ready for work."""
        name = f"test-{os.getpid()}-{len(self.processes)}@localhost"
        command = [sys.executable, "-m", "celery", "-A", "alignment_app", "worker", "-c", str(concurrency), "-n", name]
        environment = os.environ | {
            "DATABASE_URL": database_url(),
            "DATA_DIR": str(self.data_folder),
            "LOG_LEVEL": "INFO",  # the word that a worker is ready is spoken at this level
            "SIMULATED_ASSISTANT_URL": self.settings.SIMULATED_ASSISTANT_URL,
            "SECRET_KEY": django_settings.SECRET_KEY,
            "AUDIT_KEY": django_settings.AUDIT_KEY,
            "FIELD_KEYS": ",".join(django_settings.FIELD_KEYS),
        }
        before = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [*command, "--without-gossip", "--without-mingle"],
                cwd=ROOT,
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.processes.append(process)
        wait_for(lambda: b"ready." in self.log.read_bytes()[before:], "the worker to be ready")
        return process
