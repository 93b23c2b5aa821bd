"""The words two texts differ in: nothing is lost, it reads well, and no text takes for ever."""

import random
from itertools import pairwise
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.comparison.word_diff import Hunk, readable_diff, word_diff

WORDS = st.sampled_from(["the", "cook", "tastes", "soup", "twice.", "\n\n", "\n", "  ", " ", "- salt", "it's", "é"])
TEXTS = st.one_of(st.lists(WORDS, max_size=40).map(" ".join), st.text(max_size=120))


def marked(hunk: Hunk) -> str:
    """A hunk with `[-…-]` around what went and `{+…+}` around what came."""
    forms = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
    return "".join(forms[run.kind].format(run.text) for run in hunk.runs)


def rebuilt(old: str, new: str) -> tuple[str, str]:
    runs = word_diff(old, new)
    return tuple("".join(run.text for run in runs if run.kind != other) for other in ("added", "removed"))  # type: ignore[return-value]


@given(TEXTS, TEXTS)
@settings(max_examples=400)
def test_both_texts_can_be_put_together_again_to_the_letter(old: str, new: str) -> None:
    assert rebuilt(old, new) == (old, new)


@given(TEXTS, TEXTS)
def test_neighbouring_runs_are_of_different_kinds_and_none_is_empty(old: str, new: str) -> None:
    runs = word_diff(old, new)

    assert all(run.text for run in runs)
    assert all(first.kind != second.kind for first, second in pairwise(runs))


@given(TEXTS, TEXTS)
def test_what_is_shown_holds_every_word_that_went_or_came(old: str, new: str) -> None:
    shown = readable_diff(old, new)
    gone = " ".join(run.text for hunk in shown.hunks for run in hunk.runs if run.kind == "removed").split()

    assert len(gone) == shown.removed
    assert (not shown.hunks) == (old.split() == new.split())


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Use a clean spoon.", "Use a clean spoon.", ""),
        ("Use a clean spoon.", "Use a clean  spoon.\n", ""),
        ("Use a spoon.", "Use a clean spoon.", "Use a {+clean +}spoon."),
        ("Never lie, ever.", "Never lie.", "Never lie[-, ever-]."),
        ("", "All new.", "{+All new.+}"),
        # A shared word or two inside a sentence that is new altogether would make shreds of it.
        (
            "Salt and a bay leaf belong in",
            "Cooks never put a stone into",
            "[-Salt and a bay leaf belong in-]{+Cooks never put a stone into+}",
        ),
    ],
)
def test_a_change_reads_as_people_would_mark_it(old: str, new: str, expected: str) -> None:
    assert "".join(marked(hunk) for hunk in readable_diff(old, new).hunks) == expected


def test_a_long_text_is_shown_by_its_changes_with_a_few_words_around_them() -> None:
    words = [f"word{number}" for number in range(400)]
    changed = [*words[:100], "other", *words[101:300], *words[302:]]
    shown = readable_diff(" ".join(words), " ".join(changed))

    assert [hunk.skipped for hunk in shown.hunks] == [76, 151]
    assert (shown.removed, shown.added, shown.after) == (3, 1, 74)
    assert marked(shown.hunks[0]).startswith("word76 ")
    assert "[-word100 -]{+other +}" in marked(shown.hunks[0])


def test_a_moved_paragraph_is_marked_whole_and_the_others_stay_unmarked() -> None:
    paragraphs = ["First of all, wash.\n\n", "Then taste it.\n\n", "Serve it warm.\n\n", "Clean up."]
    runs = word_diff("".join(paragraphs), "".join([paragraphs[1], paragraphs[2], paragraphs[0], paragraphs[3]]))

    assert [run.kind for run in runs] == ["removed", "same", "added", "same"]


def noise(words: int, alphabet: str, between: str = " ") -> str:
    chosen = random.Random(words)  # noqa: S311 - the same noise each time
    return between.join(chosen.choice(alphabet) for _ in range(words))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (noise(200_000, "ab"), noise(200_001, "ab")),
        (noise(100_000, "ab", "\n\n"), noise(100_001, "ab", "\n\n")),
        (
            "\n\n".join(noise(250 + n % 7, "ab") for n in range(400)),
            "\n\n".join(noise(300 + n % 7, "ab") for n in range(400)),
        ),
        (" ".join(map(str, range(60_000))), " x ".join(map(str, range(60_000)))),
        (" ".join(map(str, range(60_000))), " ".join(map(str, range(60_000, 0, -1)))),
        ("\n" * 300_000, "\n \n" * 100_000 + "x"),
        ("a" * 1_000_000, "a" * 999_999 + "b"),
        ("(" * 200_000, ")" * 200_000),
    ],
)
def test_hostile_texts_are_compared_in_seconds(old: str, new: str) -> None:
    begun = perf_counter()

    assert rebuilt(old, new) == (old, new)
    readable_diff(old, new)
    assert perf_counter() - begun < 15
