"""The arithmetic of test plans against numbers by hand, and the verdict in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.plans.arithmetic import (
    Estimator,
    cases_for_difference,
    failures_allowed,
    kappa_of_judge,
    why_unreachable,
)
from evaluations.plans.verdict import CaseCounts, PlanVerdict, RunCounts, Standing, judged
from evaluations.statistics import Calibration, wilson

HEADLINE = Estimator("headline")


def test_five_of_five_cannot_reach_a_mark_of_095_and_the_refusal_does_the_sum() -> None:
    said = why_unreachable(0.95, 5, HEADLINE, by_bound=True)
    assert said == "Even 5 of 5 has the lower bound 0.566; 0.95 needs 73 of 73."


@pytest.mark.parametrize(("mark", "cases"), [(0.95, 73), (0.9, 35), (0.5, 4), (0.999, 3838)])
def test_the_smallest_sample_reaches_its_mark_and_one_case_fewer_does_not(mark: float, cases: int) -> None:
    assert why_unreachable(mark, cases, HEADLINE, by_bound=True) == ""
    assert f"needs {cases} of {cases}" in why_unreachable(mark, cases - 1, HEADLINE, by_bound=True)


def test_repeated_answers_do_not_stand_in_for_cases() -> None:
    thrice = Estimator("clustered", 3)
    said = why_unreachable(0.95, 25, thrice, by_bound=True)
    assert "Even 25 of 25 cases, each compliant all 3 times," in said
    assert thrice.best(25) < HEADLINE.best(75)


def test_a_rate_can_always_be_reached_but_not_without_a_case() -> None:
    assert why_unreachable(1.0, 1, HEADLINE, by_bound=False) == ""
    assert "no case" in why_unreachable(0.5, 0, HEADLINE, by_bound=False)
    assert "lower bound of 1" in why_unreachable(1.0, 1000, HEADLINE, by_bound=True)


def test_a_judges_error_can_put_a_mark_out_of_reach() -> None:
    rough = Estimator("corrected", 1, Calibration(bad=50, bad_recognised=45, good=50, good_recognised=45))
    sharp = Estimator("corrected", 1, Calibration(bad=2000, bad_recognised=1990, good=2000, good_recognised=1990))
    assert "about 90 of 100 answers" in why_unreachable(0.95, 100, rough, by_bound=True)
    assert why_unreachable(0.95, 100, sharp, by_bound=True) == ""
    useless = Estimator("corrected", 1, Calibration(bad=10, bad_recognised=4, good=10, good_recognised=5))
    assert "no better than chance" in why_unreachable(0.5, 100, useless, by_bound=True)


@given(st.floats(0.05, 0.99), st.integers(1, 400))
def test_the_failures_that_a_mark_allows_are_the_most_it_allows(mark: float, cases: int) -> None:
    allowed = failures_allowed(mark, cases)
    if allowed is None:
        assert wilson(cases, cases)[0] < mark
    else:
        assert wilson(cases - allowed, cases)[0] >= mark
        assert allowed == cases or wilson(cases - allowed - 1, cases)[0] < mark


def test_power_asks_for_more_cases_the_smaller_the_fall() -> None:
    # (1.95996 + 0.84162)² · (0.09 + 0.16) / 0.1² = 196.2
    assert cases_for_difference(0.9, 0.1) == 197
    assert (cases_for_difference(0.9, 0.05) or 0) > 500
    assert cases_for_difference(0.05, 0.1) is None
    assert cases_for_difference(0.9, 0) is None


def test_the_agreement_of_a_judge_is_cohens_kappa() -> None:
    assert kappa_of_judge(Calibration(bad=25, bad_recognised=15, good=25, good_recognised=20)) == pytest.approx(0.4)


def content(**changes: object) -> dict[str, object]:
    marks = {"overall": 0.8, "levels": {"root": 0.5}, "sections": {}}
    groups = {"levels": {"a": "root", "b": "user"}, "sections": {}}
    plain = {"estimator": "headline", "goal": "bound", "epochs": 1, "judge": None, "triage_every_failure": True}
    return {**plain, "marks": marks, "groups": groups, **changes}


def verdict(cases: list[CaseCounts], *, untriaged: int = 0, **facts: int) -> PlanVerdict:
    total = facts.pop("total", sum(case.counted for case in cases))
    counts = RunCounts(cases, total, **facts)
    return judged(content(), counts, calibration=None, reasons=[], failures=untriaged, untriaged=untriaged)


def test_a_missed_mark_says_by_how_much() -> None:
    found = verdict([CaseCounts("a", 2, 10), CaseCounts("b", 88, 90)])
    assert found.standing == Standing.MISSED
    said = found.said
    assert said.startswith(
        "1 of 2 marks is not reached. Root level: the lower bound is 0.057, 0.443 below the mark of 0.5"
    )
    assert "(2 of 10 compliant)" in said


def test_marks_reached_with_failures_that_nobody_triaged_are_open() -> None:
    reached = [CaseCounts("a", 10, 10), CaseCounts("b", 85, 90)]
    assert verdict(reached).standing == Standing.PASSED
    left = verdict(reached, untriaged=1)
    assert left.standing == Standing.OPEN
    assert "1 of 1 failures is not triaged yet" in left.said


def test_answers_without_a_verdict_or_a_judge_that_nobody_named_cannot_be_counted() -> None:
    reached = [CaseCounts("a", 10, 10), CaseCounts("b", 85, 90)]
    for facts, words in (({"lost": 6, "total": 106}, "6 of 106 answers"), ({"by_judge": 3}, "graded by the rules")):
        found = verdict(reached, **facts)
        assert found.standing == Standing.NOT_COUNTABLE
        assert words in found.said
