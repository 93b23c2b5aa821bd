"""Reads `key=value` attributes, of headings (`{#id authority=root}`) and of tags (`<user comment="…">`)."""

from __future__ import annotations

import re

_SPACE = re.compile(r"\s+")
_TOKEN = re.compile(r"([#.])([^\s{}\"'=#]+)(?!\S)|([A-Za-z_][\w:-]*)=(?:\"([^\"]*)\"|'([^']*)'|([^\s\"']+))(?!\S)")
_BARE = re.compile(r"[A-Za-z_][\w:-]*(?!\S)")


class AttributesUnreadable(ValueError):
    """What stands where an attribute was expected."""


def read_attributes(text: str, *, bare: bool = False) -> list[tuple[str, str]]:
    """Pairs in their order; an identifier has the key `#`, a class the key `.`. Raises AttributesUnreadable.

    With `bare` a name may stand without a value, as in tags; in a heading it may not, for it could be a level.
    """
    pairs: list[tuple[str, str]] = []
    at = 0
    while at < len(text):
        space = _SPACE.match(text, at)
        if space is not None:
            at = space.end()
            continue
        token = _TOKEN.match(text, at)
        name = _BARE.match(text, at) if bare and token is None else None
        if name is not None:
            pairs.append((name[0], ""))
            at = name.end()
            continue
        if token is None:
            raise AttributesUnreadable(text[at : at + 60])
        if token[1]:
            pairs.append((token[1], token[2]))
        else:
            pairs.append((token[3], next(value for value in (token[4], token[5], token[6]) if value is not None)))
        at = token.end()
    return pairs
