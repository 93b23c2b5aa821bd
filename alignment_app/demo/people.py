"""The demo's accounts: passwords made at random on first start, kept in the ignored data folder."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest

LOOPBACK = {"127.0.0.1", "::1"}
LOOPBACK_NAMES = {"127.0.0.1", "localhost", "[::1]"}


@dataclass(frozen=True)
class DemoPerson:
    email: str
    name: str
    part: str
    organisation: str
    role: str
    password: str


def accounts_file() -> Path:
    return Path(settings.DATA_DIR) / "demo-accounts.json"


def read() -> list[DemoPerson]:
    """The people of the demo, or nobody where no demo was made."""
    try:
        return [DemoPerson(**entry) for entry in json.loads(accounts_file().read_text(encoding="utf-8"))]
    except (OSError, ValueError, TypeError):
        return []


def write(people: list[DemoPerson]) -> None:
    """Keeps the accounts for their reader alone; the old file stays whole until the new one is."""
    path = accounts_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".part")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump([asdict(person) for person in people], file, indent=1, ensure_ascii=False)
    partial.replace(path)


def offered_to(request: HttpRequest) -> list[DemoPerson]:
    """Whom the sign-in page offers to continue as: only while trying out, only on this machine's own address.

    A forwarding header means that somebody else may stand behind the loopback address, so then it is nobody.
    """
    if not settings.DEBUG or request.META.get("REMOTE_ADDR") not in LOOPBACK:
        return []
    if any(header in request.META for header in ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP")):
        return []
    host = request.META.get("HTTP_HOST", "")
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    return read() if name in LOOPBACK_NAMES else []
