"""A compliance rate without its grader's mistakes (Rogan–Gladen), with its interval; plain Python."""

from dataclasses import dataclass
from math import sqrt

from evaluations.statistics.rates import LEVEL, normal_quantile


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


def corrected(
    k: int, n: int, calibration: Calibration, level: float = LEVEL, *, effective: float | None = None
) -> Corrected | None:
    """The rate of k compliant of n, corrected for the grader's error (Rogan–Gladen); None where nothing was counted or
    the grader knows nothing, also after the two responses that the interval adds to either side.

    Args:
        effective: how many independent answers the n are worth, where several of them belong to one case.

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
    worth = n if effective is None else effective
    counted = worth + z * z
    share = (worth * k / n + z * z / 2) / counted
    middle = (share + q0 - 1) / told_apart
    of_bad, of_good = q0 * (1 - q0) / bad, q1 * (1 - q1) / good
    centre = middle + 2 * z * z * (middle * of_good - (1 - middle) * of_bad)
    error = sqrt(share * (1 - share) / counted + (1 - middle) ** 2 * of_bad + middle**2 * of_good) / told_apart
    low, high = _clipped(centre - z * error), _clipped(centre + z * error)
    return Corrected(_clipped(rate), low, high, centre, error, level)


def _clipped(share: float) -> float:
    return min(1.0, max(0.0, share))
