"""The Wilson interval against the method page's figures, statsmodels, and properties that must hold for every count."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from evaluations.statistics import estimate, normal_quantile, wilson

counts = st.integers(0, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [
        (112, 128, 0.8066, 0.9216),
        (0, 30, 0.0, 0.1135),
        (30, 30, 0.8865, 1.0),
        (17, 20, 0.6396, 0.9476),
        (5, 5, 0.5655, 1.0),
    ],
)
def test_wilson_gives_the_figures_of_the_method_page(k: int, n: int, low: float, high: float) -> None:
    assert wilson(k, n) == pytest.approx((low, high), abs=5e-5)


def test_nothing_counted_rules_nothing_out() -> None:
    nothing = estimate(0, 0)
    assert (nothing.rate, nothing.low, nothing.high, nothing.small) == (None, 0.0, 1.0, True)


@pytest.mark.parametrize(("k", "n"), [(-1, 3), (4, 3), (0, -1)])
def test_impossible_counts_are_refused(k: int, n: int) -> None:
    with pytest.raises(ValueError, match="k out of n"):
        wilson(k, n)


@pytest.mark.parametrize("level", [0, 1, -0.5, 95])
def test_a_level_outside_zero_and_one_is_refused(level: float) -> None:
    with pytest.raises(ValueError, match="confidence level"):
        normal_quantile(level)


@pytest.mark.parametrize(("n", "small"), [(9, True), (10, False)])
def test_groups_under_ten_are_flagged_as_small(n: int, small: bool) -> None:
    assert estimate(n, n).small is small


@settings(deadline=None)
@given(counts, st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_wilson_agrees_with_statsmodels(count: tuple[int, int], level: float) -> None:
    k, n = count
    if n == 0:
        return
    low, high = proportion_confint(k, n, alpha=1 - level, method="wilson")
    assert wilson(k, n, level) == pytest.approx((max(low, 0), min(high, 1)), abs=1e-9)


@settings(deadline=None)
@given(counts)
def test_the_interval_holds_the_rate_and_stays_between_nought_and_one(count: tuple[int, int]) -> None:
    result = estimate(*count)
    assert 0 <= result.low <= result.high <= 1
    if result.rate is not None:
        assert result.low <= result.rate <= result.high


@settings(deadline=None)
@given(counts)
def test_swapping_success_and_failure_mirrors_the_interval(count: tuple[int, int]) -> None:
    k, n = count
    low, high = wilson(k, n)
    assert wilson(n - k, n) == pytest.approx((1 - high, 1 - low), abs=1e-12)


@settings(deadline=None)
@given(st.integers(0, 50), st.integers(1, 50))
def test_ten_times_the_cases_at_the_same_rate_narrow_the_interval(k: int, extra: int) -> None:
    n = k + extra
    low, high = wilson(k, n)
    tighter_low, tighter_high = wilson(10 * k, 10 * n)
    assert tighter_high - tighter_low < high - low
