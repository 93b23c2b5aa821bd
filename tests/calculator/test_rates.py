"""A corrected rate as a distribution: the beta with the moments of the cut-off normal, and its worked example."""

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calculator.distributions import Beta
from calculator.rates import as_input, fitted_beta
from calculator.scenario import read_scenario
from evaluations.statistics import Calibration, corrected

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "methods" / "impact.md").read_text(encoding="utf-8")
KNOWN = Calibration(bad=60, bad_recognised=54, good=100, good_recognised=97)


def test_as_counted_it_is_the_beta_of_the_counts() -> None:
    assert as_input(9, 600, None) == {"dist": "beta_counts", "k": 9, "n": 600}


def test_the_moments_are_those_of_the_normal_cut_off_at_nought_and_one() -> None:
    draws = np.random.default_rng(1).normal(0.02, 0.05, 2_000_000)
    inside = draws[(draws >= 0) & (draws <= 1)]
    alpha, beta = fitted_beta(0.02, 0.05)
    mean = alpha / (alpha + beta)
    assert mean == pytest.approx(inside.mean(), rel=5e-3)
    assert mean * (1 - mean) / (alpha + beta + 1) == pytest.approx(inside.var(), rel=1e-2)


def test_the_middle_of_the_scale_keeps_the_corrected_interval() -> None:
    found = corrected(400, 1000, Calibration(200, 140, 200, 180))
    assert found is not None
    fitted = Beta(*fitted_beta(1 - found.centre, found.error))
    ends = (fitted.quantile(0.025), fitted.quantile(0.975))
    assert ends == pytest.approx((1 - found.high, 1 - found.low), abs=0.02)


def test_the_page_tells_the_fitted_beta() -> None:
    alpha, beta = re.search(r"beta with alpha ([\d.]+) and beta (\d+\.\d+)", PAGE).groups()  # type: ignore[union-attr]
    given = as_input(14, 198, corrected(184, 198, KNOWN))
    assert (given["alpha"], given["beta"]) == pytest.approx((float(alpha), float(beta)), abs=5e-3)


@settings(deadline=None)
@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.integers(55, 100))
def test_every_corrected_rate_is_an_input_that_the_format_takes(counts: tuple[int, int], good: int) -> None:
    k, n = counts
    found = corrected(n - k, n, Calibration(60, 54, 100, good))
    if found is None or found.low == found.high:
        return
    use_case = {"id": "a", "violation_rate": as_input(k, n, found)}
    scenario = read_scenario({"horizon_months": 1, "use_cases": [use_case]})
    assert 0 < scenario.base()["use_cases.a.violation_rate"] < 1
