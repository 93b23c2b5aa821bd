"""The child of `reports.typesetting`: an order in, a PDF in the folder and a line of JSON out.

Imports nothing of ours and little else, and holds no text itself: whatever it takes comes on top of what Typst needs.
"""

import contextlib
import json
import sys


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


def write_pdf(*, main: str, root: str, pdf: str, accent: str, at: int, fonts: list[str]) -> int:
    """Writes the document as PDF/UA-1 and PDF/A-3a; its number of pages.

    The root is a private folder with the templates and what belongs to this report. It holds nothing else, so nothing
    else can be read from within the document.
    """
    import typst

    compiler = typst.Compiler(
        main,
        root=root,
        font_paths=fonts,
        ignore_system_fonts=True,
        sys_inputs={"accent": accent},
        package_path=root,
        package_cache_path=root,
    )
    try:
        compiler.compile(output=pdf, format="pdf", pdf_standards=["ua-1", "a-3a"], timestamp=at)
        pages = json.loads(compiler.query("<pages>", field="value", one=True))
    except typst.TypstError as error:
        sys.exit(f"{error.message}\n{error.diagnostic}")
    return int(pages)


def main() -> int:
    order = json.load(sys.stdin)
    limit(**order["limits"])
    json.dump({"pages": write_pdf(**order["document"])}, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
