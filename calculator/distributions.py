"""The distributions an uncertain input may have: exact quantiles, and draws from normal scores."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Draws = NDArray[np.float64]

Z90 = 1.2815515655446004  # the standard normal's 0.9 quantile
SMALLEST_U = 1e-12  # uniform draws are clipped to [1e-12, 1 − 1e-12]
SPLINE_Z = 5.0
SPLINE_POINTS = 4001


class Distribution(Protocol):
    """An uncertain input. `quantile` is exact; `draws` maps standard normal scores to values."""

    @property
    def certain(self) -> bool: ...

    def quantile(self, p: float) -> float: ...

    def draws(self, z: Draws) -> Draws: ...

    def support(self) -> tuple[float, float]: ...


@dataclass(frozen=True)
class Uniform:
    """Every value between `low` and `high` alike."""

    low: float
    high: float

    @property
    def certain(self) -> bool:
        return self.low == self.high

    def quantile(self, p: float) -> float:
        return self.low + p * (self.high - self.low)

    def draws(self, z: Draws) -> Draws:
        return self.low + _normal_cdf(z) * (self.high - self.low)

    def support(self) -> tuple[float, float]:
        return self.low, self.high


@dataclass(frozen=True)
class Triangular:
    """Straight lines from `low` up to `mode` and down to `high`."""

    low: float
    mode: float
    high: float

    @property
    def certain(self) -> bool:
        return self.low == self.high

    def quantile(self, p: float) -> float:
        width = self.high - self.low
        if width == 0:
            return self.low
        if p * width <= self.mode - self.low:
            return self.low + math.sqrt(p * width * (self.mode - self.low))
        return self.high - math.sqrt((1 - p) * width * (self.high - self.mode))

    def draws(self, z: Draws) -> Draws:
        u, width = _normal_cdf(z), self.high - self.low
        rising = self.low + np.sqrt(u * width * (self.mode - self.low))
        falling = self.high - np.sqrt((1 - u) * width * (self.high - self.mode))
        return np.where(u * width <= self.mode - self.low, rising, falling)

    def support(self) -> tuple[float, float]:
        return self.low, self.high


@dataclass(frozen=True)
class Beta:
    """Beta(alpha, beta) stretched over [low, high]."""

    alpha: float
    beta: float
    low: float = 0.0
    high: float = 1.0

    @property
    def certain(self) -> bool:
        return self.low == self.high

    def quantile(self, p: float) -> float:
        return self.low + _beta_quantile(self.alpha, self.beta, p) * (self.high - self.low)

    def draws(self, z: Draws) -> Draws:
        return self.low + _beta_from_normal(self.alpha, self.beta)(z) * (self.high - self.low)

    def support(self) -> tuple[float, float]:
        return self.low, self.high


@dataclass(frozen=True)
class Lognormal:
    """Given by its median and its 90th percentile; a draw above `ceiling` counts as `ceiling`."""

    p50: float
    p90: float
    ceiling: float = math.inf

    @property
    def certain(self) -> bool:
        return self.p50 == self.p90

    @property
    def sigma(self) -> float:
        return math.log(self.p90 / self.p50) / Z90

    def quantile(self, p: float) -> float:
        return min(self.p50 * math.exp(self.sigma * _normal_quantile(p)), self.ceiling)

    def draws(self, z: Draws) -> Draws:
        return np.minimum(self.p50 * np.exp(self.sigma * z), self.ceiling)

    def support(self) -> tuple[float, float]:
        return self.quantile(SMALLEST_U), self.quantile(1 - SMALLEST_U)


@dataclass(frozen=True)
class Normal:
    """An effect as a study reports it; not clipped."""

    mean: float
    sd: float

    @property
    def certain(self) -> bool:
        return self.sd == 0

    def quantile(self, p: float) -> float:
        return self.mean + self.sd * _normal_quantile(p)

    def draws(self, z: Draws) -> Draws:
        return self.mean + self.sd * z

    def support(self) -> tuple[float, float]:
        return self.mean, self.mean


def pert(low: float, mode: float, high: float, weight: float = 4.0) -> Beta:
    """An expert's minimum, most likely and maximum: Beta(1 + λ(mode−min)/(max−min), 1 + λ(max−mode)/(max−min))."""
    if low == high:
        return Beta(1.0, 1.0, low, high)
    width = high - low
    return Beta(1 + weight * (mode - low) / width, 1 + weight * (high - mode) / width, low, high)


def beta_counts(k: float, n: float) -> Beta:
    """A rate measured in a pilot, k of n: Beta(k + ½, n − k + ½), which is never 0, even with k = 0."""
    return Beta(k + 0.5, n - k + 0.5)


def normal_scores(uniforms: Draws) -> Draws:
    """Φ⁻¹ of uniform draws."""
    from scipy.special import ndtri  # scipy is slow to import: only where it is used

    return np.asarray(ndtri(uniforms))


def _normal_cdf(z: Draws) -> Draws:
    from scipy.special import ndtr

    return np.asarray(ndtr(z))


def _normal_quantile(p: float) -> float:
    return float(normal_scores(np.asarray([p]))[0]) if p not in (0.1, 0.5, 0.9) else {0.1: -Z90, 0.5: 0.0, 0.9: Z90}[p]


@lru_cache(maxsize=4096)
def _beta_quantile(alpha: float, beta: float, p: float) -> float:
    from scipy.special import betaincinv

    return float(betaincinv(alpha, beta, p))


@lru_cache(maxsize=512)
def _beta_from_normal(alpha: float, beta: float) -> Callable[[Draws], Draws]:
    """z → Beta⁻¹(Φ(z)), inverted once on 4,001 points over [−5, 5] and joined by a cubic spline.

    The shape alone is cached, so every PERT with the same relative mode shares one table. The one draw in two
    million that falls outside [−5, 5] is inverted exactly. The points lie evenly, so the piece that a score falls into
    is computed and not searched for, which is what scipy's own evaluation spends nine tenths of its time on.
    """
    from scipy.interpolate import CubicSpline
    from scipy.special import betaincinv, ndtr

    knots = np.linspace(-SPLINE_Z, SPLINE_Z, SPLINE_POINTS)
    cubic, square, linear, constant = CubicSpline(knots, betaincinv(alpha, beta, ndtr(knots))).c
    pieces = SPLINE_POINTS - 1

    def inverse(z: Draws) -> Draws:
        piece = ((z + SPLINE_Z) * (pieces / (2 * SPLINE_Z))).astype(np.intp).clip(0, pieces - 1)
        step = z - knots[piece]
        values: Draws = ((cubic[piece] * step + square[piece]) * step + linear[piece]) * step + constant[piece]
        outside = np.abs(z) > SPLINE_Z
        if outside.any():
            values[outside] = betaincinv(alpha, beta, ndtr(z[outside]))
        return values.clip(0.0, 1.0)

    return inverse
