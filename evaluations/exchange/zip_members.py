"""Reads the members of a zip as streams, deflated, stored or compressed with Zstandard, which `zipfile` does not know.

Nothing is ever written out, so a member's name is only a name. Sizes are held against limits as declared and as
streamed. A file that was cut off has lost its directory, which stands at its end; its members are then found one behind
the other by their own headers.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

import zstandard

from evaluations.exchange.records import LogRefused

MAX_MEMBERS = 50_000
LARGEST_RATIO = 2000  # no log of text packs tighter than this
RATIO_FREE = 4 * 1024 * 1024
STORED, DEFLATED, ZSTANDARD = 0, 8, 93
WINDOW = 128 * 1024 * 1024
CHUNK = 1 << 17
_HEADER = struct.Struct("<4s5H3L2H")  # signature, version, flags, method, time, date, checksum, packed, size, lengths
_SIGNATURE = b"PK\x03\x04"
_UTF8 = 0x800
_ENCRYPTED = 0x1
_SIZES_FOLLOW = 0x8


@dataclass(frozen=True)
class Member:
    """A member by its name; ``start`` is where its header begins, ``packed`` None where its size is not known."""

    name: str
    start: int
    packed: int | None
    size: int | None


class Members:
    """The members of a zip in the order of its directory; of two of one name the later one, as Inspect writes them."""

    def __init__(self, file: BinaryIO, largest: int) -> None:
        self._file = file
        self._left = largest
        self._largest = largest
        self.cut_off = False
        self._members = {member.name: member for member in self._listed()}

    def __iter__(self) -> Iterator[Member]:
        return iter(self._members.values())

    def get(self, name: str) -> Member | None:
        return self._members.get(name)

    def open(self, member: Member) -> BinaryIO:
        """The member's bytes as a stream.

        Raises:
            LogRefused: while reading, when it grows beyond what the file may hold.
            ValueError: it is encrypted, packed in a way that is not known, or damaged.
        """
        return io.BufferedReader(_MemberStream(self, _Packed(self._file, member)), CHUNK)

    def spend(self, unpacked: int) -> None:
        self._left -= unpacked
        if self._left < 0:
            raise LogRefused(f"Unpacked, it holds more than {self._largest >> 20} MB.", allowed="a smaller log")

    def _listed(self) -> Iterator[Member]:
        try:
            with zipfile.ZipFile(self._file) as archive:
                infos = archive.infolist()
        except (zipfile.BadZipFile, ValueError, struct.error, NotImplementedError, OSError):
            # Without a directory that can be read the log was cut off while it was written: what its members hold is
            # read from the front, and the log comes in part and says so.
            self.cut_off = True
            yield from self._found()
            return
        if len(infos) > MAX_MEMBERS:
            raise LogRefused(f"The zip has {len(infos):,} members.", value=len(infos), allowed=f"up to {MAX_MEMBERS:,}")
        if sum(info.file_size for info in infos) > self._largest:
            raise LogRefused(f"Unpacked, it holds more than {self._largest >> 20} MB.", allowed="a smaller log")
        for info in infos:
            yield Member(info.filename, info.header_offset, info.compress_size, info.file_size)

    def _found(self) -> Iterator[Member]:
        """The members of a zip without a directory, as far as their headers follow each other."""
        at, count = 0, 0
        while count < MAX_MEMBERS:
            self._file.seek(at)
            header = self._file.read(_HEADER.size)
            if len(header) < _HEADER.size or not header.startswith(_SIGNATURE):
                return
            _, _, flags, _, _, _, _, packed, _, name_length, extra_length = _HEADER.unpack(header)
            name = self._file.read(name_length).decode("utf-8" if flags & _UTF8 else "cp437", "replace")
            yield Member(name, at, None if flags & _SIZES_FOLLOW else packed, None)
            if flags & _SIZES_FOLLOW or packed == 0xFFFFFFFF:
                return  # where the next one begins is only known by unpacking; what is here is told as cut off
            at += _HEADER.size + name_length + extra_length + packed
            count += 1


class _Packed(io.RawIOBase):
    """The packed bytes of one member; its end is not known where the header does not tell the size."""

    def __init__(self, file: BinaryIO, member: Member) -> None:
        file.seek(member.start)
        header = file.read(_HEADER.size)
        if len(header) < _HEADER.size or not header.startswith(_SIGNATURE):
            raise ValueError("its header is damaged")
        fields = _HEADER.unpack(header)
        if fields[2] & _ENCRYPTED:
            raise ValueError("it is encrypted")
        self.method: int = fields[3]
        self.read_so_far = 0
        self._file = file
        self._at = member.start + _HEADER.size + fields[9] + fields[10]
        self._left = member.packed

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        wanted = CHUNK if size is None or size < 0 else min(size, CHUNK)
        wanted = wanted if self._left is None else min(wanted, self._left)
        if not wanted:
            return b""
        self._file.seek(self._at)  # another member may have been read in between
        data = self._file.read(wanted)
        if not data:
            raise ValueError("the file is cut off inside it")
        self._at += len(data)
        self.read_so_far += len(data)
        if self._left is not None:
            self._left -= len(data)
        return data


class _Inflated:
    """Deflated bytes, unpacked no further than is asked for: a little of them can hold very much."""

    def __init__(self, packed: _Packed) -> None:
        self._packed = packed
        self._inflater = zlib.decompressobj(-15)

    def read(self, size: int) -> bytes:
        while not self._inflater.eof:
            data = self._inflater.unconsumed_tail or self._packed.read(CHUNK)
            if not data:
                raise ValueError("it is cut off")
            unpacked = self._inflater.decompress(data, size)
            if unpacked:
                return unpacked
        return b""


class _MemberStream(io.RawIOBase):
    """The unpacked bytes of one member, each counted against what the whole file may hold."""

    def __init__(self, members: Members, packed: _Packed) -> None:
        self._members, self._packed = members, packed
        self._source = _unpacked(packed)
        self._size = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._source.read(len(buffer))
        except (zlib.error, zstandard.ZstdError) as error:
            raise ValueError(f"it is damaged ({error})") from error
        buffer[: len(data)] = data
        self._size += len(data)
        self._members.spend(len(data))
        if self._size > RATIO_FREE and self._size > LARGEST_RATIO * self._packed.read_so_far:
            raise LogRefused("It unpacks to more than two thousand times its size: this is no log.")
        return len(data)


def _unpacked(packed: _Packed) -> Any:
    if packed.method == STORED:
        return packed
    if packed.method == DEFLATED:
        return _Inflated(packed)
    if packed.method == ZSTANDARD:
        return zstandard.ZstdDecompressor(max_window_size=WINDOW).stream_reader(cast(BinaryIO, packed), read_size=CHUNK)
    raise ValueError(f"it is packed in a way that is not known (method {packed.method})")
