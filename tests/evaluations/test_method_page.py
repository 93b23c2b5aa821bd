"""The figures of docs/methods/statistics.md are recomputed, so that the page cannot drift from the code."""

import json
import re
from pathlib import Path

import pytest

from evaluations.comparison import signed_points
from evaluations.outcomes import Outcome, is_inconclusive
from evaluations.selectors import rated
from evaluations.statistics import (
    SMALL_GROUP,
    Asked,
    Calibration,
    cases_needed,
    clustered,
    clustered_error,
    corrected,
    estimate,
    highest_mark,
    kappa,
    mcnemar,
    paired,
    shown_by,
    smallest_sample,
    sums_of,
    variances,
)

METHODS = Path(__file__).resolve().parents[2] / "docs" / "methods"
PAGE = (METHODS / "statistics.md").read_text(encoding="utf-8")
EVALUATION = (METHODS / "evaluation.md").read_text(encoding="utf-8")
WORKED = re.findall(r"^\| (\d+) of (\d+) \| ([\d.]+ %|–) \| ([\d.]+) to ([\d.]+) % \|$", PAGE, re.MULTILINE)


def test_the_page_has_worked_figures() -> None:
    assert len(WORKED) == 6


@pytest.mark.parametrize(("k", "n", "rate", "low", "high"), WORKED)
def test_a_worked_interval_is_what_the_code_gives(k: str, n: str, rate: str, low: str, high: str) -> None:
    found = estimate(int(k), int(n))
    assert rate == ("–" if found.rate is None else f"{found.rate * 100:.1f} %")
    assert (low, high) == (f"{found.low * 100:.2f}", f"{found.high * 100:.2f}")


def test_every_outcome_is_explained_and_counted_as_the_page_says() -> None:
    explained = dict(re.findall(r"^\| `(\w+)` \| .+ \| ([^|]+) \|$", PAGE, re.MULTILINE))
    assert set(explained) == {outcome.value for outcome in Outcome}
    for outcome, place in explained.items():
        found = rated({outcome: 7})
        assert (found.denominator == 7) is ("below the line" in place), outcome
        assert (found.numerator == 7) is place.startswith("above"), outcome


def test_the_bound_of_five_percent_is_where_the_page_says() -> None:
    lost, still, too_many = re.findall(r"more than (\d+) %.+?\*Worked:\* (\d+) of 100.+?(\d+) of 100", PAGE, re.DOTALL)[
        0
    ]
    assert lost == still
    assert not is_inconclusive(errored=int(still), unscored=0, total=100)
    assert is_inconclusive(errored=3, unscored=int(too_many) - 3, total=100)


def test_small_means_what_the_page_says() -> None:
    assert "fewer than ten" in PAGE
    assert SMALL_GROUP == 10


def test_the_worked_figures_of_several_answers_two_runs_and_power_are_what_the_code_gives() -> None:
    asked = [Asked(2, 3), Asked(2, 2), Asked(1, 3), Asked(2, 2), Asked(1, 1), Asked(1, 1)]
    mean, error = re.findall(r"have the mean ([\d.]+) and SE ([\d.]+)\.", PAGE)[0]
    assert clustered(sums_of(asked)).rate == float(mean)
    assert round(clustered_error(sums_of(asked)), 3) == float(error)
    better, worse, p = re.findall(r"(\d+) against (\d+) gives p = ([\d.]+)\.", PAGE)[0]
    assert f"{mcnemar(int(better), int(worse)):.4f}" == p
    few, bound, mark, n = re.findall(r"(\d+) of 5 reach ([\d.]+), and ([\d.]+) takes (\d+) of", PAGE)[0]
    assert f"{highest_mark(int(few)):.3f}" == bound
    assert smallest_sample(float(mark)) == int(n)
    within, five, ten = re.findall(
        r"σ² = ([\d.]+), a difference of 5 points takes (\d+) cases, one of 10 points (\d+)", PAGE
    )[0]
    assert cases_needed(0.05, between=0, within=float(within)) == int(five)
    assert cases_needed(0.10, between=0, within=float(within)) == int(ten)
    table, value = re.findall(r"table (\[\[.+?\]\]) gives ([\d.]+)\.", PAGE)[0]
    assert kappa(json.loads(table)).value == pytest.approx(float(value))


def test_the_worked_example_of_the_evaluation_page_is_recomputed_from_its_cases() -> None:
    yes, no = Asked(1, 1), Asked(0, 1)
    pairs = [(yes, yes)] * 92 + [(no, yes)] * 14 + [(yes, no)] * 3 + [(no, no)] * 11
    figures = dict(re.findall(r"^\| ([^|]+?) \| ([^|]+?) \|$", EVALUATION, re.MULTILINE))

    def rate(k: int) -> str:
        found = estimate(k, 120)
        return f"{k / 1.2:.1f} %, {found.low * 100:.1f} to {found.high * 100:.1f} %"

    found, known = paired(pairs), corrected(106, 120, Calibration(60, 54, 100, 97))
    assert known is not None
    assert figures["rate of release 4"] == rate(95)
    assert figures["rate of release 5"] == rate(106)
    moved = [signed_points(share) for share in (found.difference or 0, found.low, found.high)]
    assert figures["difference"] == "{} points, {} to {} points".format(*moved)
    assert figures["McNemar, exact"] == f"p = {found.p:.3f}"
    cleaned = next(value for name, value in figures.items() if name.startswith("release 5 without"))
    assert cleaned == f"{known.rate * 100:.1f} %, {known.low * 100:.1f} to {known.high * 100:.1f} %"
    between, within = variances([after for _, after in pairs])
    least = next(value for name, value in figures.items() if name.startswith("the difference that"))
    assert least == f"{shown_by(120, between=between, within=within) * 100:.1f} points"
    assert figures["the highest mark that 120 answers can reach"] == f"{highest_mark(120) * 100:.1f} %"
