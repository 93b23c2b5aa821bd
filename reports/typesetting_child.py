"""The child of `reports.typesetting`: an order in, a line of JSON and a PDF out. Imports nothing of ours."""

import base64
import contextlib
import json
import shutil
import sys
from pathlib import Path
from typing import Any

ATTACHED = "facts.json"


def limit(memory_mb: int, cpu_seconds: int) -> None:
    """Sets the limits on this process, where the system knows them."""
    try:
        import resource
    except ImportError:  # not on Windows
        return
    size = memory_mb * 1024 * 1024
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def compile_pdf(order: dict[str, Any]) -> tuple[bytes, int]:
    """The document as PDF/UA-1 and PDF/A-3a, and its number of pages. The root is a private folder.

    It holds the templates, the facts to attach and nothing else, so nothing else can be read from within the document.
    """
    import typst

    root = Path(order["folder"]) / "root"
    shutil.copytree(order["templates"], root)
    (root / ATTACHED).write_bytes(base64.b64decode(order["facts"]))
    if order["logo_name"]:
        (root / order["logo_name"]).write_bytes(base64.b64decode(order["logo"]))
    compiler = typst.Compiler(
        str(root / order["main"]),
        root=str(root),
        font_paths=order["fonts"],
        ignore_system_fonts=True,
        sys_inputs={"context": order["context"], "accent": order["accent"]},
        package_path=str(root),
        package_cache_path=str(root),
    )
    try:
        made = compiler.compile(format="pdf", pdf_standards=["ua-1", "a-3a"], timestamp=order["at"])
        pages = json.loads(compiler.query("<pages>", field="value", one=True))
    except typst.TypstError as error:
        sys.exit(f"{error.message}\n{error.diagnostic}")
    if not isinstance(made, bytes):
        raise TypeError("typst gave no single document")
    return made, pages


def main() -> int:
    order = json.load(sys.stdin)
    limit(order["memory_mb"], order["cpu_seconds"])
    pdf, pages = compile_pdf(order)
    sys.stdout.buffer.write(json.dumps({"pages": pages}).encode() + b"\n" + pdf)
    return 0


if __name__ == "__main__":
    sys.exit(main())
