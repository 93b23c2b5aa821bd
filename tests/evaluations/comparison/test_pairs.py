"""Two runs of the same cases: McNemar, paired t, Holm and the interval, against scipy, statsmodels and simulation."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar as yardstick
from statsmodels.stats.multitest import multipletests

from evaluations.statistics import Asked, holm, mcnemar, paired, paired_t

YES, NO = Asked(1, 1), Asked(0, 1)


def table(both: int, better: int, worse: int, neither: int) -> list[tuple[Asked, Asked]]:
    return [(YES, YES)] * both + [(NO, YES)] * better + [(YES, NO)] * worse + [(NO, NO)] * neither


def test_three_against_twelve_is_the_figure_of_the_method_page() -> None:
    assert round(mcnemar(3, 12), 4) == 0.0352
    found = paired(table(80, 12, 3, 5))
    assert (found.test, round(found.p or 0, 4)) == ("McNemar, exact", 0.0352)
    assert (found.better, found.worse, found.same, found.cases) == (12, 3, 85, 100)
    assert found.difference == pytest.approx(0.09)


@given(st.integers(0, 60), st.integers(0, 60))
def test_mcnemar_agrees_with_statsmodels(better: int, worse: int) -> None:
    expected = yardstick([[5, better], [worse, 5]], exact=True).pvalue
    assert mcnemar(better, worse) == pytest.approx(float(expected), abs=1e-9)
    assert mcnemar(better, worse) == mcnemar(worse, better)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=2, max_size=40))
def test_the_paired_t_test_is_that_of_scipy(counts: list[tuple[int, int]]) -> None:
    pairs = [(Asked(first, 4), Asked(second, 4)) for first, second in counts]
    moves = [(second - first) / 4 for first, second in counts]
    found = paired(pairs)
    assert found.test == "paired t"
    if len(set(moves)) == 1:
        return  # scipy divides by nought there
    expected = stats.ttest_rel([second / 4 for _, second in counts], [first / 4 for first, _ in counts])
    assert found.p == pytest.approx(float(expected.pvalue), abs=1e-9)
    assert found.error == pytest.approx(float(stats.sem(moves)), abs=1e-12)


def test_differences_that_are_all_the_same_still_have_an_answer() -> None:
    assert paired_t([0.0] * 8) == 1.0
    assert paired_t([0.5] * 8) == pytest.approx(2 * 0.5**8)
    assert paired_t([0.5]) is None


@settings(deadline=None, max_examples=40)
@given(st.lists(st.one_of(st.none(), st.floats(0, 1, allow_subnormal=False)), max_size=12))
def test_holm_agrees_with_statsmodels_and_leaves_gaps(values: list[float | None]) -> None:
    known = [value for value in values if value is not None]
    found = holm(values)
    assert [value is None for value in values] == [value is None for value in found]
    if known:
        expected = multipletests(known, method="holm")[1]
        assert [value for value in found if value is not None] == pytest.approx(list(expected), abs=1e-12)


def test_cases_that_count_on_one_side_only_are_left_out() -> None:
    found = paired([(YES, NO), (Asked(0, 0), YES), (NO, Asked(0, 0))])
    assert (found.cases, found.worse, found.p) == (1, 1, None)
    nothing = paired([])
    assert (nothing.cases, nothing.difference, nothing.p, nothing.low, nothing.high) == (0, None, None, -1, 1)


def test_the_same_share_of_other_counts_is_no_change() -> None:
    found = paired([(Asked(1, 3), Asked(2, 6))])
    assert (found.same, found.better, found.worse) == (1, 0, 0)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=30))
def test_swapping_the_runs_mirrors_everything(counts: list[tuple[int, int]]) -> None:
    there = paired([(Asked(first, 3), Asked(second, 3)) for first, second in counts])
    back = paired([(Asked(second, 3), Asked(first, 3)) for first, second in counts])
    assert (there.better, there.worse) == (back.worse, back.better)
    assert (there.low, there.high) == pytest.approx((-back.high, -back.low))
    assert there.low <= (there.difference or 0) <= there.high


def held(draw: list[tuple[Asked, Asked]], truth: float) -> bool:
    found = paired(draw)
    return found.low <= truth <= found.high


@pytest.mark.parametrize(
    ("count", "cells"),
    [(100, (0.75, 0.12, 0.03, 0.10)), (264, (0.85, 0.05, 0.04, 0.06)), (40, (0.6, 0.2, 0.1, 0.1))],
)
def test_the_interval_of_the_difference_covers_what_it_says(count: int, cells: tuple[float, ...]) -> None:
    draws = np.random.default_rng(3).multinomial(count, cells, size=2000)
    truth = cells[1] - cells[2]
    assert 0.93 <= np.mean([held(table(*(int(cell) for cell in row)), truth) for row in draws]) <= 0.97


def test_the_interval_of_per_case_rates_covers_what_it_says() -> None:
    draws = np.random.default_rng(11)
    rounds, count, epochs = 1000, 60, 4
    first = draws.beta(4, 1, size=(rounds, count))
    gain = draws.uniform(-0.1, 0.2, size=(rounds, count))
    second = np.clip(first + gain, 0, 1)
    truth = float((second - first).mean())
    before, after = draws.binomial(epochs, first), draws.binomial(epochs, second)
    hits = [
        held([(Asked(int(a), epochs), Asked(int(b), epochs)) for a, b in zip(one, other, strict=True)], truth)
        for one, other in zip(before, after, strict=True)
    ]
    assert 0.93 <= np.mean(hits) <= 0.97


def test_two_like_runs_are_rarely_called_different() -> None:
    draws = np.random.default_rng(5).multinomial(120, (0.8, 0.07, 0.07, 0.06), size=3000)
    called = np.mean([mcnemar(int(row[1]), int(row[2])) < 0.05 for row in draws])
    assert called <= 0.05
