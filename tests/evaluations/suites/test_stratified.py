"""Samples by lot that can be drawn again."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from evaluations.suites.stratified import draw

THINGS = [f"{'abc'[number % 3]}{number}" for number in range(60)]


def drawn(things: list[str], size: int, seed: int) -> list[str]:
    return draw(things, key=str, stratum=lambda thing: thing[0], size=size, seed=seed)


def test_each_stratum_gives_so_many_and_the_order_is_kept() -> None:
    found = drawn(THINGS, 4, 7)
    assert Counter(thing[0] for thing in found) == {"a": 4, "b": 4, "c": 4}
    assert found == [thing for thing in THINGS if thing in found]


def test_the_same_seed_draws_the_same_and_another_one_others() -> None:
    assert drawn(THINGS, 4, 7) == drawn(THINGS, 4, 7)
    assert drawn(THINGS, 4, 7) != drawn(THINGS, 4, 8)
    assert drawn(["a0", "a3", "a6", "a9"], 2, 1) == ["a6", "a9"], "what was drawn once is drawn in years to come"


def test_a_small_stratum_gives_what_it_has() -> None:
    assert drawn(["a1", "b1", "b2", "b3"], 2, 0)[0] == "a1"


@given(st.permutations(THINGS), st.integers(1, 30), st.integers(0, 2**53))
def test_neither_order_nor_other_strata_change_what_is_drawn(things: list[str], size: int, seed: int) -> None:
    found = set(drawn(things, size, seed))
    assert found == set(drawn(THINGS, size, seed))
    assert {each for each in found if each[0] == "a"} == set(drawn([t for t in THINGS if t[0] == "a"], size, seed))


def test_every_thing_is_drawn_about_equally_often() -> None:
    counts = Counter(thing for seed in range(600) for thing in drawn(THINGS[:30], 2, seed))
    assert min(counts.values()) > 80
    assert max(counts.values()) < 160
