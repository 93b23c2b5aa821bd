"""A share of counted answers with its Wilson interval; plain Python."""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

LEVEL = 0.95
SMALL_GROUP = 10


@dataclass(frozen=True)
class Estimate:
    """A share with its interval: Wilson's, or the one clustered by case where cases were asked several times.

    ``rate`` is None when nothing was counted; ``low`` and ``high`` are then 0 and 1, because nothing is ruled out.
    ``cases`` counts the cases behind a clustered interval and is None where each answer stands for itself.
    """

    numerator: int
    denominator: int
    rate: float | None
    low: float
    high: float
    level: float = LEVEL
    cases: int | None = None

    @property
    def clustered(self) -> bool:
        return self.cases is not None

    @property
    def small(self) -> bool:
        """Fewer than ten independent observations: the interval is honest but too wide to rest a decision on."""
        return (self.denominator if self.cases is None else self.cases) < SMALL_GROUP


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
    return (0.0, 1.0) if n == 0 else score_interval(k / n, n, z)


def score_interval(share: float, n: float, z: float) -> tuple[float, float]:
    """Wilson's interval of a share of n observations; n may be an effective number and need not be whole."""
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    # At the edges the bound is exactly 0 or 1; floating point would leave 1e-17 beside it.
    low = 0.0 if share == 0 else max(0.0, centre - half)
    high = 1.0 if share == 1 else min(1.0, centre + half)
    return low, high


def estimate(k: int, n: int, level: float = LEVEL) -> Estimate:
    """k out of n as a rate with its Wilson interval."""
    low, high = wilson(k, n, level)
    return Estimate(numerator=k, denominator=n, rate=k / n if n else None, low=low, high=high, level=level)
