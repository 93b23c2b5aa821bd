"""Reads headings: depth, title and the attributes in braces that make a heading a section."""

from __future__ import annotations

import re
from dataclasses import dataclass

from explorer.spec_markdown.attributes import AttributesUnreadable, read_attributes
from explorer.spec_markdown.content import AUTHORITY_LEVELS, Fault

_IDENTIFIER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.:-]{0,199}")
_LONGEST_TITLE = 300


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that opens a section."""

    identifier: str
    title: str
    depth: int
    authority: str
    tags: tuple[str, ...]


def heading_depth(line: str) -> int:
    """The number of # that open this line as a heading, 0 for other lines."""
    stripped = line.lstrip(" ")
    if len(line) - len(stripped) > 3:
        return 0
    rest = stripped.lstrip("#")
    depth = len(stripped) - len(rest)
    return depth if 1 <= depth <= 6 and (not rest or rest[0] in " \t") else 0


def read_heading(line: str, number: int, faults: list[Fault]) -> Heading | None:
    """The section that the heading on line `number` opens; None for a heading without attributes, which is text."""
    depth = heading_depth(line)
    words = line.strip().lstrip("#").strip()
    title, brace, inner = words.rpartition("{")
    if not brace or not _means_attributes(inner):
        return None
    if not inner.endswith("}"):
        faults.append(Fault(number, "The attributes of this heading are never closed.", words[-80:], "}"))
        return None
    try:
        pairs = read_attributes(inner[:-1])
    except AttributesUnreadable as unreadable:
        faults.append(
            Fault(number, "This is no attribute.", str(unreadable), "#identifier, authority=LEVEL or tags=NAME")
        )
        return None
    return _section_heading(title.strip().rstrip("#").strip(), depth, pairs, number, faults)


def _means_attributes(inner: str) -> bool:
    return inner.lstrip().startswith(("#", ".")) or " #" in inner or "authority=" in inner or "tags=" in inner


def _section_heading(
    title: str, depth: int, pairs: list[tuple[str, str]], number: int, faults: list[Fault]
) -> Heading | None:
    for key in ("#", "authority", "tags"):
        values = [value for name, value in pairs if name == key]
        if len(values) > 1:
            name = "identifier" if key == "#" else key
            faults.append(Fault(number, f"This heading has more than one {name}.", ", ".join(values), f"one {name}"))
    attributes = dict(pairs)
    identifier, authority = attributes.get("#", ""), attributes.get("authority", "")
    if _IDENTIFIER.fullmatch(identifier) is None:
        allowed = "#identifier of letters, digits, underscore, point, colon and dash, at most 200"
        message = "This identifier cannot be used." if identifier else "This heading has attributes, but no identifier."
        faults.append(Fault(number, message, identifier[:80], allowed))
        return None
    if "authority" in attributes and authority not in AUTHORITY_LEVELS:
        faults.append(Fault(number, "Unknown authority level.", authority[:80], AUTHORITY_LEVELS))
    if not title or len(title) > _LONGEST_TITLE:
        allowed = f"1 to {_LONGEST_TITLE} characters"
        faults.append(Fault(number, "The title of this section is empty or too long.", title[:80], allowed))
    return Heading(identifier, title, depth, authority, _tags(attributes.get("tags", "")))


def _tags(value: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value.replace(",", " ").split()))
