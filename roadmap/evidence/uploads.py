"""What may be uploaded as evidence, told by its content and never by its name; plain Python, no Django."""

from __future__ import annotations

import hashlib
import io
import re
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

MEGABYTE: Final = 1024 * 1024
LARGEST: Final = 20 * MEGABYTE
LONGEST_NAME: Final = 120
MOST_MEMBERS: Final = 5_000
# What reading an archive raises: broken in its directory, in its data or at its end, with an odd value in a header,
# packed in a way that is not known here, or locked with a password.
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError)
MOST_UNPACKED: Final = 150 * MEGABYTE
# A document packs to a tenth, its pictures hardly at all; what packs far better was made to fill a disk.
MOST_PACKED: Final = 200
ALLOWED = "PDF, PNG, JPEG, WebP, Word, Excel and PowerPoint without macros, and plain text in UTF-8"
PDF: Final = "application/pdf"
PREVIEWED: Final = frozenset({"image/png", "image/jpeg", "image/webp"})

_OFFICE: Final = {
    "word/": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx"),
    "xl/": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"),
    "ppt/": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", ".pptx"),
}
_TEXT_ENDINGS: Final = (".txt", ".csv", ".md", ".json", ".yaml", ".yml", ".log")
_TEXT_LIMIT, _IMAGE_LIMIT = 5 * MEGABYTE, 10 * MEGABYTE


class UploadRefused(Exception):
    """The file may not be evidence; the message says why, fit to be shown beside the field."""


@dataclass(frozen=True)
class Upload:
    """An accepted file: its cleaned name, what it really is, its bytes and their hash."""

    name: str
    media_type: str
    body: bytes
    sha256: str

    @property
    def size(self) -> int:
        return len(self.body)


@dataclass(frozen=True)
class _Sort:
    media_type: str
    endings: tuple[str, ...]
    largest: int


def accepted(name: str, body: bytes) -> Upload:
    """The file as it may be stored.

    Raises:
        UploadRefused: empty, too large, or of a sort that is not allowed.
    """
    if not body:
        raise UploadRefused("The file is empty.")
    if len(body) > LARGEST:
        raise UploadRefused(f"The file has {len(body) / MEGABYTE:.1f} MB; {LARGEST // MEGABYTE} MB is the most.")
    sort = _sort_of(body)
    if len(body) > sort.largest:
        found = f"{len(body) / MEGABYTE:.1f} MB"
        raise UploadRefused(f"The file has {found}; for this sort {sort.largest // MEGABYTE} MB is the most.")
    return Upload(clean_name(name, sort.endings), sort.media_type, body, hashlib.sha256(body).hexdigest())


def clean_name(name: str, endings: tuple[str, ...]) -> str:
    """A name without folders, control characters and surprises, which ends as its content wants it."""
    valid = unicodedata.normalize("NFC", name.encode("utf-8", "ignore").decode())
    bare = PurePosixPath(valid.replace("\\", "/")).name
    kept = "".join(sign for sign in bare if sign == " " or unicodedata.category(sign)[0] not in "CZ")
    kept = re.sub(r'[<>:"|?*%&;`$]', "", kept).strip(" .") or "evidence"
    stem, dot, ending = kept.rpartition(".")
    if dot and f".{ending.lower()}" in endings:
        return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending.lower()}"
    return f"{kept[: LONGEST_NAME - len(endings[0])]}{endings[0]}"


def _sort_of(body: bytes) -> _Sort:
    if body.startswith(b"%PDF-"):
        return _Sort(PDF, (".pdf",), LARGEST)
    if body.startswith(b"\x89PNG\r\n\x1a\n") and body[12:16] == b"IHDR":
        return _Sort("image/png", (".png",), _IMAGE_LIMIT)
    if body.startswith(b"\xff\xd8\xff"):
        return _Sort("image/jpeg", (".jpg", ".jpeg"), _IMAGE_LIMIT)
    if body.startswith(b"RIFF") and body[8:12] == b"WEBP":
        return _Sort("image/webp", (".webp",), _IMAGE_LIMIT)
    if body.startswith(b"PK\x03\x04"):
        return _office(body)
    return _text(body)


def _office(body: bytes) -> _Sort:
    """A document that is an archive, told by its members; it is read through once and nothing of it is kept."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            names = archive.namelist()
            if len(names) <= MOST_MEMBERS:
                _refuse_bombs(archive)
    except DAMAGED as error:
        raise UploadRefused("The file is a damaged or locked archive.") from error
    if len(names) > MOST_MEMBERS or "[Content_Types].xml" not in names:
        raise UploadRefused(f"An archive may not be evidence. Allowed are {ALLOWED}.")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise UploadRefused("The document carries macros. Save it without them.")
    for folder, (media_type, ending) in _OFFICE.items():
        if any(name.startswith(folder) for name in names):
            return _Sort(media_type, (ending,), LARGEST)
    raise UploadRefused(f"This is none of the documents that may be evidence. Allowed are {ALLOWED}.")


def _refuse_bombs(archive: zipfile.ZipFile) -> None:
    """Goes by what the archive says of itself first, and then by what comes out of it."""
    members = archive.infolist()
    said = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if said > MOST_UNPACKED or said > MOST_PACKED * max(packed, MEGABYTE // 8):
        raise UploadRefused(f"Unpacked it would be too large: {MOST_UNPACKED // MEGABYTE} MB is the most.")
    left = MOST_UNPACKED
    for member in members:
        with archive.open(member) as opened:
            while piece := opened.read(min(MEGABYTE, left + 1)):
                left -= len(piece)
                if left < 0:
                    raise UploadRefused(f"Unpacked it is too large: {MOST_UNPACKED // MEGABYTE} MB is the most.")


def _text(body: bytes) -> _Sort:
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UploadRefused(f"Its content is none of the sorts that may be evidence. Allowed are {ALLOWED}.") from error
    if any(character < " " and character not in "\t\r\n\f" for character in text):
        raise UploadRefused(f"Its content is none of the sorts that may be evidence. Allowed are {ALLOWED}.")
    return _Sort("text/plain", _TEXT_ENDINGS, _TEXT_LIMIT)
