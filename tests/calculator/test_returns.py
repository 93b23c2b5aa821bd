"""Payback and rate of return on streams of money small enough to check by eye."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from calculator.returns import payback, rate_of_return


@pytest.mark.parametrize(
    ("flows", "month", "fractional"),
    [
        ([-100.0, 40.0, 40.0, 40.0], 3, 2.5),
        ([0.0, 0.0], 0, 0.0),
        ([5.0, 1.0], 0, 0.0),
        ([-100.0, 10.0], None, None),
        ([-10.0, 20.0, -15.0, 30.0], 3, 2 + 5 / 30),  # above zero in month 1, but not to stay
        ([10.0, -30.0], None, None),
    ],
)
def test_payback_is_the_month_from_which_the_total_stays_above_zero(
    flows: list[float], month: int | None, fractional: float | None
) -> None:
    found = payback(np.array(flows))
    assert found.month == month
    assert found.fractional == pytest.approx(fractional)


def test_rounding_noise_does_not_delay_the_payback() -> None:
    assert payback(np.array([-0.3, 0.1, 0.1, 0.1])).month == 3


@pytest.mark.parametrize(
    ("flows", "status"),
    [
        ([0.0, 0.0], "no_negative_flow"),
        ([0.0, 5.0], "no_negative_flow"),
        ([-1.0, -2.0], "no_positive_flow"),
        ([-1.0, 5.0, -3.0], "multiple_sign_changes"),
        ([-1e-9, 1e12], "no_negative_flow"),
        ([-1.0, 1e8], "out_of_range"),
    ],
)
def test_without_one_change_of_sign_there_is_a_reason_and_no_rate(flows: list[float], status: str) -> None:
    found = rate_of_return(np.array(flows))
    assert (found.monthly, found.annual, found.status) == (None, None, status)


@given(rate=st.floats(-0.9, 5.0), months=st.integers(1, 400))
def test_the_rate_of_a_single_repayment_is_found_again(rate: float, months: int) -> None:
    flows = np.zeros(months + 1)
    growth = months * math.log1p(rate)
    assume(math.log(1e-7) < growth < math.log(1e8))
    flows[0], flows[-1] = -1000.0, 1000.0 * (1 + rate) ** months
    assume(1e-4 < flows[-1] < 1e11)  # beyond, the smaller of the two counts as nothing
    found = rate_of_return(flows)
    assert found.status == "ok"
    assert found.monthly == pytest.approx(rate, rel=1e-9, abs=1e-12)
