"""Search: ranked, marked, in each database's own index, and never a language."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from explorer.models import SearchEntry, SpecVersion
from explorer.searching.search import SearchResult, search
from explorer.searching.words import Fragment, fragments, holds, readable, snippet, words_of_query

pytestmark = pytest.mark.django_db


def searched(version: SpecVersion | None, query: str) -> SearchResult:
    """In one version, or in all of them together."""
    return search([version] if version else list(SpecVersion.objects.all()), query)


def places(version: SpecVersion | None, query: str) -> list[tuple[str, str]]:
    return [
        (hit.entry.kind, hit.entry.section.identifier if hit.entry.section else "")
        for hit in searched(version, query).hits
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("spoon", [("section", "taste")]),
        ("SPOON clean", [("section", "taste")]),
        ("hurry", [("example", "wash")]),
        ("cleanliness", [("example", "wash")]),
        ("dispenser", [("prompt", ""), ("prompt", "wash")]),
        ("naive", [("section", "knives")]),
        ("NAÏVE", [("section", "knives")]),
        ("100 safe", [("section", "knives")]),
        ("ladle nev", [("section", "taste")]),
        ("zebra", []),
    ],
)
def test_titles_text_examples_and_prompts_are_found(
    kitchen: SpecVersion, query: str, found: list[tuple[str, str]]
) -> None:
    assert sorted(places(kitchen, query)) == sorted(found)


def test_the_last_word_may_be_unfinished_and_the_others_may_not(kitchen: SpecVersion) -> None:
    assert places(kitchen, "clean spo") == [("section", "taste")]
    assert searched(kitchen, "clea spoon").loosely


def test_a_word_in_a_title_comes_first(kitchen: SpecVersion) -> None:
    assert places(kitchen, "hands")[0] == ("section", "wash")
    assert places(kitchen, "knives")[0] == ("section", "knives")
    assert len(places(kitchen, "hands")) == 2


def test_words_that_never_stand_together_are_looked_for_one_by_one(kitchen: SpecVersion) -> None:
    result = searched(kitchen, "spoon dispenser")

    assert result.loosely
    assert {hit.entry.kind for hit in result.hits} == {"section", "prompt"}


def test_one_version_or_all_are_searched(kitchen: SpecVersion) -> None:
    assert places(kitchen, "lie") == []
    assert ("section", "do_not_lie") in places(None, "lie")
    assert ("section", "taste") in places(None, "ladle")


def test_a_snippet_marks_what_was_found(kitchen: SpecVersion) -> None:
    (hit,) = searched(kitchen, "spoon").hits

    assert [piece.text for piece in hit.snippet if piece.found] == ["spoon"]
    assert "".join(piece.text for piece in hit.snippet) == "Use a clean spoon every time, never the ladle."


ODD_QUERIES = [
    *("", "   ", '"', "'", "*", "NEAR(a b)", "a AND OR NOT", "title:x", "{a} - ^b", "%", "_", "\\", "a:*", "!a & b |"),
    *("x" * 5_000, "a " * 2_500, "\x00", "\ud800", "😀", "' OR 1=1 --", "日本", "ﬁne ½"),
]


@pytest.mark.parametrize("query", ODD_QUERIES)
def test_no_query_is_an_error(kitchen: SpecVersion, query: str) -> None:
    searched(kitchen, query)
    searched(None, query)


@given(query=st.text(max_size=60))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_can_be_looked_for(kitchen: SpecVersion, query: str) -> None:
    searched(kitchen, query)


def test_the_index_forgets_what_is_deleted(kitchen: SpecVersion) -> None:
    SearchEntry.objects.filter(section__identifier="taste").delete()

    assert places(kitchen, "ladle") == []


def test_searching_takes_the_same_few_queries_however_much_is_found(
    kitchen: SpecVersion, django_assert_num_queries: object
) -> None:
    for query in ("ladle", "the"):
        with django_assert_num_queries(3):  # type: ignore[operator]
            searched(kitchen, query)


def test_each_database_uses_its_index(kitchen: SpecVersion) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'explorer_search_words'")
            assert "gin" in cursor.fetchone()[0]
        else:
            cursor.execute("SELECT count(*) FROM explorer_search_index WHERE explorer_search_index MATCH 'ladle'")
            assert cursor.fetchone()[0] == 1


def test_words_are_folded_and_limited() -> None:
    assert words_of_query("Café CAFÉ, don't — ½!") == ["cafe", "don", "t", "1", "2"]
    assert words_of_query("Straße É a_b") == ["strasse", "e", "a", "b"]
    assert len(words_of_query(" ".join(map(str, range(100))))) == 12
    assert holds("The naïve cook", ["naive", "co"])
    assert not holds("The naïve cook", ["nai", "cook"])


def test_a_long_text_is_cut_around_the_words() -> None:
    text = "begin " + "filler " * 100 + "the needle in hay " + "filler " * 100
    pieces = snippet(text, ["needle", "ha"])

    assert [piece.text for piece in pieces if piece.found] == ["needle", "hay"]
    assert pieces[0].text == "… "
    assert pieces[-1].text == " …"
    assert sum(len(piece.text) for piece in pieces) < 300
    assert fragments("a needle", ["needle"]) == [Fragment("a "), Fragment("needle", found=True)]


def test_markdown_is_read_as_bare_words() -> None:
    markdown = "See [?](#taste), [the **page**](https://x.example) and `code`[^soap].\n\n- one --- two"

    assert readable(markdown, {"taste": "Taste as you go"}) == "See Taste as you go, the page and code. - one — two"
