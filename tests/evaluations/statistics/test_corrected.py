"""The correction for the grader's mistakes: published figures, the method page, and what must hold for every count."""

import re
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from evaluations.statistics import Calibration, corrected

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "methods" / "statistics.md").read_text(encoding="utf-8")
ROW = r"^\| (\d+) of (\d+) \| (\d+) of (\d+) \| (\d+) of (\d+) \| ([\d.]+ %|–) \| ([\d.]+ to [\d.]+ %|–) \|$"
WORKED = re.findall(ROW, PAGE, re.MULTILINE)

shown = st.integers(1, 400)
counted = shown.flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def test_the_published_example_comes_out() -> None:
    found = corrected(400, 1000, Calibration(bad=200, bad_recognised=140, good=200, good_recognised=180))
    assert found is not None
    assert (found.rate, found.low, found.high) == pytest.approx((0.1667, 0.0564, 0.2627), abs=5e-5)


def test_the_page_has_worked_figures() -> None:
    assert len(WORKED) == 3


@pytest.mark.parametrize("row", WORKED)
def test_a_worked_correction_is_what_the_code_gives(row: tuple[str, ...]) -> None:
    k, n, bad_recognised, bad, good_recognised, good = (int(value) for value in row[:6])
    found = corrected(k, n, Calibration(bad, bad_recognised, good, good_recognised))
    if found is None:
        assert row[6:] == ("–", "–")
    else:
        assert row[6] == f"{found.rate * 100:.2f} %"
        assert row[7] == f"{found.low * 100:.2f} to {found.high * 100:.2f} %"


@pytest.mark.parametrize("counts", [(10, 5, 10, 5), (10, 7, 10, 3), (10, 0, 10, 10), (1, 1, 1000, 10)])
def test_a_judge_that_knows_nothing_gives_no_corrected_rate(counts: tuple[int, int, int, int]) -> None:
    assert corrected(30, 40, Calibration(*counts)) is None


def test_nothing_counted_gives_no_corrected_rate() -> None:
    assert corrected(0, 0, Calibration(10, 9, 10, 9)) is None


@pytest.mark.parametrize("counts", [(0, 0, 10, 9), (10, 9, 0, 0), (10, 11, 10, 9), (10, -1, 10, 9)])
def test_impossible_calibrations_are_refused(counts: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="calibration needs"):
        Calibration(*counts)


@pytest.mark.parametrize(("k", "n"), [(-1, 3), (4, 3)])
def test_impossible_counts_are_refused(k: int, n: int) -> None:
    with pytest.raises(ValueError, match="k out of n"):
        corrected(k, n, Calibration(10, 9, 10, 9))


@settings(deadline=None)
@given(counted, counted, counted)
def test_rate_and_interval_stay_between_nought_and_one(
    found: tuple[int, int], bad: tuple[int, int], good: tuple[int, int]
) -> None:
    result = corrected(*found, Calibration(bad[1], bad[0], good[1], good[0]))
    if result is not None:
        assert 0 <= result.rate <= 1
        assert 0 <= result.low <= result.high <= 1
        assert result.error > 0


@settings(deadline=None)
@given(counted)
def test_a_grader_that_never_errs_leaves_the_rate_as_it_is(found: tuple[int, int]) -> None:
    k, n = found
    result = corrected(k, n, Calibration(10**6, 10**6, 10**6, 10**6))
    assert result is not None
    assert result.rate == pytest.approx(k / n)


@settings(deadline=None)
@given(counted, st.integers(60, 99), st.integers(60, 99))
def test_more_known_answers_narrow_the_interval(found: tuple[int, int], bad: int, good: int) -> None:
    few = corrected(*found, Calibration(100, bad, 100, good))
    many = corrected(*found, Calibration(10_000, bad * 100, 10_000, good * 100))
    assert few is not None
    assert many is not None
    assume(0 < few.rate < 1)
    assert many.error < few.error
