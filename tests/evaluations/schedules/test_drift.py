"""Drift: the false alarms that the page promises, tested by simulation, and what is found when something changes."""

import numpy as np
import pytest

from evaluations.schedules.drift import (
    EXACT_LEVEL,
    FALSE_ALARMS,
    RUNS_TO_A_FALSE_ALARM,
    Counts,
    chart_for,
    exact_p,
    follow,
    run_length,
)

ROUNDS = 1000


def simulated_run_length(baseline: Counts, failing: float, seed: int) -> float:
    """The mean number of runs until the sum alarms, by drawing runs."""
    chart, draw = chart_for(baseline), np.random.default_rng(seed)
    lengths = []
    for _ in range(ROUNDS):
        value = length = 0
        while value < chart.limit:
            length += 1
            value = chart.after(value, Counts(int(draw.binomial(baseline.counted, failing)), baseline.counted))
        lengths.append(length)
    return float(np.mean(lengths))


@pytest.mark.parametrize("baseline", [Counts(4, 24), Counts(0, 24), Counts(14, 128), Counts(300, 2640)])
def test_without_any_change_the_sum_alarms_as_seldom_as_the_page_says(baseline: Counts) -> None:
    chart = chart_for(baseline)
    drawn = simulated_run_length(baseline, chart.expected, seed=6)
    # The mean of 1,000 geometric-like lengths has a standard error of about 1/32 of itself.
    assert chart.in_control >= RUNS_TO_A_FALSE_ALARM
    assert drawn == pytest.approx(chart.in_control, rel=0.12)


def test_a_fall_is_found_much_sooner_than_a_false_alarm() -> None:
    chart = chart_for(Counts(14, 128))
    worse = 2 * chart.expected
    exact = run_length(worse, chart.size, chart.unit, chart.reference, chart.limit)
    assert exact < 3
    assert simulated_run_length(Counts(14, 128), worse, seed=7) == pytest.approx(exact, rel=0.12)


@pytest.mark.parametrize(("failing", "counted"), [(0.1, 24), (0.3, 128), (0.02, 60)])
def test_the_exact_test_keeps_its_level_whatever_the_rate(failing: float, counted: int) -> None:
    draw = np.random.default_rng(8)
    pairs = draw.binomial(counted, failing, size=(20_000, 2))
    alarms = sum(exact_p(Counts(int(a), counted), Counts(int(b), counted)) <= EXACT_LEVEL for a, b in pairs)
    assert alarms / len(pairs) <= EXACT_LEVEL * 1.2


def test_the_exact_test_is_fishers() -> None:
    # Fisher's tea: 3 of 4 against 1 of 4, one-sided 17/70.
    assert exact_p(Counts(1, 4), Counts(3, 4)) == pytest.approx(17 / 70)
    assert exact_p(Counts(0, 4), Counts(0, 0)) == 1.0


def test_a_sudden_fall_alarms_at_once_and_a_slow_one_after_some_runs() -> None:
    sudden = follow(Counts(4, 128), [Counts(4, 128), Counts(20, 128)])
    assert [point.alarm for point in sudden] == ["", "exact"]
    slow = follow(Counts(13, 128), [Counts(21, 128)] * 8)
    assert "cusum" in [point.alarm for point in slow]
    assert slow[0].alarm == ""
    first = next(place for place, point in enumerate(slow) if point.alarm)
    assert slow[first + 1].excess < slow[first].excess  # begun anew


def test_an_assistant_that_becomes_better_alarms_nobody() -> None:
    points = follow(Counts(40, 128), [Counts(10, 128)] * 20)
    assert {point.alarm for point in points} == {""}
    assert points[-1].excess == 0


def test_a_run_with_fewer_answers_takes_its_share_and_nothing_counted_compares_with_nothing() -> None:
    chart = chart_for(Counts(14, 128))
    assert chart.after(50, Counts(0, 64)) > chart.after(50, Counts(0, 128))
    assert follow(Counts(0, 0), [Counts(1, 2)]) == []


def test_the_promise_names_both_tests_and_their_false_alarms() -> None:
    assert "at most 1 of 200 runs" in FALSE_ALARMS
    assert "once in at least 200 runs on average" in FALSE_ALARMS
