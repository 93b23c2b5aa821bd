"""Rates of cases that were asked several times, by the method page, statsmodels and simulation."""

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from evaluations.statistics import Asked, clustered, clustered_error, in_the_mix, noise, sums_of, wilson
from evaluations.statistics.clusters import Sums

PAGE = [Asked(2, 3), Asked(2, 2), Asked(1, 3), Asked(2, 2), Asked(1, 1), Asked(1, 1)]
cases = st.integers(0, 5).flatmap(lambda n: st.builds(Asked, st.integers(0, n), st.just(n)))


def test_the_cases_of_the_method_page_give_its_mean_and_error() -> None:
    found = clustered(sums_of(PAGE))
    assert found.rate == 0.75
    assert clustered_error(sums_of(PAGE)) == pytest.approx(0.125)
    assert (found.cases, found.denominator, found.small) == (6, 12, True)


def test_cases_asked_once_have_wilsons_interval() -> None:
    found = clustered(sums_of([Asked(1, 1)] * 112 + [Asked(0, 1)] * 16 + [Asked(0, 0)] * 5))
    assert (found.low, found.high) == wilson(112, 128)
    assert not found.clustered


def test_answers_that_are_always_alike_know_as_little_as_one_a_case() -> None:
    tenfold = clustered(sums_of([Asked(10, 10)] * 30 + [Asked(0, 10)] * 10))
    once_low, once_high = wilson(30, 40)
    assert tenfold.low == pytest.approx(once_low, abs=0.01)
    assert tenfold.high == pytest.approx(once_high, abs=0.01)
    answers_low, answers_high = wilson(300, 400)
    assert tenfold.high - tenfold.low > 2 * (answers_high - answers_low)


def test_full_agreement_does_not_shrink_to_nothing() -> None:
    found = clustered(sums_of([Asked(5, 5)] * 20))
    assert found.high == 1
    assert found.low == pytest.approx(wilson(20, 20)[0], abs=0.03)
    assert found.low < wilson(20, 20)[0], "twenty cases, not a hundred answers"


@given(st.lists(cases, max_size=30))
def test_the_error_is_that_of_statsmodels_clustered_by_case(asked: list[Asked]) -> None:
    answers = [(place, 1.0 if at < case.k else 0.0) for place, case in enumerate(asked) for at in range(case.n)]
    if len(answers) < 2 or len({place for place, _ in answers}) < 2:
        return
    groups, values = np.array([place for place, _ in answers]), np.array([value for _, value in answers])
    fitted = sm.OLS(values, np.ones_like(values)).fit(
        cov_type="cluster", cov_kwds={"groups": groups, "use_correction": False}
    )
    assert clustered_error(sums_of(asked)) == pytest.approx(float(fitted.bse[0]), abs=1e-7)


@given(st.lists(cases, max_size=20), st.lists(cases, max_size=20))
def test_the_sums_of_parts_are_the_sums_of_the_whole(one: list[Asked], other: list[Asked]) -> None:
    assert sums_of(one) + sums_of(other) == sums_of([*one, *other])


@given(st.lists(cases, max_size=30))
def test_the_interval_holds_the_rate_and_stays_between_nought_and_one(asked: list[Asked]) -> None:
    found = clustered(sums_of(asked))
    assert 0 <= found.low <= found.high <= 1
    if found.rate is not None:
        assert found.low - 1e-12 <= found.rate <= found.high + 1e-12


def test_equal_weights_change_nothing_when_every_case_was_asked_alike() -> None:
    asked = [Asked(3, 4)] * 10 + [Asked(0, 4)] * 10
    mix = in_the_mix(asked)
    assert mix is not None
    assert (mix.rate, mix.error) == pytest.approx((0.375, clustered_error(sums_of(asked))))


def test_a_heavy_case_pulls_the_rate_and_widens_the_interval() -> None:
    light = [Asked(1, 1)] * 30
    mix, equal = in_the_mix([*light, Asked(0, 1, weight=30.0)]), in_the_mix([*light, Asked(0, 1)])
    assert mix is not None
    assert equal is not None
    assert mix.rate == pytest.approx(0.5)
    assert mix.high - mix.low > 3 * (equal.high - equal.low)


def test_noise_needs_two_answers_of_every_case() -> None:
    assert noise([Asked(1, 1), Asked(1, 2)]) is None
    assert noise([]) is None
    found = noise([Asked(1, 2), Asked(2, 2), Asked(0, 0)])
    assert found is not None
    assert (found.rate, found.error) == pytest.approx((0.75, (0.25 / 2) ** 0.5 / 2))


def coverage(epochs: int, count: int, a: float, b: float, rounds: int = 2500) -> float:
    """How often the interval holds the true rate, for cases whose own rates are drawn from Beta(a, b)."""
    draws = np.random.default_rng(20_260_101)
    rates = draws.beta(a, b, size=(rounds, count))
    k = draws.binomial(epochs, rates)
    total, squares = k.sum(axis=1), (k**2).sum(axis=1)
    truth, held = a / (a + b), 0
    for answers, square in zip(total.tolist(), squares.tolist(), strict=True):
        sums = Sums(count, answers, epochs * count, square, epochs * answers, epochs * epochs * count)
        found = clustered(sums)
        held += found.low <= truth <= found.high
    return held / rounds


@pytest.mark.parametrize(
    ("epochs", "count", "a", "b"),
    [(3, 60, 4.0, 1.0), (5, 100, 2.0, 1.0), (5, 40, 1.5, 1.0), (3, 264, 8.0, 1.0), (10, 60, 0.6, 0.4)],
)
def test_the_clustered_interval_covers_what_it_says(epochs: int, count: int, a: float, b: float) -> None:
    assert 0.93 <= coverage(epochs, count, a, b) <= 0.97


@pytest.mark.parametrize(("n", "rate"), [(128, 0.875), (50, 0.8), (264, 0.9), (30, 0.6)])
def test_wilson_covers_what_it_says(n: int, rate: float) -> None:
    """Exactly, over all counts, and not by drawing."""
    held = sum(float(binom.pmf(k, n, rate)) for k in range(n + 1) if wilson(k, n)[0] <= rate <= wilson(k, n)[1])
    assert 0.93 <= held <= 0.97


def test_noise_covers_the_mean_of_a_repetition_on_the_same_cases() -> None:
    draws = np.random.default_rng(7)
    rates = draws.beta(2, 1, size=80)
    truth, held, rounds = float(rates.mean()), 0, 1000
    for row in draws.binomial(8, rates, size=(rounds, 80)):
        found = noise([Asked(int(k), 8) for k in row])
        assert found is not None
        held += found.low <= truth <= found.high
    assert 0.92 <= held / rounds <= 0.97
