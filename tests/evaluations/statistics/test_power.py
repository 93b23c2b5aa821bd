"""How many cases a question needs, against statsmodels, simulation and the method page."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.power import NormalIndPower

from evaluations.statistics import (
    Asked,
    cases_needed,
    fewest_compliant,
    highest_mark,
    mcnemar,
    shown_by,
    smallest_sample,
    variances,
    wilson,
)


def test_the_figures_of_the_method_page() -> None:
    assert round(highest_mark(5), 3) == 0.566
    assert smallest_sample(0.95) == 73
    assert wilson(72, 72)[0] < 0.95 <= wilson(73, 73)[0]


@given(st.floats(0, 0.999))
def test_the_smallest_sample_reaches_its_mark_and_one_less_does_not(mark: float) -> None:
    n = smallest_sample(mark)
    assert wilson(n, n)[0] >= mark
    assert n == 1 or wilson(n - 1, n - 1)[0] < mark


@given(st.floats(0, 1), st.integers(0, 400))
def test_the_fewest_compliant_reach_the_mark_and_one_less_does_not(mark: float, n: int) -> None:
    k = fewest_compliant(mark, n)
    if k is None:
        assert wilson(n, n)[0] < mark
        return
    assert wilson(k, n)[0] >= mark
    assert k == 0 or wilson(k - 1, n)[0] < mark


@pytest.mark.parametrize("mark", [1.0, -0.1, 2.0])
def test_a_mark_that_no_sample_reaches_is_refused(mark: float) -> None:
    with pytest.raises(ValueError, match="mark"):
        smallest_sample(mark)


@pytest.mark.parametrize("difference", [0.02, 0.05, 0.1])
def test_the_formula_is_the_textbooks_for_independent_answers(difference: float) -> None:
    """With one answer and no pairing left the two runs are independent samples of variance p(1 − p)."""
    within = 0.2 * 0.8
    expected = NormalIndPower().solve_power(effect_size=difference / within**0.5, alpha=0.05, power=0.8, ratio=1)
    assert cases_needed(difference, between=0, within=within) == pytest.approx(float(expected), abs=1.5)


@given(st.floats(0.01, 0.9), st.floats(0, 0.2), st.floats(0.01, 0.25), st.integers(1, 10))
def test_needed_and_shown_are_each_others_inverse(d: float, between: float, within: float, epochs: int) -> None:
    n = cases_needed(d, between=between, within=within, epochs=(epochs, epochs))
    assert shown_by(n, between=between, within=within, epochs=(epochs, epochs)) <= d + 1e-9
    if n > 2:
        assert shown_by(n - 1, between=between, within=within, epochs=(epochs, epochs)) >= d - 1e-9


def test_more_answers_a_case_need_fewer_cases_up_to_a_bound() -> None:
    sizes = [cases_needed(0.05, between=0.02, within=0.16, epochs=(k, k)) for k in (1, 2, 5, 1000)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] >= cases_needed(0.05, between=0.02)


@pytest.mark.parametrize("difference", [0, -0.1, 1.5, float("nan")])
def test_a_difference_that_is_none_is_refused(difference: float) -> None:
    with pytest.raises(ValueError, match="difference"):
        cases_needed(difference, between=0.1)


def test_a_true_difference_is_shown_as_often_as_promised() -> None:
    """Answers to the same case that do not know of each other, the regime the cautious estimate is made for."""
    first, second = 0.8, 0.9
    n = cases_needed(0.1, between=0, within=(first * (1 - first) + second * (1 - second)) / 2)
    draws = np.random.default_rng(9)
    before, after = draws.random((2000, n)) < first, draws.random((2000, n)) < second
    better, worse = (after & ~before).sum(axis=1), (before & ~after).sum(axis=1)
    shown = np.mean([mcnemar(int(b), int(w)) < 0.05 for b, w in zip(better, worse, strict=True)])
    assert 0.74 <= shown <= 0.84  # the exact test is a little more careful than the formula's normal one


def test_the_variances_of_repeated_cases_tell_chance_from_difference() -> None:
    draws = np.random.default_rng(1)
    rates = draws.beta(2, 1, size=4000)
    between, within = variances([Asked(int(k), 5) for k in draws.binomial(5, rates)])
    assert between == pytest.approx(1 / 18, rel=0.1)
    assert within == pytest.approx(float((rates * (1 - rates)).mean()), rel=0.1)


def test_one_answer_a_case_is_planned_with_cautiously() -> None:
    assert variances([]) == (0, 0.25)
    between, within = variances([Asked(1, 1)] * 20)
    assert between == 0
    assert 0 < within < 0.1
