"""Two runs of the same cases: differences paired by case, the 2×2 of flips, and whether they are more than noise."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from evaluations.statistics.clusters import Asked
from evaluations.statistics.rates import LEVEL, normal_quantile


@dataclass(frozen=True)
class Flips:
    """The 2×2 of cases with one answer in either run."""

    both: int
    better: int
    worse: int
    neither: int

    @property
    def discordant(self) -> int:
        return self.better + self.worse


@dataclass(frozen=True)
class Paired:
    """The difference of per-case rates, second minus first, over the cases that counted in both.

    ``p`` is the chance of a difference at least so large if the two were alike, by ``test``: exact McNemar where each
    case has one answer a run, else a paired t test; None where fewer than two cases can be compared.
    """

    cases: int
    first: float | None
    second: float | None
    difference: float | None
    error: float
    low: float
    high: float
    better: int
    worse: int
    same: int
    flips: Flips | None
    p: float | None
    test: str
    level: float = LEVEL


def paired(pairs: Sequence[tuple[Asked, Asked]], level: float = LEVEL) -> Paired:
    """Compares two runs case by case; pairs in which either side has no counted answer are left out.

    The interval adds half a pair to each cell of the 2×2 (Agresti and Min, Statistics in Medicine 24 (2005), 729–740):
    it holds its level with few cases and does not vanish where no case changed.
    """
    counted = [(before, after) for before, after in pairs if before.n and after.n]
    # Compared in whole numbers, lest 1/3 and 2/6 differ in the last bit.
    signs = [
        (after.k * before.n > before.k * after.n) - (after.k * before.n < before.k * after.n)
        for before, after in counted
    ]
    moves = [
        after.k / after.n - before.k / before.n if sign else 0.0
        for sign, (before, after) in zip(signs, counted, strict=True)
    ]
    cases = len(counted)
    if not cases:
        return Paired(0, None, None, None, 0.0, -1.0, 1.0, 0, 0, 0, None, None, "", level)
    difference = sum(moves) / cases
    low, high = _interval(moves, level)
    singles = all(before.n == after.n == 1 for before, after in counted)
    flips = _flips(counted) if singles else None
    p, test = (mcnemar(flips.better, flips.worse), "McNemar, exact") if flips else (paired_t(moves), "paired t")
    return Paired(
        cases=cases,
        first=sum(before.k / before.n for before, _ in counted) / cases,
        second=sum(after.k / after.n for _, after in counted) / cases,
        difference=difference,
        error=_deviation(moves) / sqrt(cases) if cases > 1 else 0.0,
        low=low,
        high=high,
        better=signs.count(1),
        worse=signs.count(-1),
        same=signs.count(0),
        flips=flips,
        p=p if cases > 1 else None,
        test=test,
        level=level,
    )


def mcnemar(better: int, worse: int) -> float:
    """Exact two-sided p of so many cases that changed one way and the other: 3 and 12 give 0.0352."""
    if better < 0 or worse < 0:
        raise ValueError("Counts of cases are not negative.")
    discordant = better + worse
    from scipy.special import bdtr  # scipy is slow and large to import: only where it is used

    return min(1.0, 2 * float(bdtr(min(better, worse), discordant, 0.5))) if discordant else 1.0


def paired_t(moves: Sequence[float]) -> float | None:
    """Two-sided p of Student's t test on per-case differences; None for fewer than two.

    Where all differences are the same there is no spread to hold them against: 1 if they are nought, else the exact
    sign test, which needs none.
    """
    if len(moves) < 2:
        return None
    spread = _deviation(moves)
    if spread < 1e-12:
        return mcnemar(len(moves), 0) if abs(moves[0]) > 1e-12 else 1.0
    t = sum(moves) / len(moves) / (spread / sqrt(len(moves)))
    from scipy.special import stdtr  # scipy is slow and large to import: only where it is used

    return 2 * float(stdtr(len(moves) - 1, -abs(t)))


def holm(values: Sequence[float | None]) -> list[float | None]:
    """p values corrected for having looked at several, in their order; None stays None and counts for nothing.

    Source: S. Holm, Scandinavian Journal of Statistics 6 (1979), 65–70.
    """
    ranked = sorted((value, place) for place, value in enumerate(values) if value is not None)
    corrected: list[float | None] = [None] * len(values)
    reached = 0.0
    for rank, (value, place) in enumerate(ranked):
        reached = max(reached, min(1.0, (len(ranked) - rank) * value))
        corrected[place] = reached
    return corrected


def _flips(counted: Sequence[tuple[Asked, Asked]]) -> Flips:
    cells = [(before.k, after.k) for before, after in counted]
    return Flips(cells.count((1, 1)), cells.count((0, 1)), cells.count((1, 0)), cells.count((0, 0)))


def _deviation(moves: Sequence[float]) -> float:
    mean = sum(moves) / len(moves)
    return sqrt(sum((move - mean) ** 2 for move in moves) / (len(moves) - 1)) if len(moves) > 1 else 0.0


def _interval(moves: Sequence[float], level: float) -> tuple[float, float]:
    cases = len(moves) + 2  # half a pair in each of the four cells: one more move up, one down, each by half
    mean = sum(moves) / cases
    variance = (sum(move * move for move in moves) + 1) / cases - mean * mean
    half = normal_quantile(level) * sqrt(variance / cases)
    return max(-1.0, mean - half), min(1.0, mean + half)
