"""A measured violation rate as an input of the model; plain Python, no Django."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

from evaluations.statistics import Corrected

DIGITS = 6  # of the fitted parameters: more than any measurement holds, and still readable


@dataclass(frozen=True)
class ViolationRate:
    """A violation rate without its grader's error, with its interval."""

    rate: float
    low: float
    high: float


def violation_rate(compliance: Corrected) -> ViolationRate:
    """The complement of a corrected compliance rate."""
    return ViolationRate(1 - compliance.rate, 1 - compliance.high, 1 - compliance.low)


def as_input(violations: int, counted: int, compliance: Corrected | None) -> dict[str, float | str]:
    """The distribution of a violation rate: as counted, or fitted to the corrected interval."""
    if compliance is None:
        return {"dist": "beta_counts", "k": violations, "n": counted}
    alpha, beta = fitted_beta(1 - compliance.centre, compliance.error)
    return {"dist": "beta", "alpha": float(f"{alpha:.{DIGITS}g}"), "beta": float(f"{beta:.{DIGITS}g}")}


def fitted_beta(centre: float, error: float) -> tuple[float, float]:
    """The beta with the mean and the variance of a normal distribution that is cut off at 0 and 1.

    That normal is what stands behind a corrected interval before it is clipped. A beta with these moments always
    exists, and is never 0 or 1 for certain.
    """
    mean, variance = _moments_within(centre, error)
    weight = mean * (1 - mean) / variance - 1
    return mean * weight, (1 - mean) * weight


def _moments_within(centre: float, error: float) -> tuple[float, float]:
    """Mean and variance of Normal(centre, error) given that it lies between 0 and 1."""
    normal = NormalDist()
    low, high = -centre / error, (1 - centre) / error
    inside = normal.cdf(high) - normal.cdf(low)
    slope = (normal.pdf(low) - normal.pdf(high)) / inside
    bend = (low * normal.pdf(low) - high * normal.pdf(high)) / inside
    return centre + error * slope, error**2 * (1 + bend - slope**2)
