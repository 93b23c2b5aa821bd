"""What reality comes to, computed by hand; and the month in which it left the fan."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculator.actuals import (
    PROGRAMME,
    Entry,
    Plan,
    calendar_month,
    departure,
    month_number,
    plan_of,
    reality_of,
)
from calculator.pictures.actuals import cash_and_capacity, reality_finding, reality_over_fan
from calculator.results import compute
from tests.calculator.scenarios import by_hand, uncertain


def plan_for(inputs: dict[str, Any]) -> Plan:
    return plan_of(inputs, compute(inputs), priced=True)


def desk(month: int, cost: float = 3.0, hours: float = 11.0, volume: float = 60.0, violations: float = 3.0) -> Entry:
    return Entry(month, "desk", cost, hours, volume, violations)


def programme(month: int, cost: float = 38.0) -> Entry:
    return Entry(month, PROGRAMME, cost)


def test_cash_capacity_and_net_benefit_are_those_computed_by_hand() -> None:
    """11 h × 40 × 0.5 = 220 freed; (3 − 0.01 × 60) × 10 = 24 for violations; 41 paid: 155 net a month."""
    found = reality_of(plan_for(by_hand()), [Entry(0, PROGRAMME, 250), desk(1), programme(1), desk(2), programme(2)])
    once, first, _ = found.months
    assert (once.number, once.cash, once.capacity) == (0, 250, 0)
    assert [first.cash, first.capacity, first.violations_cost, first.net] == pytest.approx([41, 220, 24, 155])
    assert found.cumulative == pytest.approx([-250, -95, 60])
    assert (found.complete, found.one_off_as_planned, found.cash, found.capacity) == (2, False, 332, 440)


def test_lost_time_counts_in_full() -> None:
    (month,) = reality_of(plan_for(by_hand()), [desk(1, hours=-2.0), programme(1)]).months
    assert month.capacity == -80


def test_what_was_paid_once_is_the_plans_where_nobody_entered_it() -> None:
    found = reality_of(plan_for(by_hand()), [desk(1), programme(1)])
    assert found.one_off_as_planned
    assert found.cumulative == pytest.approx([-250, -95])


def test_the_line_ends_before_the_first_gap() -> None:
    entries = [desk(1), programme(1), desk(2), desk(3), programme(3)]
    found = reality_of(plan_for(by_hand()), entries)
    assert [month.missing for month in found.months] == [(), ("the programme",), ()]
    assert found.complete == 1


def test_a_use_case_is_missed_from_its_start_on() -> None:
    plan = plan_for(uncertain())
    found = reality_of(plan, [desk(1), programme(1), desk(3), programme(3)])
    assert [month.missing for month in found.months] == [(), ("desk", "the programme"), ("mail",)]


def test_what_the_plan_does_not_have_is_left_out_and_named() -> None:
    found = reality_of(plan_for(by_hand()), [desk(1), programme(1), Entry(1, "fax", 900, 1, 1, 1), desk(99)])
    assert (found.unplanned, found.cash, len(found.months)) == (["fax"], 41, 1)


def fan(levels: list[list[float]], months: list[int] | None = None) -> Plan:
    months = months or list(range(len(levels[0])))
    return Plan("EUR", months[-1], True, 100.0, (), months, levels, levels[2])


LOW, MIDDLE, HIGH = [-110.0, -100, -90, -80, -70], [-100.0, -80, -60, -40, -20], [-90.0, -60, -30, 0, 30]
FAN = fan([LOW, MIDDLE, MIDDLE, MIDDLE, HIGH])


@pytest.mark.parametrize(
    ("cash", "state", "since", "words"),
    [
        ([], "nothing", None, "No month is complete yet"),
        ([-20, -20], "inside", None, "inside the fan after 2 months"),
        ([-20, 15], "outside", 2, "left the fan in month 2, below it"),
        ([5, 0, 0, 0], "outside", 1, "left the fan in month 1, below it"),
        ([-60, -20], "outside", 1, "left the fan in month 1, above it"),
        ([5, -30, -20], "back", 2, "came back into the fan in month 2; before that it was below it"),
        ([5, -30, 20], "outside", 3, "left the fan in month 3, below it"),
    ],
)
def test_the_month_in_which_reality_left_the_fan(cash: list[float], state: str, since: int | None, words: str) -> None:
    """A month's cash is taken off what it starts from, −100; the fan runs from −110 … to 30."""
    reality = reality_of(FAN, [programme(month, cost) for month, cost in enumerate(cash, start=1)])
    found = departure(FAN, reality)
    assert (found.state, found.since) == (state, since)
    assert words in reality_finding(FAN, reality)
    picture = reality_over_fan(FAN, reality)
    assert picture.title.startswith(reality_finding(FAN, reality))
    assert len(picture.table["rows"]) == len(cash) + 1
    assert len(picture.spec["layout"]["shapes"]) == (1 if state == "outside" else 0)


def test_between_the_months_of_a_long_fan_its_edges_are_straight() -> None:
    sparse = fan([[-100, 0]] * 5, [0, 10])
    assert sparse.ends(5) == (-50, -50)


def test_without_a_fan_reality_is_held_against_the_line() -> None:
    plan = plan_for(by_hand())
    on_it = reality_of(plan, [desk(1, volume=60, violations=3), programme(1, 47)])
    below = reality_of(plan, [desk(1, volume=60, violations=3), programme(1, 57)])
    assert plan.levels is None
    assert reality_finding(plan, on_it) == "Reality is on the plan’s line after 1 month"
    assert reality_finding(plan, below) == "Reality left the plan’s line in month 1, below it"
    assert reality_over_fan(plan, below).title.endswith("below it: −€114 after 1 month, against −€104")
    assert reality_over_fan(plan, on_it).table["head"] == ["Month", "Plan", "Reality", "Which is"]


def test_cash_points_down_and_capacity_up() -> None:
    months = reality_of(plan_for(by_hand()), [Entry(0, PROGRAMME, 250), desk(1), programme(1)]).months
    picture = cash_and_capacity(months, date(2026, 9, 1), "EUR")
    up, down = picture.spec["data"]
    assert (up["y"], down["y"]) == ([220], [-41])
    assert picture.title == "€41 paid in cash after €250 once; the time freed is capacity worth €220, not cash"
    assert picture.table["rows"][1][:3] == ["Sep 2026", "€41", "€220"]


@given(st.dates(date(2015, 1, 1), date(2100, 1, 1)), st.integers(-600, 600))
def test_months_of_the_calendar_and_of_the_scenario_agree(first: date, month: int) -> None:
    first = first.replace(day=1)
    assert month_number(first, calendar_month(first, month)) == month
