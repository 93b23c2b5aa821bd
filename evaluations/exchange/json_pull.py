"""Reads JSON as it streams in: the caller walks through objects and lists and takes or skips each value.

No more than one value is held at a time, and none that is larger than a limit; what is skipped is never built. Bare
``NaN`` and ``Infinity`` are taken, as Python writes them.
"""

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

CHUNK = 1 << 18
LARGEST_VALUE = 32 * 1024 * 1024  # characters
LONGEST_SCALAR = 4000  # of a number or a word
_SPACE = re.compile(r"[ \t\r\n]*+")
_IN_STRING = re.compile(r'[^"\\]*+(?:\\.[^"\\]*+)*+', re.DOTALL)
_PLAIN = re.compile(r'(?:[^"{}\[\]]++|"[^"\\]*+(?:\\.[^"\\]*+)*+")*+', re.DOTALL)
_SCALAR = re.compile(r"[^,:\]}\s]*+")


class BrokenOff(Exception):
    """The text ends in the middle, or is no JSON from here on; nothing behind this place can be read."""


class BadValue(ValueError):
    """One value cannot be taken; reading can go on behind it."""


class JsonPull:
    """A walk through one JSON text. A value that the caller leaves alone is skipped.

    ``fields`` and ``entries`` are walked to their end, or the whole walk is given up.
    """

    def __init__(self, stream: BinaryIO, largest: int = LARGEST_VALUE) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")("strict")
        self._text, self._at, self._before = "", 0, 0
        self._ended, self._fault = False, ""
        self._pending = False
        self._largest = largest

    def kind(self) -> str:
        """The character with which the next value begins, empty at the end of the text."""
        self._space()
        return self._text[self._at : self._at + 1]

    def fields(self) -> Iterator[str]:
        """The keys of the object that begins here, each before its value."""
        for _ in self._members("{", "}"):
            key = self.value()
            if not isinstance(key, str):
                raise self._broken("a key is no text")
            self._expect(":")
            self._pending = True
            yield key
            self._skip_if_left()

    def entries(self) -> Iterator[int]:
        """The numbers of the list's items, counted from 0, each before its value."""
        for number in self._members("[", "]"):
            self._pending = True
            yield number
            self._skip_if_left()

    def value(self) -> Any:
        """The value that begins here.

        Raises:
            BadValue: it is too large or no JSON; the walk stands behind it.
        """
        text = self._take(keep=True)
        if text is None:
            raise BadValue(f"is larger than {self._largest // 1024 // 1024} million characters")
        try:
            return json.loads(text, strict=False)
        except RecursionError as error:
            raise BadValue("is nested too deeply") from error
        except ValueError as error:
            raise BadValue(f"is not JSON: {error}") from error

    def skip(self) -> None:
        """Passes over the value that begins here without holding it."""
        self._take(keep=False)

    def _skip_if_left(self) -> None:
        if self._pending:
            self.skip()

    def _members(self, opening: str, closing: str) -> Iterator[int]:
        self._pending = False
        self._expect(opening)
        if self.kind() == closing:
            self._at += 1
            return
        number = 0
        while True:
            yield number
            number += 1
            mark = self.kind()
            if mark not in (",", closing):
                raise self._broken(f"“{mark}” stands where a comma should" if mark else "the file ends in the middle")
            self._at += 1
            if mark == closing:
                return

    def _expect(self, mark: str) -> None:
        found = self.kind()
        if found != mark:
            raise self._broken(f"“{found}” stands where “{mark}” should" if found else "the file ends in the middle")
        self._at += 1

    def _take(self, *, keep: bool) -> str | None:
        """The text of the next value; None where it was not kept or is larger than the limit."""
        self._pending = False
        first = self.kind()
        if first in ("{", "[", '"'):
            return self._enclosed(keep)
        if not first or first in ",:]}":
            raise self._broken("a value is missing" if first else "the file ends in the middle")
        return self._scalar()

    def _scalar(self) -> str:
        while True:
            match = _SCALAR.match(self._text, self._at)
            end = match.end() if match else self._at
            if end - self._at > LONGEST_SCALAR:
                raise self._broken("a number or word has no end")
            if end < len(self._text) or not self._fill():
                text, self._at = self._text[self._at : end], end
                return text

    def _enclosed(self, keep: bool) -> str | None:
        """An object, a list or a text, to its closing mark. Brackets are counted; whether they match, ``json`` says."""
        parts: list[str] = []
        size = depth = 0
        in_string = self._text[self._at] == '"'
        at = self._at + in_string
        while True:
            text = self._text
            match = (_IN_STRING if in_string else _PLAIN).match(text, at)
            at = match.end() if match else at
            mark = text[at : at + 1]
            if mark and not (in_string and mark != '"'):
                at += 1
                if mark == '"':
                    in_string = not in_string
                else:
                    depth += 1 if mark in "{[" else -1
                if depth == 0 and not in_string:
                    break
                continue
            size += at - self._at
            keep = keep and size <= self._largest
            if keep:
                parts.append(text[self._at : at])
            else:
                parts.clear()
            self._at = at
            if not self._fill():
                raise self._broken("the file ends in the middle")
            at = self._at
        size += at - self._at
        parts.append(self._text[self._at : at])
        self._at = at
        return "".join(parts) if keep and size <= self._largest else None

    def _space(self) -> None:
        while True:
            match = _SPACE.match(self._text, self._at)
            self._at = match.end() if match else self._at
            if self._at < len(self._text) or not self._fill():
                return

    def _fill(self) -> bool:
        """Reads on, and forgets what the walk has passed; False at the end."""
        if self._ended:
            return False
        added = ""
        while not added and not self._ended:
            data = self._stream.read(CHUNK)
            self._ended = not data
            try:
                added = self._decoder.decode(data, final=not data)
            except UnicodeDecodeError as error:
                added = error.object[: error.start].decode("utf-8", "replace")
                self._ended, self._fault = True, "from here on it is not UTF-8"
        self._before += self._at
        self._text, self._at = self._text[self._at :] + added, 0
        return bool(added)

    def _broken(self, why: str) -> BrokenOff:
        return BrokenOff(f"after character {self._before + self._at:,}: {self._fault or why}")
