"""Which measure of agreement a queue gets, and when; the measures themselves are tested with the statistics."""

import pytest

from evaluations.review.agreement import agreement_of, crosstab

WORDS = ["compliant", "violation", "partial"]


def pairs_of(table: list[list[int]]) -> list[dict[int, str]]:
    return [
        {1: WORDS[row], 2: WORDS[column]}
        for row, cells in enumerate(table)
        for column, times in enumerate(cells)
        for _ in range(times)
    ]


@pytest.mark.parametrize(("table", "kappa"), [([[20, 5], [10, 15]], 0.4), ([[48, 3], [2, 7]], 0.69)])
def test_kappa_of_two_raters_is_the_published_one(table: list[list[int]], kappa: float) -> None:
    found = agreement_of(pairs_of(table))
    assert found is not None
    assert (found.measure, found.items, found.raters) == ("Cohen’s κ", sum(map(sum, table)), 2)
    assert found.value == pytest.approx(kappa, abs=0.005)
    assert found.low is not None
    assert found.high is not None
    assert found.low < kappa < found.high


def test_three_raters_or_gaps_are_measured_by_alpha() -> None:
    said = [{1: "compliant", 2: "compliant", 3: "compliant"}] * 10 + [{1: "violation", 3: "violation"}] * 5
    found = agreement_of([*said, {1: "violation", 2: "compliant", 3: "violation"}, {2: "partial"}])
    assert found is not None
    assert (found.measure, found.items, found.raters, found.same) == ("Krippendorff’s α", 16, 3, 15)
    assert found.value is not None
    assert 0.7 < found.value < 1


def test_nothing_is_said_where_chance_explains_all_or_nobody_rated_twice() -> None:
    same = agreement_of([{1: "compliant", 2: "compliant"}] * 12)
    assert same is not None
    assert (same.value, same.low, same.same) == (None, None, 12)
    assert agreement_of([{1: "compliant"}, {2: "violation"}]) is None
    assert crosstab([("violation", "partial")], WORDS) == [[0, 0, 0], [0, 0, 1], [0, 0, 0]]


def test_few_items_get_no_interval() -> None:
    few = agreement_of(pairs_of([[4, 1], [1, 3]]))
    assert few is not None
    assert few.value is not None
    assert few.low is None
