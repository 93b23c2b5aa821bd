"""Whether an assistant that is measured again and again has become worse; plain Python, no Django.

Two tests look at every run, both one-sided: an exact one against the baseline, which sees a sudden fall, and a
cumulative sum over the series, which sees a slow one. How often they alarm when nothing has changed is known for both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp, log, sqrt

import numpy as np

RUNS_TO_A_FALSE_ALARM = 200
EXACT_LEVEL = 1 / RUNS_TO_A_FALSE_ALARM
# The sum is tuned to the smaller of two changes: the odds of a failure doubled, or one standard deviation of a run.
WORSE_ODDS = 2.0
FINEST_UNIT = 20

FALSE_ALARMS = (
    f"If nothing has changed, the exact test against the baseline alarms in at most 1 of {RUNS_TO_A_FALSE_ALARM} runs, "
    f"and the cumulative sum once in at least {RUNS_TO_A_FALSE_ALARM} runs on average, taking the baseline’s rate as "
    "the true one: together one false alarm in about 100 runs, or fewer. Asking the same cases again makes both more "
    "cautious still."
)


@dataclass(frozen=True)
class Counts:
    """``failures`` of ``counted`` answers: violations and partial ones."""

    failures: int
    counted: int

    @property
    def rate(self) -> float | None:
        return self.failures / self.counted if self.counted else None


@dataclass(frozen=True)
class CusumChart:
    """A cumulative sum in whole steps: every failure adds ``unit``, every run of ``size`` answers takes ``reference``.

    It alarms at ``limit``; ``in_control`` is the average number of runs until it does so although every answer fails
    with the probability ``expected``. Because the steps are whole, that average is exact.
    """

    expected: float
    size: int
    unit: int
    reference: int
    limit: int
    in_control: float

    def after(self, before: int, run: Counts) -> int:
        """The sum after one more run; a run with fewer answers takes away its share."""
        return max(0, before + run.failures * self.unit - round(self.reference * run.counted / self.size))

    def in_failures(self, value: int) -> float:
        """A sum as the failures it stands for, beyond those that were to be expected."""
        return value / self.unit


@dataclass(frozen=True)
class Point:
    """Where one run of the series stands. ``excess`` and ``limit`` in failures; ``alarm`` says what alarmed, or ''."""

    run: Counts
    excess: float
    limit: float
    p_value: float
    alarm: str

    @property
    def chance(self) -> str:
        """The exact test's probability as people read it: ``1 in 35``; one beyond a million as such."""
        if self.p_value >= 0.5:
            return "more than 1 in 2"
        return f"1 in {round(1 / self.p_value):,}" if self.p_value > 1e-6 else "less than 1 in 1,000,000"


def follow(baseline: Counts, runs: Sequence[Counts]) -> list[Point]:
    """Each run of a series, the oldest first, held against the baseline; after an alarm the sum begins anew."""
    if not baseline.counted:
        return []
    chart, value, points = chart_for(baseline), 0, []
    for run in runs:
        value = chart.after(value, run)
        p_value = exact_p(baseline, run)
        alarm = "exact" if p_value <= EXACT_LEVEL else "cusum" if value >= chart.limit else ""
        points.append(Point(run, chart.in_failures(value), chart.in_failures(chart.limit), p_value, alarm))
        value = 0 if alarm else value
    return points


def exact_p(baseline: Counts, run: Counts) -> float:
    """How probable at least so many failures are in this run, if both runs fail alike and have these failures together.

    Fisher's exact test, one-sided. Source: R. A. Fisher, "The Logic of Inductive Inference", JRSS 98 (1935), 39–82.
    """
    if not run.counted or not baseline.counted:
        return 1.0
    from scipy.stats import hypergeom  # scipy is slow and large to import: only where it is used

    total = baseline.counted + run.counted
    return float(hypergeom.sf(run.failures - 1, total, baseline.failures + run.failures, run.counted))


def chart_for(baseline: Counts) -> CusumChart:
    """The sum for runs as large as the baseline.

    Half a failure and one answer are added to the baseline, so that one without failures expects few and not none.
    """
    return chart_of((baseline.failures + 0.5) / (baseline.counted + 1), baseline.counted)


@lru_cache(maxsize=256)
def chart_of(expected: float, size: int) -> CusumChart:
    """The chart with the smallest limit whose average run length in control is at least 200 runs.

    A run of n answers with k failures moves the sum by k·ln R − n·ln(1 − p₀ + R·p₀), the logarithm of the likelihood
    ratio of odds R times as high; divided by ln R it counts in failures. Source: Steiner, Cook, Farewell, Treasure,
    "Monitoring surgical performance using risk-adjusted cumulative sum charts", Biostatistics 1 (2000), 441–452.
    """
    expected = min(max(expected, 1e-6), 0.99)
    spread = sqrt(size * expected * (1 - expected))
    odds = exp(min(log(WORSE_ODDS), 1 / spread))
    unit = max(1, min(FINEST_UNIT, round(FINEST_UNIT / max(spread, 0.5))))
    reference = max(1, round(unit * size * log(1 - expected + odds * expected) / log(odds)))
    low, high = 1, 2
    while run_length(expected, size, unit, reference, high) < RUNS_TO_A_FALSE_ALARM:
        low, high = high, high * 2
    while low < high:  # the run length grows with the limit
        middle = (low + high) // 2
        if run_length(expected, size, unit, reference, middle) >= RUNS_TO_A_FALSE_ALARM:
            high = middle
        else:
            low = middle + 1
    return CusumChart(expected, size, unit, reference, high, run_length(expected, size, unit, reference, high))


def run_length(failing: float, size: int, unit: int, reference: int, limit: int) -> float:
    """The average number of runs until the sum alarms when every answer fails with probability ``failing``.

    The sum is a Markov chain on 0 … limit − 1; the run lengths L from each state solve (I − P)·L = 1, and the sum
    starts at 0. Source: Brook, Evans, "An approach to the probability distribution of CUSUM run length",
    Biometrika 59 (1972), 539–549.
    """
    from scipy.stats import binom  # scipy is slow and large to import: only where it is used

    states = np.arange(limit)
    needed = states[np.newaxis, :] - states[:, np.newaxis] + reference  # what failures have to add for each move
    chain = np.where(needed % unit == 0, binom.pmf(needed // unit, size, failing), 0.0)
    chain[:, 0] = binom.cdf((reference - states) // unit, size, failing)
    lengths = np.linalg.solve(np.eye(limit) - chain, np.ones(limit))
    return float(lengths[0])
