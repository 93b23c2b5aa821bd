"""Quantiles that are known on paper, and draws that agree with the exact quantiles."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from calculator.distributions import Beta, Distribution, Lognormal, Normal, Triangular, Uniform, beta_counts, pert

EVERY_KIND: list[Distribution] = [
    Uniform(2.0, 6.0),
    Triangular(0.0, 1.0, 4.0),
    Beta(2.0, 5.0),
    pert(9.0, 11.0, 14.0),
    beta_counts(9, 600),
    beta_counts(0, 30),
    Lognormal(12.0, 45.0, 60.0),
    Normal(0.04, 0.12),
]


@pytest.mark.parametrize(
    ("distribution", "p", "value"),
    [
        (Uniform(2.0, 6.0), 0.25, 3.0),
        (Triangular(0.0, 1.0, 4.0), 0.25, 1.0),  # a quarter of the area lies left of the mode
        (Triangular(0.0, 0.0, 2.0), 0.75, 1.0),
        (pert(0.0, 0.5, 1.0), 0.5, 0.5),
        (Lognormal(12.0, 45.0), 0.5, 12.0),
        (Lognormal(12.0, 45.0), 0.1, 12.0 * 12.0 / 45.0),
        (Lognormal(12.0, 45.0, 20.0), 0.9, 20.0),
        (Normal(0.04, 0.12), 0.5, 0.04),
    ],
)
def test_quantiles_are_what_paper_gives(distribution: Distribution, p: float, value: float) -> None:
    assert distribution.quantile(p) == pytest.approx(value, rel=1e-12)


def test_a_measured_rate_of_nothing_is_still_not_zero() -> None:
    assert beta_counts(0, 30).quantile(0.5) > 0.005
    assert beta_counts(9, 600).quantile(0.9) == pytest.approx(float(stats.beta.ppf(0.9, 9.5, 591.5)), rel=1e-12)


@pytest.mark.parametrize("distribution", EVERY_KIND, ids=repr)
def test_draws_are_the_exact_quantiles_of_their_normal_scores(distribution: Distribution) -> None:
    probabilities = np.array([1e-12, 1e-6, 0.001, 0.1, 0.5, 0.77, 0.9, 0.999, 1 - 1e-9])
    drawn = distribution.draws(stats.norm.ppf(probabilities))
    exact = [distribution.quantile(float(p)) for p in probabilities]
    assert drawn == pytest.approx(exact, rel=1e-8, abs=1e-13)


@given(low=st.floats(-3, 1), rise=st.floats(0, 2), fall=st.floats(0, 2), p=st.floats(0.001, 0.999))
def test_a_pert_stays_between_its_ends(low: float, rise: float, fall: float, p: float) -> None:
    mode, high = low + rise, low + rise + fall
    assert low - 1e-12 <= pert(low, mode, high).quantile(p) <= high + 1e-12


def test_a_distribution_without_width_is_certain() -> None:
    assert all(one.certain for one in (pert(2, 2, 2), Uniform(1, 1), Normal(3, 0), Lognormal(4, 4)))
    assert not any(one.certain for one in EVERY_KIND)


def test_the_uncapped_lognormal_ends_nowhere() -> None:
    assert Lognormal(12.0, 45.0).ceiling == math.inf
