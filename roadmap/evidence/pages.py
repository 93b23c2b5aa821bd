"""The first pages of a PDF as pictures, drawn in a child process that has limits of time and memory and no secrets.

A PDF from outside is hostile until shown otherwise, and drawing one means reading all of it: so nothing of ours is
within the child's reach, and what it gives back is looked at as coming from outside as well.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

CHILD: Final = Path(__file__).with_name("pages_child.py")
MOST_PAGES: Final = 3
SECONDS: Final = 15.0
CPU_SECONDS: Final = 8
MEMORY_MB: Final = 768  # of address space
LARGEST_PAGE: Final = 8 * 1024 * 1024
LONGEST_SIDE: Final = 1400

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class PageImage:
    """One page as a PNG; sizes in pixels."""

    width: int
    height: int
    png: bytes


def first_pages(pdf: bytes, *, seconds: float = SECONDS, memory_mb: int = MEMORY_MB) -> list[PageImage]:
    """Up to the first three pages; none where they cannot be drawn within the limits."""
    order = {"most": MOST_PAGES, "memory_mb": memory_mb, "cpu_seconds": CPU_SECONDS}
    try:
        child = subprocess.run(
            [sys.executable, "-I", str(CHILD)],
            input=json.dumps(order).encode() + b"\n" + pdf,
            capture_output=True,
            cwd="/",
            env={"LC_ALL": "C.UTF-8"},
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        log.warning("Drawing the pages of a PDF took more than %g seconds and was stopped.", seconds)
        return []
    if child.returncode != 0:
        log.warning("The pages of a PDF could not be drawn: %s", child.stderr.decode(errors="replace")[-300:].strip())
        return []
    try:
        return _taken_apart(child.stdout)
    except (ValueError, TypeError, KeyError):
        log.warning("What was drawn of a PDF does not read as pages.")
        return []


def _taken_apart(answer: bytes) -> list[PageImage]:
    head, _, images = answer.partition(b"\n")
    found, at = [], 0
    for width, height, size in json.loads(head)["drawn"][:MOST_PAGES]:
        body = images[at : at + size]
        at += size
        fits = 0 < width <= LONGEST_SIDE and 0 < height <= LONGEST_SIDE and len(body) <= LARGEST_PAGE
        if not fits or not body.startswith(b"\x89PNG\r\n\x1a\n"):
            raise ValueError("no page")
        found.append(PageImage(width, height, body))
    return found
