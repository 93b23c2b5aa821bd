"""Small images, written by hand: PNGs of any colour type, and a JPEG of 16 by 16 grey pixels."""

import struct
import zlib

PNG = b"\x89PNG\r\n\x1a\n"


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int = 160, height: int = 40, *, extra: bytes = b"", tail: bytes = b"") -> bytes:
    """A PNG in RGBA: a blue field with a lighter band. `extra` stands before the pixels, `tail` behind the end."""
    rows = b"".join(
        b"\x00" + (b"\x1f\x6f\x8b\xff" if row % 16 < 10 else b"\x9f\xcf\xdb\xff") * width for row in range(height)
    )
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0))
    return PNG + head + extra + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"") + tail


def raw_png(width: int, height: int, depth: int, colour: int, interlace: int, pixels: bytes) -> bytes:
    """A PNG with this head and these packed lines, whether or not they fit."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlace))
    palette = chunk(b"PLTE", bytes(range(6))) if colour == 3 else b""
    return PNG + head + palette + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")


def segment(marker: int, data: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(data) + 2) + data


def jpeg(*, extra: bytes = b"", tail: bytes = b"", frame: int = 0xC0, parts: int = 1) -> bytes:
    """A JPEG of 16 × 16 grey pixels: four blocks without any detail."""
    tables = segment(0xDB, b"\x00" + b"\x10" * 64)
    dc = segment(0xC4, b"\x00" + bytes((1,)) + bytes(15) + b"\x00")  # one code: the difference is nothing
    ac = segment(0xC4, b"\x10" + bytes((1,)) + bytes(15) + b"\x00")  # one code: the block ends
    size = struct.pack(">BHHB", 8, 16, 16, parts) + b"".join(bytes((at + 1, 0x11, 0)) for at in range(parts))
    scan = segment(0xDA, bytes((parts, *(x for at in range(parts) for x in (at + 1, 0x00)), 0, 63, 0)))
    bits = "00" * 4 * parts
    packed = int(bits.ljust(-(-len(bits) // 8) * 8, "1"), 2).to_bytes(-(-len(bits) // 8), "big")
    return b"\xff\xd8" + extra + tables + segment(frame, size) + dc + ac + scan + packed + b"\xff\xd9" + tail
