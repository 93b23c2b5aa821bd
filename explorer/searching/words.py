"""Words as search sees them: folded, so that case and accents do not count; and highlights found again in the text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

MOST_WORDS, LONGEST_WORD, LONGEST_QUERY, LONGEST_BODY = 12, 64, 200, 200_000
_WORD = re.compile(r"[^\W_]+")
_LINK = re.compile(r"\[([^\[\]]*)\]\((#?)([^()\s]*)\)")
_FOOTNOTE = re.compile(r"\[\^[^\[\]\s]{1,64}\]")
_SYNTAX = re.compile(r"[*`>|]+|(?m:^ {0,3}(?:~{3,}|#{1,6} ).*$)|~~")
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of a snippet; `found` where it is one of the words looked for."""

    text: str
    found: bool = False


def fold(text: str) -> str:
    """One word without case and accents."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in bare if not unicodedata.combining(character))


def words_of(text: str) -> Iterator[str]:
    """The folded words of a text. A word that folding splits, such as a fraction, gives several."""
    for match in _WORD.finditer(text):
        for part in _WORD.findall(fold(match[0])):
            yield part[:LONGEST_WORD]


def folded(text: str) -> str:
    """All folded words in their order, for the database's index."""
    return " ".join(words_of(text[:LONGEST_BODY]))


def words_of_query(query: str) -> list[str]:
    """What to look for: words only, so that no sign of a query language survives; each once."""
    return list(dict.fromkeys(words_of(query[:LONGEST_QUERY])))[:MOST_WORDS]


def readable(markdown: str, titles: Mapping[str, str]) -> str:
    """Markdown as bare words in a line: links by their text, cross references by the title they point to."""

    def link(match: re.Match[str]) -> str:
        return titles.get(match[3], "") if match[2] and match[1] == "?" else match[1]

    text = _FOOTNOTE.sub("", _LINK.sub(link, markdown))
    return _BLANKS.sub(" ", _SYNTAX.sub("", text).replace("---", "—")).strip()


def holds(text: str, words: Sequence[str]) -> bool:
    """Whether every word is in the text, the last one as a beginning."""
    found = set(words_of(text))
    *whole, last = words
    return found.issuperset(whole) and any(word.startswith(last) for word in found)


def fragments(text: str, words: Sequence[str]) -> list[Fragment]:
    """The whole text in pieces, with the words looked for marked."""
    return list(_marked(text, _places(text, words)))


def snippet(text: str, words: Sequence[str], width: int = 220) -> list[Fragment]:
    """The stretch of about `width` characters with most of the words, marked; the beginning where none is found."""
    places = list(_places(text, words))
    start, end = _best_window(places, width)
    start = _word_start(text, max(0, start - width // 4))
    end = _word_end(text, max(end, start + width))
    inside = [(first - start, last - start, word) for first, last, word in places if first >= start and last <= end]
    pieces = list(_marked(text[start:end], inside))
    return [
        *([Fragment("… ")] if start else []),
        *pieces,
        *([Fragment(" …")] if end < len(text) else []),
    ]


def _places(text: str, words: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    whole, last = set(words), words[-1] if words else ""
    for match in _WORD.finditer(text):
        parts = _WORD.findall(fold(match[0]))
        hit = next((part for part in parts if part in whole or (last and part.startswith(last))), None)
        if hit is not None:
            yield match.start(), match.end(), last if last and hit.startswith(last) else hit


def _marked(text: str, places: Iterable[tuple[int, int, str]]) -> Iterator[Fragment]:
    at = 0
    for first, last, _ in places:
        if first > at:
            yield Fragment(text[at:first])
        yield Fragment(text[first:last], found=True)
        at = last
    if at < len(text):
        yield Fragment(text[at:])


def _best_window(places: Sequence[tuple[int, int, str]], width: int) -> tuple[int, int]:
    """The window that begins at a hit and holds the most different words; the earliest of the best."""
    best, best_count, right = (0, 0), 0, 0
    counts: dict[str, int] = {}
    for left, (start, _, word) in enumerate(places):
        while right < len(places) and places[right][1] - start <= width * 3 // 4:
            counts[places[right][2]] = counts.get(places[right][2], 0) + 1
            right += 1
        if len(counts) > best_count:
            best, best_count = (start, places[max(right - 1, left)][1]), len(counts)
        if word in counts:
            counts[word] -= 1
            if not counts[word]:
                del counts[word]
    return best


def _word_start(text: str, at: int) -> int:
    while 0 < at < len(text) and not text[at - 1].isspace():
        at -= 1
    return at


def _word_end(text: str, at: int) -> int:
    while at < len(text) and not text[at].isspace():
        at += 1
    return min(at, len(text))
