#!/usr/bin/env python3
"""Runs every static check and fails if one of them does; all of them run, so that one call shows all faults."""

import os
import subprocess
import sys
import time

PYTHON = sys.executable
ROOMS = ["alignment_app", "ui", "workspaces", "explorer", "evaluations", "calculator", "roadmap", "reports"]
# Production settings need secrets; these open nothing and live for the length of one check.
PRODUCTION = {
    "DEBUG": "0",
    "SECRET_KEY": "check-only-" + "k3v9x7q1" * 8,
    "FIELD_KEYS": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    "AUDIT_KEY": "check-only-" + "z8w2y6u4" * 8,
    "ALLOWED_HOSTS": "plumbline.example",
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
    "REDIS_URL": "redis://127.0.0.1:1/0",
}
CHECKS: list[tuple[str, list[str], dict[str, str]]] = [
    ("ruff", ["-m", "ruff", "check", "."], {}),
    ("format", ["-m", "ruff", "format", "--check", "-q", "."], {}),
    ("sizes", ["tools/sizes.py", *ROOMS], {}),
    ("imports", ["-m", "importlinter.cli", "lint"], {}),
    ("templates", ["-m", "djlint", "templates", "--lint", "--quiet"], {}),
    ("migrations", ["manage.py", "makemigrations", "--check", "--dry-run", *ROOMS[2:-1], "reports"], {}),
    ("deployment", ["manage.py", "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
    ("types", ["-m", "mypy"], {}),
]


def main() -> int:
    failed = []
    for name, arguments, extra in CHECKS:
        started = time.monotonic()
        code = subprocess.call([PYTHON, *arguments], env=os.environ | extra)
        print(f"{'ok  ' if code == 0 else 'FAIL'} {name} ({time.monotonic() - started:.1f} s)", flush=True)
        if code:
            failed.append(name)
    if failed:
        print(f"Failed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
