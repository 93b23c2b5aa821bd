"""Everything that the numbers of one run say, each interval with the question that it answers; plain Python."""

from collections.abc import Sequence
from dataclasses import dataclass

from evaluations.statistics import (
    Asked,
    Calibration,
    Estimate,
    cases_needed,
    corrected,
    effective_answers,
    fewest_compliant,
    highest_mark,
    in_the_mix,
    noise,
    shown_by,
    smallest_sample,
    sums_of,
    variances,
)

# Differences and marks that people ask about.
DIFFERENCES = (0.10, 0.05, 0.02)
MARKS = (0.90, 0.95, 0.99)


@dataclass(frozen=True)
class Measurement:
    """A run as the statistics need it.

    ``asked`` has its cases and is None where only counts were recorded. ``strict`` is (k, n, low, high) with errored
    samples taken as violations, None where nothing errored or the headline has them already.
    """

    headline: Estimate
    asked: Sequence[Asked] | None
    calibration: Calibration | None
    graded_by: str
    errored: int
    strict: tuple[int, int, float, float] | None
    epochs: int


@dataclass(frozen=True)
class Said:
    """One answer: ``rate`` with ``low`` and ``high`` are shares, all None where it is words alone."""

    key: str
    question: str
    how: str
    rate: float | None = None
    low: float | None = None
    high: float | None = None
    words: str = ""


def said_of(run: Measurement) -> list[Said]:
    """The answers in the order in which people ask; what cannot be said, says why."""
    if not run.headline.denominator:
        return []
    found = [_of_such_cases(run), _again(run), _mix(run), _correction(run), _strict(run)]
    found += [_difference(run), _marks(run)]
    return [one for one in found if one is not None]


def _of_such_cases(run: Measurement) -> Said:
    rate = run.headline
    how = f"Wilson, 95\u202f%, from {rate.denominator} answers, each to another case."
    if rate.cases is not None:
        how = (
            f"Clustered by case, 95\u202f%: {rate.denominator} answers to {rate.cases} cases. Answers to one case are "
            "alike, so the cases are what is counted."
        )
    question = "What would the rate be over all cases like these?"
    return Said("cases", question, how, rate.rate, rate.low, rate.high)


def _again(run: Measurement) -> Said | None:
    if run.asked is None:
        return None
    question, found = "How much would the rate move if these very cases were asked again?", noise(run.asked)
    if found is None:
        why = "Not known: that takes at least two answers to every case. Start a run that asks each case several times."
        return Said("again", question, "Noise on this fixed set.", words=why)
    how = (
        "Noise on this fixed set, 95\u202f%: the chance in the answers alone, around the mean over cases. It says "
        "nothing about other cases."
    )
    return Said("again", question, how, found.rate, found.low, found.high)


def _mix(run: Measurement) -> Said | None:
    if run.asked is None or len({case.weight for case in run.asked}) < 2:
        return None
    found = in_the_mix(run.asked)
    if found is None:
        return None
    how = "Each case with its weight, 95\u202f%, the cases as clusters. As good as the weights are."
    return Said("mix", "And in the mix that production has?", how, found.rate, found.low, found.high)


def _correction(run: Measurement) -> Said | None:
    if run.calibration is None:
        return None
    question = f"What is the rate without the mistakes of {run.graded_by}?"
    known = run.calibration
    shown = (
        f"recognised {known.bad_recognised} of {known.bad} known violations and {known.good_recognised} of "
        f"{known.good} known good answers"
    )
    worth = effective_answers(sums_of(run.asked)) if run.asked else None
    found = corrected(run.headline.numerator, run.headline.denominator, known, effective=worth)
    if found is None:
        why = f"None can be given: it {shown}, which is no better than chance."
        return Said("corrected", question, "Rogan–Gladen.", words=why)
    how = f"Rogan–Gladen, 95\u202f%, with the chance in the calibration: it {shown}."
    return Said("corrected", question, how, found.rate, found.low, found.high)


def _strict(run: Measurement) -> Said | None:
    if run.strict is None:
        return None
    k, n, low, high = run.strict
    times = "1 errored sample" if run.errored == 1 else f"{run.errored} errored samples"
    question = f"And if the {times} had been {'a violation' if run.errored == 1 else 'violations'}?"
    how = f"{k} of {n}, 95\u202f%. The rate itself leaves them out; this is the worst that they can hide."
    return Said("errors", question, how, k / n, low, high)


def _difference(run: Measurement) -> Said:
    question = "Which difference between two releases can this suite show?"
    asked = run.asked if run.asked is not None else []
    cases = sum(1 for case in asked if case.n) or run.headline.denominator
    between, within = variances(asked) if asked else (0.0, _variance(run.headline))
    epochs = (run.epochs, run.epochs)
    least = shown_by(cases, between=between, within=within, epochs=epochs)
    needed = [
        f"{_points(d)} would take {cases_needed(d, between=between, within=within, epochs=epochs):,}".replace(
            ",", "\u202f"
        )
        for d in DIFFERENCES
    ]
    others = f"{', '.join(needed[:-1])} and {needed[-1]} cases"
    words = f"With {cases} cases, {_points(least)} or more, four times in five. {others}."
    how = "Miller’s formula for two runs paired by case, 95\u202f% and a power of 80\u202f%."
    return Said("power", question, how, words=words)


def _marks(run: Measurement) -> Said:
    n = run.headline.denominator if run.headline.cases is None else run.headline.cases
    unit = "answers" if run.headline.cases is None else "cases"
    question = f"Which mark can {n} {unit} reach?"
    parts = []
    for mark in MARKS:
        fewest = fewest_compliant(mark, n)
        reach = f"{fewest} of {n}" if fewest is not None else f"at least {smallest_sample(mark)}, all compliant"
        parts.append(f"{_percent(mark)} takes {reach}")
    words = f"None above {highest_mark(n) * 100:.1f}\u202f%. {'; '.join(parts)}."
    return Said("marks", question, "The lower end of Wilson’s interval, 95\u202f%, held against the mark.", words=words)


def _variance(rate: Estimate) -> float:
    share = (rate.numerator + 1) / (rate.denominator + 2)
    return share * (1 - share)


def _points(share: float) -> str:
    points = round(share * 100, 1)
    return f"{points:g} point{'' if points == 1 else 's'}"


def _percent(share: float) -> str:
    return f"{share * 100:g}\u202f%"
