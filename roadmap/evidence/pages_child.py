"""The child of `roadmap.evidence.pages`: a PDF in, a line of JSON and the first pages as PNG out.

Started as a script with -I, so it imports nothing of ours. PDFium as it is packed has neither scripts nor XFA in it,
and no forms are set up: a page is drawn, and nothing in it runs.
"""

import contextlib
import json
import struct
import sys
import zlib
from typing import Any

LONGEST_SIDE = 1400  # pixels


def limit(memory_mb: int, cpu_seconds: int) -> None:
    """Sets the limits on this process, where the system knows them."""
    try:
        import resource
    except ImportError:  # not on Windows
        return
    size = memory_mb * 1024 * 1024
    for what, most in (
        (resource.RLIMIT_AS, size),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


def png(width: int, height: int, stride: int, pixels: bytes) -> bytes:
    """Rows of RGB as a PNG."""
    rows = b"".join(b"\0" + pixels[top : top + 3 * width] for top in range(0, stride * height, stride))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(kind, body) for kind, body in parts)


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def drawn(page: Any) -> tuple[int, int, bytes]:
    """A page no longer than the longest side, on white."""
    width, height = page.get_size()
    if not (0 < width < 20_000 and 0 < height < 20_000):
        sys.exit("A page is of no size that can be drawn.")
    bitmap = page.render(
        scale=min(2.0, LONGEST_SIDE / max(width, height)), rev_byteorder=True, prefer_bgrx=False, may_draw_forms=False
    )
    if bitmap.n_channels != 3:
        sys.exit(f"A page came with {bitmap.n_channels} channels.")
    return bitmap.width, bitmap.height, png(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))


def main() -> int:
    order = json.loads(sys.stdin.buffer.readline())
    body = sys.stdin.buffer.read()
    limit(order["memory_mb"], order["cpu_seconds"])
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(body)
        found = [drawn(document[number]) for number in range(min(len(document), order["most"]))]
    except pypdfium2.PdfiumError as error:
        sys.exit(str(error))
    head = {"pages": len(document), "drawn": [[width, height, len(image)] for width, height, image in found]}
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + b"".join(image for _, _, image in found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
