"""Words of people inside a Markdown document that we write: shown as typed, without a say in its structure."""

from __future__ import annotations

import re

# Everything that can begin or end emphasis, code, a link, an image, HTML, an entity, a table cell or a strike-through.
_INLINE = re.compile(r"([\\`*_\[\]<>&|~$!])")
# What makes a list, a heading, a rule, a fence or an underline of a heading out of a line that it begins.
_OPENING = re.compile(r"^(?:([-+#=:])|(\d{1,9})([.)]))")


def inline(text: str) -> str:
    """Text inside a line: on one line, its marks escaped."""
    return _INLINE.sub(r"\\\1", " ".join(text.split()))


def line(text: str) -> str:
    """Text as a line of its own."""
    return _OPENING.sub(_escaped_opening, inline(text))


def quotation(text: str) -> str:
    """Text as a block quotation that keeps its paragraphs and line ends."""
    paragraphs: list[list[str]] = [[]]
    for each in text.splitlines():
        if each.strip():
            paragraphs[-1].append(line(each))
        elif paragraphs[-1]:
            paragraphs.append([])
    # A backslash at the end of a line keeps the line's end.
    return "\n>\n".join("> " + "\\\n> ".join(lines) for lines in paragraphs if lines)


def _escaped_opening(found: re.Match[str]) -> str:
    mark, number, after = found.groups()
    return f"\\{mark}" if mark else f"{number}\\{after}"
