"""Checks an image that people upload as their logo, and writes it anew so that nothing else rides along.

Read by content, never by name: PNG and JPEG only. Of a PNG the pixels are unpacked and packed again; of a JPEG only
the segments that a picture needs are kept. Text, places, thumbnails, colour profiles and whatever stands behind the
picture are left out.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from reports.errors import LogoRefused

LARGEST = 1024 * 1024
MOST_PIXELS = 4_000_000
LONGEST_SIDE, SHORTEST_SIDE = 4000, 16
PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
# Bit depths that each colour type of a PNG may have, and its channels.
PNG_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
PNG_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
PNG_KEPT = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")
# First column and row, and the steps, of the seven passes of an interlaced PNG.
PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
SOI, EOI, SOS = 0xD8, 0xD9, 0xDA
JPEG_FRAMES = (0xC0, 0xC1, 0xC2)  # baseline, extended, progressive
JPEG_KEPT = (*JPEG_FRAMES, 0xC4, 0xDB, 0xDD)  # and Huffman tables, quantisation tables, restart interval
ADOBE = 0xEE  # says how the colours of a JPEG are stored
MOST_SCANS = 64
BROKEN = "The image is damaged."


@dataclass(frozen=True)
class Logo:
    """An image that was written anew; `ending` is png or jpg."""

    content: bytes
    ending: str
    width: int
    height: int


def checked_logo(content: bytes) -> Logo:
    """The image without anything that is not the picture.

    Raises:
        LogoRefused: it is neither PNG nor JPEG, it is damaged, or it is too large or too small.
    """
    if len(content) > LARGEST:
        raise LogoRefused("The file is larger than 1 MB.")
    try:
        if content.startswith(PNG):
            return _png(content)
        if content.startswith(JPEG):
            return _jpeg(content)
    except (struct.error, zlib.error, IndexError, ValueError) as error:
        raise LogoRefused(BROKEN) from error
    raise LogoRefused("This is neither a PNG nor a JPEG image, whatever it is called.")


def _measured(width: int, height: int) -> None:
    if min(width, height) < SHORTEST_SIDE:
        raise LogoRefused(f"The image is smaller than {SHORTEST_SIDE} pixels.")
    if max(width, height) > LONGEST_SIDE or width * height > MOST_PIXELS:
        raise LogoRefused(f"The image has {width} × {height} pixels; at most 4 million are taken, 4,000 on a side.")


# --- PNG --------------------------------------------------------------------------------------------------------------


def _png(content: bytes) -> Logo:
    parts: dict[bytes, bytes] = {}
    for kind, data in _png_chunks(content):
        if kind in PNG_KEPT:
            parts[kind] = parts.get(kind, b"") + data
        elif not kind[0] & 0x20:
            raise LogoRefused("The image needs a part that no PNG has.")
    width, height, depth, colour, packing, filtering, interlace = struct.unpack(">IIBBBBB", parts.get(b"IHDR", b""))
    if depth not in PNG_DEPTHS.get(colour, ()) or packing or filtering or interlace > 1:
        raise LogoRefused(BROKEN)
    _measured(width, height)
    lines = list(_png_lines(width, height, depth * PNG_CHANNELS[colour], interlaced=bool(interlace)))
    pixels = _unpacked(parts.get(b"IDAT", b""), sum(count * (1 + size) for count, size in lines))
    _check_filters(pixels, lines)
    kept = [(b"IHDR", parts[b"IHDR"])]
    if colour == 3 and not 3 <= len(parts.get(b"PLTE", b"")) <= 768:
        raise LogoRefused(BROKEN)
    kept += [(b"PLTE", parts[b"PLTE"])] if colour == 3 else []
    kept += [(b"tRNS", parts[b"tRNS"])] if b"tRNS" in parts and len(parts[b"tRNS"]) <= _transparency(colour) else []
    kept += [(b"IDAT", zlib.compress(pixels, 9)), (b"IEND", b"")]
    return Logo(PNG + b"".join(_chunk(*part) for part in kept), "png", width, height)


def _png_chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(PNG)
    while True:
        size, kind = struct.unpack_from(">I4s", content, at)
        data = content[at + 8 : at + 8 + size]
        (crc,) = struct.unpack_from(">I", content, at + 8 + size)
        if crc != zlib.crc32(kind + data):
            raise LogoRefused(BROKEN)
        yield kind, data
        if kind == b"IEND":
            return
        at += 12 + size


def _png_lines(width: int, height: int, bits: int, *, interlaced: bool) -> Iterator[tuple[int, int]]:
    """(how many lines, bytes of each) for every pass over the picture."""
    for x, y, across, down in PASSES if interlaced else ((0, 0, 1, 1),):
        columns, rows = -(-(width - x) // across), -(-(height - y) // down)
        if columns > 0 and rows > 0:
            yield rows, -(-columns * bits // 8)


def _unpacked(packed: bytes, size: int) -> bytes:
    """Exactly so many bytes; one that unpacks to more is not unpacked further."""
    machine = zlib.decompressobj()
    pixels = machine.decompress(packed, size + 1)
    if len(pixels) != size:
        raise LogoRefused(BROKEN)
    return pixels


def _check_filters(pixels: bytes, lines: list[tuple[int, int]]) -> None:
    at = 0
    for count, size in lines:
        end = at + count * (1 + size)
        if max(pixels[at : end : 1 + size]) > 4:
            raise LogoRefused(BROKEN)
        at = end


def _transparency(colour: int) -> int:
    """How many bytes say what is transparent, at most."""
    return {0: 2, 2: 6, 3: 256}.get(colour, 0)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


# --- JPEG -------------------------------------------------------------------------------------------------------------


def _jpeg(content: bytes) -> Logo:
    kept, size, scans = bytearray((0xFF, SOI)), (0, 0), 0
    for marker, data, scan in _jpeg_segments(content):
        if marker in JPEG_FRAMES:
            if size != (0, 0):
                raise LogoRefused(BROKEN)
            size = _jpeg_size(data)
        elif marker not in JPEG_KEPT and marker != SOS and not (marker == ADOBE and data[:5] == b"Adobe"):
            if 0xC0 <= marker <= 0xCF:
                raise LogoRefused("This kind of JPEG is not read here. Save it as an ordinary one, or as PNG.")
            continue
        scans += marker == SOS
        if marker == ADOBE:
            data = data[:12]
        kept += struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data + scan
    if not scans or scans > MOST_SCANS or size == (0, 0):
        raise LogoRefused(BROKEN)
    return Logo(bytes(kept) + bytes((0xFF, EOI)), "jpg", *size)


def _jpeg_segments(content: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """(marker, its data, the scan that follows it) up to the end of the picture; what stands behind is not read."""
    at = 2
    while True:
        if content[at] != 0xFF:
            raise LogoRefused(BROKEN)
        while content[at] == 0xFF:
            at += 1
        marker = content[at]
        if marker == EOI:
            return
        (size,) = struct.unpack_from(">H", content, at + 1)
        data = content[at + 3 : at + 1 + size]
        if size < 2 or len(data) != size - 2:
            raise LogoRefused(BROKEN)
        at += 1 + size
        end = _scan_end(content, at) if marker == SOS else at
        yield marker, data, content[at:end]
        at = end


def _scan_end(content: bytes, at: int) -> int:
    """Where the packed pixels end: at the first marker that is no stuffed zero and no restart."""
    while True:
        at = content.index(b"\xff", at)
        following = content[at + 1]
        if following != 0 and not 0xD0 <= following <= 0xD7:
            return at
        at += 2


def _jpeg_size(frame: bytes) -> tuple[int, int]:
    depth, height, width, parts = struct.unpack_from(">BHHB", frame)
    if depth != 8 or parts not in (1, 3):
        raise LogoRefused("The image must be grey or RGB, with 8 bits a channel.")
    _measured(width, height)
    return width, height
