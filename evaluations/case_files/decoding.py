"""The text of an uploaded file, whatever a spreadsheet or an editor saved it as; never mojibake in silence."""

from dataclasses import dataclass

from evaluations.errors import Fault, FileRefused

MAX_BYTES = 10 * 1024 * 1024
MAX_FAULTS = 100
# Bytes that Windows-1252 does not define; where they occur, it is something else.
_UNDEFINED = frozenset(b"\x81\x8d\x8f\x90\x9d")
_TEXT_CONTROLS = frozenset(b"\t\n\r\x0c")


@dataclass(frozen=True)
class Decoded:
    """``encoding`` is what it was taken for; ``guessed_from`` is the line from which on it had to be guessed, 0 where
    nothing had to."""

    text: str
    encoding: str
    guessed_from: int = 0

    @property
    def guessed(self) -> bool:
        """Whether a person should look at the text before it counts."""
        return bool(self.guessed_from)


def decoded(data: bytes) -> Decoded:
    """The text with plain line ends.

    Raises:
        FileRefused: it is empty, too large, or no text that can be told.
    """
    if len(data) > MAX_BYTES:
        size = MAX_BYTES // (1024 * 1024)
        raise refused(0, f"The file is larger than {size} MB.", len(data), f"up to {size} MB")
    found = _by_mark(data) or _by_bytes(data)
    if "\0" in found.text:
        line = found.text[: found.text.index("\0")].count("\n") + 1
        raise refused(line, "The file holds a NUL character; it may be UTF-16 without its mark, or no text.", "NUL")
    text = found.text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise refused(0, "The file is empty.", "", "at least one case")
    return Decoded(text, found.encoding, found.guessed_from)


def plain_text(data: bytes, largest: int = MAX_BYTES) -> str:
    """The text of a file that nobody looks at before it is stored, so that nothing in it may be guessed.

    Raises:
        FileRefused: as :func:`decoded`, and where only a guess would make text of it.
    """
    if len(data) > largest:
        size = largest // (1024 * 1024)
        raise refused(0, f"The file is larger than {size} MB.", len(data), f"up to {size} MB")
    found = decoded(data)
    if found.guessed:
        message = "This is not UTF-8, perhaps a Windows or Mac encoding. Save the file as UTF-8 and choose it again."
        raise refused(found.guessed_from, message, found.encoding, "UTF-8")
    return found.text


def _by_mark(data: bytes) -> Decoded | None:
    """By the byte order mark at its beginning; None without one."""
    try:
        if data.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
            return Decoded(data.decode("utf-32"), "UTF-32")
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return Decoded(data.decode("utf-16"), "UTF-16")
    except UnicodeDecodeError as error:
        raise refused(0, "The file begins as UTF-16 and breaks off inside a character.", "", "text") from error
    return None


def _by_bytes(data: bytes) -> Decoded:
    try:
        return Decoded(data.decode("utf-8-sig"), "UTF-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        byte = f"byte 0x{data[error.start]:02x}"
        odd = _UNDEFINED & set(data) or {each for each in set(data) if each < 32} - _TEXT_CONTROLS
        if odd or data.startswith(b"\xef\xbb\xbf"):
            message = "This is neither UTF-8 nor Windows-1252. Save the file as UTF-8."
            raise refused(line, message, byte, "UTF-8") from error
    return Decoded(data.decode("cp1252"), "Windows-1252", guessed_from=line)


def refused(line: int, message: str, value: object = "", allowed: str = "", field: str = "file") -> FileRefused:
    return FileRefused([Fault(field, value, allowed, message, line)])


def capped(faults: list[Fault]) -> list[Fault]:
    """At most a hundred faults in the order of their lines, and a last one that says how many there are beside."""
    ordered = sorted(faults, key=lambda fault: fault.line)
    if len(ordered) <= MAX_FAULTS:
        return ordered
    return [*ordered[:MAX_FAULTS], Fault("file", "", "", f"And {len(ordered) - MAX_FAULTS} more further down.")]
