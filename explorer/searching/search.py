"""Full-text search over titles, texts, examples and prompts: one function over the index of each database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from explorer.models import SearchEntry, SpecVersion
from explorer.searching.words import Fragment, fragments, holds, snippet, words_of_query

# How many of the best hits are looked at again, so that those with all words in a title come first.
_CANDIDATES = 200

_SQLITE = """
    FROM explorer_search_index JOIN explorer_searchentry entry ON entry.id = explorer_search_index.rowid
    WHERE explorer_search_index MATCH %s
"""
_POSTGRESQL = "FROM explorer_searchentry entry, to_tsquery('simple', %s) looked_for WHERE entry.words @@ looked_for"


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A place found: its entry with section and version. What is marked in it is worked out when it is shown."""

    entry: SearchEntry
    words: list[str]

    @property
    def title(self) -> list[Fragment]:
        """The title, the words marked."""
        return fragments(self.entry.title, self.words)

    @property
    def snippet(self) -> list[Fragment]:
        """A stretch of the text with most of the words, marked."""
        return snippet(self.entry.body, self.words)


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The best hits in their order, and how many there are in all. `loosely`: no place has all the words together."""

    words: list[str]
    total: int
    hits: list[SearchHit]
    loosely: bool = False


def search(versions: Sequence[SpecVersion], query: str, limit: int = 40) -> SearchResult:
    """Looks for the words of `query` in these versions together. The last word may be unfinished.

    The query is never syntax: only its words count, the first dozen of them. Where no place has all of them, places
    with any of them are given.
    """
    words = words_of_query(query)
    if not words or not versions:
        return SearchResult([], 0, [])
    total, ranked = _ranked(versions, words, together=True)
    loosely = total == 0 and len(words) > 1
    if loosely:
        total, ranked = _ranked(versions, words, together=False)
    # The text of a section is long, and what is shown of it comes out of the entry.
    rows = SearchEntry.objects.select_related("section", "version")
    entries = rows.defer("section__text", "section__heading", "version__preamble", "folded_body").in_bulk(ranked)
    found = sorted((entries[pk] for pk in ranked if pk in entries), key=lambda entry: _tier(entry, words))
    return SearchResult(words, total, [SearchHit(entry, words) for entry in found[:limit]], loosely)


def _tier(entry: SearchEntry, words: list[str]) -> int:
    """0 for a section whose title has all the words, 1 for another title that has, 2 for the rest."""
    if not holds(entry.title, words):
        return 2
    return 0 if entry.kind == SearchEntry.Kind.SECTION else 1


def _ranked(versions: Sequence[SpecVersion], words: list[str], *, together: bool) -> tuple[int, list[int]]:
    """The number of places, and the keys of the best of them, best first. Words are letters and digits alone."""
    if connection.vendor == "postgresql":
        *whole, last = (f"'{word}'" for word in words)
        looked_for = (" & " if together else " | ").join([*whole, f"{last}:*"])
        source, rank = _POSTGRESQL, "ts_rank('{0.05, 0.1, 0.2, 1.0}', entry.words, looked_for) DESC"
    else:
        *whole, last = (f'"{word}"' for word in words)
        looked_for = (" AND " if together else " OR ").join([*whole, f"{last}*"])
        source, rank = _SQLITE, "bm25(explorer_search_index, 12.0, 1.0)"
    where = f"{source} AND entry.version_id IN ({', '.join(['%s'] * len(versions))})"
    values: list[str | int] = [looked_for, *(version.pk for version in versions)]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) {where}", values)
        total = int(cursor.fetchone()[0])
        cursor.execute(f"SELECT entry.id {where} ORDER BY {rank}, entry.id LIMIT {_CANDIDATES}", values)
        return total, [int(row[0]) for row in cursor.fetchall()]
