"""What a sample can show before it is drawn, and what it showed: the arithmetic of test plans; plain Python, no Django.

A mark is held against the lower bound of an interval, so a small sample cannot reach a high one, however good it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from evaluations.statistics import (
    Asked,
    Calibration,
    cases_needed,
    clustered,
    corrected,
    estimate,
    fewest_compliant,
    highest_mark,
    kappa,
    smallest_sample,
    sums_of,
)


@dataclass(frozen=True)
class Measured:
    """What came out for a group: k compliant of n counted answers, the rate and its interval by the plan's estimator.

    ``rate`` is None where nothing was counted, or where the judge's error cannot be taken out.
    """

    numerator: int
    denominator: int
    rate: float | None
    low: float
    high: float


@dataclass(frozen=True)
class Estimator:
    """How a plan estimates a rate: every answer for itself, clustered by case, or without the judge's error."""

    by: str
    epochs: int = 1
    calibration: Calibration | None = None

    def measure(self, cases: Sequence[tuple[int, int]]) -> Measured:
        """The rate over cases, each as (k compliant, n counted)."""
        asked = [Asked(k, n) for k, n in cases]
        k, n = sum(case.k for case in asked), sum(case.n for case in asked)
        if self.by == "corrected":
            found = corrected(k, n, self.calibration) if self.calibration is not None else None
            return (
                Measured(k, n, None, 0.0, 1.0) if found is None else Measured(k, n, found.rate, found.low, found.high)
            )
        whole = clustered(sums_of(asked)) if self.by == "clustered" else estimate(k, n)
        return Measured(k, n, whole.rate, whole.low, whole.high)

    def best(self, cases: int) -> float:
        """The lower bound where every answer to so many cases is compliant."""
        if self.by == "clustered":
            return self.measure([(self.epochs, self.epochs)] * cases).low
        return highest_mark(cases)

    def fewest_cases(self, mark: float) -> int:
        """The fewest cases, all of them compliant, whose lower bound reaches a mark below 1."""
        needed = smallest_sample(mark)
        while self.best(needed) < mark:  # Student's t asks for a few more than the normal quantile
            needed += 1
        return needed


def why_unreachable(mark: float, cases: int, estimator: Estimator, *, by_bound: bool) -> str:
    """Why so many cases cannot reach the mark, with the arithmetic; empty where they can."""
    if cases < 1:
        return "The suite has no case for it."
    if not by_bound:
        return ""
    if mark >= 1:
        return "No number of answers has a lower bound of 1; a mark for the lower bound lies below it."
    best = estimator.best(cases)
    if best < mark:
        needed = estimator.fewest_cases(mark)
        how = f" cases, each compliant all {estimator.epochs} times," if estimator.by == "clustered" else ""
        return f"Even {cases} of {cases}{how} has the lower bound {best:.3f}; {mark:g} needs {needed} of {needed}."
    return _why_not_corrected(mark, cases, estimator.calibration) if estimator.calibration is not None else ""


def _why_not_corrected(mark: float, cases: int, calibration: Calibration) -> str:
    # What such a judge shows of an assistant without fault: as many good answers as it recognises.
    expected = round(cases * calibration.sensitivity)
    found = corrected(expected, cases, calibration)
    if found is None:
        return "The judge tells good answers from bad no better than chance, so its error cannot be taken out."
    if found.low >= mark:
        return ""
    return (
        f"This judge would find about {expected} of {cases} answers of an assistant without fault compliant; without "
        f"its error that has the lower bound {found.low:.3f}, below {mark:g}. More cases or a larger calibration help."
    )


def failures_allowed(mark: float, cases: int) -> int | None:
    """How many of so many answers may fail so that the lower Wilson bound still reaches the mark; None where even none
    is too many."""
    needed = fewest_compliant(mark, cases) if cases else None
    return None if needed is None else cases - needed


def kappa_of_judge(calibration: Calibration) -> float | None:
    """Cohen's κ of a judge with the known outcomes; None where both only ever said one and the same."""
    good, bad = calibration.good_recognised, calibration.bad_recognised
    return kappa([[good, calibration.good - good], [calibration.bad - bad, bad]]).value


def cases_for_difference(rate: float, difference: float) -> int | None:
    """How many cases, asked once in either of two runs, show a fall from ``rate`` by ``difference`` with a power of
    80 %; None where no rate lies so far below. Nothing is known yet of how alike the runs are, so all of it counts as
    chance."""
    lower = rate - difference
    if difference <= 0 or lower < 0 or rate > 1:
        return None
    spread = (rate * (1 - rate) + lower * (1 - lower)) / 2
    return cases_needed(difference, between=0.0, within=spread) if spread > 0 else None
