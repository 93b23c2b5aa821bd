"""What a stream of money is worth to those who pay for it: payback and internal rate of return."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from calculator.cashflow import Months

PAYBACK_TOLERANCE = 1e-9
RATE_RANGE = (1e-6, 1e6)  # monthly growth factors within which a rate of return is looked for


@dataclass(frozen=True)
class Payback:
    """Months until the cumulative flow stays at or above zero; None where it never does."""

    month: int | None
    fractional: float | None


@dataclass(frozen=True)
class RateOfReturn:
    """Monthly and annual rate, or None with the reason in `status`."""

    monthly: float | None
    annual: float | None
    status: str


def payback(flows: Months) -> Payback:
    """The first month from which the cumulative flow stays ≥ 0 to the horizon, and where in the month it crosses."""
    month = payback_month(flows)
    if month is None:
        return Payback(None, None)
    if month == 0:
        return Payback(0, 0.0)
    before = float(flows[:month].sum())
    return Payback(month, month - 1 + -before / float(flows[month]))


def payback_month(flows: Months) -> int | None:
    """The month alone; flows start at t = 0."""
    below = np.flatnonzero(np.cumsum(flows) < -tolerance(flows))
    after = int(below[-1]) + 1 if below.size else 0
    return after if after < len(flows) else None


def tolerance(flows: Months) -> float:
    """What counts as zero in a cumulative flow: 1e-9 of the largest flow, or of one unit of money."""
    return PAYBACK_TOLERANCE * max(1.0, float(np.abs(flows).max()))


def rate_of_return(flows: Months) -> RateOfReturn:
    """The rate at which the flows are worth nothing, where they change sign exactly once."""
    signs = np.sign(flows)[np.abs(flows) > tolerance(flows)]
    if not (signs < 0).any():
        return RateOfReturn(None, None, "no_negative_flow")
    if not (signs > 0).any():
        return RateOfReturn(None, None, "no_positive_flow")
    if np.count_nonzero(np.diff(signs)) != 1:
        return RateOfReturn(None, None, "multiple_sign_changes")
    growth = _growth_at_zero_worth(flows)
    if growth is None:
        return RateOfReturn(None, None, "out_of_range")
    return RateOfReturn(growth - 1, growth**12 - 1, "ok")


def _growth_at_zero_worth(flows: Months) -> float | None:
    """The monthly growth factor 1 + i with Σ CF(t)·(1+i)^−t = 0, by bisection on its logarithm."""
    low, high = (math.log(end) for end in RATE_RANGE)
    at_low = _worth_sign(flows, low)
    if at_low == _worth_sign(flows, high):
        return None
    for _ in range(200):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if _worth_sign(flows, middle) == at_low:
            low = middle
        else:
            high = middle
    return math.exp((low + high) / 2)


def _worth_sign(flows: Months, log_growth: float) -> bool:
    """Whether the flows are worth more than nothing at this growth; scaled so that no power overflows."""
    exponents = -log_growth * np.arange(len(flows))
    return float(flows @ np.exp(exponents - exponents.max())) > 0
