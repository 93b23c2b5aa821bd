"""An iCalendar file (RFC 5545) of whole days. Plain Python: titles in, text out, the same for the same input."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

LONGEST_LINE = 75  # octets, RFC 5545 section 3.1
EOL = "\r\n"


@dataclass(frozen=True)
class DayEvent:
    """One whole day. ``uid`` stays the same for as long as the thing lives, even when its day moves."""

    uid: str
    title: str
    on: date
    url: str = ""


def calendar_text(name: str, events: Iterable[DayEvent]) -> str:
    """The whole file. DTSTAMP follows from the day itself, so that an unchanged calendar is the same file."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Plumbline//Due days//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
    ]
    for event in events:
        lines += _event(event)
    lines.append("END:VCALENDAR")
    return EOL.join(folded(line) for line in lines) + EOL


def _event(event: DayEvent) -> list[str]:
    lines = [
        "BEGIN:VEVENT",
        f"UID:{escaped(event.uid)}",
        f"DTSTAMP:{event.on:%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{event.on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{event.on + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{escaped(event.title)}",
        "TRANSP:TRANSPARENT",
    ]
    if event.url:
        lines.append(f"URL:{''.join(event.url.split())}")
    return [*lines, "END:VEVENT"]


def escaped(text: str) -> str:
    """Text as a value (section 3.3.11): its separators marked, line breaks written out, controls left out."""
    marked = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    broken = marked.replace("\r\n", "\\n").replace("\r", "\\n").replace("\n", "\\n")
    return "".join(sign for sign in broken if sign >= " " and sign != "\x7f")


def folded(line: str) -> str:
    """The line in pieces of at most 75 octets, broken between characters and never inside one."""
    pieces: list[str] = []
    piece, room = "", LONGEST_LINE
    for sign in line:
        size = len(sign.encode("utf-8", "replace"))
        if size > room:
            pieces.append(piece)
            piece, room = "", LONGEST_LINE - 1  # the blank that marks what follows takes one
        piece += sign
        room -= size
    return f"{EOL} ".join([*pieces, piece])
