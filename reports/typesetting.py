"""Sets a report as PDF in a child process that has a time limit, a memory limit and nothing of ours but the text."""

import json
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypedDict, Unpack

from django.utils import translation

from reports.brand import PLAIN, Brand
from reports.characters import Printable, font_folders
from reports.errors import TypesettingFailed, TypesettingTooLarge, TypesettingTooLong
from reports.kinds import KINDS

TEMPLATES = Path(__file__).with_name("typst")
CHILD = Path(__file__).with_name("typesetting_child.py")
SECONDS = 60
MEMORY_MB = 1024  # of address space, which is several times what is in use


@dataclass(frozen=True)
class SetReport:
    """A report as it was set."""

    pdf: bytes
    pages: int


class Limits(TypedDict, total=False):
    """How long the child may take before it is ended, and how large its address space may be."""

    seconds: float
    memory_mb: int


def typeset(context: Mapping[str, Any], facts: bytes = b"", brand: Brand = PLAIN, **limits: Unpack[Limits]) -> bytes:
    """The context as a tagged PDF; takes and raises what `set_report` does."""
    return set_report(context, facts, brand, **limits).pdf


def set_report(
    context: Mapping[str, Any], facts: bytes = b"", brand: Brand = PLAIN, **limits: Unpack[Limits]
) -> SetReport:
    """The context as a tagged PDF (PDF/UA-1 and PDF/A-3a) with its number of pages.

    Args:
        context: what `reports.wording.shown(...).as_context()` gives; its `kind` is one of `reports.kinds`.
        facts: a JSON document that rides inside the PDF; without it, nothing does.
        brand: what the organisation's reports carry besides.

    Raises:
        TypesettingTooLong, TypesettingTooLarge: a limit was reached.
        TypesettingFailed: the document could not be set.
    """
    kind = context.get("kind")
    if kind not in KINDS:
        raise TypesettingFailed(f"There is no report of the kind “{kind}”.")
    printable = Printable()
    with translation.override(context.get("language", "en")):
        words = printable.tree(dict(context))
    given = {"shown": words, "replaced": printable.replaced, "attached": bool(facts), "brand": _printed(brand)}
    return _set("report.typ", given, facts, brand, int(context.get("at", 0)), limits)


def try_brand(brand: Brand) -> None:
    """Sets a page with nothing but the brand; raises what `set_report` does."""
    _set("trial.typ", {"brand": _printed(brand)}, b"", brand, 0, {"seconds": 20})


def _printed(brand: Brand) -> dict[str, Any]:
    """The brand as the template takes it: printable texts, and the name of its image."""
    texts = {"footer": brand.footer, "confidentiality": brand.confidentiality, "logo_alt": brand.logo_alt}
    return {**{name: Printable().text(text) for name, text in texts.items()}, "logo": _logo_name(brand)}


def _logo_name(brand: Brand) -> str:
    return f"logo.{brand.logo_ending}" if brand.logo else ""


def _set(main: str, given: dict[str, Any], facts: bytes, brand: Brand, at: int, limits: Limits) -> SetReport:
    seconds, memory_mb = limits.get("seconds", SECONDS), limits.get("memory_mb", MEMORY_MB)
    with tempfile.TemporaryDirectory(prefix="plumbline-report-") as folder:
        root, pdf = Path(folder) / "root", Path(folder) / "report.pdf"
        shutil.copytree(TEMPLATES, root)
        (root / "context.json").write_text(json.dumps(given), encoding="utf-8")
        (root / "facts.json").write_bytes(facts)
        if brand.logo:
            (root / _logo_name(brand)).write_bytes(brand.logo)
        document = {
            "main": str(root / main),
            "root": str(root),
            "pdf": str(pdf),
            "accent": brand.accent,
            "at": at,
            "fonts": [str(path) for path in font_folders()],
        }
        cpu_seconds = 2 * int(seconds) + 1  # it sets in several threads
        order = {"document": document, "limits": {"memory_mb": memory_mb, "cpu_seconds": cpu_seconds}}
        return _answer(_run_child(order, folder, seconds), pdf)


def child_environment(folder: str) -> dict[str, str]:
    """Neither our modules nor our secrets are within reach of what is being set; only glibc is told something.

    Blocks of 256 KB and more are taken from the system and given back to it alone, so that a list which grows leaves no
    hole of its old size behind; what is smaller is taken 2 MB at a time and kept, as it is wanted again at once.
    """
    return {
        "TMPDIR": folder,
        "LC_ALL": "C.UTF-8",
        "MALLOC_ARENA_MAX": "2",
        "MALLOC_MMAP_THRESHOLD_": str(256 * 1024),
        "MALLOC_TOP_PAD_": str(2 * 1024 * 1024),
        "MALLOC_TRIM_THRESHOLD_": str(256 * 1024 * 1024),
    }


def _run_child(order: dict[str, Any], folder: str, seconds: float) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(
            [sys.executable, "-I", str(CHILD)],
            input=json.dumps(order).encode(),
            capture_output=True,
            cwd=folder,
            env=child_environment(folder),
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as expired:
        raise TypesettingTooLong(f"Setting the report took more than {seconds:g} seconds and was stopped.") from expired


def _answer(child: subprocess.CompletedProcess[bytes], pdf: Path) -> SetReport:
    if child.returncode == 0 and pdf.is_file():
        return SetReport(pdf.read_bytes(), int(json.loads(child.stdout)["pages"]))
    said = child.stderr.decode(errors="replace").strip()[-4000:]
    if child.returncode == -signal.SIGXCPU:
        raise TypesettingTooLong("Setting the report took more processor time than it may and was stopped.", said)
    if child.returncode == -signal.SIGABRT or "MemoryError" in said or "memory allocation" in said:
        raise TypesettingTooLarge("Setting the report took more memory than it may and was stopped.", said)
    raise TypesettingFailed("The report could not be set. The cause is in the log.", said)
