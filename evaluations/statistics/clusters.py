"""Rates of cases that were asked several times: answers to one case are alike, so the cases are what is counted.

The sums are additive: a database makes them once per principle, and sections, levels and the whole run add them up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from evaluations.statistics.rates import LEVEL, Estimate, estimate, normal_quantile, score_interval


@dataclass(frozen=True)
class Asked:
    """A case in a run: ``k`` compliant of ``n`` counted answers, and its share of the production mix."""

    k: int
    n: int
    weight: float = 1.0

    def __post_init__(self) -> None:
        if not 0 <= self.k <= self.n:
            raise ValueError(f"k out of n needs 0 ≤ k ≤ n, not {self.k} of {self.n}.")


@dataclass(frozen=True)
class Sums:
    """What the clustered interval needs of a group of cases: the number of them that counted, Σk, Σn, Σk², Σkn, Σn²."""

    cases: int = 0
    k: int = 0
    n: int = 0
    kk: int = 0
    kn: int = 0
    nn: int = 0

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            self.cases + other.cases,
            self.k + other.k,
            self.n + other.n,
            self.kk + other.kk,
            self.kn + other.kn,
            self.nn + other.nn,
        )

    @property
    def repeated(self) -> bool:
        """Some case has more than one counted answer."""
        return self.n > self.cases


@dataclass(frozen=True)
class Mean:
    """A mean with its standard error; ``low`` and ``high`` are clipped to 0 to 1."""

    rate: float
    error: float
    low: float
    high: float
    level: float = LEVEL


def sums_of(asked: Sequence[Asked]) -> Sums:
    """The sums over cases; one without a counted answer is no case here."""
    counted = [case for case in asked if case.n]
    return Sums(
        cases=len(counted),
        k=sum(case.k for case in counted),
        n=sum(case.n for case in counted),
        kk=sum(case.k**2 for case in counted),
        kn=sum(case.k * case.n for case in counted),
        nn=sum(case.n**2 for case in counted),
    )


def clustered_error(sums: Sums) -> float:
    """Standard error of the mean over all answers, clustered by case: √ Σ_c (Σ_{i∈c} (x_i − x̄))² / N.

    Source: Miller, "Adding Error Bars to Evals", arXiv 2411.00640.
    """
    if not sums.n:
        return 0.0
    mean = sums.k / sums.n
    squares = sums.kk - 2 * mean * sums.kn + mean * mean * sums.nn
    return sqrt(max(squares, 0.0)) / sums.n


def clustered(sums: Sums, level: float = LEVEL) -> Estimate:
    """The rate over all answers with its interval clustered by case; Wilson's where no case has a second answer.

    The interval is Wilson's with an effective number of answers, p(1 − p)/SE², with the quantile of Student's t for the
    number of cases. Unlike p ± z·SE it does not shrink to nothing where all answers agree: there it counts the cases.
    """
    if not sums.repeated:
        return estimate(sums.k, sums.n, level)
    rate = sums.k / sums.n
    low, high = _effective_interval(rate, clustered_error(sums), sums.cases, sums.n, level)
    return Estimate(sums.k, sums.n, rate, low, high, level, cases=sums.cases)


def effective_answers(sums: Sums) -> float:
    """How many answers to different cases would know as much as these do."""
    if not sums.repeated:
        return float(sums.n)
    return _effective(sums.k / sums.n, clustered_error(sums), sums.cases, sums.n)


def in_the_mix(asked: Sequence[Asked], level: float = LEVEL) -> Mean | None:
    """The rate weighted to the production mix: each case's own rate times its weight, the cases as clusters.

    SE = √ Σ w_c² (p_c − p)² / Σ w_c, the linearised error of a ratio. None where nothing was counted.
    """
    counted = [case for case in asked if case.n]
    total = sum(case.weight for case in counted)
    if not counted or total <= 0:
        return None
    rate = min(1.0, max(0.0, sum(case.weight * case.k / case.n for case in counted) / total))
    error = sqrt(sum((case.weight * (case.k / case.n - rate)) ** 2 for case in counted)) / total
    # Kish: so many cases of equal weight would know as much.
    worth = total**2 / sum(case.weight**2 for case in counted)
    low, high = _effective_interval(rate, error, worth, worth, level)
    return Mean(rate, error, low, high, level)


def noise(asked: Sequence[Asked], level: float = LEVEL) -> Mean | None:
    """How far a repetition on this fixed set of cases would move: √ Σ p_c(1 − p_c)/k_c / C around the mean over cases.

    None unless every counted case was answered at least twice: one answer says nothing about how much it varies.
    """
    counted = [case for case in asked if case.n]
    if not counted or any(case.n < 2 for case in counted):
        return None
    shares = [case.k / case.n for case in counted]
    rate = sum(shares) / len(shares)
    variance = sum(share * (1 - share) / case.n for share, case in zip(shares, counted, strict=True))
    error = sqrt(variance) / len(counted)
    z = normal_quantile(level)
    return Mean(rate, error, max(0.0, rate - z * error), min(1.0, rate + z * error), level)


def _effective_interval(rate: float, error: float, cases: float, most: float, level: float) -> tuple[float, float]:
    """Wilson's interval with as many answers as would give this error on their own, at most as many as there are."""
    if cases < 2:
        return score_interval(rate, 1.0, normal_quantile(level))
    from scipy.special import stdtrit  # scipy is slow and large to import: only where it is used

    quantile = float(stdtrit(cases - 1, (1 + level) / 2))
    return score_interval(rate, _effective(rate, error, cases, most), quantile)


def _effective(rate: float, error: float, cases: float, most: float) -> float:
    # Where all agree the error is nought and says nothing about how alike the answers of a case are: count the cases.
    return max(1.0, min(rate * (1 - rate) / error**2 if error > 0 else cases, most))
