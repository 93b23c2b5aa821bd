"""Estimates of a compliance rate with their intervals, by docs/methods/statistics.md; plain Python, no Django."""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

LEVEL = 0.95
SMALL_GROUP = 10


@dataclass(frozen=True)
class Estimate:
    """A share with its Wilson interval.

    ``rate`` is None when nothing was counted; ``low`` and ``high`` are then 0 and 1, because nothing is ruled out.
    """

    numerator: int
    denominator: int
    rate: float | None
    low: float
    high: float
    level: float = LEVEL

    @property
    def small(self) -> bool:
        """Fewer than ten observations: the interval is honest but too wide to rest a decision on."""
        return self.denominator < SMALL_GROUP


def normal_quantile(level: float) -> float:
    """z for a two-sided interval that covers ``level`` (0 < level < 1): 1.96 for 0.95."""
    if not 0 < level < 1:
        raise ValueError(f"A confidence level lies between 0 and 1, not {level}.")
    return NormalDist().inv_cdf((1 + level) / 2)


def wilson(k: int, n: int, level: float = LEVEL) -> tuple[float, float]:
    """Wilson score interval of k out of n: the true shares under which k would not be surprising.

    Source: E. B. Wilson, JASA 22 (1927), 209–212. With n = 0 nothing is ruled out: (0, 1).
    """
    if not 0 <= k <= n:
        raise ValueError(f"k out of n needs 0 ≤ k ≤ n, not {k} of {n}.")
    z = normal_quantile(level)
    if n == 0:
        return 0.0, 1.0
    share = k / n
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    # At the edges the bound is exactly 0 or 1; floating point would leave 1e-17 beside it.
    low = 0.0 if k == 0 else max(0.0, centre - half)
    high = 1.0 if k == n else min(1.0, centre + half)
    return low, high


def estimate(k: int, n: int, level: float = LEVEL) -> Estimate:
    """k out of n as a rate with its Wilson interval."""
    low, high = wilson(k, n, level)
    return Estimate(numerator=k, denominator=n, rate=k / n if n else None, low=low, high=high, level=level)


@dataclass(frozen=True)
class Calibration:
    """How a grader judged responses whose outcome was known: of `bad` violations it recognised `bad_recognised`, of
    `good` compliant ones `good_recognised`. There is at least one of each."""

    bad: int
    bad_recognised: int
    good: int
    good_recognised: int

    def __post_init__(self) -> None:
        for recognised, shown in ((self.bad_recognised, self.bad), (self.good_recognised, self.good)):
            if not 0 <= recognised <= shown or shown < 1:
                raise ValueError(f"A calibration needs 0 ≤ recognised ≤ shown, not {recognised} of {shown}.")

    @property
    def specificity(self) -> float:
        """q₀, the share of known violations that it recognises."""
        return self.bad_recognised / self.bad

    @property
    def sensitivity(self) -> float:
        """q₁, the share of known compliant responses that it recognises."""
        return self.good_recognised / self.good

    @property
    def knows_nothing(self) -> bool:
        """q₀ + q₁ ≤ 1: it tells good from bad no better than chance. In whole numbers, so that the edge is exact."""
        return self.bad_recognised * self.good + self.good_recognised * self.bad <= self.bad * self.good


@dataclass(frozen=True)
class Corrected:
    """A compliance rate without its grader's error. `rate`, `low` and `high` are clipped to 0 to 1; `centre` and
    `error` are the middle and the standard error of the interval before that."""

    rate: float
    low: float
    high: float
    centre: float
    error: float
    level: float = LEVEL


def corrected(k: int, n: int, calibration: Calibration, level: float = LEVEL) -> Corrected | None:
    """The rate of k compliant of n, corrected for the grader's error (Rogan–Gladen); None where nothing was counted or
    the grader knows nothing, also after the two responses that the interval adds to either side.

    Source: Lee, Zeng, Jeong, Sohn, Lee, "How to Correctly Report LLM-as-a-Judge Evaluations", arXiv 2511.21140.
    """
    if not 0 <= k <= n:
        raise ValueError(f"k out of n needs 0 ≤ k ≤ n, not {k} of {n}.")
    z = normal_quantile(level)
    bad, good = calibration.bad + 2, calibration.good + 2
    q0, q1 = (calibration.bad_recognised + 1) / bad, (calibration.good_recognised + 1) / good
    told_apart = q0 + q1 - 1
    if n == 0 or calibration.knows_nothing or told_apart <= 0:
        return None
    specificity, sensitivity = calibration.specificity, calibration.sensitivity
    rate = (k / n + specificity - 1) / (specificity + sensitivity - 1)
    counted = n + z * z
    share = (k + z * z / 2) / counted
    middle = (share + q0 - 1) / told_apart
    of_bad, of_good = q0 * (1 - q0) / bad, q1 * (1 - q1) / good
    centre = middle + 2 * z * z * (middle * of_good - (1 - middle) * of_bad)
    error = sqrt(share * (1 - share) / counted + (1 - middle) ** 2 * of_bad + middle**2 * of_good) / told_apart
    low, high = _clipped(centre - z * error), _clipped(centre + z * error)
    return Corrected(_clipped(rate), low, high, centre, error, level)


def _clipped(share: float) -> float:
    return min(1.0, max(0.0, share))
