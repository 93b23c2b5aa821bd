"""Full-text search over titles, texts, examples and prompts: one function over the index of each database."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from explorer.models import SearchEntry, SpecVersion
from explorer.search_words import Fragment, fragments, holds, snippet, words_of_query

# How many of the best hits are looked at again, so that those with all words in a title come first.
_CANDIDATES = 200

_SQLITE = """
    FROM explorer_search_index JOIN explorer_searchentry entry ON entry.id = explorer_search_index.rowid
    WHERE explorer_search_index MATCH %s
"""
_POSTGRESQL = "FROM explorer_searchentry entry, to_tsquery('simple', %s) looked_for WHERE entry.words @@ looked_for"


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A place found: its entry with section and version, its title and a stretch of its text, the words marked."""

    entry: SearchEntry
    title: list[Fragment]
    snippet: list[Fragment]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The best hits in their order, and how many there are in all. `loosely`: no place has all the words together."""

    words: list[str]
    total: int
    hits: list[SearchHit]
    loosely: bool = False


def search(version: SpecVersion | None, query: str, limit: int = 40) -> SearchResult:
    """Looks for the words of `query` in one version, or in all. The last word may be unfinished.

    The query is never syntax: only its words count, the first dozen of them. Where no place has all of them, places
    with any of them are given.
    """
    words = words_of_query(query)
    if not words:
        return SearchResult([], 0, [])
    total, ranked = _ranked(version, words, together=True)
    loosely = total == 0 and len(words) > 1
    if loosely:
        total, ranked = _ranked(version, words, together=False)
    entries = SearchEntry.objects.select_related("section", "version").in_bulk(ranked)
    found = sorted((entries[pk] for pk in ranked if pk in entries), key=lambda entry: _tier(entry, words))
    hits = [SearchHit(entry, fragments(entry.title, words), snippet(entry.body, words)) for entry in found[:limit]]
    return SearchResult(words, total, hits, loosely)


def _tier(entry: SearchEntry, words: list[str]) -> int:
    """0 for a section whose title has all the words, 1 for another title that has, 2 for the rest."""
    if not holds(entry.title, words):
        return 2
    return 0 if entry.kind == SearchEntry.Kind.SECTION else 1


def _ranked(version: SpecVersion | None, words: list[str], *, together: bool) -> tuple[int, list[int]]:
    """The number of places, and the keys of the best of them, best first. Words are letters and digits alone."""
    if connection.vendor == "postgresql":
        *whole, last = (f"'{word}'" for word in words)
        looked_for = (" & " if together else " | ").join([*whole, f"{last}:*"])
        source, rank = _POSTGRESQL, "ts_rank('{0.05, 0.1, 0.2, 1.0}', entry.words, looked_for) DESC"
    else:
        *whole, last = (f'"{word}"' for word in words)
        looked_for = (" AND " if together else " OR ").join([*whole, f"{last}*"])
        source, rank = _SQLITE, "bm25(explorer_search_index, 12.0, 1.0)"
    where, values = source, [looked_for]
    if version is not None:
        where, values = f"{source} AND entry.version_id = %s", [looked_for, str(version.pk)]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) {where}", values)
        total = int(cursor.fetchone()[0])
        cursor.execute(f"SELECT entry.id {where} ORDER BY {rank}, entry.id LIMIT {_CANDIDATES}", values)
        return total, [int(row[0]) for row in cursor.fetchall()]
