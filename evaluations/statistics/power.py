"""How many cases a question needs: to show a difference, and to reach a mark."""

from collections.abc import Sequence
from math import ceil, sqrt

from evaluations.statistics.clusters import Asked
from evaluations.statistics.rates import LEVEL, normal_quantile, wilson

POWER = 0.8
# Where nothing was measured yet, the rate at which chance is largest.
CAUTIOUS_RATE = 0.5
MOST_CASES = 10_000_000


def cases_needed(
    difference: float,
    *,
    between: float,
    within: float = 0.0,
    epochs: tuple[int, int] = (1, 1),
    level: float = LEVEL,
    power: float = POWER,
) -> int:
    """Cases asked in both runs that show a true difference of that size with that power, two-sided.

    n = (z_α/2 + z_β)² · (ω² + σ²_A/K_A + σ²_B/K_B) / δ².

    Args:
        between: ω², the variance between cases of the difference of their true rates.
        within: σ², the mean variance of one answer to the same case, p_c(1 − p_c).
        epochs: how often each case is asked in either run.

    Source: Miller, "Adding Error Bars to Evals", arXiv 2411.00640, section 5.
    """
    if not 0 < difference <= 1:
        raise ValueError(f"A difference of rates lies between 0 and 1, not {difference}.")
    return min(
        MOST_CASES, max(2, ceil(_constant(level, power) ** 2 * _variance(between, within, epochs) / difference**2))
    )


def shown_by(
    cases: int,
    *,
    between: float,
    within: float = 0.0,
    epochs: tuple[int, int] = (1, 1),
    level: float = LEVEL,
    power: float = POWER,
) -> float:
    """The smallest true difference that so many cases show with that power: the same formula, solved for it."""
    if cases < 1:
        return 1.0
    return min(1.0, _constant(level, power) * sqrt(_variance(between, within, epochs) / cases))


def variances(asked: Sequence[Asked]) -> tuple[float, float]:
    """ω² and σ² to plan the next run with, out of one run.

    The variance between cases of their true rates stands for ω²: that is what the difference of two runs has when they
    correlate with 0.5 over the cases. With one answer a case nothing tells chance within a case from what separates
    the cases: all of p(1 − p) then stands in σ², which is cautious, because cases mostly keep their outcome.
    """
    counted = [case for case in asked if case.n]
    if not counted:
        return 0.0, CAUTIOUS_RATE * (1 - CAUTIOUS_RATE)
    repeated = [case for case in counted if case.n > 1]
    if not repeated:
        # A rate of nought or one would promise that no case ever changes; two more cases keep it honest.
        rate = (sum(case.k for case in counted) + 1) / (sum(case.n for case in counted) + 2)
        return 0.0, rate * (1 - rate)
    within = sum(case.k / case.n * (1 - case.k / case.n) * case.n / (case.n - 1) for case in repeated) / len(repeated)
    shares = [case.k / case.n for case in counted]
    mean = sum(shares) / len(shares)
    spread = sum((share - mean) ** 2 for share in shares) / max(len(shares) - 1, 1)
    answers = sum(case.n for case in counted) / len(counted)
    return max(0.0, spread - within / answers), within


def smallest_sample(mark: float, level: float = LEVEL) -> int:
    """How many answers, all of them compliant, have a lower bound that reaches the mark: 0.95 needs 73 of 73.

    Wilson's lower bound of n of n is n / (n + z²).
    """
    if not 0 <= mark < 1:
        raise ValueError(f"A mark that a sample can reach lies from 0 to below 1, not {mark}.")
    n = max(1, ceil(mark / (1 - mark) * normal_quantile(level) ** 2))
    while n > 1 and wilson(n - 1, n - 1, level)[0] >= mark:
        n -= 1
    while wilson(n, n, level)[0] < mark:
        n += 1
    return n


def highest_mark(n: int, level: float = LEVEL) -> float:
    """The lower bound of n compliant answers of n: no mark above it can be reached. 5 of 5 reach 0.566."""
    return wilson(n, n, level)[0]


def fewest_compliant(mark: float, n: int, level: float = LEVEL) -> int | None:
    """How many of n answers have to be compliant for the lower bound to reach the mark; None where n of n do not."""
    if highest_mark(n, level) < mark:
        return None
    low, high = 0, n
    while low < high:
        middle = (low + high) // 2
        if wilson(middle, n, level)[0] >= mark:
            high = middle
        else:
            low = middle + 1
    return low


def _constant(level: float, power: float) -> float:
    return normal_quantile(level) + normal_quantile(2 * power - 1)


def _variance(between: float, within: float, epochs: tuple[int, int]) -> float:
    return between + within / max(epochs[0], 1) + within / max(epochs[1], 1)
