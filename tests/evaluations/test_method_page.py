"""The figures of docs/methods/statistics.md are recomputed, so that the page cannot drift from the code."""

import re
from pathlib import Path

import pytest

from evaluations.outcomes import Outcome, is_inconclusive
from evaluations.selectors import rated
from evaluations.statistics import SMALL_GROUP, estimate

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "methods" / "statistics.md").read_text(encoding="utf-8")
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
